package cover

import (
	"slices"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// descent goes down the grid from a seed, keeping for every cell the edges
// within its reach and the owners of one spot near its centre.
type descent struct {
	*outlines
	heap []uint32 // scratch for lists of edges, used as a stack
}

// stop is a cell on the way down.
type stop struct {
	cell  hex.Cell
	reach reach
	known spot
	edges []uint32 // all within reach, ascending; gone when its siblings come
}

// spot is a point on no edge and who owns it.
type spot struct {
	at     geo.Point
	owners []int32
}

// land returns the stop at a seed.
func (d *descent) land(seed hex.Cell) stop {
	r := reachOf(seed)
	var edges []uint32
	d.edgesIn(r.box(), func(e uint32) bool {
		if r.meets(d.points[e], d.points[e+1]) {
			edges = append(edges, e)
		}
		return true
	})
	slices.Sort(edges)
	return stop{seed, r, d.survey(r.centre), edges}
}

// below calls visit with every child of a stop and the digit it has there.
func (d *descent) below(s stop, visit func(digit int, child stop)) {
	pentagon := s.cell.Pentagon()
	for digit := range 7 {
		if digit == 1 && pentagon {
			continue
		}
		child := stop{cell: s.cell.Child(digit), known: s.known}
		child.reach = s.reach.childOf(child.cell)
		if digit > 0 { // the middle child shares its parent's centre
			child.known = d.carry(s.known, child.reach.centre, s.edges)
		}
		mark := len(d.heap)
		for _, e := range s.edges {
			if child.reach.meets(d.points[e], d.points[e+1]) {
				d.heap = append(d.heap, e)
			}
		}
		child.edges = d.heap[mark:len(d.heap):len(d.heap)]
		visit(digit, child)
		d.heap = d.heap[:mark]
	}
}
