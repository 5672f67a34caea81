package archive

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

const (
	// writers is how many writes are under way at once: enough for a store to
	// commit them in groups.
	writers = 64
	// roomBytes is how many bytes of bodies may be under way at once. One body is
	// let in whatever its size.
	roomBytes = 64 << 20
)

// adopting hands documents to a store, many at once.
type adopting struct {
	to       store.Store
	total    int
	done     atomic.Int64
	progress Progress
}

// all writes what the source has in the collections that fit, until a write fails.
func (a *adopting) all(ctx context.Context, from source, fits func(string) bool) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan store.Document)
	free := newRoom(roomBytes)
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for d := range queue {
				if err := a.one(ctx, d); err != nil {
					stop(err)
				}
				free.give(len(d.Body))
			}
		})
	}
	err := from(ctx, fits, func(d store.Document) error {
		d.Body = bytes.Clone(d.Body)
		free.take(len(d.Body))
		select {
		case queue <- d:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(queue)
	all.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

func (a *adopting) one(ctx context.Context, d store.Document) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if err := a.to.Adopt(ctx, d); errors.Is(err, store.ErrExists) {
		return fault.New(fault.RestoreClash, "", fault.With{"document": nameOf(d)})
	} else if err != nil {
		return err
	}
	a.progress(Adopting, int(a.done.Add(1)), a.total)
	return nil
}

// room is space for so many bytes.
type room struct {
	lock  sync.Mutex
	freed sync.Cond
	size  int
	taken int
}

func newRoom(size int) *room {
	r := &room{size: size}
	r.freed.L = &r.lock
	return r
}

// take waits until n bytes are free, or all.
func (r *room) take(n int) {
	r.lock.Lock()
	defer r.lock.Unlock()
	for r.taken > 0 && r.taken+n > r.size {
		r.freed.Wait()
	}
	r.taken += n
}

func (r *room) give(n int) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.taken -= n
	r.freed.Signal()
}
