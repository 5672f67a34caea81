package territory

import (
	"cmp"
	"slices"

	"sizhang/geo"
)

// ambiguous returns the units other than those found that the point may lie in,
// given how far off it may be (歧义). A unit without ground is as near as the
// nearest unit below it.
func (t *Territory) ambiguous(found chain, p geo.Point, accuracyM float64) []Neighbour {
	nearest := map[int32]float64{}
	note := func(unit int32, metres float64) {
		if old, known := nearest[unit]; (!known || metres < old) && !found.has(unit) {
			nearest[unit] = metres
		}
	}
	for i := range t.layers {
		l := &t.layers[i]
		for _, near := range l.index.Near(p, accuracyM) {
			unit := l.units[near.Area]
			note(unit, near.Metres)
			for up := t.nodes[unit].parent; up != none; up = t.nodes[up].parent {
				if t.units[up].Shape == nil {
					note(up, near.Metres)
				}
			}
		}
	}
	order := make([]int32, 0, len(nearest))
	for unit := range nearest {
		order = append(order, unit)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(nearest[a], nearest[b]), t.nodes[b].rank-t.nodes[a].rank, cmp.Compare(a, b))
	})
	neighbours := make([]Neighbour, len(order))
	for i, unit := range order {
		neighbours[i] = Neighbour{&t.units[unit], nearest[unit]}
	}
	return neighbours
}
