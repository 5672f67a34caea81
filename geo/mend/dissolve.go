package mend

import (
	"math"

	"sizhang/geo"
)

// dissolve returns the ground of the kept cycles as polygons: the edges between
// two kept faces are gone, and where the border meets itself in a point, rings
// touch there. It also returns how much ground it dropped for being in pieces,
// or holes, below MinAreaM2. It fails, with a place, only where rounding has
// spoilt the map.
func (a *arrangement) dissolve(keep func(cycle int) bool) ([]geo.Polygon, float64, *geo.Point) {
	kept := make([]bool, len(a.first))
	region := newSets(len(a.first))
	for c := range kept {
		kept[c] = keep(c)
	}
	for h, c := range a.cycle {
		if kept[c] && kept[a.cycle[h^1]] {
			region.join(c, a.cycle[h^1])
		}
	}
	b := &borders{shells: map[int]geo.Ring{}, holes: map[int][]geo.Ring{}}
	traced := make([]bool, len(a.from))
	for h := range a.from {
		if traced[h] || !a.isBorder(h, kept) {
			continue
		}
		for _, loop := range a.traceBorder(h, kept, traced) {
			if at := b.add(region.find(a.cycle[h]), loop); at != nil {
				return nil, 0, at
			}
		}
	}
	polygons, at := b.polygons()
	return polygons, b.dropped, at
}

func (a *arrangement) isBorder(h int, kept []bool) bool {
	return kept[a.cycle[h]] && !kept[a.cycle[h^1]]
}

// traceBorder walks along the border with the kept ground on its left and
// returns the loops of the walk, cut wherever it comes back to a point.
func (a *arrangement) traceBorder(start int, kept, traced []bool) []geo.Ring {
	var loops []geo.Ring
	var walk []int         // nodes
	since := map[int]int{} // where on the walk a node is
	for h := start; ; {
		traced[h] = true
		n := a.from[h]
		if i, again := since[n]; again {
			loops = append(loops, a.close(walk[i:]))
			for _, m := range walk[i:] {
				delete(since, m)
			}
			walk = walk[:i]
		}
		since[n] = len(walk)
		walk = append(walk, n)
		for h = a.next[h]; !a.isBorder(h, kept); {
			h = a.next[h^1]
		}
		if h == start {
			return append(loops, a.close(walk))
		}
	}
}

func (a *arrangement) close(nodes []int) geo.Ring {
	ring := make(geo.Ring, 0, len(nodes)+1)
	for _, n := range nodes {
		ring = append(ring, a.nodes[n])
	}
	return append(ring, ring[0])
}

// borders collects the rings around each region, a piece of ground that hangs
// together.
type borders struct {
	order   []int // regions that have a shell, as they came
	shells  map[int]geo.Ring
	holes   map[int][]geo.Ring // of regions; those of islands within, too
	regions []int              // that have a hole, as they came
	dropped float64
}

// add takes a loop into a region. It returns a place if the region has a shell
// already.
func (b *borders) add(region int, loop geo.Ring) *geo.Point {
	area := groundM2(loop)
	if math.Abs(area) < MinAreaM2 {
		b.dropped += math.Abs(area)
		return nil
	}
	if area < 0 {
		if len(b.holes[region]) == 0 {
			b.regions = append(b.regions, region)
		}
		b.holes[region] = append(b.holes[region], loop)
		return nil
	}
	if _, two := b.shells[region]; two {
		return &loop[0]
	}
	b.order = append(b.order, region)
	b.shells[region] = loop
	return nil
}

// polygons puts holes into their shells. A hole whose region has no shell is
// the border towards an island that does not touch the region's other rings,
// which makes a region of its own in the map: it belongs to the smallest shell
// around it.
func (b *borders) polygons() ([]geo.Polygon, *geo.Point) {
	for _, region := range b.regions {
		if _, ok := b.shells[region]; ok {
			continue
		}
		for _, hole := range b.holes[region] {
			owner, ok := b.smallestAround(hole[0])
			if !ok {
				return nil, &hole[0]
			}
			b.holes[owner] = append(b.holes[owner], hole)
		}
	}
	polygons := make([]geo.Polygon, 0, len(b.order))
	for _, region := range b.order {
		polygons = append(polygons, append(geo.Polygon{b.shells[region]}, b.holes[region]...))
	}
	return polygons, nil
}

// smallestAround leaves out shells that p lies on: those touch the hole from
// within it.
func (b *borders) smallestAround(p geo.Point) (int, bool) {
	best, found, least := 0, false, math.Inf(1)
	for _, region := range b.order {
		shell := b.shells[region]
		if area := shell.FlatArea(); area < least && strictlyInside(p, shell) {
			best, found, least = region, true, area
		}
	}
	return best, found
}

func strictlyInside(p geo.Point, ring geo.Ring) bool {
	for i := 1; i < len(ring); i++ {
		if geo.OnSegment(p, ring[i-1], ring[i]) {
			return false
		}
	}
	return geo.Shape{{ring}}.Contains(p)
}

// sets is a union-find over 0..n-1.
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(i, j int) { s[s.find(i)] = s.find(j) }
