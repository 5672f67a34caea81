package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// An import is whole or it is nothing, and no write spans two documents. So an
// import first writes everything under a fresh edition id that no city lists,
// where nobody reads it; then it reads back what would be in force, to be sure
// that it makes a territory; then one write puts the edition on the city's list.
// A crash before that leaves documents that mean nothing.

// attempts is how often a publication starts again because another came first.
const attempts = 5

// Outcome says what an import did.
type Outcome struct {
	Added, Changed, Unchanged int
	// Findings of the draft beside what is in force. Any that refuses means that
	// nothing was written.
	Findings []territory.Finding
}

// Refused says whether the import was turned down.
func (o Outcome) Refused() bool { return territory.Refused(o.Findings) }

// errUnchanged tells amend that there is nothing to write.
var errUnchanged = errors.New("nothing to publish")

// amend changes a city's document by compare-and-set. change may run again, on a
// fresh copy, when another publication came first; what it wrote under an
// edition of its own then stays unread.
func (a *App) amend(ctx context.Context, code string, change func(*cityBody) error) error {
	for range attempts {
		record, err := a.readCity(ctx, code)
		if err != nil {
			return err
		}
		if err := change(&record.city); errors.Is(err, errUnchanged) {
			return nil
		} else if err != nil {
			return err
		}
		p, units, seats, err := a.parts(ctx, record.city)
		if err != nil {
			return err
		}
		if err := territory.Sound(p, units, seats); err != nil {
			return fault.Wrap(fault.TerritoryUnsound, err)
		}
		err = a.writeCity(ctx, record)
		if !errors.Is(err, store.ErrStale) && !errors.Is(err, store.ErrExists) {
			return err
		}
	}
	return fault.New(fault.TooBusy, code, nil)
}

// writers is how many writes are under way at once: enough for the store to
// commit them in groups.
const writers = 64

// writeAll calls write for 0 up to n, many at once, until one fails or ctx ends.
func (a *App) writeAll(ctx context.Context, n int, progress Progress, write func(i int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next, done atomic.Int64
	var all sync.WaitGroup
	for range min(writers, n) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if err := write(i); err != nil {
					stop(err)
					return
				}
				progress("write", int(done.Add(1)), n)
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("nothing was published: %w", err)
	}
	return nil
}

// newID returns an id that sorts by the time it was made.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
