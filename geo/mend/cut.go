package mend

import (
	"math"
	"slices"

	"sizhang/geo"
)

// Cut cuts a valid shape along the endless straight line through a and b, and
// returns what lies left of it, looking from a to b, and what lies right. A
// side with nothing on it is nil; a shape that the line does not enter comes
// back as it is. The two share their new corners to the last bit, so that they
// fit without a gap, but for pieces below MinAreaM2, which are dropped.
//
// The error is a *Refusal: of NoArea where a is b, and of BeyondRepair where
// rounding spoils a piece, which takes a line that runs along an edge nearly,
// but not quite.
func Cut(s geo.Shape, a, b geo.Point) (left, right geo.Shape, err error) {
	if a == b {
		return nil, nil, &Refusal{Kind: NoArea, At: a}
	}
	anyLeft, anyRight := sides(s, a, b)
	if !anyRight {
		return s, nil, nil
	}
	if !anyLeft {
		return nil, s, nil
	}
	var rings []geo.Ring
	for _, polygon := range s {
		for i, ring := range polygon {
			if (ring.FlatArea() < 0) != (i > 0) {
				ring = backwards(ring)
			}
			rings = append(rings, ring)
		}
	}
	segments := ringSegments(rings)
	path := cutPath(s, a, b)
	for i := 1; i < len(path); i++ {
		segments = append(segments, segment{a: path[i-1], b: path[i], ring: len(rings), place: i, last: len(path)})
	}
	m, failed := arrange(segments)
	if failed != nil {
		return nil, nil, &Refusal{Kind: BeyondRepair, At: *failed}
	}
	if left, err = m.side(a, b, 1); err != nil {
		return nil, nil, err
	}
	right, err = m.side(a, b, -1)
	return left, right, err
}

// sides says whether any corner lies strictly left, or right, of the line.
func sides(s geo.Shape, a, b geo.Point) (left, right bool) {
	for ring := range s.Rings {
		for _, p := range ring {
			turn := geo.Orient(a, b, p)
			left, right = left || turn > 0, right || turn < 0
		}
	}
	return left, right
}

// cutPath returns the line as a path that leaves the shape's box at both ends.
// It goes through a and b where they are corners of the shape, or rounding could
// lead it past them by a hair; elsewhere they would only be needless corners of
// the pieces.
func cutPath(s geo.Shape, a, b geo.Point) []geo.Point {
	box := s.Box()
	dx, dy := b.Lng-a.Lng, b.Lat-a.Lat
	first, last := 0.0, 1.0 // a and b, in steps from a to b
	for _, corner := range []geo.Point{box.Min, box.Max, {Lng: box.Min.Lng, Lat: box.Max.Lat}, {Lng: box.Max.Lng, Lat: box.Min.Lat}} {
		t := ((corner.Lng-a.Lng)*dx + (corner.Lat-a.Lat)*dy) / (dx*dx + dy*dy)
		first, last = math.Min(first, t), math.Max(last, t)
	}
	beyond := (last - first) / 8
	at := func(t float64) geo.Point { return geo.Point{Lng: a.Lng + t*dx, Lat: a.Lat + t*dy} }
	path := []geo.Point{at(first - beyond)}
	for _, p := range []geo.Point{a, b} {
		if isCorner(s, p) {
			path = append(path, p)
		}
	}
	return append(path, at(last+beyond))
}

func isCorner(s geo.Shape, p geo.Point) bool {
	for ring := range s.Rings {
		if slices.Contains(ring, p) {
			return true
		}
	}
	return false
}

// side returns the ground on one side of the line: 1 is left, -1 right.
func (m *arrangement) side(a, b geo.Point, want float64) (geo.Shape, error) {
	polygons, _, failed := m.dissolve(func(c int) bool {
		return m.winding[c] == 1 && m.offLine(c, a, b)*want > 0
	})
	if failed != nil {
		return nil, &Refusal{Kind: BeyondRepair, At: *failed}
	}
	shape := geo.Shape(polygons)
	if len(shape) == 0 {
		return nil, nil
	}
	if !valid(shape) {
		return nil, &Refusal{Kind: BeyondRepair, At: a}
	}
	return shape, nil
}

// offLine is positive for a cycle left of the line, by the corner furthest from
// it: those on the line are off it by rounding only.
func (m *arrangement) offLine(cycle int, a, b geo.Point) float64 {
	furthest := 0.0
	for h := range m.around(cycle) {
		p := m.nodes[m.from[h]]
		off := (b.Lng-a.Lng)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lng-a.Lng)
		if math.Abs(off) > math.Abs(furthest) {
			furthest = off
		}
	}
	return furthest
}
