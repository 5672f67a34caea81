package app

import (
	"log/slog"
	"sync"
	"time"
)

// trouble is something wrong that may last. It is logged when it begins, from
// time to time while it goes on, and when it is over; not at every try.
type trouble struct {
	log  *slog.Logger
	what string

	mu     sync.Mutex
	err    error
	logged time.Time
	begun  chan struct{} // holds one when trouble has begun
}

// saidAgain is how often trouble that goes on is logged.
const saidAgain = time.Minute

func newTrouble(log *slog.Logger, what string) trouble {
	return trouble{log: log, what: what, begun: make(chan struct{}, 1)}
}

// is returns what is wrong; nil where nothing is.
func (t *trouble) is() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// note says how the latest try ended.
func (t *trouble) note(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	begins, over := t.err == nil && err != nil, t.err != nil && err == nil
	t.err = err
	switch {
	case over:
		t.log.Info("over: " + t.what)
	case err != nil && (begins || time.Since(t.logged) >= saidAgain):
		t.logged = time.Now()
		t.log.Error(t.what, "error", err)
	}
	if begins {
		select {
		case t.begun <- struct{}{}:
		default:
		}
	}
}
