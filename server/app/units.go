package app

import (
	"context"
	"errors"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

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
