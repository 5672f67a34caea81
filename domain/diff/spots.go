package diff

import (
	"fmt"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// Spot is a point to follow, such as that of an open issue.
type Spot struct {
	// ID and Kind are the caller's own; they decide nothing.
	ID, Kind string
	Point    geo.Point
}

// SpotChange is a spot that changes owner or first answer.
type SpotChange struct {
	Spot
	// Owners that differ, by tiling level from the widest.
	Owners []OwnerChange
	// Before and After are who answers first; nil for nobody.
	Before, After *Answer
}

// OwnerChange is a level at which a spot passes from one unit to another, nil for
// nobody.
type OwnerChange struct {
	Level    city.Level
	From, To *territory.Unit
}

// Answer is who answers first for a spot (第一责任人).
type Answer struct {
	Unit *territory.Unit
	Post city.Post
	Holder
	// Fallback marks the territorial fallback 属地兜底.
	Fallback bool
}

// same says whether the same person answers in the same office.
func (a *Answer) same(o *Answer) bool {
	if a == nil || o == nil {
		return a == o
	}
	return a.Unit.Code == o.Unit.Code && a.Post.ID == o.Post.ID && a.Person == o.Person && a.Deputy == o.Deputy
}

// compareSpots asks both states about every spot.
func (c *comparison) compareSpots() error {
	if len(c.Options.Spots) == 0 {
		return nil
	}
	before, err := c.before.around(c.Options.Spots)
	if err != nil {
		return err
	}
	after, err := c.after.around(c.Options.Spots)
	if err != nil {
		return err
	}
	var changes []SpotChange
	for _, spot := range c.Options.Spots {
		change := SpotChange{Spot: spot}
		var had, has []*territory.Unit
		had, change.Before = c.before.ask(before, spot.Point)
		has, change.After = c.after.ask(after, spot.Point)
		for _, level := range c.levels() {
			if from, to := ofLevel(had, level.ID), ofLevel(has, level.ID); codeOf(from) != codeOf(to) {
				change.Owners = append(change.Owners, OwnerChange{level, from, to})
			}
		}
		if len(change.Owners) > 0 || !change.Before.same(change.After) {
			changes = append(changes, change)
		}
	}
	c.changes.Spots = first(changes, c.Limit)
	return nil
}

// ofLevel returns the unit of a level; nil where there is none.
func ofLevel(units []*territory.Unit, level string) *territory.Unit {
	if i := slices.IndexFunc(units, func(u *territory.Unit) bool { return u.Level == level }); i >= 0 {
		return units[i]
	}
	return nil
}

// around makes a territory of the units that come near any of the spots, and of
// those above them: it answers there as the whole city would, and is soon made.
func (s *side) around(spots []Spot) (*territory.Territory, error) {
	wanted := map[string]bool{}
	for _, l := range s.levels {
		for _, spot := range spots {
			l.boxes.Near(geo.Box{Min: spot.Point, Max: spot.Point}, func(u territory.Placed) { s.want(u.Unit, wanted) })
		}
	}
	var units []territory.Unit
	for _, u := range s.Units {
		if wanted[u.Code] && !u.Ended {
			if s.byCode[u.Parent] == nil {
				u.Parent = ""
			}
			units = append(units, u)
		}
	}
	seats := slices.DeleteFunc(slices.Clone(s.Seats), func(seat territory.Seat) bool {
		_, _, known := s.Profile.Post(seat.Post)
		return !known || !wanted[seat.Unit]
	})
	t, err := territory.New(s.Profile, units, seats)
	if err != nil {
		return nil, fmt.Errorf("the units around the spots: %w", err)
	}
	return t, nil
}

// want marks a unit and all above it.
func (s *side) want(u *territory.Unit, wanted map[string]bool) {
	for u != nil && !wanted[u.Code] {
		wanted[u.Code] = true
		u = s.byCode[u.Parent]
	}
}

// ask returns the units that hold a point and who answers first.
func (s *side) ask(t *territory.Territory, p geo.Point) ([]*territory.Unit, *Answer) {
	units, answer, ok := t.At(s.At).Brief(nil, p)
	if !ok {
		return units, nil
	}
	term := answer.Term
	return units, &Answer{answer.Unit, *answer.Post, Holder{term.Person, term.Name, term.Deputy, term.Document}, answer.Fallback}
}
