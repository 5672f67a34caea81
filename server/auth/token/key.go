package token

import (
	"cmp"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"
)

// Key is one signing key (签名密钥). It signs from From until Until, and what it
// signed is accepted until Accepted.
type Key struct {
	ID                    string             // kid
	Private               ed25519.PrivateKey // nil where another key signs
	Public                ed25519.PublicKey
	From, Until, Accepted time.Time
}

// NewKey makes a key that signs from the instant on for as long as said. It is
// accepted until the last token that it can have signed is over, by any server's
// clock. Its ID is its thumbprint (RFC 7638).
func NewKey(from time.Time, signs time.Duration) Key {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // only a reader that fails, and this one never does
	}
	until := from.Add(signs)
	return Key{thumbprint(public), private, public, from, until, until.Add(Life + Leeway)}
}

// thumbprint is SHA-256 over the members that RFC 8037 §2 demands, in the order of
// their names.
func thumbprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + base64.RawURLEncoding.EncodeToString(public) + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Ring is the keys of an installation; it is immutable.
type Ring struct{ keys []Key }

// NewRing makes a ring.
func NewRing(keys []Key) *Ring { return &Ring{slices.Clone(keys)} }

// Signer returns the key to sign with at the instant: of several the latest.
func (r *Ring) Signer(now time.Time) (Key, bool) {
	var signer Key
	found := false
	for _, k := range r.keys {
		if len(k.Private) != ed25519.PrivateKeySize || now.Before(k.From) || !now.Before(k.Until) {
			continue
		}
		if !found || cmp.Or(k.From.Compare(signer.From), cmp.Compare(k.ID, signer.ID)) > 0 {
			signer, found = k, true
		}
	}
	return signer, found
}

// key returns the key of the id, whether it is accepted or no longer.
func (r *Ring) key(id string) (Key, bool) {
	at := slices.IndexFunc(r.keys, func(k Key) bool { return k.ID == id && len(k.Public) == ed25519.PublicKeySize })
	if at < 0 {
		return Key{}, false
	}
	return r.keys[at], true
}

// publicKey is a key as RFC 7517 and RFC 8037 write it.
type publicKey struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
}

// JWKS returns the public keys that are accepted at the instant or will be, as
// RFC 7517 has them.
func (r *Ring) JWKS(now time.Time) []byte {
	set := struct {
		Keys []publicKey `json:"keys"`
	}{Keys: []publicKey{}}
	for _, k := range r.keys {
		if now.Before(k.Accepted) {
			set.Keys = append(set.Keys, publicKey{"OKP", "Ed25519", base64.RawURLEncoding.EncodeToString(k.Public), k.ID, "sig", algorithm})
		}
	}
	text, err := json.Marshal(set)
	if err != nil {
		panic(err) // strings only
	}
	return text
}
