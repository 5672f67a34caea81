package app

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/server/store"
)

// Load reads every city from the store. Until it has the app is not ready. A city
// that cannot be built is left out, logged, and keeps the app from being ready;
// it does not keep the others from answering.
func (a *App) Load(ctx context.Context, progress Progress) error {
	a.mu.Lock()
	a.loaded = false
	a.mu.Unlock()
	return a.Refresh(ctx, progress)
}

// Refresh takes in what was written before it was called: publications,
// handovers, and versions that were scheduled and are in force now. Every city
// answers with it as soon as it has it, whatever becomes of the others. It fails
// when the store does; what is wrong with a city itself shows in Ready, and what
// was last good of it goes on answering.
func (a *App) Refresh(ctx context.Context, progress Progress) error {
	if err := a.poll(ctx); err != nil {
		return err
	}
	desks := a.toDo()
	if len(desks) > 0 {
		progress("load", 0, len(desks))
	}
	errs := make([]error, len(desks))
	var done atomic.Int64
	var all sync.WaitGroup
	for i, d := range desks {
		all.Go(func() {
			errs[i] = a.keepUp(ctx, d)
			progress("load", int(done.Add(1)), len(desks))
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	a.reads.note(nil)
	a.mu.Lock()
	a.loaded = true
	a.mu.Unlock()
	return nil
}

// RefreshCity is Refresh for one city alone: it waits for no other.
func (a *App) RefreshCity(ctx context.Context, code string) error {
	if err := a.poll(ctx); err != nil {
		return err
	}
	a.mu.Lock()
	d := a.desks[code]
	a.mu.Unlock()
	if d == nil {
		return nil
	}
	return a.keepUp(ctx, d)
}

// pollTime is how long the store may take to tell a page of changes.
const pollTime = 10 * time.Second

// poll asks for what was written since the last time, of which the first is what there is
// now, and puts it on the desks.
func (a *App) poll(ctx context.Context) error {
	if err := a.polling.enter(ctx); err != nil {
		return err
	}
	defer a.polling.leave()
	for mistrusted := false; ; {
		since := a.Seen()
		if since == "" {
			if err := a.begin(ctx); err != nil {
				return err
			}
			since = a.Seen()
		}
		limited, cancel := context.WithTimeout(ctx, pollTime)
		changes, next, err := a.store.Changes(limited, since, store.MaxLimit)
		cancel()
		switch {
		case errors.Is(err, store.ErrBadToken) && since != "" && !mistrusted:
			mistrusted = true
			a.log.Warn("another store stands in its place, such as a backup: every city is read again")
			a.mistrust()
			continue
		case err != nil:
			return err
		}
		a.note(changes, next)
		if len(changes) < store.MaxLimit {
			a.noteDue()
			return nil
		}
	}
}

// begin takes note of every city that there is and goes on with the changes from there:
// nobody has to go through all that was ever written.
func (a *App) begin(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, pollTime)
	defer cancel()
	next, err := a.store.Newest(limited)
	if err != nil {
		return err
	}
	var cities []store.Change
	for d, err := range store.All(limited, a.store, store.Query{Collection: store.Cities, City: store.Installation}) {
		if err != nil {
			return err
		}
		cities = append(cities, store.Change{Collection: d.Collection, City: d.City, ID: d.ID, Version: d.Version})
	}
	a.note(cities, next)
	return nil
}

// Seen returns how far the store's changes are known here: a place to follow them from
// for whoever begins now.
func (a *App) Seen() store.Token {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.seen
}

// mistrust begins again: nothing that is known of any city need be true.
func (a *App) mistrust() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen = ""
	for _, d := range a.desks {
		d.news.anew = true
	}
	for _, m := range a.almanacs {
		m.heard.Add(1)
	}
}

// note puts changes on the desks of their cities. Drafts and what imports write
// come into force by a write to their city, so they do not count.
func (a *App) note(changes []store.Change, next store.Token) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known := a.cities.Load().byCode
	for _, c := range changes {
		switch c.Collection {
		case store.Cities:
			a.desk(c.ID).news.itself = true
		case store.Calendars:
			if m := a.almanacs[c.City]; m != nil {
				m.heard.Add(1)
			}
		case store.Seats:
			// A city that is still to be built will be built with all its seats.
			if d := a.desks[c.City]; d != nil && !d.news.anew && (known[c.City] != nil || d.building.taken()) {
				d.seats = append(d.seats, c.ID)
			}
		}
	}
	a.seen = next
}

// noteDue does the same for cities where a scheduled version has taken over from
// the one that is served fast, and for those to be tried again.
func (a *App) noteDue() {
	a.mu.Lock()
	defer a.mu.Unlock()
	known := a.cities.Load().byCode
	for code, d := range a.desks {
		if d.building.taken() {
			continue
		}
		if c := known[code]; c != nil && a.due(c) && !d.overdue.Equal(c.Until()) {
			d.news.due = true
		}
		if d.broken != nil && !time.Now().Before(d.again) {
			d.news.anew = true
		}
	}
}

// due says whether a later version than the one that is served fast is in force.
func (a *App) due(c *City) bool {
	until := c.Until()
	return !until.IsZero() && !a.now().Before(until)
}
