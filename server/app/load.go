package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Load reads every city from the store. While it does the app is not ready. A
// city that cannot be built is left out, logged, and keeps the app from being
// ready; it does not keep the others from answering.
func (a *App) Load(ctx context.Context, progress Progress) error {
	a.trouble.Store(fault.New(fault.NotReady, "", nil))
	return a.Refresh(ctx, progress)
}

// Refresh takes in what changed since the last time: publications, handovers, and
// versions that were scheduled and are in force now. It fails when the store does;
// what is wrong with a city itself shows in Ready until the city changes again,
// and what was last good of it goes on answering.
func (a *App) Refresh(ctx context.Context, progress Progress) error {
	a.loading.Lock()
	defer a.loading.Unlock()
	news, seen, err := a.written(ctx)
	if errors.Is(err, store.ErrBadToken) { // another store stands in its place, such as a backup
		a.seen = ""
		news, seen, err = a.written(ctx)
	}
	if err != nil {
		return err
	}
	a.addDue(news)
	if len(news) > 0 {
		if err := a.reread(ctx, news, progress); err != nil {
			return err
		}
	}
	a.seen = seen
	a.trouble.Store(a.faultOfCities())
	return nil
}

// written is what somebody wrote since the last refresh, by city.
type written map[string]*writtenCity

type writtenCity struct {
	itself bool // its own document
	due    bool // another version is in force now
	seats  []string
}

func (w written) of(code string) *writtenCity {
	if w[code] == nil {
		w[code] = &writtenCity{}
	}
	return w[code]
}

// written returns what was written since the last refresh, and the token to
// remember when it has been read. Drafts and what imports write come into force
// by a write to their city, so they do not count.
func (a *App) written(ctx context.Context) (written, store.Token, error) {
	known := a.cities.Load().byCode
	found := written{}
	seen := a.seen
	for {
		changes, next, err := a.store.Changes(ctx, seen, store.MaxLimit)
		if err != nil {
			return nil, seen, err
		}
		for _, c := range changes {
			switch {
			case c.Collection == store.Cities:
				found.of(c.ID).itself = true
			case c.Collection == store.Seats && known[c.City] != nil:
				w := found.of(c.City)
				w.seats = append(w.seats, c.ID)
			}
		}
		seen = next
		if len(changes) < store.MaxLimit {
			return found, seen, nil
		}
	}
}

// addDue adds the cities where a scheduled version has taken over from the one
// that is served fast, unless that failed already.
func (a *App) addDue(w written) {
	now := a.now()
	for _, c := range a.cities.Load().list {
		if until := c.Until(); !until.IsZero() && !now.Before(until) && !a.overdue[c.of.Code].Equal(until) {
			w.of(c.of.Code).due = true
		}
	}
}

// reread brings the cities up to date and puts them in place together.
func (a *App) reread(ctx context.Context, news written, progress Progress) error {
	next := &directory{byCode: maps.Clone(a.cities.Load().byCode)}
	if next.byCode == nil {
		next.byCode = map[string]*City{}
	}
	for i, code := range slices.Sorted(maps.Keys(news)) {
		progress("load", i, len(news))
		c, err := a.renew(ctx, code, next.byCode[code], news[code])
		if err != nil && (ctx.Err() != nil || storeFailed(err)) {
			return err
		}
		switch {
		case err != nil:
			a.log.Error("a city cannot be built", "city", code, "error", err)
			a.broken[code] = err
			if old := next.byCode[code]; old != nil && news[code].due {
				a.overdue[code] = old.Until()
			}
		case c != nil:
			next.byCode[code] = c
		}
	}
	for _, code := range slices.Sorted(maps.Keys(next.byCode)) {
		next.list = append(next.list, next.byCode[code])
	}
	a.cities.Store(next)
	progress("load", len(news), len(news))
	return nil
}

// renew returns a city with what was written since it was built, nil where there
// is none yet. It is built anew only where what is in force is another.
func (a *App) renew(ctx context.Context, code string, old *City, w *writtenCity) (*City, error) {
	rebuild := w.due
	var record cityRecord
	if w.itself || w.due {
		var err error
		if record, err = a.readCity(ctx, code); err != nil {
			return nil, err
		}
		rebuild = rebuild || old == nil || a.broken[code] != nil || !record.city.same(old.of)
	}
	if !rebuild {
		return a.withHandovers(ctx, old, w.seats)
	}
	if record.version == 0 {
		return nil, nil
	}
	c, err := a.build(ctx, record.city)
	if err == nil {
		delete(a.broken, code)
		delete(a.overdue, code)
	}
	return c, err
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
