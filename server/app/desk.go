package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"sizhang/server/store"
)

// desk is where one city is kept up with the store. There are two queues at it:
// handovers, which are cheap, do not wait while a version is built.
type desk struct {
	code              string
	handing, building queue

	// What follows is guarded by App.mu.

	seats []string // that somebody may have handed over
	news  news
	// failed is how the store failed at the latest try, which will be repeated.
	failed error
	// broken is why the city cannot be built as it stands in the store; it is tried
	// again when it changes, and at an instant.
	broken error
	again  time.Time
	pause  time.Duration
	// overdue is the version that it could not be built for, by when that takes
	// effect.
	overdue time.Time
}

// queue is a lane of one, with a mark that somebody waits to do what there is.
type queue struct {
	lane
	queued bool // guarded by App.mu
}

// news is why a city may have to be built anew.
type news struct {
	itself bool // its document was written
	due    bool // a scheduled version is in force now
	anew   bool // what is known of it may be wrong
}

// How long a city that cannot be built is left alone, first and at most, unless
// it changes.
const (
	firstPause = 30 * time.Second
	mostPause  = 10 * time.Minute
)

// desk returns the city's desk. The caller holds mu.
func (a *App) desk(code string) *desk {
	d := a.desks[code]
	if d == nil {
		d = &desk{code: code, handing: queue{lane: make(lane, 1)}, building: queue{lane: make(lane, 1)}}
		a.desks[code] = d
	}
	return d
}

// busy says whether there is anything to do or to wait for. The caller holds mu.
func (d *desk) busy() bool {
	return len(d.seats) > 0 || d.news != (news{}) || d.handing.taken() || d.building.taken()
}

// toDo returns the desks that are busy.
func (a *App) toDo() []*desk {
	a.mu.Lock()
	defer a.mu.Unlock()
	var busy []*desk
	for _, code := range slices.Sorted(maps.Keys(a.desks)) {
		if d := a.desks[code]; d.busy() {
			busy = append(busy, d)
		}
	}
	return busy
}

// keepUp does all that there is at the desk and waits for what others do there.
func (a *App) keepUp(ctx context.Context, d *desk) error {
	if err := a.handIn(ctx, d); err != nil {
		return err
	}
	return a.rebuild(ctx, d)
}

// rebuild builds the city where there is a reason to.
func (a *App) rebuild(ctx context.Context, d *desk) error {
	err := d.building.enter(ctx)
	if err == nil {
		defer d.building.leave()
	}
	for {
		a.mu.Lock()
		d.building.queued = false
		why := d.news
		if err == nil {
			d.news = news{}
		}
		a.mu.Unlock()
		if err != nil {
			return err
		}
		if why == (news{}) {
			return a.handIn(ctx, d) // what came while the city was not there yet
		}
		if err = a.settle(ctx, d, why, a.renew(ctx, d, why)); err != nil {
			return err
		}
	}
}

// settle notes how building the city ended. It returns the error where it is the
// store's, and the reasons stand.
func (a *App) settle(ctx context.Context, d *desk, why news, err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case err == nil:
		d.failed, d.broken, d.pause, d.overdue = nil, nil, 0, time.Time{}
		return nil
	case ctx.Err() != nil || storeFailed(err):
		d.news = news{d.news.itself || why.itself, d.news.due || why.due, d.news.anew || why.anew}
		if ctx.Err() == nil {
			d.failed = err
		}
		return err
	}
	a.log.Error("a city cannot be built", "city", d.code, "error", err)
	d.failed = nil
	d.breaks(err)
	if c := a.cities.Load().byCode[d.code]; c != nil && why.due {
		d.overdue = c.Until()
	}
	return nil
}

// breaks notes why the city cannot be built, and when to try again. The caller
// holds mu.
func (d *desk) breaks(err error) {
	d.broken = err
	d.pause = min(max(2*d.pause, firstPause), mostPause)
	d.again = time.Now().Add(d.pause)
}

// storeFailed tells trouble with the store, which passes, from trouble with what
// it holds.
func storeFailed(err error) bool {
	return errors.Is(err, store.ErrTransient) || errors.Is(err, store.ErrClosed)
}
