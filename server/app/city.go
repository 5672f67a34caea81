package app

import (
	"context"
	"errors"
	"fmt"
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
	// text is what of is kept as, to know it again.
	text []byte
	// handovers are the latest that each seat was built with, by the seat's id.
	handovers marks
	// places are those of the editions in force.
	places map[string]place
	// sitters and register are who may sit where, and who everybody is.
	sitters  *sitters
	register *register
}

// build makes the city that a city's document stands for; nil where nothing has
// been published yet. What indexing made of the versions is taken over from old
// where that has the same; old may be nil.
func (a *App) build(ctx context.Context, of cityBody, old *City) (*City, error) {
	v, err := a.viewOf(of, nil)
	if err != nil || len(v.chapters) == 0 {
		return nil, err
	}
	ground, err := a.ground(ctx, v, old)
	if err != nil {
		return nil, err
	}
	seats, err := v.seats(ctx)
	empty, failed := ground()
	if err = errors.Join(err, failed); err != nil {
		return nil, err
	}
	c := &City{of: of, text: encode(of), places: of.places(nil), sitters: newSitters(), register: registerFor(of, old)}
	handovers := map[string]string{}
	for _, s := range seats {
		if s.handover != "" {
			handovers[seatID(s.Unit, s.Post)] = s.handover
		}
	}
	c.handovers = marks{}.with(handovers)
	if c.Territory, err = empty.Seated(inForceOf(seats)); err != nil {
		return nil, err
	}
	if err := c.addSides(ctx, v); err != nil {
		return nil, err
	}
	return c, nil
}

// ground begins to index the versions and returns what waits for the territory
// without its seats, to be called whatever else fails.
func (a *App) ground(ctx context.Context, v *view, old *City) (func() (*territory.Territory, error), error) {
	if old != nil && old.of.sameVersions(v.city) && !a.due(old) {
		return func() (*territory.Territory, error) { return old.Territory, nil }, nil
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
	var indexed *territory.Territory
	var failed error
	done := make(chan struct{})
	go func() {
		defer close(done)
		indexed, failed = territory.Through(versions, nil, a.now())
	}()
	return func() (*territory.Territory, error) { <-done; return indexed, failed }, nil
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
// over since it was built; itself where nobody did, and errElsewhere where the
// city does not know their place. Seats that only an import
// wrote to are as they were: what it wrote comes into force by a write to the
// city.
func (a *App) withHandovers(ctx context.Context, c *City, ids []string) (*City, error) {
	var changed []territory.Seat
	handovers := map[string]string{}
	for _, id := range ids {
		if handovers[id] != "" { // heard of twice
			continue
		}
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
		if latest == "" || latest == c.handovers.of(id) {
			continue
		}
		s, err := b.seat(c.places)
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
	next.handovers = c.handovers.with(handovers)
	var err error
	if next.Territory, err = c.WithSeats(changed); err != nil {
		return nil, fmt.Errorf("%w: %w", errElsewhere, err)
	}
	c.sitters.add(changed)
	return &next, nil
}

// errElsewhere says that somebody holds a post, or a post at a unit, that the
// city in memory does not know.
var errElsewhere = errors.New("a seat is at a unit or a post that is not there")

// sameVersions says whether two documents of a city list the same versions.
func (b cityBody) sameVersions(o cityBody) bool {
	versioned := func(b cityBody) []edition {
		return slices.DeleteFunc(slices.Clone(b.Editions), func(e edition) bool { return !e.Kind.versioned() })
	}
	return b.Code == o.Code && b.Profile == o.Profile && slices.Equal(versioned(b), versioned(o))
}

// same says whether two documents of a city say the same.
func (b cityBody) same(o cityBody) bool {
	return b.Code == o.Code && b.Profile == o.Profile && slices.Equal(b.Editions, o.Editions)
}
