package cover

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// Everything rests on this: a point lies within the reach of every ancestor of
// its finest cell, also where the grid bends, at pentagons and along the edges
// of the icosahedron.
func TestReachHoldsEveryDescendant(t *testing.T) {
	pentagons := pentagonCentres()
	rapid.Check(t, func(t *rapid.T) {
		var p geo.Point
		if rapid.Bool().Draw(t, "near a pentagon") {
			c := rapid.SampledFrom(pentagons).Draw(t, "pentagon")
			spread := rapid.SampledFrom([]float64{0.001, 0.01, 0.1, 1}).Draw(t, "spread")
			p = geo.Point{Lng: c.Lng + rapid.Float64Range(-spread, spread).Draw(t, "dx"), Lat: c.Lat + rapid.Float64Range(-spread, spread).Draw(t, "dy")}
		} else {
			p = geo.Point{Lng: rapid.Float64Range(-MaxLng, MaxLng).Draw(t, "lng"), Lat: rapid.Float64Range(-MaxLat, MaxLat).Draw(t, "lat")}
		}
		if math.Abs(p.Lat) > MaxLat || math.Abs(p.Lng) > MaxLng {
			return
		}
		finest, err := hex.At(p, hex.MaxResolution)
		if err != nil {
			t.Fatal(err)
		}
		r := reachOf(finest.Parent(seedResolution))
		for res := seedResolution; ; res++ {
			if near := (geo.Point{Lng: r.centre.Lng + math.Remainder(p.Lng-r.centre.Lng, 360), Lat: p.Lat}); r.distance(near) > r.radius {
				t.Fatalf("%v is %v beyond the reach of its ancestor at resolution %d", p, r.distance(near)/r.radius, res)
			}
			if res == hex.MaxResolution {
				return
			}
			r = r.childOf(finest.Parent(res + 1))
		}
	})
}

func pentagonCentres() []geo.Point {
	var centres []geo.Point
	for _, c := range hex.Roots() {
		if c.Pentagon() {
			centres = append(centres, c.Centre())
		}
	}
	return centres
}
