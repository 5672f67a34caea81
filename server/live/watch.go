package live

import (
	"context"
	"reflect"
	"sync"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
)

// watch is what the listeners of one sign-in may see. It is asked for again when the
// store tells of something that may change it, when this server learns of other posts
// or units, at every full minute, when terms end, and in between in turn; while it is
// in doubt nothing is told.
type watch struct {
	city, account, session string
	streams                int // guarded by watches.mu

	mu sync.Mutex
	// check asks again, by the token that lasts longest, which is until.
	check   func(context.Context) (access.Actor, error)
	until   time.Time
	actor   access.Actor
	scope   access.Scope
	changes int // counts how often the scope became another
	doubt   int // counts reasons to ask again; those up to sure are dealt with
	sure    int
	due     time.Time
	ended   error
	turned  chan struct{} // closed when any of it changes
}

// sight is what a listener may see at a moment.
type sight struct {
	actor   access.Actor
	scope   access.Scope
	changes int
}

// see returns what may be seen, once that is beyond doubt; the error is why nothing is
// any more.
func (w *watch) see(ctx context.Context, done <-chan struct{}) (sight, error) {
	for {
		w.mu.Lock()
		s, sure, ended, turned := sight{w.actor, w.scope, w.changes}, w.doubt == w.sure, w.ended, w.turned
		w.mu.Unlock()
		if ended != nil || sure {
			return s, ended
		}
		select {
		case <-turned:
		case <-done:
			return s, errStopped
		case <-ctx.Done():
			return s, ctx.Err()
		}
	}
}

func (w *watch) over() bool {
	_, ended := w.ending()
	return ended != nil
}

// ending returns what is closed when anything changes, and why it ended if it did.
func (w *watch) ending() (<-chan struct{}, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.turned, w.ended
}

// turn wakes who waits. The caller holds mu.
func (w *watch) turn() {
	close(w.turned)
	w.turned = make(chan struct{})
}

func (w *watch) raise() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.doubt++
}

// ask asks again. Where the answer is trouble of ours the doubt stands.
func (w *watch) ask(ctx context.Context, next time.Time) {
	w.mu.Lock()
	doubt, check := w.doubt, w.check
	w.mu.Unlock()
	actor, err := check(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due = next
	switch {
	case err == nil && !actor.Anywhere(access.IssueRead):
		w.ended = fault.New(fault.RightMissing, "", fault.With{"right": access.IssueRead})
	case err == nil:
		w.sure = doubt
		w.take(actor)
	case fault.As(err).Kind() == fault.Missing:
		w.ended = err
	default:
		return // nothing is known
	}
	w.turn()
}

func (w *watch) take(actor access.Actor) {
	scope := actor.Scope(access.IssueRead)
	if !reflect.DeepEqual(scope, w.scope) {
		w.changes++
	}
	w.actor, w.scope = actor, scope
}
