package territory

import (
	"cmp"
	"slices"

	"sizhang/geo"
)

// ambiguous returns the units other than those found that the point may lie in,
// given how far off it may be (歧义). A unit without ground is as near as the
// nearest unit below it.
func (m *Moment) ambiguous(found chain, p geo.Point, accuracyM float64) []Neighbour {
	nearest := map[int32]float64{}
	note := func(unit int32, metres float64) {
		if old, known := nearest[unit]; (!known || metres < old) && !found.has(unit) {
			nearest[unit] = metres
		}
	}
	for _, l := range m.of.layers {
		m.near(l, p, accuracyM, func(unit int32, metres float64) {
			note(unit, metres)
			for up := m.stage(unit).parent; up != none; up = m.stage(up).parent {
				if m.stage(up).Shape == nil {
					note(up, metres)
				}
			}
		})
	}
	order := make([]int32, 0, len(nearest))
	for unit := range nearest {
		order = append(order, unit)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(nearest[a], nearest[b]), m.rank(b)-m.rank(a), cmp.Compare(a, b))
	})
	neighbours := make([]Neighbour, len(order))
	for i, unit := range order {
		neighbours[i] = Neighbour{&m.stage(unit).Unit, nearest[unit]}
	}
	return neighbours
}
