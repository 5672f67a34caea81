package sqlite

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// sealer makes texts that a caller hands back, and knows its own again. The key
// is the file's, so a text is good in every process that uses the file and in no
// other store.
type sealer struct{ key []byte }

var sealed = base64.RawURLEncoding.Strict()

const sealSize = 12

// seal returns the payload as a text that is good for one purpose.
func (s sealer) seal(purpose string, payload []byte) string {
	return sealed.EncodeToString(append(s.sum(purpose, payload), payload...))
}

// open returns the payload of a text that seal made for the purpose.
func (s sealer) open(purpose, text string) ([]byte, bool) {
	raw, err := sealed.DecodeString(text)
	if err != nil || len(raw) < sealSize {
		return nil, false
	}
	payload := raw[sealSize:]
	return payload, hmac.Equal(raw[:sealSize], s.sum(purpose, payload))
}

func (s sealer) sum(purpose string, payload []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(purpose))
	mac.Write([]byte{0})
	mac.Write(payload)
	return mac.Sum(nil)[:sealSize]
}
