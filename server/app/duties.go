package app

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// What somebody may do follows from what they hold now; this file says what that
// is. Profile, units, people and sponsors are those of the published city as this
// server has it, at most a refresh behind the store. Who holds a post is read from
// the store each time.

// ProfileNow returns the city's profile in force; where it has none yet, one that
// says nothing. It is read from the store where this server has not the city: what
// a role may do must not depend on that.
func (a *App) ProfileNow(ctx context.Context, code string) (*city.Profile, error) {
	if c, loaded := a.City(code); loaded {
		return c.At(a.now()).Profile(), nil
	}
	r, err := a.readCity(ctx, code)
	if err != nil {
		return nil, err
	}
	chapters, err := r.city.chapters()
	if err != nil {
		return nil, err
	}
	if len(chapters) == 0 {
		return &city.Profile{Code: code}, nil
	}
	return a.profileAt(ctx, r.city, chapters, a.now())
}

// Above returns the codes of the unit and of all above it as they are now, the
// nearest first; false where there is no such unit.
func (a *App) Above(code, unit string) ([]string, bool) {
	c, loaded := a.City(code)
	if !loaded {
		return nil, false
	}
	codes := c.At(a.now()).Above(unit)
	return codes, len(codes) > 0
}

// Knows says whether the city's territory is at hand.
func (a *App) Knows(code string) bool {
	_, loaded := a.City(code)
	return loaded
}

// HasBody says whether the city has the body.
func (a *App) HasBody(code, body string) bool {
	c, loaded := a.City(code)
	if !loaded {
		return false
	}
	_, there := c.Bodies.Body(body)
	return there
}

// Person returns somebody of the city's register of people; false where they are
// not in it.
func (a *App) Person(ctx context.Context, code, id string) (person.Person, bool, error) {
	c, loaded := a.City(code)
	if !loaded {
		return person.Person{}, false, nil
	}
	people, err := c.register.of(ctx, a, c.of)
	p, there := people[id]
	return p, there, err
}

// People returns everybody in the city's register, by id.
func (a *App) People(ctx context.Context, code string) ([]person.Person, error) {
	c, loaded := a.City(code)
	if !loaded {
		return nil, nil
	}
	people, err := c.register.of(ctx, a, c.of)
	return slices.SortedFunc(maps.Values(people), func(a, b person.Person) int { return strings.Compare(a.ID, b.ID) }), err
}

// UnitsOf returns the units where the person may hold a post, as this server knows:
// perhaps more than they do.
func (a *App) UnitsOf(code, person string) []string {
	c, loaded := a.City(code)
	if !loaded || person == "" {
		return nil
	}
	var units []string
	for _, at := range c.sitters.of(c.Territory, person, a.now()) {
		units = append(units, at.unit)
	}
	return units
}

// PostsOf returns the posts that the person holds now. Where they may sit is in
// memory, and whether they do is read from each seat, so that a term which another
// server ended a moment ago is not among them. One that began elsewhere may show a
// little later. What imports say counts as the published city has it.
func (a *App) PostsOf(ctx context.Context, code, person string) ([]territory.Office, error) {
	c, loaded := a.City(code)
	if !loaded || person == "" {
		return nil, nil
	}
	now := a.now()
	m := c.At(now)
	var held []territory.Office
	for _, at := range c.sitters.of(c.Territory, person, now) {
		d, found, err := a.find(ctx, store.Seats, code, seatID(at.unit, at.post))
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		b, err := decode[seatBody](d)
		if err != nil {
			return nil, ofDocument(d, err)
		}
		s, err := b.seat(c.places)
		if err != nil {
			return nil, fmt.Errorf("seat %s: %w", d.ID, err)
		}
		held = append(held, m.OfficesOf(person, s)...)
	}
	return held, nil
}

// SponsoredBy returns what the person sponsors now, and what the body sponsors that
// they belong to. What a body above that one sponsors is not theirs.
func (a *App) SponsoredBy(ctx context.Context, code, person string) ([]sponsor.Sponsored, error) {
	c, loaded := a.City(code)
	if !loaded || person == "" {
		return nil, nil
	}
	m := c.At(a.now())
	level := func(unit string) (string, bool) {
		u, there := m.Unit(unit)
		if !there {
			return "", false
		}
		return u.Level, true
	}
	has := c.Sponsors.Sponsored(m.Profile(), city.ByPerson, person, m.Instant(), level)
	if len(c.Sponsors.List()) == 0 {
		return has, nil
	}
	p, there, err := a.Person(ctx, code, person)
	if err != nil || !there || p.Body == "" {
		return has, err
	}
	return append(has, c.Sponsors.Sponsored(m.Profile(), city.ByBody, p.Body, m.Instant(), level)...), nil
}
