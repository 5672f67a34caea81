package geo

import "slices"

// Ring is a closed line: its last point repeats its first, as in GeoJSON. A
// valid ring has at least four points and does not cross itself.
type Ring []Point

// Polygon is an outer ring followed by the rings of its holes.
type Polygon []Ring

// Shape is the ground that a unit covers: one or more polygons whose interiors
// do not overlap. Edges are straight lines in the longitude-latitude plane, as
// RFC 7946 §3.1.1 has it. The nil Shape covers nothing.
type Shape []Polygon

// Line is an open line of two or more points, such as a street's centreline.
type Line []Point

// Rings calls yield with every ring of the shape, outer ones and holes alike,
// until it returns false.
func (s Shape) Rings(yield func(Ring) bool) {
	for _, polygon := range s {
		for _, ring := range polygon {
			if !yield(ring) {
				return
			}
		}
	}
}

// Box returns the smallest box around the shape; empty for the nil shape.
func (s Shape) Box() Box {
	box := EmptyBox()
	for ring := range s.Rings {
		for _, p := range ring {
			box = box.Extend(p)
		}
	}
	return box
}

// Points returns the number of vertices, closing points included.
func (s Shape) Points() int {
	n := 0
	for ring := range s.Rings {
		n += len(ring)
	}
	return n
}

// Contains says whether p lies in the shape or on its border. It walks every
// edge and is exact: the owner index is tested against it.
func (s Shape) Contains(p Point) bool {
	inside := false
	for ring := range s.Rings {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if OnSegment(p, a, b) {
				return true
			}
			if (a.Lat > p.Lat) != (b.Lat > p.Lat) && (Orient(a, b, p) > 0) == (b.Lat > a.Lat) {
				inside = !inside
			}
		}
	}
	return inside
}

// Equal says whether two shapes have the same points in the same order.
func (s Shape) Equal(o Shape) bool {
	return slices.EqualFunc(s, o, func(a, b Polygon) bool {
		return slices.EqualFunc(a, b, func(r, t Ring) bool { return slices.Equal(r, t) })
	})
}
