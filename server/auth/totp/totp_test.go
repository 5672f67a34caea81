package totp

import (
	"encoding/base32"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"pgregory.net/rapid"
)

// The key and the times of RFC 6238, appendix B, for SHA-1; the codes there have
// eight digits, of which six are the last.
var rfc = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("12345678901234567890"))

var vectors = map[int64]string{
	59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
}

func TestTheCodesOfTheStandard(t *testing.T) {
	for at, code := range vectors {
		step, right := Check(rfc, code[2:], 0, time.Unix(at, 0))
		if !right || step != at/30 {
			t.Errorf("at %d: %d, %v", at, step, right)
		}
	}
}

// A code counts one step early and one late, no more, and says which step it was.
func TestACodeHasItsTime(t *testing.T) {
	const at, step = 1234567890, 1234567890 / 30
	for off := int64(-3); off <= 3; off++ {
		got, right := Check(rfc, "005924", 0, time.Unix(at+30*off, 0))
		if want := off >= -1 && off <= 1; right != want || right && got != step {
			t.Errorf("%d steps off: %d, %v", off, got, right)
		}
	}
}

// No code counts twice, nor one before another that has counted.
func TestNoCodeCountsTwice(t *testing.T) {
	const at, step = 1234567890, 1234567890 / 30
	before, err := codeAt(rfc, step-1)
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range []struct {
		code  string
		last  int64
		right bool
	}{{"005924", step - 1, true}, {"005924", step, false}, {"005924", step + 1, false}, {before, step - 2, true}, {before, step - 1, false}, {before, step, false}} {
		if _, right := Check(rfc, of.code, of.last, time.Unix(at, 0)); right != of.right {
			t.Errorf("%s after step %d: %v", of.code, of.last, right)
		}
	}
}

func TestWhatIsNoCodeIsRefused(t *testing.T) {
	at := time.Unix(1234567890, 0)
	for code, want := range map[string]bool{
		"005924": true, "005 924": true, " 005924 ": true, "": false, "5924": false, "0059240": false, "89005924": false, "005924a": false, "００５９２４": false, "-05924": false, "005925": false,
	} {
		if _, right := Check(rfc, code, 0, at); right != want {
			t.Errorf("%q: %v", code, right)
		}
	}
	for _, secret := range []string{"", "1", "not base32!"} {
		if _, right := Check(secret, "", 0, at); right {
			t.Errorf("the secret %q has a code", secret)
		}
	}
	if _, right := Check(NewSecret(), "005924", 0, at); right { // one in 300,000
		t.Error("any secret will do")
	}
	Check(rfc, "000000", 0, time.Unix(0, 0)) // at the very beginning
}

// Of what is checked in turn with the step kept, each step counts once at most.
func TestEachStepCountsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var last int64
		counted := map[int64]bool{}
		now := int64(1_700_000_000)
		for range rapid.IntRange(1, 30).Draw(t, "attempts") {
			now += rapid.Int64Range(0, 45).Draw(t, "seconds")
			code, err := codeAt(rfc, now/30+rapid.Int64Range(-2, 2).Draw(t, "off"))
			if err != nil {
				t.Fatal(err)
			}
			step, right := Check(rfc, code, last, time.Unix(now, 0))
			if !right {
				continue
			}
			if counted[step] || step <= last || step < now/30-1 || step > now/30+1 {
				t.Fatalf("step %d at %d after %d", step, now/30, last)
			}
			counted[step], last = true, step
		}
	})
}

func TestASecretIsRandom(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		secret := NewSecret()
		raw, err := base32.StdEncoding.DecodeString(secret) // 32 letters, no padding
		if err != nil || len(raw) != 20 || seen[secret] {
			t.Fatalf("got %s, %v", secret, err)
		}
		seen[secret] = true
	}
}

// Authenticators read the URI as it was meant.
func TestAuthenticatorsReadTheURI(t *testing.T) {
	for _, of := range [][2]string{{"四长责任制", "张三"}, {"A & B", "x@y.cn"}, {"a/b?c#d%20", "e+f=g"}, {"with: colon", "also: one"}} {
		uri := URI(of[0], of[1], rfc)
		key, err := otp.NewKeyFromURL(uri)
		if err != nil {
			t.Fatal(err)
		}
		colons := strings.NewReplacer(":", " ")
		if key.Type() != "totp" || key.Issuer() != colons.Replace(of[0]) || key.AccountName() != colons.Replace(of[1]) || key.Secret() != rfc ||
			key.Period() != 30 || key.Digits() != 6 || key.Algorithm() != otp.AlgorithmSHA1 || strings.Contains(uri, "+") || strings.Contains(uri, " ") {
			t.Errorf("%s: %s, %s, %s", uri, key.Issuer(), key.AccountName(), key.Secret())
		}
	}
}

// A recovery code counts once, however it is typed, and the others go on.
func TestARecoveryCodeCountsOnce(t *testing.T) {
	codes, hashes := RecoveryCodes()
	shape := regexp.MustCompile(`^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$`)
	if len(codes) != 10 || len(hashes) != 10 {
		t.Fatalf("%d codes, %d hashes", len(codes), len(hashes))
	}
	kept := slices.Clone(hashes)
	typed := []func(string) string{
		func(s string) string { return s }, strings.ToUpper, func(s string) string { return strings.ReplaceAll(s, "-", "") },
		func(s string) string { return " " + strings.ReplaceAll(s, "-", " - ") + " " }, func(s string) string { return strings.ReplaceAll(s, "0", "O") },
		func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "1", "l"), "0", "o") }, func(s string) string { return strings.ReplaceAll(s, "1", "I") },
	}
	for i, code := range codes {
		if !shape.MatchString(code) || slices.Contains(hashes, code) || slices.Index(codes, code) != i {
			t.Errorf("the code is %s", code)
		}
		given := typed[i%len(typed)](code)
		left, right := SpendRecovery(kept, given)
		if !right || len(left) != len(kept)-1 || slices.Contains(left, hashes[i]) {
			t.Fatalf("%q: %v, %d left", given, right, len(left))
		}
		if again, right := SpendRecovery(left, given); right || len(again) != len(left) {
			t.Fatalf("%q counted twice", given)
		}
		kept = left
	}
	before := slices.Clone(hashes)
	if _, right := SpendRecovery(hashes, codes[3]); !right || !slices.Equal(hashes, before) {
		t.Error("the hashes that were given were changed")
	}
}

func TestWhatIsNoRecoveryCodeIsRefused(t *testing.T) {
	codes, hashes := RecoveryCodes()
	others, _ := RecoveryCodes()
	for _, code := range []string{"", "-", others[0], codes[0][:28], codes[0] + "0", codes[0][:4], hashes[0], strconv.Itoa(0)} {
		if left, right := SpendRecovery(hashes, code); right || len(left) != 10 {
			t.Errorf("%q: %v, %d left", code, right, len(left))
		}
	}
	if _, right := SpendRecovery(nil, codes[0]); right {
		t.Error("of none one is right")
	}
}
