package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
)

// ErrSealed is all that is said of a text that does not open: not whether it was
// changed, cut, meant for something else or sealed by another secret.
var ErrSealed = errors.New("the sealed text does not open")

// sealed texts begin with the layout's number, so that another can follow.
const layout = 1

// Seal encrypts and authenticates plain with AES-256-GCM. about is what the text
// belongs to, such as the account's id: elsewhere it does not open. The text is
// base64url. Its nonce is random, which is good for 2³² texts of one purpose (NIST
// SP 800-38D §8.3).
func (s *Secret) Seal(purpose, about string, plain []byte) string {
	sealed := s.aead(purpose).Seal([]byte{layout}, nil, plain, []byte(about))
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// Open returns what was sealed for the purpose and the matter, else ErrSealed. A
// text opens only letter for letter as it was sealed.
func (s *Secret) Open(purpose, about, sealed string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil || len(raw) == 0 || raw[0] != layout || base64.RawURLEncoding.EncodedLen(len(raw)) != len(sealed) {
		return nil, ErrSealed // the length tells line ends, which decoding passes over
	}
	plain, err := s.aead(purpose).Open(nil, nil, raw[1:], []byte(about))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// aead is AES-256-GCM with the key of the purpose and a random nonce in front.
func (s *Secret) aead(purpose string) cipher.AEAD {
	key := s.key("seal", purpose)
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // only another length of key
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only another size of block
	}
	return aead
}
