package issues

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

const (
	// lookEvery is how long Run waits at most before it looks for what is due: other
	// servers' writes do not wake it.
	lookEvery = time.Second
	// dueBatch is how many issues are read at once.
	dueBatch = 100
)

// Run does what is due (到点处理) until ctx ends: warnings, escalations, the ends of
// suspensions and of citizens' silence, what a change of posts, territory, categories,
// rules or calendar means for what is open, and what a crash left half done. Any number
// of servers may run at once: each thing is done by one. What fails is logged and tried
// again, later and later; nothing else waits for it. It is for one call at a time.
func (s *Issues) Run(ctx context.Context) error {
	for {
		next := s.round(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		wait := min(lookEvery, max(time.Millisecond, next.Sub(s.now())))
		if next.IsZero() {
			wait = lookEvery
		}
		s.runner.until(s.now().Add(wait))
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-s.runner.woken:
		case <-t.C:
		}
		t.Stop()
	}
}

// round does what is to be done now, city by city, and returns when the next thing is
// due; the zero time where nothing is.
func (s *Issues) round(ctx context.Context) time.Time {
	var next time.Time
	for _, c := range s.cities.Cities() {
		code := c.At(s.now()).Profile().Code
		due, err := s.doDue(ctx, code)
		s.runner.trouble(s.log, "what is due cannot be looked for", code, err)
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
		if ctx.Err() != nil {
			return next
		}
		more, err := s.keepRouted(ctx, code, c)
		if more {
			next = s.now()
		}
		s.runner.trouble(s.log, "what is open cannot be followed", code, err)
	}
	return next
}

// doDue does what is due in one city, the most overdue first, and returns when the next
// is due. Mostly nothing is, which one document tells.
func (s *Issues) doDue(ctx context.Context, city string) (time.Time, error) {
	q := store.Query{Collection: store.Issues, City: city, Index: "due", Limit: 1}
	for {
		page, err := s.store.Query(ctx, q)
		if err != nil {
			return time.Time{}, err
		}
		next, ahead := s.doBatch(ctx, page.Documents)
		if ahead || page.Next == "" || ctx.Err() != nil {
			return next, ctx.Err()
		}
		q.After, q.Limit = page.Next, dueBatch
	}
}

// doBatch tends those of the documents that are due, in an order of its own, so that
// several servers do not all begin with the same one; it returns when the first of the
// others is due, and whether there is one.
func (s *Issues) doBatch(ctx context.Context, documents []store.Document) (time.Time, bool) {
	now := s.now()
	var due []kept
	for _, d := range documents {
		k, err := readDocument(d)
		if err != nil {
			s.failed(d.City, d.ID, err)
			continue
		}
		if k.due.After(now) {
			s.doEach(ctx, due)
			return k.due, true
		}
		due = append(due, k)
	}
	s.doEach(ctx, due)
	return time.Time{}, false
}

func (s *Issues) doEach(ctx context.Context, due []kept) {
	rand.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
	var work errgroup.Group
	work.SetLimit(tendAtOnce)
	for _, k := range due {
		if ctx.Err() != nil {
			break
		}
		if !s.runner.rests(k.City, k.ID, s.now()) {
			work.Go(func() error {
				_, err := s.tend(ctx, k)
				s.failed(k.City, k.ID, err)
				return nil
			})
		}
	}
	_ = work.Wait() // each failed by itself
}

// failed notes how tending an issue ended: one that fails rests for a while.
func (s *Issues) failed(city, id string, err error) {
	if err != nil && (errors.Is(err, context.Canceled) || storeDown(err)) {
		return // not the issue's fault
	}
	if s.runner.rest(city, id, s.now(), err) {
		s.log.Error("an issue could not be tended; it is tried again later", "city", city, "issue", id, "error", err)
	}
}

func storeDown(err error) bool {
	f := fault.As(err)
	return errors.Is(err, store.ErrTransient) || f.Kind() == fault.Unavailable
}

// runner is what Run knows of the work that it does.
type runner struct {
	woken chan struct{} // holds one when something is due sooner than Run waits for
	wakes atomic.Int64  // until when Run waits, in Unix nanoseconds

	mu       sync.Mutex
	failures map[string]failure     // by city/id
	followed map[string]*followed   // by city
	said     map[string]saidTrouble // by city and what it is
}

func newRunner() *runner {
	return &runner{
		woken: make(chan struct{}, 1), failures: map[string]failure{},
		followed: map[string]*followed{}, said: map[string]saidTrouble{},
	}
}
