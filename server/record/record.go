// Package record keeps what was done by whom (操作记录): sign-ins, refusals, changes of
// rights, telephone numbers that were shown, exports. Entries are chained by
// hashes, so that none can be changed, left out or put in unnoticed.
//
// A city's chain is kept in blocks, one document each. A block's id is its number,
// so of several servers that write at once the store lets one have the next place;
// each block is sealed with the installation's secret, so that whoever has the store
// alone cannot build another chain. Nothing in a block changes once it stands.
package record

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"sync"
	"time"

	"sizhang/server/auth/secret"
	"sizhang/server/store"
)

// Log is the record of every city of a store. Its methods are safe for concurrent
// use, in several processes at once.
type Log struct {
	store  store.Store
	secret *secret.Secret
	now    func() time.Time
	by     map[string]string // what stands in With of every entry

	mu     sync.Mutex
	chains map[string]*chain // by city
}

// New makes the log over a store; the secret keys the seals of its blocks.
func New(st store.Store, s *secret.Secret, now func() time.Time) *Log {
	return &Log{store: st, secret: s, now: now, chains: map[string]*chain{}}
}

// By returns the same record for somebody who does not sign in, such as whoever types
// a command: what is said of them stands in With of every entry that does not say it
// of itself.
func (l *Log) By(who map[string]string) *Log {
	mine := New(l.store, l.secret, l.now)
	mine.by = maps.Clone(who)
	return mine
}

// cityCode is what a chain can be named by; store.Installation is one as well.
var cityCode = regexp.MustCompile(`^[0-9]{6}$`)

// Append writes the entry to the city's chain, at this moment where the entry names
// none. It is durable when Append returns; what cannot be recorded must not be done.
// Where Append fails the entry need not have been kept, but may have been: the
// record then has something that was not done, never the other way round.
//
// Texts are cleaned and cut to fit; the city is a 6-digit code or store.Installation.
func (l *Log) Append(ctx context.Context, city string, e Entry) error {
	if !cityCode.MatchString(city) {
		return fmt.Errorf("record: %q is no city", city)
	}
	if e.At.IsZero() {
		e.At = l.now()
	}
	if len(l.by) > 0 {
		with := maps.Clone(l.by)
		maps.Copy(with, e.With)
		e.With = with
	}
	w := &waiting{entry: e.clean(), done: make(chan error, 1)}
	l.chain(city).take(w)
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// chain returns the city's chain.
func (l *Log) chain(city string) *chain {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.chains[city]
	if c == nil {
		c = &chain{log: l, city: city}
		l.chains[city] = c
	}
	return c
}
