package totp

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"slices"
	"strings"
)

// crockford are the letters of a recovery code: none of i, l, o and u, so that
// what is read wrongly can be read aright.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// RecoveryCodes makes ten codes for when the telephone is lost (恢复码), and the
// hashes to keep. A code is 120 random bits in six groups of four, more than the 112
// from which on a hash without salt or work does (ASVS 5.0 6.5.2 and 6.5.3).
func RecoveryCodes() (codes, hashes []string) {
	for range 10 {
		random := make([]byte, 15)
		rand.Read(random) // never fails
		code := crockford.EncodeToString(random)
		hashes = append(hashes, hash(code))
		var groups []string
		for group := range slices.Chunk([]byte(code), 4) {
			groups = append(groups, string(group))
		}
		codes = append(codes, strings.Join(groups, "-"))
	}
	return codes, hashes
}

// SpendRecovery returns the hashes without that of the code, which counts once
// they are kept so. Case, spaces and hyphens do not matter.
func SpendRecovery(hashes []string, code string) (left []string, right bool) {
	given, at := []byte(hash(written.Replace(strings.ToLower(code)))), -1
	for i, kept := range hashes {
		if subtle.ConstantTimeCompare([]byte(kept), given) == 1 {
			at = i
		}
	}
	if at < 0 {
		return hashes, false
	}
	return slices.Concat(hashes[:at], hashes[at+1:]), true
}

// written takes a code as people write it.
var written = strings.NewReplacer(" ", "", "-", "", "o", "0", "i", "1", "l", "1")

func hash(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}
