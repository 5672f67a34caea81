// Package seal makes texts that a caller hands back, cursors and tokens, and
// knows its own again.
package seal

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// Sealer seals with a store's key, so a text is good in every process that uses
// the store and in no other store.
type Sealer struct{ key []byte }

// NewKey returns the key of a new store.
func NewKey() []byte {
	key := make([]byte, 32)
	rand.Read(key)
	return key
}

// With returns the sealer of a key.
func With(key []byte) Sealer { return Sealer{key} }

var sealed = base64.RawURLEncoding.Strict()

const size = 12

// Seal returns the payload as a text that is good for one purpose.
func (s Sealer) Seal(purpose string, payload []byte) string {
	return sealed.EncodeToString(append(s.sum(purpose, payload), payload...))
}

// Open returns the payload of a text that Seal made for the purpose.
func (s Sealer) Open(purpose, text string) ([]byte, bool) {
	raw, err := sealed.DecodeString(text)
	if err != nil || len(raw) < size {
		return nil, false
	}
	payload := raw[size:]
	return payload, hmac.Equal(raw[:size], s.sum(purpose, payload))
}

func (s Sealer) sum(purpose string, payload []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write(payload)
	return mac.Sum(nil)[:size]
}
