package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// An import is whole or it is nothing, and no write spans two documents. So an
// import first writes everything under a fresh edition id that neither a city nor
// a draft lists, where nobody reads it; then one write puts the edition on the
// draft's list. A crash before that leaves documents that mean nothing.

// laid is an import laid over what stands with the draft so far.
type laid struct {
	Outcome
	count int // of documents to write
	write func(ctx context.Context, edition string, i int) error
}

// add lays an import over the draft and puts it in, unless it is refused or
// changes nothing. lay may run again where somebody else changed the draft
// meanwhile; what it wrote under an edition of its own then stays unread.
func (a *App) add(ctx context.Context, code, id string, kind EditionKind, from Source, progress Progress, lay func(*view) (laid, error)) (Outcome, error) {
	for range attempts {
		v, _, r, err := a.viewDraft(ctx, code, id)
		if err != nil {
			return Outcome{}, err
		}
		if kind.versioned() && v.outdated() {
			return Outcome{}, v.outdatedFault()
		}
		l, err := lay(v)
		if err != nil || l.Refused() || l.count == 0 {
			return l.Outcome, err
		}
		p := partBody{
			Edition: newID(), Kind: kind, Count: l.count, Source: from, At: store.FormatInstant(a.now()),
			Added: l.Added, Changed: l.Changed, Ended: l.Ended, Unchanged: l.Unchanged,
		}
		err = a.writeAll(ctx, "write", l.count, progress, func(ctx context.Context, i int) error { return l.write(ctx, p.Edition, i) })
		if err != nil {
			return Outcome{}, fmt.Errorf("nothing was taken in: %w", err)
		}
		if kind.versioned() {
			r.draft.Base = v.latest()
		}
		if err := a.putIn(ctx, code, r, p); !overtaken(err) {
			return l.Outcome, err
		}
	}
	return Outcome{}, fault.New(fault.TooBusy, id, nil)
}

// putIn puts a part on the draft's list and makes sure that no publication of the
// draft passes it by.
func (a *App) putIn(ctx context.Context, code string, r draftRecord, p partBody) error {
	r.draft.Parts = append(r.draft.Parts[:len(r.draft.Parts):len(r.draft.Parts)], p)
	r.draft.Changed = p.At
	if err := a.writeDraft(ctx, code, r); err != nil {
		return err
	}
	listed, err := a.fence(ctx, code, r.id)
	if err != nil || len(listed) == 0 {
		return err
	}
	for _, e := range listed {
		if e.ID == p.Edition {
			return nil
		}
	}
	return fault.New(fault.DraftPublished, "draft", fault.With{"draft": r.id})
}

func (v *view) outdatedFault() error {
	return fault.New(fault.DraftOutdated, "draft", fault.With{"base": v.draft.Base, "latest": v.latest()})
}

// addRecords is add for the kinds that are kept on a shelf.
func addRecords[T any, B recordBody[T]](ctx context.Context, a *App, s *shelf[T, B], code, id string, imported []T, from Source, progress Progress) (Outcome, error) {
	return a.add(ctx, code, id, s.kind, from, progress, func(v *view) (laid, error) {
		if _, err := v.profile(ctx); err != nil { // a city begins with its profile
			return laid{}, err
		}
		stands, err := s.all(ctx, v)
		if err != nil {
			return laid{}, err
		}
		imported := imported
		if s.resolve != nil {
			if imported, err = s.resolve(ctx, v, imported); err != nil {
				return laid{}, err
			}
		}
		o := s.lay(stands, imported)
		under := s.byKey(stands)
		findings, err := s.check(ctx, v, stands, o.Fresh)
		return laid{
			Outcome: Outcome{Added: o.Added, Changed: o.Changed, Unchanged: o.Unchanged, Findings: findings},
			count:   len(o.Fresh),
			write: func(ctx context.Context, edition string, i int) error {
				return s.insertOver(ctx, a, code, edition, o.Fresh[i], under, i)
			},
		}, err
	})
}

// AddPeople puts people into a draft. A person who is known already, by their id,
// keeps what the import does not carry.
func (a *App) AddPeople(ctx context.Context, code, draft string, list []person.Person, from Source, progress Progress) (Outcome, error) {
	return addRecords(ctx, a, &people, code, draft, list, from, progress)
}

// AddBodies puts bodies into a draft. One that is known already, by its code,
// keeps what the import does not carry.
func (a *App) AddBodies(ctx context.Context, code, draft string, list []body.Body, from Source, progress Progress) (Outcome, error) {
	return addRecords(ctx, a, &bodies, code, draft, list, from, progress)
}

// AddCategories puts categories into a draft, as AddBodies does bodies. Who handles
// one may be named by code or by name.
func (a *App) AddCategories(ctx context.Context, code, draft string, list []body.Category, from Source, progress Progress) (Outcome, error) {
	return addRecords(ctx, a, &categories, code, draft, list, from, progress)
}

// AddCharges puts charges into a draft. One that is known already, by its
// category, body, unit and beginning, is replaced.
func (a *App) AddCharges(ctx context.Context, code, draft string, list []body.Charge, from Source, progress Progress) (Outcome, error) {
	list = keepable(list, func(c *body.Charge) (*time.Time, *time.Time) { return &c.From, &c.Until })
	return addRecords(ctx, a, &charges, code, draft, list, from, progress)
}

// AddSponsorships puts sponsorships into a draft. One that is known already, by
// its kind, unit, sponsor and beginning, is replaced.
func (a *App) AddSponsorships(ctx context.Context, code, draft string, list []sponsor.Sponsorship, from Source, progress Progress) (Outcome, error) {
	list = keepable(list, func(s *sponsor.Sponsorship) (*time.Time, *time.Time) { return &s.From, &s.Until })
	return addRecords(ctx, a, &sponsorships, code, draft, list, from, progress)
}

// AddSeats puts terms of office into a draft. A term that is already known, by
// person, beginning and rank, is replaced, or withdrawn where it is to end when it
// begins; every other is added.
func (a *App) AddSeats(ctx context.Context, code, draft string, seats []territory.Seat, from Source, progress Progress) (Outcome, error) {
	seats = slices.Clone(seats)
	for i := range seats {
		seats[i].Terms = keepable(seats[i].Terms, func(t *territory.Term) (*time.Time, *time.Time) { return &t.From, &t.Until })
	}
	return a.add(ctx, code, draft, SeatsEdition, from, progress, func(v *view) (laid, error) {
		p, err := v.profile(ctx)
		if err != nil {
			return laid{}, err
		}
		every, posts, err := v.around(ctx, seats)
		if err != nil {
			return laid{}, err
		}
		o := territory.OverlaySeats(knownOf(posts), seats)
		knew := make(map[string]string, len(posts))
		for _, s := range posts {
			knew[seatID(s.Unit, s.Post)] = s.handover
		}
		return laid{
			Outcome: Outcome{Added: o.Added, Changed: o.Changed, Unchanged: o.Unchanged,
				Findings: slices.Concat(o.Findings, territory.CheckSeats(p, every, allOf(posts), o.Seats))},
			count: len(o.Seats),
			write: func(ctx context.Context, edition string, i int) error {
				return a.addTerms(ctx, code, edition, o.Seats[i], knew[seatID(o.Seats[i].Unit, o.Seats[i].Post)])
			},
		}, nil
	})
}

// keepable returns the things with their times as fine as they are kept, so that
// what comes again is the same again.
func keepable[T any](things []T, span func(*T) (from, until *time.Time)) []T {
	things = slices.Clone(things)
	for i := range things {
		from, until := span(&things[i])
		*from, *until = from.Truncate(time.Millisecond), until.Truncate(time.Millisecond)
	}
	return things
}

// addTerms adds a seat's terms to its document under an edition that is not yet
// published. knew is the last handover that they were laid over.
func (a *App) addTerms(ctx context.Context, code, edition string, s territory.Seat, knew string) error {
	return a.editSeat(ctx, code, seatID(s.Unit, s.Post), func(b *seatBody) error {
		b.Unit, b.Post = s.Unit, s.Post
		terms := make([]termBody, len(s.Terms))
		for i, t := range s.Terms {
			terms[i] = termBodyOf(t)
			terms[i].Edition = edition
		}
		b.add(terms, knew)
		return nil
	})
}
