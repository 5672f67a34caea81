package territory

import (
	"math"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo"
)

const (
	// overlapM2 is how much ground two neighbours may share before it is worth
	// a line in a report: borders that were drawn twice differ by slivers.
	overlapM2 = 1.0
	// overlapWork bounds the comparing of shapes, in vertices looked at: a check
	// before an import must end, even where every shape lies on every other.
	overlapWork = 100_000_000
)

// overlaps notes every pair of a tiling level's units that share ground, one of
// them at least from the draft.
func (d *drafting) overlaps(work int) {
	for _, level := range d.profile.Levels {
		if level.Form == city.Tiling {
			work = d.overlapsOf(level.ID, work)
		}
	}
}

// overlapsOf checks one level and returns what is left of the work.
func (d *drafting) overlapsOf(level string, work int) int {
	index := NewBoxes(d.ofLevel(level))
	pairs, unchecked := 0, 0
	for _, a := range index.byWest {
		if !d.isDraft(a.Unit) {
			continue
		}
		index.Near(a.Box, func(b Placed) {
			// Of a pair from the draft, the lower code reports.
			if a.Unit == b.Unit || d.isDraft(b.Unit) && b.Code < a.Code {
				return
			}
			pairs++
			if work -= a.Shape.Points() + b.Shape.Points(); work < 0 {
				unchecked++
				return
			}
			if m2, middle := geo.Overlap(a.Shape, b.Shape); m2 > overlapM2 {
				d.add(Note, fault.UnitsOverlap, a.Unit, "geometry", &middle, fault.With{"other": b.Code, "m2": int64(math.Round(m2))})
			}
		})
	}
	if unchecked > 0 {
		d.add(Note, fault.OverlapsUnchecked, &Unit{}, level, nil, fault.With{"checked": pairs - unchecked, "pairs": pairs})
	}
	return max(work, 0)
}
