package session

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
)

// refreshToken is what a phone refreshes its access token with (刷新令牌), written
// CITY.SESSION.GENERATION.SECRET.TAG. The tag says that it is ours, so that what
// somebody made up ends nobody's sign-in, while an old one of ours is known at any
// age. Of the secret the store has only the hash.
type refreshToken struct {
	city, session string
	generation    int64
	secret        string
}

// Purposes of what is reckoned with the installation's secret.
const (
	purposeTag  = "refresh tag"
	purposeNext = "refresh"
)

// maxRefresh is how many bytes a refresh token may have: ours have some 150.
const maxRefresh = 512

var base64url = base64.RawURLEncoding

// randomText returns so many random bytes as base64url.
func randomText(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return base64url.EncodeToString(b)
}

// untagged is the token without its tag.
func (t refreshToken) untagged() string {
	return strings.Join([]string{t.city, t.session, strconv.FormatInt(t.generation, 10), t.secret}, ".")
}

// write returns the token as the phone has it.
func (s *Sessions) write(t refreshToken) string {
	text := t.untagged()
	return text + "." + base64url.EncodeToString(s.options.Secret.MAC(purposeTag, text))
}

// parse reads a refresh token, false where it is not one of ours to the letter.
func (s *Sessions) parse(text string) (refreshToken, bool) {
	parts := strings.Split(text[:min(len(text), maxRefresh)], ".")
	if len(parts) != 5 {
		return refreshToken{}, false
	}
	generation, err := strconv.ParseInt(parts[2], 10, 64)
	t := refreshToken{parts[0], parts[1], generation, parts[3]}
	return t, err == nil && hmac.Equal([]byte(s.write(t)), []byte(text))
}

// heir returns the one token that may follow. It is reckoned, not drawn, so that an
// answer that was lost can be given again by any server, though none keeps it.
func (s *Sessions) heir(t refreshToken) refreshToken {
	t.secret = base64url.EncodeToString(s.options.Secret.MAC(purposeNext, s.write(t)))
	t.generation++
	return t
}

// sum is what the store keeps of a refresh token. It needs no salt: the secret in
// the token is random.
func sum(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:])
}
