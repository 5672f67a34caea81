// Package totp is the second factor (二次验证): time-based one-time codes of RFC 6238,
// six digits every 30 seconds by SHA-1, which is what telephones' authenticators
// know.
package totp

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// period is how long a step lasts, in seconds.
const period = 30

// NewSecret makes a secret, 20 bytes in base32: as long as SHA-1's result, which
// RFC 4226 §4 recommends.
func NewSecret() string {
	secret := make([]byte, 20)
	rand.Read(secret) // never fails
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// URI returns the otpauth URI that authenticators read from a QR code.
func URI(issuer, account, secret string) string {
	// A colon parts the issuer from the account; a plus is a space to some readers.
	escaped := func(text string) string {
		return strings.ReplaceAll(url.QueryEscape(strings.ReplaceAll(text, ":", " ")), "+", "%20")
	}
	return "otpauth://totp/" + escaped(issuer) + ":" + escaped(account) + "?secret=" + secret +
		"&issuer=" + escaped(issuer) + "&algorithm=SHA1&digits=6&period=30"
}

// Check returns the step that the code belongs to: at most one step off now, and
// later than last, the step that was used before, so that no code counts twice
// (RFC 6238 §5.2, ASVS 5.0 6.5.1). Who keeps the step keeps it before the code
// counts. Spaces in the code are passed over.
func Check(secret, code string, last int64, now time.Time) (step int64, right bool) {
	code = strings.Join(strings.Fields(code), "")
	middle := now.Unix() / period
	for _, at := range []int64{middle - 1, middle, middle + 1} {
		want, err := codeAt(secret, at)
		if err != nil {
			return 0, false
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && at > last && !right {
			step, right = at, true
		}
	}
	return step, right
}

// codeAt is the code of a step.
func codeAt(secret string, step int64) (string, error) {
	return hotp.GenerateCodeCustom(secret, uint64(max(step, 0)), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}
