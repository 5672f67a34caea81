package issues

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"sizhang/server/app"
	"sizhang/server/store"
)

// breath is how far apart the store is asked for changes at least, so that a flood of
// them is not followed one by one; moment is how long one of this process may be durable
// before it is on its board.
const (
	breath = 50 * time.Millisecond
	moment = breath / 5
)

// Watch keeps the boards in step with the store, other processes' writes included, until
// ctx ends; it then returns ctx's error. A write wakes it; every so often it looks by
// itself, whatever the store tells of writes. Trouble with the store is logged and tried
// again: what is known goes on being shown.
func (s *Issues) Watch(ctx context.Context, every time.Duration) error {
	troubled := false
	for {
		began := time.Now()
		err := s.catchUp(ctx)
		if err == nil {
			err = s.await(ctx, every)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if troubled != (err != nil) {
			if troubled = !troubled; troubled {
				s.log.Error("changes of issues cannot be followed", "error", err)
			} else {
				s.log.Info("over: changes of issues cannot be followed")
			}
		}
		rest := breath - time.Since(began)
		if err != nil {
			rest = every
		}
		if err := pause(ctx, rest); err != nil {
			return err
		}
	}
}

// await returns when something may have been written, or it is time to look.
func (s *Issues) await(ctx context.Context, every time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, every)
	defer cancel()
	err := s.store.Await(limited, s.boards.seen())
	if limited.Err() != nil || errors.Is(err, store.ErrBadToken) { // whoever asks for changes will see to it
		return nil
	}
	return err
}

// catchUp brings the boards up to date with what was written before it was called.
func (s *Issues) catchUp(ctx context.Context) error {
	for {
		since := s.boards.seen()
		changes, next, err := s.store.Changes(ctx, since, store.MaxLimit)
		if errors.Is(err, store.ErrBadToken) && since != "" {
			return s.again(ctx)
		}
		if err != nil {
			return err
		}
		if err := s.takeIn(ctx, changes); err != nil {
			return err
		}
		s.boards.saw(since, next)
		if len(changes) < store.MaxLimit {
			return nil
		}
	}
}

// takeIn reads the issues that others wrote and shows them. What this process wrote is on
// its board, or will be in a moment.
func (s *Issues) takeIn(ctx context.Context, changes []store.Change) error {
	known := func(c store.Change) bool { return c.Collection != store.Issues || c.Gone || s.boards.has(c) }
	if changes = slices.DeleteFunc(changes, known); len(changes) == 0 {
		return nil
	}
	if err := pause(ctx, moment); err != nil {
		return err
	}
	changes = slices.DeleteFunc(changes, known)
	work := make(chan store.Change)
	var readers sync.WaitGroup
	errs := make([]error, 2*runtime.GOMAXPROCS(0))
	for i := range errs {
		readers.Go(func() {
			for c := range work {
				if errs[i] == nil {
					errs[i] = s.takeInOne(ctx, c)
				}
			}
		})
	}
	for _, c := range changes {
		work <- c
	}
	close(work)
	readers.Wait()
	return errors.Join(errs...)
}

// takeInOne reads an issue and shows it, unless its board has it as it is.
func (s *Issues) takeInOne(ctx context.Context, c store.Change) error {
	d, err := s.store.Get(ctx, c.Collection, c.City, c.ID)
	if errors.Is(err, store.ErrMissing) {
		return nil // never of an issue
	}
	if err != nil {
		return err
	}
	card, err := newCardReader().read(d)
	if err == nil {
		if there, known := s.boards.of(c.City).Card(c.ID); known && there.Seq >= card.Seq {
			return nil
		}
		var k kept
		if k, err = readDocument(d); err == nil {
			s.show(&k.Issue, k.packed())
		}
	}
	if err != nil { // it will be no better next time
		s.log.Error("an issue is left out", "error", err)
	}
	return nil
}

// again reads everything again, since another store stands in the place of the one that
// was read, such as a backup.
func (s *Issues) again(ctx context.Context) error {
	s.log.Warn("another store stands in its place, such as a backup: all issues are read again")
	return s.Load(ctx, app.Silent)
}

// seen returns the token up to which changes are on the boards.
func (b *boards) seen() store.Token {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.token
}

// saw goes on from a token to the next, unless all was read again meanwhile.
func (b *boards) saw(since, next store.Token) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.token == since {
		b.token = next
	}
}
