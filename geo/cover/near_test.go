package cover

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
	"sizhang/geo/geotest"
)

func TestNearFindsEveryBorderWithinReach(t *testing.T) {
	geotest.Reckons(t)
	rapid.Check(t, func(t *rapid.T) {
		shapes := tiling(t)
		ix, err := Build(shapes, 10)
		if err != nil {
			t.Fatal(err)
		}
		p := tricky(t, shapes)
		metres := rapid.Float64Range(1, 500).Draw(t, "metres")
		got := map[int]float64{}
		last := 0.0
		for _, n := range ix.Near(p, metres) {
			if n.Metres < last {
				t.Fatalf("area %d at %v m comes after one at %v m", n.Area, n.Metres, last)
			}
			last = n.Metres
			got[n.Area] = n.Metres
		}
		plane := geo.PlaneAt(p)
		for area, s := range shapes {
			nearest := math.Inf(1)
			for ring := range s.Rings {
				for i := 1; i < len(ring); i++ {
					nearest = min(nearest, plane.ToSegment(ring[i-1], ring[i]))
				}
			}
			d, found := got[area]
			if math.Abs(nearest-metres) < 1e-9 {
				continue // an edge measured the other way round rounds otherwise
			}
			if found != (nearest < metres) || (found && math.Abs(d-nearest) > 1e-9) {
				t.Fatalf("area %d at %v m: found %v at %v m", area, nearest, found, d)
			}
		}
	})
}
