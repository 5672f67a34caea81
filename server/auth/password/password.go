// Package password makes and checks passwords (口令): argon2id with explicit
// parameters, few at a time, and none that everybody knows. A password counts
// exactly as it was typed: nothing is trimmed, cut, folded or normalised (ASVS 5.0
// 6.2.8).
package password

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/alexedwards/argon2id"

	"sizhang/domain/fault"
)

// Hasher hashes and verifies passwords, a bounded number at once. It is safe for
// concurrent use.
type Hasher struct {
	params   argon2id.Params
	turns    chan struct{} // one for each that is at work
	within   atomic.Int64  // at work or waiting
	most     int64
	computed atomic.Uint64
	decoy    string // a hash of no password
}

// Options of a Hasher; the zero Options are OWASP's for argon2id.
type Options struct {
	MemoryKiB, Iterations uint32 // 19,456 and 2 where zero
	AtOnce                int    // two where zero; each takes the memory
	Waiting               int    // others that may wait; 16 for each at once where zero, some 0.4 s
}

// What does not depend on the machine: OWASP's password storage cheat sheet has
// one lane, RFC 9106 §3.1 a salt of 16 bytes and a tag of 32.
const (
	lanes      = 1
	saltLength = 16
	keyLength  = 32
)

// NewHasher makes a hasher.
func NewHasher(o Options) *Hasher {
	or := func(given, instead uint32) uint32 {
		if given == 0 {
			return instead
		}
		return given
	}
	atOnce := int(or(uint32(max(o.AtOnce, 0)), 2))
	waiting := int(or(uint32(max(o.Waiting, 0)), uint32(16*atOnce)))
	h := &Hasher{
		params: argon2id.Params{
			Memory: or(o.MemoryKiB, 19_456), Iterations: or(o.Iterations, 2),
			Parallelism: lanes, SaltLength: saltLength, KeyLength: keyLength,
		},
		turns: make(chan struct{}, atOnce),
		most:  int64(atOnce + waiting),
	}
	random := make([]byte, saltLength+keyLength)
	rand.Read(random) // never fails
	h.decoy = fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", h.params.Memory, h.params.Iterations, lanes,
		base64.RawStdEncoding.EncodeToString(random[:saltLength]), base64.RawStdEncoding.EncodeToString(random[saltLength:]))
	return h
}

// Hash returns the password's hash in PHC form. fault.ServerBusy where too many
// wait already.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	return argon2id.CreateHash(password, &h.params)
}

// Verify says whether the password has the hash, and whether the hash should be
// made anew with today's parameters. An empty hash takes as long as any and is
// never right, so that unknown accounts are not told apart by time (ASVS 5.0
// 6.3.8). fault.ServerBusy as with Hash.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (right, outdated bool, err error) {
	unknown := hash == ""
	if unknown {
		hash = h.decoy
	}
	if err := bearable(hash); err != nil {
		return false, false, err
	}
	if err := h.enter(ctx); err != nil {
		return false, false, err
	}
	defer h.leave()
	right, params, err := argon2id.CheckHash(password, hash)
	if err != nil || unknown || !right {
		return false, false, err
	}
	return true, *params != h.params, nil
}

// bearable refuses a hash that would take all memory or stop the process: one that
// nobody here has made.
func bearable(hash string) error {
	p, _, _, err := argon2id.DecodeHash(hash)
	if err == nil && (p.Memory > 1<<20 || p.Iterations < 1 || p.Iterations > 64 || p.Parallelism < 1 || p.SaltLength < 8 || p.KeyLength < 16) {
		err = errors.New("its parameters are out of bounds")
	}
	if err != nil {
		return fmt.Errorf("a password's hash cannot be read: %w", err)
	}
	return nil
}

// Computed returns how many hashes have been computed: one for each password that
// was hashed or verified, whatever came of it.
func (h *Hasher) Computed() uint64 { return h.computed.Load() }

// enter waits for a turn.
func (h *Hasher) enter(ctx context.Context) error {
	if h.within.Add(1) > h.most {
		h.within.Add(-1)
		return fault.New(fault.ServerBusy, "", nil)
	}
	select {
	case h.turns <- struct{}{}:
		h.computed.Add(1)
		return nil
	case <-ctx.Done():
		h.within.Add(-1)
		return ctx.Err()
	}
}

func (h *Hasher) leave() {
	<-h.turns
	h.within.Add(-1)
}
