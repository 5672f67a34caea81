package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// No token is accepted but one that Make made, is in its time, and is letter for
// letter as it was made. Each begins with a good token that is first accepted
// (RFC 8725; ASVS 5.0 9.1 and 9.2).
func TestForgedAndForeignTokensAreRefused(t *testing.T) {
	stranger := NewKey(when.Add(-time.Hour), 24*time.Hour)
	at := func(d time.Duration) int64 { return when.Add(d).Unix() }
	kinds := map[string]func(f *forge) string{
		// another algorithm (RFC 8725 §3.1 and §3.2)
		"alg none":    func(f *forge) string { return unsigned(f, "none") },
		"alg None":    func(f *forge) string { return unsigned(f, "None") },
		"alg NONE":    func(f *forge) string { return unsigned(f, "NONE") },
		"alg empty":   func(f *forge) string { return f.headed("alg", "") },
		"alg missing": func(f *forge) string { return f.headed("alg", nil) },
		"alg null": func(f *forge) string {
			return f.seal(f.key, `{"alg":null,"typ":"at+jwt","kid":"`+f.key.ID+`"}`, f.written(f.claims))
		},
		"alg a list":               func(f *forge) string { return f.headed("alg", []string{"EdDSA"}) },
		"alg in another case":      func(f *forge) string { return f.headed("alg", "eddsa") },
		"alg Ed25519":              func(f *forge) string { return f.headed("alg", "Ed25519") },
		"alg Ed448":                func(f *forge) string { return f.headed("alg", "Ed448") },
		"alg none, rightly signed": func(f *forge) string { return f.headed("alg", "none") },
		"HS256 by the public key":  func(f *forge) string { return other(f, jwt.SigningMethodHS256, []byte(f.key.Public)) },
		"HS256 by the key's JWK":   func(f *forge) string { return other(f, jwt.SigningMethodHS256, f.ring.JWKS(when)) },
		"HS512 by the public key":  func(f *forge) string { return other(f, jwt.SigningMethodHS512, []byte(f.key.Public)) },
		"HS256 by nothing":         func(f *forge) string { return other(f, jwt.SigningMethodHS256, []byte{}) },
		"EdDSA said, HS256 signed": hmacAsEdDSA,
		"RS256":                    func(f *forge) string { return other(f, jwt.SigningMethodRS256, rsaKey(f)) },
		"PS256":                    func(f *forge) string { return other(f, jwt.SigningMethodPS256, rsaKey(f)) },
		"ES256":                    func(f *forge) string { return other(f, jwt.SigningMethodES256, ecdsaKey(f)) },
		"ES512":                    func(f *forge) string { return other(f, jwt.SigningMethodES512, ecdsaKey512(f)) },

		// another key
		"an unknown key with its kid": func(f *forge) string {
			return f.seal(stranger, f.written(with(f.header, "kid", stranger.ID)), f.written(f.claims))
		},
		"an unknown key with our kid": func(f *forge) string { return f.seal(stranger, f.written(f.header), f.written(f.claims)) },
		"our key with another kid":    func(f *forge) string { return f.headed("kid", f.old.ID) },
		"our key with an unknown kid": func(f *forge) string { return f.headed("kid", stranger.ID) },
		"kid missing":                 func(f *forge) string { return f.headed("kid", nil) },
		"kid empty":                   func(f *forge) string { return f.headed("kid", "") },
		"kid a number":                func(f *forge) string { return f.headed("kid", 0) },
		"kid a path":                  func(f *forge) string { return f.headed("kid", "../../../../dev/null") },
		"kid an injection":            func(f *forge) string { return f.headed("kid", "x' UNION SELECT 'key") },
		"kid with a space":            func(f *forge) string { return f.headed("kid", f.key.ID+" ") },
		"kid with a NUL":              func(f *forge) string { return f.headed("kid", f.key.ID+"\x00") },
		"kid a long text":             func(f *forge) string { return f.headed("kid", strings.Repeat("a", 2000)) },
		"a retired key": func(f *forge) string {
			return f.seal(f.gone, f.written(with(f.header, "kid", f.gone.ID)), f.written(f.claims))
		},
		"a key after it stopped to sign": func(f *forge) string {
			return f.seal(f.old, f.written(with(f.header, "kid", f.old.ID)), f.written(f.claims))
		},

		"a key that was withdrawn": func(f *forge) string {
			return f.seal(f.bad, f.written(with(f.header, "kid", f.bad.ID)), f.written(with(with(f.claims, "iat", at(-5*time.Minute)), "exp", at(5*time.Minute))))
		},

		// another kind of token (RFC 8725 §3.11, RFC 9068 §4)
		"typ missing":            func(f *forge) string { return f.headed("typ", nil) },
		"typ JWT":                func(f *forge) string { return f.headed("typ", "JWT") },
		"typ in another case":    func(f *forge) string { return f.headed("typ", "AT+JWT") },
		"typ with application":   func(f *forge) string { return f.headed("typ", "application/at+jwt") },
		"typ logout+jwt":         func(f *forge) string { return f.headed("typ", "logout+jwt") },
		"an ID token":            idToken,
		"cty JWT":                func(f *forge) string { return f.headed("cty", "JWT") },
		"a token within a token": func(f *forge) string { return f.seal(f.key, f.written(with(f.header, "cty", "JWT")), f.good) },
		"a JWE": func(f *forge) string {
			return part(`{"alg":"dir","enc":"A256GCM","kid":"`+f.key.ID+`"}`) + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"
		},
		"JWS as JSON":           jsonSerialisation,
		"JWS as flattened JSON": flattened,
		"detached payload":      func(f *forge) string { p := strings.Split(f.good, "."); return p[0] + ".." + p[2] },

		// what a header must not bring (RFC 8725 §3.10, RFC 7515 §4.1)
		"jku": func(f *forge) string { return f.headed("jku", "https://evil.example/jwks.json") },
		"jwk of a stranger": func(f *forge) string {
			return f.seal(stranger, f.written(with(f.header, "jwk", map[string]string{"kty": "OKP", "crv": "Ed25519", "x": base64.RawURLEncoding.EncodeToString(stranger.Public)})), f.written(f.claims))
		},
		"x5u":             func(f *forge) string { return f.headed("x5u", "https://evil.example/x.pem") },
		"x5c":             func(f *forge) string { return f.headed("x5c", []string{"AAAA"}) },
		"crit":            func(f *forge) string { return f.headed("crit", []string{"exp"}) },
		"crit empty":      func(f *forge) string { return f.headed("crit", []string{}) },
		"b64 false":       func(f *forge) string { return f.headed("b64", false) },
		"zip":             func(f *forge) string { return f.headed("zip", "DEF") },
		"header not ours": func(f *forge) string { return f.headed("hello", "world") },

		// whose it is
		"iss other":              func(f *forge) string { return f.claiming("iss", "https://evil.example") },
		"iss with a slash more":  func(f *forge) string { return f.claiming("iss", f.maker.Issuer+"/") },
		"iss missing":            func(f *forge) string { return f.claiming("iss", nil) },
		"iss a list":             func(f *forge) string { return f.claiming("iss", []string{f.maker.Issuer}) },
		"aud other":              func(f *forge) string { return f.claiming("aud", "another") },
		"aud missing":            func(f *forge) string { return f.claiming("aud", nil) },
		"aud a list":             func(f *forge) string { return f.claiming("aud", []string{f.maker.Audience, "another"}) },
		"aud a list of one":      func(f *forge) string { return f.claiming("aud", []string{f.maker.Audience}) },
		"aud in another case":    func(f *forge) string { return f.claiming("aud", "Sizhang") },
		"sub missing":            func(f *forge) string { return f.claiming("sub", nil) },
		"sub without city":       func(f *forge) string { return f.claiming("sub", "a") },
		"sub with an empty city": func(f *forge) string { return f.claiming("sub", "/a") },
		"sub without account":    func(f *forge) string { return f.claiming("sub", "210300/") },
		"sub of three":           func(f *forge) string { return f.claiming("sub", "210300/a/b") },
		"sub a path":             func(f *forge) string { return f.claiming("sub", "210300/../210200/a") },
		"sub with a space":       func(f *forge) string { return f.claiming("sub", "210300/a ") },
		"sub a number":           func(f *forge) string { return f.claiming("sub", 210300) },
		"sub a wide slash":       func(f *forge) string { return f.claiming("sub", "210300／a") },
		"sid missing":            func(f *forge) string { return f.claiming("sid", nil) },
		"sid empty":              func(f *forge) string { return f.claiming("sid", "") },
		"sid a list":             func(f *forge) string { return f.claiming("sid", []string{"s"}) },
		"jti missing":            func(f *forge) string { return f.claiming("jti", nil) },
		"jti a number":           func(f *forge) string { return f.claiming("jti", 1) },

		// when it is
		"exp missing": func(f *forge) string { return f.claiming("exp", nil) },
		"exp null": func(f *forge) string {
			return f.seal(f.key, f.written(f.header), strings.Replace(f.written(f.claims), `"exp":`, `"exp":null,"x":`, 1))
		},
		"exp a float": func(f *forge) string { return f.claiming("exp", float64(at(time.Minute))+0.5) },
		"exp with a power": func(f *forge) string {
			return f.seal(f.key, f.written(f.header), strings.Replace(f.written(with(f.claims, "exp", nil)), `{`, `{"exp":1.7776e9,`, 1))
		},
		"exp a text": func(f *forge) string { return f.claiming("exp", "1777622700") },
		"exp huge":   func(f *forge) string { return f.claiming("exp", uint64(1)<<63) },
		"exp beyond": func(f *forge) string {
			return f.seal(f.key, f.written(f.header), strings.Replace(f.written(with(f.claims, "exp", nil)), `{`, `{"exp":99999999999999999999999,`, 1))
		},
		"exp below zero":    func(f *forge) string { return f.claiming("exp", -1) },
		"exp zero":          func(f *forge) string { return f.claiming("exp", 0, "iat", 0) },
		"exp now":           func(f *forge) string { return f.claiming("iat", at(-Life), "exp", at(0)) },
		"exp past":          func(f *forge) string { return f.claiming("iat", at(-Life-time.Second), "exp", at(-time.Second)) },
		"exp before iat":    func(f *forge) string { return f.claiming("iat", at(20*time.Second), "exp", at(10*time.Second)) },
		"iat missing":       func(f *forge) string { return f.claiming("iat", nil) },
		"iat in the future": func(f *forge) string { return f.claiming("iat", at(Leeway+time.Second), "exp", at(Life)) },
		"iat a text":        func(f *forge) string { return f.claiming("iat", "1777622400") },
		"iat before its key": func(f *forge) string {
			return f.claiming("iat", f.key.From.Add(-time.Minute).Unix(), "exp", at(-46*time.Minute))
		},
		"a life too long": func(f *forge) string { return f.claiming("exp", at(Life+time.Second)) },
		"a life of years": func(f *forge) string { return f.claiming("exp", at(10*365*24*time.Hour)) },

		// the letters
		"nothing":                func(*forge) string { return "" },
		"dots":                   func(*forge) string { return ".." },
		"truncated by one":       func(f *forge) string { return f.good[:len(f.good)-1] },
		"cut in half":            func(f *forge) string { return f.good[:len(f.good)/2] },
		"no signature":           func(f *forge) string { return f.good[:strings.LastIndex(f.good, ".")] },
		"an empty signature":     func(f *forge) string { return f.good[:strings.LastIndex(f.good, ".")+1] },
		"a signature of zeros":   func(f *forge) string { return resigned(f, make([]byte, ed25519.SignatureSize)) },
		"a shorter signature":    func(f *forge) string { return resigned(f, signature(f)[:63]) },
		"a longer signature":     func(f *forge) string { return resigned(f, append(signature(f), 0)) },
		"two signatures":         func(f *forge) string { return resigned(f, append(signature(f), signature(f)...)) },
		"signature with S+L":     malleated,
		"a bit of the signature": func(f *forge) string { s := signature(f); s[7] ^= 1; return resigned(f, s) },
		"a letter of the claims": func(f *forge) string {
			p := strings.Split(f.good, ".")
			return p[0] + "." + part(strings.Replace(f.written(f.claims), "210300", "210200", 1)) + "." + p[2]
		},
		"a header of another token": func(f *forge) string {
			p := strings.Split(f.good, ".")
			return part(f.written(with(f.header, "kid", f.old.ID))) + "." + p[1] + "." + p[2]
		},
		"four parts":               func(f *forge) string { return f.good + "." },
		"a fourth part":            func(f *forge) string { return f.good + ".AAAA" },
		"padding":                  func(f *forge) string { return f.good + "==" },
		"padding within":           func(f *forge) string { return strings.Replace(f.good, ".", "=.", 1) },
		"a space before":           func(f *forge) string { return " " + f.good },
		"a space after":            func(f *forge) string { return f.good + " " },
		"a line end after":         func(f *forge) string { return f.good + "\n" },
		"a line end within":        func(f *forge) string { return f.good[:20] + "\r\n" + f.good[20:] },
		"Bearer before":            func(f *forge) string { return "Bearer " + f.good },
		"letters of plain base64":  func(f *forge) string { return strings.NewReplacer("-", "+", "_", "/").Replace(manyLetters(f)) },
		"another last letter":      lastLetter,
		"quotes around":            func(f *forge) string { return `"` + f.good + `"` },
		"a NUL after":              func(f *forge) string { return f.good + "\x00" },
		"letters not in ASCII":     func(f *forge) string { return f.good + "é" },
		"larger than is read":      func(f *forge) string { return f.claiming("x", strings.Repeat("x", longest)) },
		"much larger than is read": func(*forge) string { return strings.Repeat("e", 1<<20) },

		// the JSON (RFC 8725 §2.4)
		"header alg twice": func(f *forge) string {
			return f.seal(f.key, `{"alg":"none",`+f.written(f.header)[1:], f.written(f.claims))
		},
		"header kid twice": func(f *forge) string {
			return f.seal(f.key, `{"kid":"`+f.key.ID+`",`+f.written(f.header)[1:], f.written(f.claims))
		},
		"exp twice": func(f *forge) string { return f.seal(f.key, f.written(f.header), `{"exp":1,`+f.written(f.claims)[1:]) },
		"sub twice": func(f *forge) string {
			return f.seal(f.key, f.written(f.header), `{"sub":"210300/x",`+f.written(f.claims)[1:])
		},
		"sub twice, once escaped": func(f *forge) string {
			return f.seal(f.key, f.written(f.header), `{"s\u0075b":"210300/x",`+f.written(f.claims)[1:])
		},
		"an unknown claim twice": func(f *forge) string {
			return f.seal(f.key, f.written(f.header), `{"x":1,"x":2,`+f.written(f.claims)[1:])
		},
		"names in capitals": func(f *forge) string { return f.seal(f.key, f.written(f.header), strings.ToUpper(f.written(f.claims))) },
		"header in capitals": func(f *forge) string {
			return f.seal(f.key, strings.Replace(f.written(f.header), `"alg"`, `"ALG"`, 1), f.written(f.claims))
		},
		"text after the claims": func(f *forge) string { return f.seal(f.key, f.written(f.header), f.written(f.claims)+`{}`) },
		"text after the header": func(f *forge) string { return f.seal(f.key, f.written(f.header)+` `, f.written(f.claims)) },
		"claims a list":         func(f *forge) string { return f.seal(f.key, f.written(f.header), `[`+f.written(f.claims)+`]`) },
		"claims a text":         func(f *forge) string { return f.seal(f.key, f.written(f.header), `"hello"`) },
		"claims null":           func(f *forge) string { return f.seal(f.key, f.written(f.header), `null`) },
		"claims nothing":        func(f *forge) string { return f.seal(f.key, f.written(f.header), ``) },
		"claims empty":          func(f *forge) string { return f.seal(f.key, f.written(f.header), `{}`) },
		"claims not in UTF-8": func(f *forge) string {
			return f.seal(f.key, f.written(f.header), "{\"x\":\"\xff\","+f.written(f.claims)[1:])
		},
		"claims very deep": func(f *forge) string { return f.seal(f.key, f.written(f.header), `{"x":`+strings.Repeat("[", 2000)) },
		"header null":      func(f *forge) string { return f.seal(f.key, `null`, f.written(f.claims)) },
	}
	if len(kinds) < 60 {
		t.Fatalf("only %d kinds", len(kinds))
	}
	for name, forged := range kinds {
		t.Run(name, func(t *testing.T) {
			f := newForge(t)
			for what, raw := range map[string]string{"made": f.good, "forged anew": f.claiming()} {
				if err := f.reads(raw); err != nil {
					t.Fatalf("the good token, %s: %v", what, err)
				}
			}
			raw := forged(f)
			if raw == f.good || raw == f.claiming() {
				t.Fatal("nothing was changed")
			}
			err := f.reads(raw)
			if err == nil {
				t.Fatalf("accepted: %s", raw)
			}
			if over := strings.HasPrefix(name, "exp now") || strings.HasPrefix(name, "exp past"); errors.Is(err, ErrExpired) != over || errors.Is(err, ErrInvalid) == over {
				t.Errorf("got %v", err)
			}
			tellsNothing(t, err, raw)
		})
	}
	t.Logf("%d kinds", len(kinds))
}

// tellsNothing checks that no part of the token stands in the error.
func tellsNothing(t *testing.T, err error, raw string) {
	t.Helper()
	for _, p := range strings.Split(raw, ".") {
		if len(p) > 15 && strings.Contains(err.Error(), p[:16]) {
			t.Errorf("%q tells the token", err)
		}
	}
}

func unsigned(f *forge, alg string) string {
	return part(f.written(with(f.header, "alg", alg))) + "." + part(f.written(f.claims)) + "."
}

// other signs by another algorithm, and says so.
func other(f *forge, method jwt.SigningMethod, key any) string {
	token := jwt.NewWithClaims(method, jwt.MapClaims(f.claims))
	token.Header["typ"], token.Header["kid"] = kind, f.key.ID
	raw, err := token.SignedString(key)
	if err != nil {
		f.Fatal(err)
	}
	return raw
}

func hmacAsEdDSA(f *forge) string {
	text := part(f.written(f.header)) + "." + part(f.written(f.claims))
	mac := hmac.New(sha256.New, f.key.Public)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func rsaKey(f *forge) crypto.Signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		f.Fatal(err)
	}
	return key
}

func ecdsaKey(f *forge) *ecdsa.PrivateKey    { return curveKey(f, elliptic.P256()) }
func ecdsaKey512(f *forge) *ecdsa.PrivateKey { return curveKey(f, elliptic.P521()) }

func curveKey(f *forge, curve elliptic.Curve) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	return key
}

// idToken is what an OpenID Connect provider would make with the same key.
func idToken(f *forge) string {
	return f.seal(f.key, f.written(with(f.header, "typ", "JWT")), f.written(with(with(f.claims, "nonce", "n"), "auth_time", when.Unix())))
}

func jsonSerialisation(f *forge) string {
	p := strings.Split(f.good, ".")
	return `{"payload":"` + p[1] + `","signatures":[{"protected":"` + p[0] + `","signature":"` + p[2] + `"}]}`
}

func flattened(f *forge) string {
	p := strings.Split(f.good, ".")
	return `{"payload":"` + p[1] + `","protected":"` + p[0] + `","signature":"` + p[2] + `"}`
}

func signature(f *forge) []byte {
	raw, err := base64.RawURLEncoding.DecodeString(f.good[strings.LastIndex(f.good, ".")+1:])
	if err != nil {
		f.Fatal(err)
	}
	return raw
}

func resigned(f *forge, signature []byte) string {
	return f.good[:strings.LastIndex(f.good, ".")+1] + base64.RawURLEncoding.EncodeToString(signature)
}

// malleated adds the order of the group to S, which says the same to verifiers that
// do not look whether S is in range (RFC 8032 §8.4).
func malleated(f *forge) string {
	raw := signature(f)
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	s := make([]byte, 32)
	for i := range s {
		s[i] = raw[63-i]
	}
	sum := new(big.Int).Add(new(big.Int).SetBytes(s), order).FillBytes(s)
	for i := range sum {
		raw[63-i] = sum[i]
	}
	return resigned(f, raw)
}

// lastLetter changes the bits that the last letter of the signature has to spare:
// it reads as the same bytes to whoever does not look.
func lastLetter(f *forge) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, f.good[len(f.good)-1])
	return f.good[:len(f.good)-1] + string(alphabet[last^1])
}

// manyLetters is a good token in which base64url has a letter of its own.
func manyLetters(f *forge) string {
	for {
		raw, err := f.maker.Make(f.ring, Claims{City: "210300", Account: "a", Session: "s"}, when)
		if err != nil {
			f.Fatal(err)
		}
		if strings.ContainsAny(raw, "-_") {
			return raw
		}
	}
}
