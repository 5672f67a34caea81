package territory

import (
	"cmp"
	"slices"
	"sort"

	"sizhang/geo"
)

// placed is a unit that has ground, with the box around it.
type placed struct {
	*Unit
	box geo.Box
}

// boxes finds units by the boxes around them. It serves checks that run once;
// lookups have the owner index.
type boxes struct {
	byWest []placed
	widest float64 // degrees
}

func newBoxes(units []*Unit) *boxes {
	b := &boxes{}
	for _, u := range units {
		if u.Shape == nil {
			continue
		}
		p := placed{u, u.Shape.Box()}
		b.byWest = append(b.byWest, p)
		b.widest = max(b.widest, p.box.Max.Lng-p.box.Min.Lng)
	}
	slices.SortStableFunc(b.byWest, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.box.Min.Lng, b.box.Min.Lng), cmp.Compare(a.Code, b.Code))
	})
	return b
}

// near calls yield with every unit whose box meets the given one.
func (b *boxes) near(box geo.Box, yield func(placed)) {
	first := sort.Search(len(b.byWest), func(i int) bool {
		return b.byWest[i].box.Min.Lng >= box.Min.Lng-b.widest
	})
	for _, p := range b.byWest[first:] {
		if p.box.Min.Lng > box.Max.Lng {
			return
		}
		if p.box.Overlaps(box) {
			yield(p)
		}
	}
}
