package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// Load reads every city from the store. While it does the app is not ready;
// after it, it is.
func (a *App) Load(ctx context.Context, progress Progress) error {
	a.trouble.Store(fault.New(fault.NotReady, "", nil))
	if err := a.Refresh(ctx, progress); err != nil {
		return err
	}
	a.trouble.Store(nil)
	return nil
}

// Refresh rereads the cities that changed since the last time.
func (a *App) Refresh(ctx context.Context, progress Progress) error {
	a.loading.Lock()
	defer a.loading.Unlock()
	dirty, seen, err := a.changed(ctx)
	if err != nil || len(dirty) == 0 {
		if err == nil {
			a.seen = seen
		}
		return err
	}
	old := a.cities.Load()
	next := &directory{byCode: maps.Clone(old.byCode)}
	if next.byCode == nil {
		next.byCode = map[string]*territory.Territory{}
	}
	for i, code := range slices.Sorted(maps.Keys(dirty)) {
		progress("load", i, len(dirty))
		t, err := a.loadCity(ctx, code)
		if err != nil {
			return fmt.Errorf("city %s: %w", code, err)
		}
		if t != nil {
			next.byCode[code] = t
		}
	}
	for _, code := range slices.Sorted(maps.Keys(next.byCode)) {
		next.list = append(next.list, next.byCode[code])
	}
	a.cities.Store(next)
	a.seen = seen
	progress("load", len(dirty), len(dirty))
	return nil
}

// changed returns the cities that somebody wrote to since the last refresh, and
// the token to remember when they have been read. Units are left out: they come
// into force by a write to their city.
func (a *App) changed(ctx context.Context) (map[string]bool, store.Token, error) {
	dirty := map[string]bool{}
	seen := a.seen
	for {
		changes, next, err := a.store.Changes(ctx, seen, store.MaxLimit)
		if err != nil {
			return nil, seen, err
		}
		for _, c := range changes {
			switch c.Collection {
			case store.Cities:
				dirty[c.ID] = true
			case store.Seats:
				dirty[c.City] = true
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
