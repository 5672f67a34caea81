package secret

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// known is a secret that is the same each time.
func known() *Secret {
	s := new(Secret)
	for i := range s.master {
		s.master[i] = byte(i)
	}
	return s
}

// These were reckoned by hand with Python's hmac and hashlib: HKDF-SHA256 without
// salt over the bytes 0 to 31, with "sizhang/mac/p" and "sizhang/seal/p". Other
// keys would make everything that is sealed unreadable.
func TestKeysStayTheSame(t *testing.T) {
	for use, want := range map[string]string{
		"mac":  "7e47260c8be78819a4d6812c0c7d3c2e5169d804bad39c0543b1212a309786f2",
		"seal": "ac35e3d2a17f71b175344fa6a09d126003abdeee9214b5c0f1be9ab5b335b503",
	} {
		key := known().key(use, "p")
		if got := hex.EncodeToString(key[:]); got != want {
			t.Errorf("%s: %s, want %s", use, got, want)
		}
	}
	if got, want := hex.EncodeToString(known().MAC("p", "ab", "c")), "cc0b82e7726ad9fdc273f9b3127cc8177f9c232f2e208bc12c1631cc60814eda"; got != want {
		t.Errorf("the MAC is %s, want %s", got, want)
	}
}

func TestWhatIsSealedOpens(t *testing.T) {
	s := New()
	for _, plain := range []string{"", "a", strings.Repeat("四长", 1000)} {
		sealed := s.Seal("factor", "210300/a", []byte(plain))
		got, err := s.Open("factor", "210300/a", sealed)
		if err != nil || string(got) != plain {
			t.Errorf("got %q, %v", got, err)
		}
		if len(plain) > 3 && strings.Contains(sealed, plain) {
			t.Error("it can be read")
		}
	}
	if first, second := s.Seal("p", "a", []byte("x")), s.Seal("p", "a", []byte("x")); first == second {
		t.Error("the nonce is not random")
	}
}

// Nothing opens but what was sealed, by this secret, for the purpose and the matter.
func TestWhatWasNotSealedDoesNotOpen(t *testing.T) {
	s, other := New(), New()
	plain := []byte("hello")
	sealed := s.Seal("factor", "a", plain)
	texts := map[string]func() ([]byte, error){
		"another purpose": func() ([]byte, error) { return s.Open("ticket", "a", sealed) },
		"another matter":  func() ([]byte, error) { return s.Open("factor", "b", sealed) },
		"no matter":       func() ([]byte, error) { return s.Open("factor", "", sealed) },
		"another secret":  func() ([]byte, error) { return other.Open("factor", "a", sealed) },
		"nothing":         func() ([]byte, error) { return s.Open("factor", "a", "") },
		"not base64":      func() ([]byte, error) { return s.Open("factor", "a", "!"+sealed) },
		"padding":         func() ([]byte, error) { return s.Open("factor", "a", sealed+"=") },
		"a line end":      func() ([]byte, error) { return s.Open("factor", "a", sealed[:9]+"\n"+sealed[9:]) },
		"a text more":     func() ([]byte, error) { return s.Open("factor", "a", sealed+"AAAA") },
	}
	for i := range sealed {
		texts[fmt.Sprintf("cut at %d", i)] = func() ([]byte, error) { return s.Open("factor", "a", sealed[:i]) }
		changed := []byte(sealed)
		changed[i] = map[bool]byte{true: 'B', false: 'A'}[changed[i] == 'A']
		texts[fmt.Sprintf("letter %d", i)] = func() ([]byte, error) { return s.Open("factor", "a", string(changed)) }
	}
	for name, open := range texts {
		if got, err := open(); !errors.Is(err, ErrSealed) || got != nil || err.Error() != ErrSealed.Error() {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

// The parts of a MAC are told apart.
func TestPartsAreToldApart(t *testing.T) {
	s := New()
	seen := map[string][]string{}
	for _, of := range [][]string{{}, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"", "ab"}, {"ab", ""}, {"a", "b", ""}, {"\x00"}} {
		mac := string(s.MAC("p", of...))
		if before, there := seen[mac]; there {
			t.Errorf("%q is %q", of, before)
		}
		seen[mac] = of
	}
	if bytes.Equal(s.MAC("p", "a"), s.MAC("q", "a")) || bytes.Equal(s.MAC("p", "a"), New().MAC("p", "a")) {
		t.Error("another purpose or secret makes no difference")
	}
	if !bytes.Equal(s.MAC("p", "a"), s.MAC("p", "a")) {
		t.Error("it is another each time")
	}
}

// However it is printed, the secret does not show.
func TestTheSecretIsNotPrinted(t *testing.T) {
	s := known()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "value", *s)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "value", *s)
	printed := log.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		printed += fmt.Sprintf(verb+" "+verb+" "+verb+"\n", s, *s, struct{ S *Secret }{s})
	}
	for _, shows := range []string{"0 1 2", "000102", "0x0, 0x1", "AAEC"} {
		if strings.Contains(printed, shows) {
			t.Errorf("%q shows in %s", shows, printed)
		}
	}
}
