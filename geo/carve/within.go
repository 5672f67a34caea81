package carve

import (
	"slices"

	"sizhang/geo"
)

// Within returns a point well inside the shape's largest polygon, for a pin on a
// map: the middle of the widest of its stretches on some parallels. The zero
// Point for the nil shape.
func Within(s geo.Shape) geo.Point {
	var largest geo.Polygon
	most := -1.0
	for _, polygon := range s {
		if m2 := (geo.Shape{polygon}).AreaM2(); m2 > most {
			largest, most = polygon, m2
		}
	}
	if largest == nil {
		return geo.Point{}
	}
	box := geo.Shape{largest}.Box()
	best, width := largest[0][0], -1.0
	// Odd shares of the height, so that corners on round numbers are not met.
	for _, share := range []float64{0.5013, 0.3117, 0.6911, 0.1531, 0.8471, 0.0513, 0.9489} {
		lat := box.Min.Lat + share*(box.Max.Lat-box.Min.Lat)
		crossings := crossingsAt(largest, lat)
		for k := 1; k < len(crossings); k += 2 {
			if w := crossings[k] - crossings[k-1]; w > width {
				best, width = geo.Point{Lng: (crossings[k] + crossings[k-1]) / 2, Lat: lat}, w
			}
		}
	}
	return best
}

// crossingsAt returns the longitudes at which a parallel enters and leaves the
// polygon, from west to east.
func crossingsAt(polygon geo.Polygon, lat float64) []float64 {
	var crossings []float64
	for _, ring := range polygon {
		for k := 1; k < len(ring); k++ {
			if a, b := ring[k-1], ring[k]; (a.Lat > lat) != (b.Lat > lat) {
				crossings = append(crossings, a.Lng+(lat-a.Lat)/(b.Lat-a.Lat)*(b.Lng-a.Lng))
			}
		}
	}
	slices.Sort(crossings)
	return crossings
}
