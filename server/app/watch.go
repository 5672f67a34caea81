package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"sizhang/server/store"
)

// Watch keeps the cities in step with the store, other processes' writes
// included, until ctx ends; it then returns ctx's error. A write wakes it; every
// so often it looks by itself, whatever the store tells of writes. Trouble with
// the store is logged, shown by Ready and tried again: lookups go on meanwhile,
// and no city waits for another.
func (a *App) Watch(ctx context.Context, every time.Duration) error {
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { a.listen(ctx, every, &work) })
	work.Go(func() { a.mend(ctx) })
	for sleep(ctx, every) {
		a.follow(ctx, &work)
	}
	return ctx.Err()
}

const (
	// breath is how far apart a server reads what it is told of at least, so that
	// an import of many is not followed one by one.
	breath = 50 * time.Millisecond
	// mostDeaf is how long to rely on looking at most, before it is tried again
	// whether the store tells of writes.
	mostDeaf = 30 * time.Second
)

// listen follows the store whenever it tells of a write.
func (a *App) listen(ctx context.Context, every time.Duration, work *sync.WaitGroup) {
	deaf := every
	for last := time.Now(); ; last = time.Now() {
		err := a.store.Await(ctx, a.Seen())
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, store.ErrBadToken) { // whoever asks for changes will see to it
			err = nil
		}
		a.waits.note(err)
		pause := breath - time.Since(last)
		if err == nil {
			deaf = every
		} else {
			pause, deaf = deaf, min(2*deaf, mostDeaf)
		}
		if !sleep(ctx, pause) {
			return
		}
		if err == nil { // and at once wait again, for what comes meanwhile
			a.follow(ctx, work)
		}
	}
}

// follow asks for changes and sets about what they mean, each city for itself.
func (a *App) follow(ctx context.Context, work *sync.WaitGroup) {
	err := a.poll(ctx)
	if ctx.Err() != nil {
		return
	}
	a.reads.note(err)
	if err == nil {
		a.start(ctx, work)
	}
}

// start begins what there is to do at the desks, unless somebody waits to do it
// already.
func (a *App) start(ctx context.Context, work *sync.WaitGroup) {
	a.mu.Lock()
	defer a.mu.Unlock()
	idle := true
	for _, d := range a.desks {
		if len(d.seats) > 0 && !d.handing.queued {
			d.handing.queued = true
			work.Go(func() { _ = a.handIn(ctx, d) }) // the desk remembers the error
		}
		if d.news != (news{}) && !d.building.queued {
			d.building.queued = true
			work.Go(func() { _ = a.rebuild(ctx, d) })
		}
		idle = idle && !d.busy()
	}
	a.loaded = a.loaded || idle
}
