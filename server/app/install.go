package app

import (
	"context"
	"errors"
	"maps"
	"slices"
)

// renew builds the city where what the store says of it is another thing than
// what it was built from. A city that is no more is let go.
func (a *App) renew(ctx context.Context, d *desk, why news) error {
	record, err := a.readCity(ctx, d.code)
	if err != nil {
		return err
	}
	a.mu.Lock()
	old, broken := a.cities.Load().byCode[d.code], d.broken != nil
	a.mu.Unlock()
	if old != nil && !broken && !why.anew && !(why.due && a.due(old)) && record.city.same(old.of) {
		return nil
	}
	if err := a.builders.enter(ctx); err != nil {
		return err
	}
	defer a.builders.leave()
	if broken || why.anew {
		old = nil
	}
	c, err := a.build(ctx, record.city, old)
	if err != nil {
		return err
	}
	if c == nil { // nothing is published
		a.mu.Lock()
		defer a.mu.Unlock()
		a.show(d.code, nil)
		return nil
	}
	return a.install(ctx, c)
}

// install puts a city that was built in the place of the one that answers,
// together with what was handed over there since its seats were read.
func (a *App) install(ctx context.Context, c *City) error {
	read := map[string]string{}
	for {
		later := a.installUnless(c, read)
		if len(later) == 0 {
			return nil
		}
		next, err := a.withHandovers(ctx, c, later)
		if err != nil && !errors.Is(err, errElsewhere) {
			return err
		}
		if err == nil {
			c = next
		}
	}
}

// installUnless installs the city unless the one that answers knows of later
// handovers; it returns their seats and notes them in read, so that each is asked
// for once: in another store they may not have been.
func (a *App) installUnless(c *City, read map[string]string) (later []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if old := a.cities.Load().byCode[c.of.Code]; old != nil {
		for id, at := range old.handovers.all {
			if at > c.handovers.of(id) && at > read[id] {
				later, read[id] = append(later, id), at
			}
		}
	}
	if len(later) == 0 {
		a.show(c.of.Code, c)
	}
	return later
}

// show makes the city the one that answers, or lets it go where c is nil. The
// caller holds mu.
func (a *App) show(code string, c *City) {
	next := &directory{byCode: maps.Clone(a.cities.Load().byCode)}
	if next.byCode[code] = c; c == nil {
		delete(next.byCode, code)
	}
	for _, code := range slices.Sorted(maps.Keys(next.byCode)) {
		next.list = append(next.list, next.byCode[code])
	}
	a.cities.Store(next)
}

// sitting is how many seats are read before what they say is shown.
const sitting = 256

// handIn puts in the seats that somebody handed over.
func (a *App) handIn(ctx context.Context, d *desk) error {
	err := d.handing.enter(ctx)
	if err == nil {
		defer d.handing.leave()
	}
	for {
		a.mu.Lock()
		d.handing.queued = false
		a.mu.Unlock()
		if err != nil {
			return err
		}
		ids := a.takeSeats(d)
		if len(ids) == 0 {
			return nil
		}
		err = a.settleSeats(ctx, d, ids, a.showSeats(ctx, d.code, ids))
	}
}

// takeSeats takes some seats off the desk. Where there is no city they wait for
// the one that is being built, or are forgotten: it will be built with them.
func (a *App) takeSeats(d *desk) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cities.Load().byCode[d.code] == nil {
		if !d.building.taken() {
			d.seats = nil
		}
		return nil
	}
	n := min(len(d.seats), sitting)
	ids := d.seats[:n:n]
	d.seats = d.seats[n:]
	return ids
}

// showSeats makes the city answer with the seats as they are by now.
func (a *App) showSeats(ctx context.Context, code string, ids []string) error {
	for {
		old, found := a.City(code)
		if !found {
			return nil
		}
		next, err := a.withHandovers(ctx, old, ids)
		if err != nil || next == old {
			return err
		}
		a.mu.Lock()
		unchanged := a.cities.Load().byCode[code] == old
		if unchanged {
			a.show(code, next)
		}
		a.mu.Unlock()
		if unchanged {
			return nil
		}
	}
}

// settleSeats notes how showing seats ended. It returns the error where it is the
// store's, and the seats stay to be shown.
func (a *App) settleSeats(ctx context.Context, d *desk, ids []string, err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case err == nil:
		d.failed = nil
		return nil
	case ctx.Err() != nil || storeFailed(err):
		d.seats = append(d.seats, ids...)
		if ctx.Err() == nil {
			d.failed = err
		}
		return err
	case errors.Is(err, errElsewhere): // the city has moved on, and this server does not know yet
		d.news.anew = true
	default:
		a.log.Error("a handover cannot be read", "city", d.code, "error", err)
		d.breaks(err)
	}
	return nil
}
