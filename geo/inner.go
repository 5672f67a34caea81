package geo

import (
	"math"
	"slices"
)

// Inner returns a point well inside a valid shape: the middle of the widest part
// that a line of latitude cuts out of the polygon with the most corners, halfway up, as
// PostGIS's ST_PointOnSurface does. Unlike a centre of mass it is never outside;
// false for an empty shape.
func (s Shape) Inner() (Point, bool) {
	if len(s) == 0 {
		return Point{}, false
	}
	richest := s[0]
	for _, polygon := range s[1:] {
		if len(polygon[0]) > len(richest[0]) {
			richest = polygon
		}
	}
	lat := richest.clearLatitude()
	var crossings []float64
	for _, ring := range richest {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a.Lat < lat) != (b.Lat < lat) {
				crossings = append(crossings, a.Lng+(lat-a.Lat)/(b.Lat-a.Lat)*(b.Lng-a.Lng))
			}
		}
	}
	slices.Sort(crossings)
	var inner Point
	widest := math.Inf(-1)
	for i := 1; i < len(crossings); i += 2 {
		if width := crossings[i] - crossings[i-1]; width > widest {
			widest, inner = width, Point{Lng: (crossings[i-1] + crossings[i]) / 2, Lat: lat}
		}
	}
	return inner, len(crossings) > 1
}

// clearLatitude returns a latitude halfway up the polygon that meets no corner:
// the middle of the gap between corners there.
func (p Polygon) clearLatitude() float64 {
	box := Shape{p}.Box()
	middle := (box.Min.Lat + box.Max.Lat) / 2
	below, above := box.Min.Lat, box.Max.Lat
	for _, ring := range p {
		for _, corner := range ring {
			if corner.Lat <= middle {
				below = max(below, corner.Lat)
			} else {
				above = min(above, corner.Lat)
			}
		}
	}
	return (below + above) / 2
}
