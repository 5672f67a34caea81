package mend

import (
	"slices"

	"sizhang/geo"
)

// arrangement is the map of faces that segments cut the plane into. Every piece
// of a segment is two half-edges, h and h^1, one in each direction; a half-edge
// has one face on its left. The edge of a face is one cycle of half-edges, or
// several where others lie within it.
type arrangement struct {
	nodes  []geo.Point
	given  map[geo.Point]bool // nodes that were ends of segments from the start
	degree []int              // how many edges meet at a node
	from   []int              // the node that half-edge h leaves
	net    []int              // how often rings run along h, less against it
	next   []int              // the half-edge after h on its cycle
	cycle  []int              // the cycle that h is part of

	first   []int // a half-edge of each cycle
	winding []int // how often the rings wind round the spots left of each cycle
}

// arrange builds the map. Segments may meet in any way.
func arrange(segments []segment) (*arrangement, *geo.Point) {
	a := &arrangement{given: map[geo.Point]bool{}}
	for _, s := range segments {
		a.given[s.a], a.given[s.b] = true, true
	}
	pieces, failed := node(segments)
	if failed != nil {
		return nil, failed
	}
	a.addEdges(pieces)
	leaving := a.sortAround()
	a.trace(leaving)
	a.wind(leaving)
	return a, nil
}

func (a *arrangement) to(h int) int { return a.from[h^1] }

// addEdges makes one edge of all pieces between the same two nodes.
func (a *arrangement) addEdges(pieces []segment) {
	nodes := map[geo.Point]int{}
	number := func(p geo.Point) int {
		n, ok := nodes[p]
		if !ok {
			n = len(a.nodes)
			nodes[p] = n
			a.nodes = append(a.nodes, p)
		}
		return n
	}
	edges := map[[2]int]int{}
	for _, s := range pieces {
		u, v := number(s.a), number(s.b)
		h, ok := edges[[2]int{u, v}]
		if !ok {
			h = len(a.from)
			edges[[2]int{u, v}], edges[[2]int{v, u}] = h, h^1
			a.from = append(a.from, u, v)
			a.net = append(a.net, 0, 0)
		}
		a.net[h] += s.times
		a.net[h^1] -= s.times
	}
}

// sortAround returns the half-edges that leave each node, counter-clockwise
// from due east, in exact order.
func (a *arrangement) sortAround() [][]int {
	leaving := make([][]int, len(a.nodes))
	for h, n := range a.from {
		leaving[n] = append(leaving[n], h)
	}
	for n, around := range leaving {
		slices.SortFunc(around, func(g, h int) int {
			p, q := a.nodes[a.to(g)], a.nodes[a.to(h)]
			if up, uq := upper(a.nodes[n], p), upper(a.nodes[n], q); up != uq {
				if up {
					return -1
				}
				return 1
			}
			return -geo.Orient(a.nodes[n], p, q)
		})
		a.degree = append(a.degree, len(around))
	}
	return leaving
}

// upper says whether the direction to p is from due east up to before due west.
func upper(from, p geo.Point) bool {
	return p.Lat > from.Lat || p.Lat == from.Lat && p.Lng > from.Lng
}

// trace links half-edges to cycles: after arriving at a node, the next one is
// the first clockwise from the way back, so that the face stays on the left.
func (a *arrangement) trace(leaving [][]int) {
	a.next = make([]int, len(a.from))
	for _, around := range leaving {
		for i, h := range around {
			a.next[h^1] = around[(i+len(around)-1)%len(around)]
		}
	}
	a.cycle = make([]int, len(a.from))
	for h := range a.cycle {
		a.cycle[h] = -1
	}
	for h := range a.cycle {
		if a.cycle[h] >= 0 {
			continue
		}
		for g := h; a.cycle[g] < 0; g = a.next[g] {
			a.cycle[g] = len(a.first)
		}
		a.first = append(a.first, h)
	}
}

// wind finds every cycle's winding number: stepping over an edge from right to
// left adds the edge's net. Each connected piece of the map starts from the
// cycle around it, where only the other pieces count.
func (a *arrangement) wind(leaving [][]int) {
	a.winding = make([]int, len(a.first))
	piece := make([]int, len(a.nodes)) // by node, from 1
	done := make([]bool, len(a.first))
	for start, pieces := 0, 0; start < len(a.nodes); start++ {
		if piece[start] > 0 {
			continue
		}
		pieces++
		west := a.flood(start, pieces, piece, leaving)
		outer := a.cycle[a.outermost(west, leaving[west])]
		a.winding[outer] = a.windingAround(west, piece)
		done[outer] = true
		for open := []int{outer}; len(open) > 0; {
			c := open[len(open)-1]
			open = open[:len(open)-1]
			for h := range a.around(c) {
				if other := a.cycle[h^1]; !done[other] {
					a.winding[other] = a.winding[c] - a.net[h]
					done[other] = true
					open = append(open, other)
				}
			}
		}
	}
}

// around calls yield with every half-edge of a cycle.
func (a *arrangement) around(cycle int) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		start := a.first[cycle]
		for h := start; yield(h); {
			if h = a.next[h]; h == start {
				return
			}
		}
	}
}

// flood numbers the nodes that hang together with start and returns the
// westernmost of them, the southernmost of several.
func (a *arrangement) flood(start, number int, piece []int, leaving [][]int) int {
	west := start
	piece[start] = number
	for open := []int{start}; len(open) > 0; {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		if p, w := a.nodes[n], a.nodes[west]; p.Lng < w.Lng || p.Lng == w.Lng && p.Lat < w.Lat {
			west = n
		}
		for _, h := range leaving[n] {
			if v := a.to(h); piece[v] == 0 {
				piece[v] = number
				open = append(open, v)
			}
		}
	}
	return west
}

// outermost returns the half-edge that leaves a westernmost, southernmost node
// furthest counter-clockwise: what lies left of it is what lies west of the node.
func (a *arrangement) outermost(node int, around []int) int {
	best := around[0]
	for _, h := range around[1:] {
		if geo.Orient(a.nodes[node], a.nodes[a.to(best)], a.nodes[a.to(h)]) > 0 {
			best = h
		}
	}
	return best
}

// windingAround is how often the edges of the other pieces wind round a node.
func (a *arrangement) windingAround(node int, piece []int) int {
	p, w := a.nodes[node], 0
	for h := 0; h < len(a.from); h += 2 {
		if a.net[h] == 0 || piece[a.from[h]] == piece[node] {
			continue
		}
		u, v := a.nodes[a.from[h]], a.nodes[a.to(h)]
		switch {
		case u.Lat <= p.Lat && p.Lat < v.Lat && geo.Orient(u, v, p) > 0:
			w += a.net[h]
		case v.Lat <= p.Lat && p.Lat < u.Lat && geo.Orient(u, v, p) < 0:
			w -= a.net[h]
		}
	}
	return w
}

// ring returns the line of a cycle, closed.
func (a *arrangement) ring(cycle int) geo.Ring {
	var ring geo.Ring
	for h := range a.around(cycle) {
		ring = append(ring, a.nodes[a.from[h]])
	}
	return append(ring, ring[0])
}
