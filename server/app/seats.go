package app

import (
	"context"
	"errors"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

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
