package app

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// writers is how many writes are under way at once: enough for the store to
// commit them in groups.
const writers = 64

// writeAll calls write for 0 up to n, many at once, until one fails or ctx ends.
func (a *App) writeAll(ctx context.Context, stage string, n int, progress Progress, write func(ctx context.Context, i int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next, done atomic.Int64
	var all sync.WaitGroup
	for range min(writers, n) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if err := write(ctx, i); err != nil {
					stop(err)
					return
				}
				progress(stage, int(done.Add(1)), n)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// editSeat changes a seat's document, or makes it, by compare-and-set. change may
// run again, on a fresh copy, when another write came first; where it fails
// nothing is written.
func (a *App) editSeat(ctx context.Context, code, id string, change func(*seatBody) error) error {
	for range fences {
		d, _, err := a.find(ctx, store.Seats, code, id)
		if err != nil {
			return err
		}
		var body seatBody
		if d.Version > 0 {
			if body, err = decode[seatBody](d); err != nil {
				return err
			}
		}
		if err := change(&body); err != nil {
			return err
		}
		err = a.put(ctx, store.Document{Collection: store.Seats, City: code, ID: id, Version: d.Version, Body: encode(body)})
		if !overtaken(err) {
			return err
		}
	}
	return fault.New(fault.TooBusy, id, nil)
}

// newID returns an id that sorts by the time it was made.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// errAsItWas tells a writer that there is nothing to write.
var errAsItWas = errors.New("nothing to write")
