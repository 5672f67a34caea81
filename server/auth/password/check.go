package password

import (
	"strings"
	"unicode/utf8"

	"sizhang/domain/fault"
)

// How many characters (code points) a password has. ASVS 5.0 6.2.1 demands 8 and
// 6.2.9 that 64 are allowed; NIST SP 800-63B-4 §3.1.1.2 demands 8 beside a second
// factor. Neither letters nor digits nor signs are demanded (6.2.5).
const (
	Shortest = 10
	Longest  = 128
)

// Check refuses a password that is too short or long, is known to everybody, or
// says what the account is called; nil where it will do. about are the login and
// the person's name, telephone and id.
func Check(password string, about ...string) *fault.Fault {
	switch length := utf8.RuneCountInString(password); {
	case length < Shortest:
		return fault.New(fault.PasswordShort, "password", fault.With{"min": Shortest})
	case length > Longest:
		return fault.New(fault.PasswordLong, "password", fault.With{"max": Longest})
	}
	folded := strings.ToLower(password)
	if known(folded) || known(plainly.Replace(folded)) || pattern(folded) {
		return fault.New(fault.PasswordKnown, "password", nil)
	}
	if tells(folded, about) {
		return fault.New(fault.PasswordAbout, "password", nil)
	}
	return nil
}

// plainly reads the signs that are commonly written for letters.
var plainly = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// tells says whether the password holds one of the texts, or a part of one between
// signs: a login's or the last eight digits of a telephone number. Texts of fewer
// than four bytes are passed over; a Chinese character has three, so that a name
// of two is looked for.
func tells(folded string, about []string) bool {
	const least = 4
	for _, text := range about {
		text = strings.ToLower(strings.TrimSpace(text))
		parts := append(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" .-_@/:+", r) }), text)
		if digits := only(text, digit); len(digits) >= 8 {
			parts = append(parts, digits, digits[len(digits)-8:])
		}
		for _, part := range parts {
			if len(part) >= least && strings.Contains(folded, part) {
				return true
			}
		}
	}
	return false
}

// only keeps the letters that are wanted.
func only(text string, wanted func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if wanted(r) {
			return r
		}
		return -1
	}, text)
}

func digit(r rune) bool { return '0' <= r && r <= '9' }
