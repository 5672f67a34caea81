package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// What is signed is that of Standard Webhooks 1.0.0 (standardwebhooks.com): id, seconds
// since 1970 and body with dots between, by HMAC-SHA256 (RFC 2104) with the secret's
// bytes. A receiver refuses times that are more than five minutes off, so that what
// somebody listened to cannot be sent again later.
const (
	IDHeader        = "Sizhang-Id"
	TimestampHeader = "Sizhang-Timestamp"
	SignatureHeader = "Sizhang-Signature"
	// signatureMark says how it is signed; should that ever change, both stand there,
	// with a blank between.
	signatureMark = "v1="
)

// Sign returns the signature of a body: v1= and hexadecimal digits.
func Sign(key []byte, id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	io.WriteString(mac, id+"."+timestamp+".")
	mac.Write(body)
	return signatureMark + hex.EncodeToString(mac.Sum(nil))
}
