package territory

import (
	"cmp"
	"fmt"
	"slices"

	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/geo/cover"
	"sizhang/geo/hex"
)

// Territory is a city's units and seats as they stand (辖区), indexed and ready
// to answer. It is immutable: a change makes a new one.
type Territory struct {
	profile *city.Profile
	units   []Unit // by code, so that the order of indexes is that of codes
	nodes   []node // beside units
	byCode  map[string]int32
	roots   []int32
	layers  []layer // most specific first
	// rooted is true when every parent has ground, so that nothing is to be found
	// by climbing.
	rooted bool
	// finest is the resolution of the one cell that serves every layer.
	finest int
}

// node is a unit's place in the tree and who sits there.
type node struct {
	rank     int   // of its level; larger is more specific
	parent   int32 // or none
	children []int32
	seats    []seat // in answering order
	// answering is true when the profile has a post for the unit's level.
	answering bool
}

type seat struct {
	post  *city.Post
	terms []Term
}

// none is the index of no unit.
const none int32 = -1

// layer is the owner index of one level.
type layer struct {
	rank   int
	tiling bool
	index  *cover.Index
	units  []int32 // the unit of each area
}

// New indexes the units and seats under the profile. It fails when Sound does:
// drafts are checked, with better words, before they come here.
func New(p *city.Profile, units []Unit, seats []Seat) (*Territory, error) {
	t, err := assemble(p, units, seats)
	if err != nil {
		return nil, err
	}
	return t, t.index()
}

// Sound says whether units and seats make a territory at all: that the units
// form trees under known levels and lie where they can be indexed, and that every
// seat has a unit and a post. It is New without the work of indexing.
func Sound(p *city.Profile, units []Unit, seats []Seat) error {
	_, err := assemble(p, units, seats)
	return err
}

func assemble(p *city.Profile, units []Unit, seats []Seat) (*Territory, error) {
	if len(p.Levels) > 64 {
		return nil, fmt.Errorf("%d levels are more than the 64 that a territory holds", len(p.Levels))
	}
	t := &Territory{profile: p, units: slices.Clone(units), byCode: make(map[string]int32, len(units))}
	slices.SortFunc(t.units, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	for i := range t.units {
		if level, _, ok := p.Level(t.units[i].Level); ok && level.Form == city.Unmapped {
			t.units[i].Shape = nil // kept in the store, but the level has no ground
		}
	}
	if err := t.link(); err != nil {
		return nil, err
	}
	return t, t.seat(seats)
}

// seat puts the seats at their units, in answering order.
func (t *Territory) seat(seats []Seat) error {
	rank := func(s seat) int { _, r, _ := t.profile.Post(s.post.ID); return r }
	for _, s := range seats {
		i, ok := t.byCode[s.Unit]
		if !ok {
			return fmt.Errorf("a seat is at the unknown unit %s", s.Unit)
		}
		post, _, ok := t.profile.Post(s.Post)
		if !ok {
			return fmt.Errorf("unit %s has a seat for the unknown post %q", s.Unit, s.Post)
		}
		t.nodes[i].seats = append(t.nodes[i].seats, seat{&post, s.Terms})
	}
	for i := range t.nodes {
		slices.SortFunc(t.nodes[i].seats, func(a, b seat) int { return rank(a) - rank(b) })
	}
	return nil
}

// index builds the owner index of every level that has ground.
func (t *Territory) index() error {
	t.finest = t.profile.CellResolution
	t.rooted = !slices.ContainsFunc(t.nodes, func(n node) bool { return n.parent != none && len(t.units[n.parent].Shape) == 0 })
	for rank := len(t.profile.Levels) - 1; rank >= 0; rank-- {
		level := t.profile.Levels[rank]
		var shapes []geo.Shape
		l := layer{rank: rank, tiling: level.Form == city.Tiling}
		for i := range t.units {
			if t.nodes[i].rank == rank && len(t.units[i].Shape) > 0 {
				shapes = append(shapes, t.units[i].Shape)
				l.units = append(l.units, int32(i))
			}
		}
		if len(shapes) == 0 {
			continue
		}
		index, err := cover.Build(shapes, level.Resolution)
		if err != nil {
			return fmt.Errorf("level %s: %w", level.ID, err)
		}
		for area, i := range l.units {
			t.units[i].Shape = index.Shared(area, t.units[i].Shape)
		}
		l.index = index
		t.layers = append(t.layers, l)
		t.finest = max(t.finest, level.Resolution)
	}
	return nil
}

// Profile returns the profile that the territory stands under.
func (t *Territory) Profile() *city.Profile { return t.profile }

// MaxCoverCells is the most cells that Cover returns.
const MaxCoverCells = 200_000

// Cover returns the cells of a resolution, 0 to 15, that share ground with the
// unit; a *cover.TooManyError when they are more than MaxCoverCells.
func (t *Territory) Cover(u *Unit, res int) (cover.Cover, error) {
	return cover.Cells(u.Shape, res, MaxCoverCells)
}

// Owner returns the unit of a level that owns the centre of the cell; where the
// level's units overlap, the one with the lowest code.
func (t *Territory) Owner(level string, c hex.Cell) (*Unit, bool) {
	for _, l := range t.layers {
		if t.profile.Levels[l.rank].ID != level {
			continue
		}
		centre := c.Centre()
		cell, err := hex.At(centre, t.finest)
		if err != nil {
			return nil, false
		}
		if area, ok := l.index.Owner(cell, centre); ok {
			return &t.units[l.units[area]], true
		}
	}
	return nil, false
}
