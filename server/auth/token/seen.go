package token

import (
	"crypto/ed25519"
	"crypto/sha256"
	"time"

	"sizhang/server/latest"
)

// Seen remembers tokens whose signature was verified, so that the next request of a
// device does without: that a text was signed by a key is true for good. Everything
// that may change is looked at anew each time: whether the key is known and accepted,
// whether the token is over. It is safe for concurrent use.
type Seen struct {
	tokens *latest.Map[[sha256.Size]byte, *signed] // by SHA-256 of the token, which itself is not kept
}

// NewSeen has seen none.
func NewSeen() *Seen { return &Seen{latest.New[[sha256.Size]byte, *signed](remembered)} }

// signed is what a token says, and which key signed that.
type signed struct {
	id   string
	key  ed25519.PublicKey
	said *body
}

// remembered is how many tokens are, at least; each takes some 400 bytes.
const remembered = 20_000

// Read is Maker.Read, with what was seen before.
func (s *Seen) Read(m Maker, r *Ring, raw string, now time.Time) (Claims, error) {
	if len(raw) > longest {
		return m.Read(r, raw, now)
	}
	name := sha256.Sum256([]byte(raw))
	if known, there := s.tokens.Get(name); there {
		key, there := r.key(known.id)
		if !there || !key.Public.Equal(known.key) {
			return Claims{}, refused("no key of ours has its kid")
		}
		return m.judge(known.said, key, now)
	}
	said, key, err := verified(r, raw)
	if err != nil {
		return Claims{}, err
	}
	s.tokens.Put(name, &signed{key.ID, key.Public, said})
	return m.judge(said, key, now)
}
