// Package diff says what a draft changes: which units come, go and change, which
// ground, cells and finer units pass from whom to whom, and who gains and loses
// by it.
package diff

import (
	"iter"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// State is a city as it stands, or would stand, at an instant.
type State struct {
	// Profile may be nil in the state before anything was in force.
	Profile *city.Profile
	// Units in force, in any order.
	Units []territory.Unit
	// Seats with whatever terms they have: those that hold at At count, at units in
	// force.
	Seats []territory.Seat
	At    time.Time
}

// Options bound a comparison; the zero Options are good.
type Options struct {
	// Spots are points of interest to follow: each is told for itself, with who answers
	// first.
	Spots []Spot
	// Issues are all open issues, to be counted by who gains and loses them; gone
	// through once. Nil where there are none to follow.
	Issues iter.Seq[Issue]
	// Limit is the most that any list holds; 0 is DefaultLimit.
	Limit int
	// CellLimit is the most cells that a transfer lists; 0 is DefaultCellLimit.
	CellLimit int
	// CellWork is the most cells that are looked at; 0 is DefaultCellWork. A level
	// that needs more has no cells counted, and says so.
	CellWork int
}

// Bounds where Options do not choose.
const (
	DefaultLimit     = 1000
	DefaultCellLimit = 100
	DefaultCellWork  = 1_000_000
)

func (o *Options) bounds() {
	for _, b := range []struct {
		value *int
		or    int
	}{{&o.Limit, DefaultLimit}, {&o.CellLimit, DefaultCellLimit}, {&o.CellWork, DefaultCellWork}} {
		if *b.value == 0 {
			*b.value = b.or
		}
	}
}

// List is the first of things in their order, and how many there are in all.
type List[T any] struct {
	Items []T
	Total int
}

// Left returns how many the list does not hold.
func (l List[T]) Left() int { return l.Total - len(l.Items) }

func first[T any](all []T, limit int) List[T] {
	return List[T]{all[:min(len(all), limit)], len(all)}
}

// Changes are what differs between two states (变更).
type Changes struct {
	Before, After State
	// Units that were added, ended or changed, by code, and their numbers.
	Units                            List[UnitChange]
	Added, Ended, Changed, Unchanged int
	// Levels whose ground changes, widest first.
	Levels []LevelChange
	// Moves are the finer units that change hands, by code, then by level from the
	// widest.
	Moves List[Move]
	// People who gain or lose, by their ids.
	People List[PersonChange]
	// Posts with other holders than before, by unit, then in answering order.
	Posts List[PostChange]
	// Spots that change owner or first answer, in the order given.
	Spots List[SpotChange]
	// Issues that are open and change hands.
	Issues IssueChanges
}

// Compare says what differs between two states of a city. It looks only where
// ground changed, so that a small redraw of a large city is quick.
//
// The error says that spots were given and the units of a state make no
// territory to ask; all else comes without it.
func Compare(before, after State, o Options) (*Changes, error) {
	o.bounds()
	if before.Profile == nil {
		before.Profile = after.Profile
	}
	c := &comparison{
		Options: o, changes: &Changes{Before: before, After: after},
		before: newSide(before), after: newSide(after),
	}
	c.pair()
	c.compareUnits()
	for _, level := range c.levels() {
		c.compareGround(level)
	}
	c.compareMoves()
	c.compareIssues()
	c.comparePosts()
	c.comparePeople()
	return c.changes, c.compareSpots()
}

// comparison is a comparison under way.
type comparison struct {
	Options
	changes       *Changes
	before, after *side
	pairs         []pair // by code
	redrawn       map[string][]redrawn
	transfers     []levelTransfers
	moves         []Move
	issueMoves    []IssueMove
	looked        int // cells
}

// pair is a unit in both states, nil in that where it is not.
type pair struct {
	code          string
	before, after *territory.Unit
}

// allLevels returns the levels of either state, widest first by the state after;
// those that it no longer has come last. One that has no ground any more has the
// form that it had.
func (c *comparison) allLevels() []city.Level {
	levels := slices.Clone(c.changes.After.Profile.Levels)
	for i := range levels {
		l := &levels[i]
		if before, _, known := c.changes.Before.Profile.Level(l.ID); known && l.Form == city.Unmapped {
			l.Form, l.Resolution = before.Form, before.Resolution
		}
	}
	for _, l := range c.changes.Before.Profile.Levels {
		if _, _, known := c.changes.After.Profile.Level(l.ID); !known {
			levels = append(levels, l)
		}
	}
	return levels
}

// levels returns those of allLevels that tile the ground.
func (c *comparison) levels() []city.Level {
	return slices.DeleteFunc(c.allLevels(), func(l city.Level) bool { return l.Form != city.Tiling })
}
