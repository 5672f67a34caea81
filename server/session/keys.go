package session

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/server/auth/token"
)

// keysAge is how old what a server knows of the keys may be: so long does another
// server's retirement of a key take to be heeded here. A key that is not known is
// looked for at once, but no more often than that.
const keysAge = time.Second

// keys is what this server knows of the signing keys.
type keys struct {
	known   atomic.Pointer[knownKeys]
	looking sync.Mutex
	sought  time.Time // when a key was last looked for; guarded by looking
}

// knownKeys is the keys as they were at an instant; it is immutable.
type knownKeys struct {
	ring    *token.Ring
	ids     map[string]bool
	version int64
	at      time.Time
}

// old says whether it is time to look again, by a clock that may have been set.
func (k *knownKeys) old(now time.Time) bool {
	age := now.Sub(k.at)
	return age < 0 || age >= keysAge
}

// ring returns the keys as they are, a second old at most.
func (s *Sessions) ring(ctx context.Context) (*knownKeys, error) {
	known := s.keys.known.Load()
	switch {
	case known == nil:
		s.keys.looking.Lock()
	case !known.old(s.now()), !s.keys.looking.TryLock(): // or another request is looking
		return known, nil
	}
	defer s.keys.looking.Unlock()
	if later := s.keys.known.Load(); later != nil && later != known {
		return later, nil
	}
	fresh, err := s.look(ctx)
	if err != nil && known != nil {
		return known, nil // whoever goes on reads the session next, and then sees the store's trouble
	}
	return fresh, err
}

// seek looks for a key that is not known; it may have been made a moment ago.
func (s *Sessions) seek(ctx context.Context, id string) (*knownKeys, error) {
	s.keys.looking.Lock()
	defer s.keys.looking.Unlock()
	now, known := s.now(), s.keys.known.Load()
	if known.ids[id] {
		return known, nil // another request found it
	}
	if age := now.Sub(s.keys.sought); age >= 0 && age < keysAge {
		return known, nil
	}
	s.keys.sought = now
	return s.look(ctx)
}

// look reads the keys, and makes one where none can sign.
func (s *Sessions) look(ctx context.Context) (*knownKeys, error) {
	r, err := s.readRing(ctx)
	if err != nil {
		return nil, err
	}
	if !r.signs(s.now()).After(s.now()) {
		if r, err = s.tend(ctx); err != nil {
			return nil, err
		}
	}
	return s.learn(r), nil
}

// learn takes over what the store has.
func (s *Sessions) learn(r ringRecord) *knownKeys {
	k := &knownKeys{ring: token.NewRing(r.keys), ids: map[string]bool{}, version: r.version, at: s.now()}
	for _, key := range r.keys {
		k.ids[key.ID] = true
	}
	for {
		before := s.keys.known.Load()
		if before != nil && before.version > k.version && !before.old(k.at) {
			return before // a rotation of ours came between
		}
		if s.keys.known.CompareAndSwap(before, k) {
			return k
		}
	}
}

// kid returns the key that a token names, of which nothing has been verified.
func kid(raw string) string {
	first, _, _ := strings.Cut(raw, ".")
	text, err := base64.RawURLEncoding.DecodeString(first[:min(len(first), 512)])
	var header struct {
		ID string `json:"kid"`
	}
	if err != nil || json.Unmarshal(text, &header) != nil {
		return ""
	}
	return header.ID
}

// JWKS returns the public keys, those among them that will sign next.
func (s *Sessions) JWKS(ctx context.Context) ([]byte, error) {
	known, err := s.ring(ctx)
	if err != nil {
		return nil, err
	}
	return known.ring.JWKS(s.now()), nil
}
