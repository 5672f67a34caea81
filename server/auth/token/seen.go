package token

import (
	"crypto/ed25519"
	"crypto/sha256"
	"sync"
	"time"
)

// Seen remembers tokens whose signature was verified, so that the next request of a
// device does without: that a text was signed by a key is true for good. Everything
// that may change is looked at anew each time: whether the key is known and accepted,
// whether the token is over. It is safe for concurrent use; the zero Seen is ready.
type Seen struct {
	mu          sync.Mutex
	recent, old map[[sha256.Size]byte]*signed // by SHA-256 of the token, which itself is not kept
}

// signed is what a token says, and which key signed that.
type signed struct {
	id   string
	key  ed25519.PublicKey
	said *body
}

// most is how many tokens are remembered at least, of those that came last; up to twice
// as many are. Each takes some 400 bytes.
const most = 20_000

// Read is Maker.Read, with what was seen before.
func (s *Seen) Read(m Maker, r *Ring, raw string, now time.Time) (Claims, error) {
	if len(raw) > longest {
		return m.Read(r, raw, now)
	}
	name := sha256.Sum256([]byte(raw))
	if known := s.get(name); known != nil {
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
	s.put(name, &signed{key.ID, key.Public, said})
	return m.judge(said, key, now)
}

func (s *Seen) get(name [sha256.Size]byte) *signed {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.recent[name]; known != nil {
		return known
	}
	known := s.old[name]
	if known != nil {
		s.keep(name, known)
	}
	return known
}

func (s *Seen) put(name [sha256.Size]byte, said *signed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(name, said)
}

// keep puts it among the recent ones. When they are many, those before them go.
func (s *Seen) keep(name [sha256.Size]byte, said *signed) {
	if s.recent == nil || len(s.recent) >= most {
		s.recent, s.old = make(map[[sha256.Size]byte]*signed), s.recent
	}
	s.recent[name] = said
}
