package app

import (
	"context"
	"maps"
	"slices"

	"sizhang/domain/body"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// City is one city at one moment in memory: all its versions and everyone who
// answers, on the three sides of duty. It is immutable.
type City struct {
	*territory.Territory
	Bodies   *body.Register
	Sponsors *sponsor.Ledger

	// of is the document that the city was built from; nothing else says what is
	// in force, but for handovers.
	of cityBody
	// handovers are the latest that each seat was built with, by the seat's id.
	handovers map[string]string
}

// build makes the city that a city's document stands for; nil where nothing has
// been published yet.
func (a *App) build(ctx context.Context, of cityBody) (*City, error) {
	v, err := a.viewOf(of, nil)
	if err != nil || len(v.chapters) == 0 {
		return nil, err
	}
	versions, err := v.past(ctx)
	if err != nil {
		return nil, err
	}
	for _, version := range versions {
		for i := range version.Units {
			// The declared ground is for looking back; it would double what is held.
			version.Units[i].Declared.Shape, version.Units[i].Declared.Lines = nil, nil
		}
	}
	seats, err := v.seats(ctx)
	if err != nil {
		return nil, err
	}
	c := &City{of: of, handovers: map[string]string{}}
	for _, s := range seats {
		if s.handover != "" {
			c.handovers[seatID(s.Unit, s.Post)] = s.handover
		}
	}
	if c.Territory, err = territory.Through(versions, inForceOf(seats), a.now()); err != nil {
		return nil, err
	}
	if err := c.addSides(ctx, v); err != nil {
		return nil, err
	}
	return c, nil
}

// addSides adds the departments and the sponsors.
func (c *City) addSides(ctx context.Context, v *view) error {
	who, err := bodies.inForce(ctx, v)
	if err != nil {
		return err
	}
	what, err := categories.inForce(ctx, v)
	if err != nil {
		return err
	}
	charged, err := charges.inForce(ctx, v)
	if err != nil {
		return err
	}
	sponsored, err := sponsorships.inForce(ctx, v)
	if err != nil {
		return err
	}
	c.Sponsors = sponsor.NewLedger(sponsored)
	c.Bodies, err = body.NewRegister(who, what, charged)
	return err
}

// withHandovers returns the city with those of the seats that somebody handed
// over since it was built; itself where nobody did. Seats that only an import
// wrote to are as they were: what it wrote comes into force by a write to the
// city.
func (a *App) withHandovers(ctx context.Context, c *City, ids []string) (*City, error) {
	known := c.of.places(nil)
	var changed []territory.Seat
	handovers := maps.Clone(c.handovers)
	for _, id := range ids {
		d, found, err := a.find(ctx, store.Seats, c.of.Code, id)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		b, err := decode[seatBody](d)
		if err != nil {
			return nil, err
		}
		latest := b.handover()
		if latest == "" || latest == handovers[id] {
			continue
		}
		s, err := b.seat(known)
		if err != nil {
			return nil, err
		}
		handovers[id] = latest
		changed = append(changed, s)
	}
	if len(changed) == 0 {
		return c, nil
	}
	next := *c
	next.handovers = handovers
	var err error
	next.Territory, err = c.WithSeats(changed)
	return &next, err
}

// same says whether two documents of a city say the same.
func (b cityBody) same(o cityBody) bool {
	return b.Code == o.Code && b.Profile == o.Profile && slices.Equal(b.Editions, o.Editions)
}
