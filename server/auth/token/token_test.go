package token

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

// A token says what it was made to say, with the header of RFC 9068 §2.1.
func TestATokenSaysWhatItWasMadeToSay(t *testing.T) {
	f := newForge(t)
	made := Claims{City: "210300", Account: "a-1", Session: "s_1", ID: "t-1", IssuedAt: when, Expires: when.Add(5 * time.Minute)}
	raw, err := f.maker.Make(f.ring, made, when)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.maker.Read(f.ring, raw, when.Add(time.Minute))
	if err != nil || !got.IssuedAt.Equal(made.IssuedAt) || !got.Expires.Equal(made.Expires) {
		t.Fatalf("got %+v, %v", got, err)
	}
	got.IssuedAt, got.Expires = made.IssuedAt, made.Expires
	if got != made {
		t.Errorf("got %+v", got)
	}
	header := object(t, strings.Split(raw, ".")[0])
	if len(header) != 3 || header["alg"] != "EdDSA" || header["typ"] != "at+jwt" || header["kid"] != f.key.ID {
		t.Errorf("the header is %v", header)
	}
	claims := object(t, strings.Split(raw, ".")[1])
	if len(claims) != 7 || claims["sub"] != "210300/a-1" || claims["aud"] != "sizhang" || claims["iss"] != f.maker.Issuer || claims["exp"] != float64(when.Unix()+300) {
		t.Errorf("the claims are %v", claims)
	}
}

// What is left out is filled: now, the whole life, a random id.
func TestWhatIsLeftOutIsFilled(t *testing.T) {
	f := newForge(t)
	ids := map[string]bool{}
	for range 100 {
		raw, err := f.maker.Make(f.ring, Claims{City: "210300", Account: "a", Session: "s"}, when.Add(700*time.Millisecond))
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.maker.Read(f.ring, raw, when.Add(700*time.Millisecond))
		if err != nil || !got.IssuedAt.Equal(when) || !got.Expires.Equal(when.Add(Life)) || len(got.ID) != 22 || ids[got.ID] {
			t.Fatalf("got %+v, %v", got, err)
		}
		ids[got.ID] = true
	}
}

// A token is good from its first to before its last second, and a little before:
// another server's clock may run ahead.
func TestATokenHasItsTime(t *testing.T) {
	f := newForge(t)
	for at, want := range map[time.Duration]error{
		-Leeway - time.Second: ErrInvalid, -Leeway: nil, 0: nil, Life - time.Nanosecond: nil, Life: ErrExpired, Life + Leeway: ErrExpired, 24 * time.Hour: ErrExpired, 48 * time.Hour: ErrExpired,
	} {
		if _, err := f.maker.Read(f.ring, f.good, when.Add(at)); !errors.Is(err, want) {
			t.Errorf("at %s: %v", at, err)
		}
	}
}

// What the last key signed is accepted to its end, though another signs by now.
func TestKeysOverlap(t *testing.T) {
	first := NewKey(when, time.Hour)
	second := NewKey(when.Add(59*time.Minute), time.Hour)
	ring := NewRing([]Key{first, second})
	maker := Maker{"i", "a"}
	var tokens []string
	for at := time.Duration(0); at < 2*time.Hour-time.Minute; at += time.Minute {
		signer, there := ring.Signer(when.Add(at))
		if want := map[bool]string{true: first.ID, false: second.ID}[at < 59*time.Minute]; !there || signer.ID != want {
			t.Fatalf("at %s another signs", at)
		}
		raw, err := maker.Make(ring, Claims{City: "1", Account: "a", Session: "s"}, when.Add(at))
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, raw)
		for _, raw := range tokens[max(0, len(tokens)-15):] { // of the last 15 minutes
			if _, err := maker.Read(ring, raw, when.Add(at)); err != nil {
				t.Fatalf("at %s: %v", at, err)
			}
		}
	}
	for _, at := range []time.Duration{-time.Nanosecond, 2*time.Hour - time.Minute} {
		if _, there := ring.Signer(when.Add(at)); there {
			t.Errorf("somebody signs at %s", at)
		}
		if _, err := maker.Make(ring, Claims{City: "1", Account: "a", Session: "s"}, when.Add(at)); !errors.Is(err, ErrNoKey) {
			t.Errorf("at %s: %v", at, err)
		}
	}
}

// A ring without the private part verifies, and signs nothing.
func TestAPublicKeyVerifiesOnly(t *testing.T) {
	f := newForge(t)
	public := f.key
	public.Private = nil
	ring := NewRing([]Key{public})
	if _, err := f.maker.Read(ring, f.good, when); err != nil {
		t.Error(err)
	}
	if _, there := ring.Signer(when); there {
		t.Error("it signs")
	}
}

// What Read would refuse is not made.
func TestMakeMakesNothingThatReadRefuses(t *testing.T) {
	f := newForge(t)
	good := Claims{City: "210300", Account: "a", Session: "s", ID: "t", IssuedAt: when, Expires: when.Add(Life)}
	if _, err := f.maker.Make(f.ring, good, when); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Claims){
		"no city": func(c *Claims) { c.City = "" }, "no account": func(c *Claims) { c.Account = "" }, "no session": func(c *Claims) { c.Session = "" },
		"a slash": func(c *Claims) { c.Account = "a/b" }, "too long": func(c *Claims) { c.Expires = when.Add(Life + time.Second) },
		"over": func(c *Claims) { c.IssuedAt, c.Expires = when.Add(-Life), when }, "backwards": func(c *Claims) { c.Expires = when.Add(-time.Second) },
		"from the future": func(c *Claims) { c.IssuedAt = when.Add(time.Minute) },
	} {
		c := good
		change(&c)
		if raw, err := f.maker.Make(f.ring, c, when); err == nil {
			t.Errorf("%s: made %s", name, raw)
		}
	}
	for _, m := range []Maker{{Issuer: "i"}, {Audience: "a"}} {
		if _, err := m.Make(f.ring, good, when); err == nil {
			t.Errorf("%+v made a token", m)
		}
		if _, err := m.Read(f.ring, f.claiming("iss", m.Issuer, "aud", m.Audience), when); err == nil {
			t.Errorf("%+v read a token", m)
		}
	}
}

// RFC 8037, appendix A.3: the thumbprint of the key of A.2.
func TestAKeyIsCalledByItsThumbprint(t *testing.T) {
	public, err := base64.RawURLEncoding.DecodeString("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
	if err != nil {
		t.Fatal(err)
	}
	if got := thumbprint(public); got != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Errorf("got %s", got)
	}
}

// The set holds the keys that are or will be accepted, and nothing private.
func TestTheKeySetHoldsPublicKeysOnly(t *testing.T) {
	f := newForge(t)
	next := NewKey(when.Add(time.Hour), time.Hour)
	text := NewRing([]Key{f.gone, f.old, f.key, next}).JWKS(when)
	var set struct {
		Keys []map[string]string `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		t.Fatal(err)
	}
	wanted := map[string]ed25519.PublicKey{f.old.ID: f.old.Public, f.key.ID: f.key.Public, next.ID: next.Public}
	if len(set.Keys) != len(wanted) {
		t.Fatalf("got %s", text)
	}
	for _, k := range set.Keys {
		want := map[string]string{"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": k["kid"], "x": base64.RawURLEncoding.EncodeToString(wanted[k["kid"]])}
		if len(k) != len(want) || wanted[k["kid"]] == nil {
			t.Errorf("got %v", k)
		}
		for name := range want {
			if k[name] != want[name] {
				t.Errorf("%s is %q, want %q", name, k[name], want[name])
			}
		}
	}
	if got := string(NewRing(nil).JWKS(when)); got != `{"keys":[]}` {
		t.Errorf("an empty set is %s", got)
	}
}

// Claims that a newer server adds are passed over.
func TestUnknownClaimsArePassedOver(t *testing.T) {
	f := newForge(t)
	if err := f.reads(f.claiming("hello", map[string]any{"a": []int{1}})); err != nil {
		t.Error(err)
	}
}

// fixed is a key and the one token that it signs, the same in every process.
func fixed(tb testing.TB) (*Ring, Maker, Key, string) {
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	public := private.Public().(ed25519.PublicKey)
	key := Key{thumbprint(public), private, public, when, when.Add(time.Hour), when.Add(2 * time.Hour)}
	ring, maker := NewRing([]Key{key}), Maker{"i", "a"}
	raw, err := maker.Make(ring, Claims{City: "1", Account: "a", Session: "s", ID: "t"}, when)
	if err != nil {
		tb.Fatal(err)
	}
	return ring, maker, key, raw
}

// FuzzRead looks for a text that is read though it is not the one that was made, or
// that stops the process.
func FuzzRead(f *testing.F) {
	ring, maker, key, raw := fixed(f)
	f.Add(raw)
	f.Add("")
	f.Add("..")
	f.Add(part(`{"alg":"none"}`) + "." + part(`{}`) + ".")
	f.Add(part(`{"alg":"EdDSA","typ":"at+jwt","kid":"`+key.ID+`"}`) + "." + part(`{"exp":1}`) + ".AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := maker.Read(ring, text, when)
		if (err == nil) != (text == raw) || err != nil && (c != (Claims{}) || !errors.Is(err, ErrInvalid)) {
			t.Fatalf("%q gave %+v, %v", text, c, err)
		}
	})
}

// FuzzSigned signs whatever header and claims by the right key: what is accepted
// must say what a plain reader of JSON reads, too.
func FuzzSigned(f *testing.F) {
	ring, maker, key, raw := fixed(f)
	var good [2]string
	for i, p := range strings.Split(raw, ".")[:2] {
		text, err := base64.RawURLEncoding.DecodeString(p)
		if err != nil {
			f.Fatal(err)
		}
		good[i] = string(text)
	}
	f.Add(good[0], good[1])
	f.Add(good[0], strings.Replace(good[1], "{", `{"exp":1,`, 1))
	f.Add(strings.Replace(good[0], "{", `{"jku":"x",`, 1), good[1])
	sealing := &forge{}
	f.Fuzz(func(t *testing.T, header, claims string) {
		c, err := maker.Read(ring, sealing.seal(key, header, claims), when)
		if err != nil {
			return
		}
		var h struct{ Alg, Typ, Kid string }
		var b struct {
			Iss, Aud, Sub, Sid, Jti string
			Iat, Exp                int64
		}
		if json.Unmarshal([]byte(header), &h) != nil || json.Unmarshal([]byte(claims), &b) != nil {
			t.Fatalf("%q %q", header, claims)
		}
		if h.Alg != "EdDSA" || h.Typ != "at+jwt" || h.Kid != key.ID || b.Iss != "i" || b.Aud != "a" || b.Sub != c.City+"/"+c.Account || b.Sid != c.Session || b.Jti != c.ID ||
			c.City == "" || c.Account == "" || c.Session == "" || b.Exp-b.Iat > 900 || b.Exp <= when.Unix() || b.Iat != c.IssuedAt.Unix() || b.Exp != c.Expires.Unix() {
			t.Fatalf("%q %q gave %+v", header, claims, c)
		}
	})
}

// FuzzMembers: whatever is read as an object means the same to encoding/json.
func FuzzMembers(f *testing.F) {
	for _, text := range []string{`{}`, `{"a":1}`, `{"a":1,"a":2}`, ` {"a":{"b":[]}}`, `{"a":1}x`, `[]`, `null`, `{"a"`, "{\"\xff\":1}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := members([]byte(text))
		if err != nil {
			return
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &want); err != nil || len(want) != len(got) {
			t.Fatalf("%q: %v, %v, %v", text, got, want, err)
		}
		for name, value := range want {
			if string(got[name]) != string(value) {
				t.Fatalf("%q: %s is %s, not %s", text, name, got[name], value)
			}
		}
	})
}
