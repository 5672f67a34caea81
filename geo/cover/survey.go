package cover

import (
	"slices"

	"sizhang/geo"
)

// survey finds a spot at p, or beside it where p lies on an edge, knowing
// nothing: it looks due east and counts every edge in sight.
func (d *descent) survey(p geo.Point) spot {
	for {
		inside := map[int32]bool{}
		onEdge := false
		sight := geo.Box{Min: p, Max: geo.Point{Lng: 180, Lat: p.Lat}}
		d.edgesIn(sight, func(e uint32) bool {
			s, t := d.points[e], d.points[e+1]
			if geo.OnSegment(p, s, t) {
				onEdge = true
				return false
			}
			if (s.Lat > p.Lat) != (t.Lat > p.Lat) && (geo.Orient(s, t, p) > 0) == (t.Lat > s.Lat) {
				area := d.owner[e]
				inside[area] = !inside[area]
			}
			return true
		})
		if !onEdge {
			found := spot{at: p}
			for area, in := range inside {
				if in {
					found.owners = append(found.owners, area)
				}
			}
			slices.Sort(found.owners)
			return found
		}
		p = beside(p)
	}
}

// carry finds a spot at p, or beside it where p lies on an edge, from a known
// spot and all the edges that may lie between.
func (d *descent) carry(known spot, p geo.Point, edges []uint32) spot {
	for slices.ContainsFunc(edges, func(e uint32) bool {
		return geo.OnSegment(p, d.points[e], d.points[e+1])
	}) {
		p = beside(p)
	}
	found := spot{at: p}
	w := walk{outlines: d.outlines, from: known.at, to: p, set: known.owners, edges: edges}
	for area, ok := w.next(); ok; area, ok = w.next() {
		found.owners = append(found.owners, area)
	}
	if slices.Equal(found.owners, known.owners) {
		found.owners = known.owners // most spots are like the one before: keep one copy
	}
	return found
}

// beside moves a point by a tenth of a millimetre, in a direction that no
// surveyor's line has.
func beside(p geo.Point) geo.Point {
	return geo.Point{Lng: p.Lng + 1.234567e-9, Lat: p.Lat + 0.7654321e-9}
}
