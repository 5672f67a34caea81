package territory

import (
	"cmp"
	"slices"
	"sort"

	"sizhang/geo"
)

// Placed is a unit that has ground, with the box around it.
type Placed struct {
	*Unit
	Box geo.Box
}

// Boxes finds units by the boxes around them. It serves checks that run once;
// lookups have the owner index.
type Boxes struct {
	byWest []Placed
	widest float64 // degrees
}

// NewBoxes takes in the units that have ground.
func NewBoxes(units []*Unit) *Boxes {
	b := &Boxes{}
	for _, u := range units {
		if u.Shape == nil {
			continue
		}
		p := Placed{u, u.Shape.Box()}
		b.byWest = append(b.byWest, p)
		b.widest = max(b.widest, p.Box.Max.Lng-p.Box.Min.Lng)
	}
	slices.SortStableFunc(b.byWest, func(a, b Placed) int {
		return cmp.Or(cmp.Compare(a.Box.Min.Lng, b.Box.Min.Lng), cmp.Compare(a.Code, b.Code))
	})
	return b
}

// Near calls yield with every unit whose box meets the given one, from west to
// east.
func (b *Boxes) Near(box geo.Box, yield func(Placed)) {
	first := sort.Search(len(b.byWest), func(i int) bool {
		return b.byWest[i].Box.Min.Lng >= box.Min.Lng-b.widest
	})
	for _, p := range b.byWest[first:] {
		if p.Box.Min.Lng > box.Max.Lng {
			return
		}
		if p.Box.Overlaps(box) {
			yield(p)
		}
	}
}
