package token

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"
)

// when is the instant of these tests.
var when = time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)

// forge makes tokens by hand, so that they can be wrong in any way. It begins with
// what Make makes: header and claims are those of a good token.
type forge struct {
	*testing.T
	maker  Maker
	ring   *Ring
	key    Key // signs now
	old    Key // signs no longer; what it signed is accepted
	gone   Key // is accepted no longer
	bad    Key // was withdrawn a second ago, before what it signed was over
	header map[string]any
	claims map[string]any
	good   string
	seen   *Seen
}

func newForge(t *testing.T) *forge {
	t.Helper()
	f := &forge{
		T: t, maker: Maker{Issuer: "https://sizhang.example.cn", Audience: "sizhang"},
		key: NewKey(when.Add(-time.Hour), 24*time.Hour), old: NewKey(when.Add(-25*time.Hour), 25*time.Hour-time.Minute), gone: NewKey(when.Add(-48*time.Hour), 24*time.Hour),
	}
	f.bad = NewKey(when.Add(-time.Hour), 59*time.Minute)
	f.bad.Accepted = when.Add(-time.Second)
	f.ring = NewRing([]Key{f.gone, f.old, f.key, f.bad})
	good, err := f.maker.Make(f.ring, Claims{City: "210300", Account: "0198f0a2-7c11-7000-8000-000000000001", Session: "s_0001"}, when)
	if err != nil {
		t.Fatal(err)
	}
	f.good, f.seen = good, NewSeen()
	if _, err := f.seen.Read(f.maker, f.ring, good, when); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	f.header, f.claims = object(t, parts[0]), object(t, parts[1])
	return f
}

func object(t *testing.T, part string) map[string]any {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// part is what stands between the dots.
func part(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// written is an object as JSON.
func (f *forge) written(object map[string]any) string {
	f.Helper()
	text, err := json.Marshal(object)
	if err != nil {
		f.Fatal(err)
	}
	return string(text)
}

// seal signs header and claims as they are written.
func (f *forge) seal(key Key, header, claims string) string {
	text := part(header) + "." + part(claims)
	return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(key.Private, []byte(text)))
}

// headed is a token with one member of the header changed, claiming one with some
// of the claims; nil leaves a member out. They are signed by the right key.
func (f *forge) headed(name string, value any) string {
	return f.seal(f.key, f.written(with(f.header, name, value)), f.written(f.claims))
}

func (f *forge) claiming(pairs ...any) string {
	claims := f.claims
	for i := 0; i < len(pairs); i += 2 {
		claims = with(claims, pairs[i].(string), pairs[i+1])
	}
	return f.seal(f.key, f.written(f.header), f.written(claims))
}

func with(object map[string]any, name string, value any) map[string]any {
	object = maps.Clone(object)
	if object[name] = value; value == nil {
		delete(object, name)
	}
	return object
}

// reads says whether the token is accepted, by the maker and, just the same, by one who
// has seen the good one, and then this one.
func (f *forge) reads(raw string) error {
	c, err := f.maker.Read(f.ring, raw, when)
	if err != nil && c != (Claims{}) {
		f.Errorf("a refused token gave %+v", c)
	}
	for nth := range 2 {
		got, failed := f.seen.Read(f.maker, f.ring, raw, when)
		if got != c || fmt.Sprint(failed) != fmt.Sprint(err) {
			f.Errorf("read for the %d. time: %+v, %v; want %+v, %v", nth+1, got, failed, c, err)
		}
	}
	return err
}
