package geotest

import (
	"slices"

	"sizhang/geo"
)

// Within returns a point inside the shape's first polygon: the middle of the
// widest stretch on the parallels halfway between its corners' latitudes.
func Within(s geo.Shape) geo.Point {
	var lats []float64
	for _, p := range s[0][0] {
		lats = append(lats, p.Lat)
	}
	slices.Sort(lats)
	best, width := geo.Point{}, -1.0
	for i := 1; i < len(lats); i++ {
		lat := (lats[i-1] + lats[i]) / 2
		var crossings []float64
		for _, ring := range s[0] {
			for k := 1; k < len(ring); k++ {
				if a, b := ring[k-1], ring[k]; (a.Lat > lat) != (b.Lat > lat) {
					crossings = append(crossings, a.Lng+(lat-a.Lat)/(b.Lat-a.Lat)*(b.Lng-a.Lng))
				}
			}
		}
		slices.Sort(crossings)
		for k := 1; k < len(crossings); k += 2 {
			if w := crossings[k] - crossings[k-1]; w > width {
				best, width = geo.Point{Lng: (crossings[k] + crossings[k-1]) / 2, Lat: lat}, w
			}
		}
	}
	return best
}
