package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// Load reads every city from the store. While it does the app is not ready. A
// city that cannot be built is left out, logged, and keeps the app from being
// ready; it does not keep the others from answering.
func (a *App) Load(ctx context.Context, progress Progress) error {
	a.trouble.Store(fault.New(fault.NotReady, "", nil))
	return a.Refresh(ctx, progress)
}

// Refresh rereads the cities that changed since the last time. It fails when the
// store does; what is wrong with a city itself shows in Ready until the city
// changes again, and its last good territory goes on answering.
func (a *App) Refresh(ctx context.Context, progress Progress) error {
	a.loading.Lock()
	defer a.loading.Unlock()
	dirty, seen, err := a.changed(ctx)
	if errors.Is(err, store.ErrBadToken) { // another store stands in its place, such as a backup
		a.seen = ""
		dirty, seen, err = a.changed(ctx)
	}
	if err != nil {
		return err
	}
	if len(dirty) > 0 {
		if err := a.reread(ctx, slices.Sorted(maps.Keys(dirty)), progress); err != nil {
			return err
		}
	}
	a.seen = seen
	a.trouble.Store(a.faultOfCities())
	return nil
}

// reread builds the territories of the cities and puts them in place together.
func (a *App) reread(ctx context.Context, codes []string, progress Progress) error {
	next := &directory{byCode: map[string]*territory.Territory{}}
	maps.Copy(next.byCode, a.cities.Load().byCode)
	for i, code := range codes {
		progress("load", i, len(codes))
		t, err := a.loadCity(ctx, code)
		if err != nil && (ctx.Err() != nil || storeFailed(err)) {
			return err
		}
		delete(a.broken, code)
		switch {
		case err != nil:
			a.log.Error("a city cannot be built", "city", code, "error", err)
			a.broken[code] = err
		case t != nil:
			next.byCode[code] = t
		}
	}
	for _, code := range slices.Sorted(maps.Keys(next.byCode)) {
		next.list = append(next.list, next.byCode[code])
	}
	a.cities.Store(next)
	progress("load", len(codes), len(codes))
	return nil
}

// storeFailed tells trouble with the store, which passes, from trouble with what
// it holds.
func storeFailed(err error) bool {
	return errors.Is(err, store.ErrTransient) || errors.Is(err, store.ErrClosed)
}

// faultOfCities says which cities could not be built; nil when all could.
func (a *App) faultOfCities() *fault.Fault {
	if len(a.broken) == 0 {
		return nil
	}
	codes := slices.Sorted(maps.Keys(a.broken))
	f := fault.New(fault.CityBroken, "", fault.With{"cities": strings.Join(codes, ", ")})
	f.Cause = a.broken[codes[0]]
	return f
}

// changed returns the cities that somebody wrote to since the last refresh, and
// the token to remember when they have been read. Units and seats come into
// force by a write to their city, so only those count.
func (a *App) changed(ctx context.Context) (map[string]bool, store.Token, error) {
	dirty := map[string]bool{}
	seen := a.seen
	for {
		changes, next, err := a.store.Changes(ctx, seen, store.MaxLimit)
		if err != nil {
			return nil, seen, err
		}
		for _, c := range changes {
			if c.Collection == store.Cities {
				dirty[c.ID] = true
			}
		}
		seen = next
		if len(changes) < store.MaxLimit {
			return dirty, seen, nil
		}
	}
}

// loadCity builds the territory of one city; nil where there is none yet.
func (a *App) loadCity(ctx context.Context, code string) (*territory.Territory, error) {
	record, err := a.readCity(ctx, code)
	if err != nil || record.version == 0 {
		return nil, err
	}
	return a.build(ctx, record.city)
}

// build makes the territory that a city's document stands for.
func (a *App) build(ctx context.Context, c cityBody) (*territory.Territory, error) {
	p, units, seats, err := a.parts(ctx, c)
	if err != nil {
		return nil, err
	}
	for i := range units {
		// The declared ground is for looking back; it would double what is held.
		units[i].Declared.Shape, units[i].Declared.Lines = nil, nil
	}
	return territory.New(p, units, seats)
}

// parts reads what a city's document says is in force.
func (a *App) parts(ctx context.Context, c cityBody) (*city.Profile, []territory.Unit, []territory.Seat, error) {
	p, err := a.profileOf(ctx, c)
	if err != nil {
		return nil, nil, nil, err
	}
	units, err := a.unitsInForce(ctx, c)
	if err != nil {
		return nil, nil, nil, err
	}
	seats, err := a.seatsInForce(ctx, c)
	return p, units, seats, err
}

// unitsInForce lays the city's editions over each other, the newest on top.
func (a *App) unitsInForce(ctx context.Context, c cityBody) ([]territory.Unit, error) {
	inForce := map[string]territory.Unit{}
	for _, e := range c.Editions {
		if e.Kind != unitsEdition {
			continue
		}
		err := a.each(ctx, store.Query{Collection: store.Units, City: c.Code, Index: "edition", Equal: []any{e.ID}}, func(d store.Document) error {
			body, err := decode[unitBody](d)
			if err != nil {
				return err
			}
			inForce[body.Code] = body.unit()
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return slices.Collect(maps.Values(inForce)), nil
}

// seatsInForce reads the city's seats without what was never published.
func (a *App) seatsInForce(ctx context.Context, c cityBody) ([]territory.Seat, error) {
	order := map[string]int{}
	for i, e := range c.Editions {
		order[e.ID] = i + 1
	}
	var seats []territory.Seat
	err := a.each(ctx, store.Query{Collection: store.Seats, City: c.Code}, func(d store.Document) error {
		body, err := decode[seatBody](d)
		if err != nil {
			return err
		}
		s, err := body.seat(order)
		if err == nil && len(s.Terms) > 0 {
			seats = append(seats, s)
		}
		return err
	})
	return seats, err
}

// each calls visit with every document that a query finds.
func (a *App) each(ctx context.Context, q store.Query, visit func(store.Document) error) error {
	for q.Limit = store.MaxLimit; ; {
		page, err := a.store.Query(ctx, q)
		if err != nil {
			return err
		}
		for _, d := range page.Documents {
			if err := visit(d); err != nil {
				return fmt.Errorf("%s %s: %w", d.Collection, strings.TrimSpace(d.ID), err)
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}
