package app

import (
	"context"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// HandOver changes who holds a post (交接), in one write to its seat and without a
// draft. It returns the seat as it stands then, and this server's lookups show it.
// A handover that is there already has no further effect. It is refused with a
// *fault.Fault where the unit, the post or the person does not allow it.
func (a *App) HandOver(ctx context.Context, code string, h territory.HandOver) (territory.Seat, error) {
	h.From, h.Until = h.From.Truncate(time.Millisecond), h.Until.Truncate(time.Millisecond)
	var seat territory.Seat
	err := a.editSeat(ctx, code, seatID(h.Unit, h.Post), func(b *seatBody) error {
		c, err := a.readCity(ctx, code)
		if err != nil {
			return err
		}
		b.Unit, b.Post = h.Unit, h.Post
		now, err := b.seat(c.city.places(nil))
		if err != nil {
			return err
		}
		next, changed, err := now.HandOver(h)
		if err != nil {
			return err
		}
		seat = next
		if len(changed) == 0 {
			return errAsItWas
		}
		if err := a.checkPlace(ctx, c.city, h); err != nil {
			return err
		}
		return b.record(now, changed, c.city, a.now())
	})
	if err == errAsItWas {
		err = nil
	}
	if err == nil {
		a.showSeat(ctx, code, seatID(h.Unit, h.Post))
	}
	return seat, err
}

// showSeat makes what this server wrote show in its lookups before it says that
// it is done. Where that fails it shows a little later, as what others wrote.
func (a *App) showSeat(ctx context.Context, code, id string) {
	a.mu.Lock()
	d := a.desks[code]
	if d != nil {
		d.seats = append(d.seats, id)
	}
	a.mu.Unlock()
	if d != nil {
		_ = a.handIn(ctx, d) // the desk remembers the error
	}
}

// record appends terms that are new to the seat, or amended, under an instant that
// is after everything known so far.
func (b *seatBody) record(seat territory.Seat, terms []territory.Term, c cityBody, now time.Time) error {
	latest := b.handover()
	for _, e := range c.Editions {
		latest = max(latest, e.Published)
	}
	at, err := laterThan(latest, now.Truncate(time.Millisecond))
	for _, t := range terms {
		body := termBodyOf(t)
		body.Recorded = store.FormatInstant(at)
		body.Amends = slices.ContainsFunc(seat.Terms, func(known territory.Term) bool {
			return known.Person == t.Person && known.Deputy == t.Deputy && known.From.Equal(t.From) // as termKey has it
		})
		b.Terms = append(b.Terms, body)
	}
	return err
}

// checkPlace wants the unit to be there when the handover takes effect, and the
// post at it.
func (a *App) checkPlace(ctx context.Context, c cityBody, h territory.HandOver) error {
	p, u, err := a.placeAt(ctx, c, h.Unit, h.From)
	if err != nil {
		return err
	}
	for _, f := range territory.CheckSeats(p, []territory.Unit{u}, nil, []territory.Seat{{Unit: h.Unit, Post: h.Post}}) {
		if f.Severity == territory.Refusal {
			return fault.New(f.Code, f.Field, f.With)
		}
	}
	return nil
}

// placeAt returns the profile in force at the instant and the unit as it is then:
// from memory where the city there was built from what the document lists, else
// from the store, as far as needed.
func (a *App) placeAt(ctx context.Context, c cityBody, code string, at time.Time) (*city.Profile, territory.Unit, error) {
	if known, loaded := a.City(c.Code); loaded && known.of.same(c) {
		m := known.At(at)
		if u, there := m.Unit(code); there {
			return m.Profile(), *u, nil
		}
	}
	chapters, err := c.chapters()
	if err != nil {
		return nil, territory.Unit{}, err
	}
	p, err := a.profileAt(ctx, c, chapters, at)
	if err != nil {
		return nil, territory.Unit{}, err
	}
	u, err := a.unitAt(ctx, c, chapters, code, at)
	return p, u, err
}

// profileAt returns the profile in force at the instant, that of the first
// version before it.
func (a *App) profileAt(ctx context.Context, c cityBody, chapters []chapter, at time.Time) (*city.Profile, error) {
	id := ""
	for _, ch := range chapters {
		if ch.profile != "" && (id == "" || !ch.effective.After(at)) {
			id = ch.profile
		}
	}
	v, err := a.viewOf(c, nil)
	if err != nil {
		return nil, err
	}
	return v.profileOf(ctx, id)
}

// unitAt returns the unit as it is at the instant or, where it comes later only,
// as it first is, if the instant is before all versions: an appointment may be
// older than the territory that we know.
func (a *App) unitAt(ctx context.Context, c cityBody, chapters []chapter, code string, at time.Time) (territory.Unit, error) {
	later, _ := slices.BinarySearchFunc(chapters, at, func(ch chapter, at time.Time) int {
		if ch.effective.After(at) {
			return 1
		}
		return -1
	})
	for _, ch := range slices.Backward(chapters[:later]) {
		if u, found, err := a.unitOf(ctx, c.Code, ch, code); err != nil || found {
			if err == nil && u.Ended {
				err = fault.New(fault.UnitEnded, "unit", fault.With{"unit": code, "at": at.Format(time.DateOnly)})
			}
			return u, err
		}
	}
	for _, ch := range chapters[later:] {
		u, found, err := a.unitOf(ctx, c.Code, ch, code)
		if err == nil && found && later > 0 { // the city is known by then, and the unit is not
			err = fault.New(fault.UnitUnborn, "from", fault.With{"unit": code, "since": ch.effective.In(city.China).Format(time.DateOnly)})
		}
		if err != nil || found {
			return u, err
		}
	}
	return territory.Unit{}, fault.New(fault.UnitUnknown, "unit", fault.With{"unit": code})
}

// unitOf returns the unit as a version has it; false where it says nothing of it.
func (a *App) unitOf(ctx context.Context, city string, ch chapter, code string) (territory.Unit, bool, error) {
	editions := slices.Clone(ch.units)
	slices.Reverse(editions)
	return a.latestUnit(ctx, city, editions, code)
}
