package diff

import (
	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// redrawn is a unit of a tiling level whose ground differs between the states.
type redrawn struct {
	before, after *territory.Unit // nil where the level has no such ground
	// either is the ground that is the unit's in one state only; see either.
	either geo.Shape
}

// redraw notes where the ground of a unit differs, by level. One whose level
// changes gives its ground up at the one and gets it at the other.
func (c *comparison) redraw(p pair) {
	add := func(level string, before, after *territory.Unit) {
		if (before == nil && after == nil) || c.formOf(level) != city.Tiling {
			return
		}
		var from, to geo.Shape
		if before != nil {
			from = before.Shape
		}
		if after != nil {
			to = after.Shape
		}
		if !from.Equal(to) {
			c.redrawn[level] = append(c.redrawn[level], redrawn{before, after, either(from, to)})
		}
	}
	before, after := p.before, p.after
	if len(c.before.shape(before)) == 0 {
		before = nil
	}
	if len(c.after.shape(after)) == 0 {
		after = nil
	}
	if before != nil && after != nil && before.Level == after.Level {
		add(after.Level, before, after)
		return
	}
	if before != nil {
		add(before.Level, before, nil)
	}
	if after != nil {
		add(after.Level, nil, after)
	}
}

// formOf returns the form by which a level has ground: that of the state after
// or, where the level has none there, that of the state before. Ground that a
// level gets or gives up by the profile passes by it.
func (c *comparison) formOf(level string) city.Form {
	before, after := c.before.form(level), c.after.form(level)
	if before != "" && (after == "" || after == city.Unmapped) {
		return before
	}
	return after
}

// either returns the ground that is in one of two shapes and not in both. It is
// no valid shape but a set of loops, inside which a point lies that has an odd
// number of their edges on one side; package cover counts so. Edges that the
// shapes share cancel out, so it is as small as the change.
func either(a, b geo.Shape) geo.Shape {
	edges := map[edge]bool{} // true while it stands there an odd number of times
	var order []edge
	for _, s := range []geo.Shape{a, b} {
		for ring := range s.Rings {
			for i := 1; i < len(ring); i++ {
				e := edgeOf(ring[i-1], ring[i])
				if _, known := edges[e]; !known {
					order = append(order, e)
				}
				edges[e] = !edges[e]
			}
		}
	}
	at := map[geo.Point][]edge{}
	for _, e := range order {
		if edges[e] && e.from != e.to {
			at[e.from] = append(at[e.from], e)
			at[e.to] = append(at[e.to], e)
		}
	}
	var loops geo.Shape
	for _, e := range order {
		if edges[e] && e.from != e.to {
			loops = append(loops, geo.Polygon{walk(e.from, at, edges)})
		}
	}
	return loops
}

// edge has its ends in order, whichever way it was drawn.
type edge struct{ from, to geo.Point }

func edgeOf(a, b geo.Point) edge {
	if b.Lng < a.Lng || b.Lng == a.Lng && b.Lat < a.Lat {
		a, b = b, a
	}
	return edge{a, b}
}

// walk follows unused edges from a point until it is back. Every point has an
// even number of edges, since rings come and go, so the way never ends
// elsewhere.
func walk(start geo.Point, at map[geo.Point][]edge, unused map[edge]bool) geo.Ring {
	loop := geo.Ring{start}
	for p := start; ; {
		left := at[p]
		for !unused[left[len(left)-1]] {
			left = left[:len(left)-1]
		}
		e := left[len(left)-1]
		at[p] = left[:len(left)-1]
		unused[e] = false
		if p == e.from {
			p = e.to
		} else {
			p = e.from
		}
		loop = append(loop, p)
		if p == start {
			return loop
		}
	}
}
