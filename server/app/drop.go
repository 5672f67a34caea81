package app

import (
	"context"
	"errors"
	"slices"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// DropDraft gives a draft up. It is marked first, so that nobody can publish or
// add to it; then what it wrote goes. A drop that did not come to its end can be
// repeated. A draft that has been published is refused.
func (a *App) DropDraft(ctx context.Context, code, id string, progress Progress) error {
	r, err := a.markDropped(ctx, code, id)
	if err != nil {
		return err
	}
	listed, err := a.fence(ctx, code, id)
	if err != nil {
		return err
	}
	if len(listed) > 0 {
		return fault.New(fault.DraftPublished, "draft", fault.With{"draft": id})
	}
	return a.sweep(ctx, code, r.draft.Parts, progress)
}

func (a *App) markDropped(ctx context.Context, code, id string) (draftRecord, error) {
	for range fences {
		c, err := a.readCity(ctx, code)
		if err != nil {
			return draftRecord{}, err
		}
		r, err := a.readDraft(ctx, code, id)
		if err != nil {
			return r, err
		}
		if err := r.open(c.city); err != nil {
			if fault.As(err).Code == fault.DraftDropped {
				return r, nil
			}
			return r, err
		}
		r.draft.State, r.draft.Changed = DroppedDraft, store.FormatInstant(a.now())
		if err := a.writeDraft(ctx, code, r); !overtaken(err) {
			return r, err
		}
	}
	return draftRecord{}, fault.New(fault.TooBusy, id, nil)
}

// sweep removes what the parts of a draft wrote.
func (a *App) sweep(ctx context.Context, code string, parts []partBody, progress Progress) error {
	swept := map[string]bool{}
	for _, p := range parts {
		var err error
		switch collection := collectionOf[p.Kind]; p.Kind {
		case SeatsEdition:
			swept[p.Edition] = true
		case ProfileEdition:
			err = a.sweepOne(ctx, collection, code, p.Edition)
		default:
			err = a.sweepEdition(ctx, collection, code, p.Edition, progress)
		}
		if err != nil {
			return err
		}
	}
	if len(swept) == 0 {
		return nil
	}
	return a.sweepSeats(ctx, code, swept, progress)
}

var collectionOf = map[EditionKind]string{
	ProfileEdition: store.Profiles, UnitsEdition: store.Units, SeatsEdition: store.Seats, PeopleEdition: store.People,
	BodiesEdition: store.Bodies, CategoriesEdition: store.Categories, ChargesEdition: store.Charges, SponsorshipsEdition: store.Sponsorships,
}

func (a *App) sweepOne(ctx context.Context, collection, code, id string) error {
	d, found, err := a.find(ctx, collection, code, id)
	if err != nil || !found {
		return err
	}
	return a.bury(ctx, d)
}

// bury leaves a tombstone in the place of a document. One that is gone already
// was swept by somebody else.
func (a *App) bury(ctx context.Context, d store.Document) error {
	d.Body, d.Gone = nil, true
	if _, err := a.store.Replace(ctx, d); err != nil && !overtaken(err) && !errors.Is(err, store.ErrMissing) {
		return err
	}
	return nil
}

func (a *App) sweepEdition(ctx context.Context, collection, code, id string, progress Progress) error {
	var found []store.Document
	q := store.Query{Collection: collection, City: code, Index: "edition", Equal: []any{id}}
	err := a.each(ctx, q, func(d store.Document) error {
		d.Body = nil
		found = append(found, d)
		return nil
	})
	if err != nil {
		return err
	}
	return a.writeAll(ctx, "sweep", len(found), progress, func(ctx context.Context, i int) error { return a.bury(ctx, found[i]) })
}

// sweepSeats takes the terms of the editions out of the seats that they stand in.
func (a *App) sweepSeats(ctx context.Context, code string, swept map[string]bool, progress Progress) error {
	var ids []string
	err := a.each(ctx, store.Query{Collection: store.Seats, City: code}, func(d store.Document) error {
		b, err := decode[seatBody](d)
		if slices.ContainsFunc(b.Terms, func(t termBody) bool { return swept[t.Edition] }) {
			ids = append(ids, d.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.writeAll(ctx, "sweep", len(ids), progress, func(ctx context.Context, i int) error {
		return a.editSeat(ctx, code, ids[i], func(b *seatBody) error {
			b.Terms = slices.DeleteFunc(b.Terms, func(t termBody) bool { return swept[t.Edition] })
			return nil
		})
	})
}
