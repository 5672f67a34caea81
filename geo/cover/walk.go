package cover

import "sizhang/geo"

// walk goes in a straight line from a point whose owners are known to another
// and tells who owns that one: an area is entered or left with every edge of it
// that is crossed on the way, and owns the point if the point lies on an edge.
//
// The signs that decide are exact. A vertex that lies on the line counts as
// lying right of it, as if the line had been moved left by less than any
// distance; so every crossing is counted once.
type walk struct {
	*outlines
	from, to geo.Point
	set      []int32  // owners of from, ascending; used up by next
	edges    []uint32 // all that come near the way, ascending; used up by next
}

// next returns the next area, ascending, that owns the walk's end.
func (w *walk) next() (int32, bool) {
	for len(w.edges) > 0 {
		area := w.owner[w.edges[0]]
		if len(w.set) > 0 && w.set[0] < area {
			break
		}
		inside := len(w.set) > 0 && w.set[0] == area
		if inside {
			w.set = w.set[1:]
		}
		if w.cross(area, inside) {
			return area, true
		}
	}
	if len(w.set) == 0 {
		return 0, false
	}
	area := w.set[0]
	w.set = w.set[1:]
	return area, true
}

// cross uses up the edges of the area and says whether it owns the end.
func (w *walk) cross(area int32, inside bool) bool {
	onBorder := false
	for len(w.edges) > 0 && w.owner[w.edges[0]] == area {
		e := w.edges[0]
		w.edges = w.edges[1:]
		a, b := w.points[e], w.points[e+1]
		if geo.OnSegment(w.to, a, b) {
			onBorder = true
		} else if crosses(a, b, w.from, w.to) {
			inside = !inside
		}
	}
	return inside || onBorder
}

// crosses says whether the way from p to q, neither of them on the edge a-b,
// crosses it. Most edges are told from their box alone.
func crosses(a, b, p, q geo.Point) bool {
	if apart(a.Lng, b.Lng, p.Lng, q.Lng) || apart(a.Lat, b.Lat, p.Lat, q.Lat) {
		return false
	}
	if (geo.Orient(p, q, a) > 0) == (geo.Orient(p, q, b) > 0) {
		return false
	}
	return (geo.Orient(a, b, p) > 0) != (geo.Orient(a, b, q) > 0)
}

// apart says whether the stretches a-b and p-q share no number.
func apart(a, b, p, q float64) bool {
	if a > b {
		a, b = b, a
	}
	return (p < a && q < a) || (p > b && q > b)
}
