package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/profile"
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

// PublishProfile puts a profile into force, making the city if it is new. The
// city's name is the profile's. It fails when units in force do not fit it.
func (a *App) PublishProfile(ctx context.Context, code string, yaml []byte, from Source) (*city.Profile, error) {
	p, err := profile.Parse(yaml, code)
	if err != nil {
		return nil, err
	}
	return p, a.amend(ctx, code, func(c *cityBody) error {
		c.NameZH, c.NameEN, c.Profile = p.Names.ZH, p.Names.EN, newID()
		body := profileBody{YAML: string(yaml), Published: formatInstant(a.now()), Source: from}
		return a.store.Insert(ctx, store.Document{Collection: store.Profiles, City: code, ID: c.Profile, Body: encode(body)})
	})
}

// PublishUnits puts units into force beside or in the place of those that are.
func (a *App) PublishUnits(ctx context.Context, code string, units []territory.Unit, from Source, progress Progress) (Outcome, error) {
	var outcome Outcome
	err := a.amend(ctx, code, func(c *cityBody) error {
		p, err := a.profileOf(ctx, *c)
		if err != nil {
			return err
		}
		inForce, err := a.unitsInForce(ctx, *c)
		if err != nil {
			return err
		}
		draft := territory.Overlay(inForce, units)
		outcome = Outcome{Added: draft.Added, Changed: draft.Changed, Unchanged: draft.Unchanged}
		outcome.Findings = append(territory.Complete(p, inForce, draft.Units), territory.CheckDraft(p, inForce, draft.Units)...)
		if outcome.Refused() || len(draft.Units) == 0 {
			return errUnchanged
		}
		e := edition{ID: newID(), Kind: unitsEdition, Published: formatInstant(a.now()), Count: len(draft.Units), Source: from}
		err = a.writeAll(ctx, len(draft.Units), progress, func(i int) error {
			u := draft.Units[i]
			return a.insertUnit(ctx, code, e.ID, u)
		})
		c.Editions = append(c.Editions, e)
		return err
	})
	return outcome, err
}

func (a *App) insertUnit(ctx context.Context, code, edition string, u territory.Unit) error {
	err := a.store.Insert(ctx, store.Document{
		Collection: store.Units, City: code, ID: edition + "/" + u.Code, Body: encode(unitBodyOf(u, edition)),
	})
	if errors.Is(err, store.ErrTooLarge) {
		return fault.New(fault.UnitTooLarge, u.Code, fault.With{"unit": u.Code, "points": u.Shape.Points()})
	}
	return err
}

// PublishSeats puts terms of office into force. A term that is already known,
// by person, beginning and rank, is replaced; every other is added.
func (a *App) PublishSeats(ctx context.Context, code string, seats []territory.Seat, from Source, progress Progress) (Outcome, error) {
	var outcome Outcome
	err := a.amend(ctx, code, func(c *cityBody) error {
		p, units, inForce, err := a.parts(ctx, *c)
		if err != nil {
			return err
		}
		draft := territory.OverlaySeats(inForce, seats)
		outcome = Outcome{Added: draft.Added, Changed: draft.Changed, Unchanged: draft.Unchanged, Findings: territory.CheckSeats(p, units, inForce, draft.Seats)}
		if outcome.Refused() || len(draft.Seats) == 0 {
			return errUnchanged
		}
		e := edition{ID: newID(), Kind: seatsEdition, Published: formatInstant(a.now()), Count: len(draft.Seats), Source: from}
		err = a.writeAll(ctx, len(draft.Seats), progress, func(i int) error {
			return a.addTerms(ctx, code, e.ID, draft.Seats[i])
		})
		c.Editions = append(c.Editions, e)
		return err
	})
	return outcome, err
}

// addTerms adds a seat's terms to its document under an edition that is not yet
// published.
func (a *App) addTerms(ctx context.Context, code, edition string, s territory.Seat) error {
	id := s.Unit + "/" + s.Post
	for range attempts {
		d, err := a.store.Get(ctx, store.Seats, code, id)
		missing := errors.Is(err, store.ErrMissing)
		if err != nil && !missing {
			return err
		}
		body := seatBody{Unit: s.Unit, Post: s.Post}
		if !missing {
			if body, err = decode[seatBody](d); err != nil {
				return err
			}
		}
		for _, t := range s.Terms {
			body.Terms = append(body.Terms, termBodyOf(t, edition))
		}
		next := store.Document{Collection: store.Seats, City: code, ID: id, Version: d.Version, Body: encode(body)}
		if missing {
			err = a.store.Insert(ctx, next)
		} else {
			_, err = a.store.Replace(ctx, next)
		}
		if !errors.Is(err, store.ErrStale) && !errors.Is(err, store.ErrExists) {
			return err
		}
	}
	return fault.New(fault.TooBusy, id, nil)
}

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

// profileOf returns the profile of a city that has one.
func (a *App) profileOf(ctx context.Context, c cityBody) (*city.Profile, error) {
	if c.Profile == "" {
		return nil, fault.New(fault.CityWithoutProfile, "city", fault.With{"city": c.Code})
	}
	d, err := a.store.Get(ctx, store.Profiles, c.Code, c.Profile)
	if err != nil {
		return nil, err
	}
	body, err := decode[profileBody](d)
	if err != nil {
		return nil, err
	}
	return profile.Parse([]byte(body.YAML), c.Code)
}

// Profile returns the profile in force of a city, from the store.
func (a *App) Profile(ctx context.Context, code string) (*city.Profile, error) {
	record, err := a.readCity(ctx, code)
	if err != nil {
		return nil, err
	}
	return a.profileOf(ctx, record.city)
}

// Levels returns the level of every unit in force of a city, from the store.
func (a *App) Levels(ctx context.Context, code string) (map[string]string, error) {
	record, err := a.readCity(ctx, code)
	if err != nil {
		return nil, err
	}
	units, err := a.unitsInForce(ctx, record.city)
	levels := make(map[string]string, len(units))
	for _, u := range units {
		levels[u.Code] = u.Level
	}
	return levels, err
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
