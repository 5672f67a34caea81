// Package secret keeps the one secret of an installation (主密钥): 32 random bytes
// in a file of its own, outside the store and its backups. Everything that must
// not be read out of a stolen store is sealed with keys derived from it.
package secret

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
)

// size of the secret and of every key that is derived from it, in bytes.
const size = 32

// Secret derives keys, one for each purpose, by HKDF-SHA256 (RFC 5869).
type Secret struct{ master [size]byte }

// New makes a random secret that is kept nowhere.
func New() *Secret {
	s := new(Secret)
	rand.Read(s.master[:]) // never fails
	return s
}

// MAC returns HMAC-SHA256 of the parts, told apart by their lengths.
func (s *Secret) MAC(purpose string, parts ...string) []byte {
	key := s.key("mac", purpose)
	mac := hmac.New(sha256.New, key[:])
	var length [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		mac.Write(length[:])
		io.WriteString(mac, part)
	}
	return mac.Sum(nil)
}

// key derives the key of one use and purpose. No salt is needed, since the secret
// is uniformly random (RFC 5869 §3.1); no two uses share a key.
func (s *Secret) key(use, purpose string) [size]byte {
	key, err := hkdf.Key(sha256.New, s.master[:], nil, "sizhang/"+use+"/"+purpose, size)
	if err != nil {
		panic(err) // only a length that HKDF cannot give
	}
	return [size]byte(key)
}

// Format keeps the secret out of whatever is printed, with any verb.
func (s Secret) Format(out fmt.State, _ rune) { io.WriteString(out, "(secret)") }
