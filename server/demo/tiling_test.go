package demo

import (
	"math"
	"math/rand/v2"
	"testing"

	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/geotest"
)

// tilings are the levels whose units fill their parents without overlap.
var tilings = []struct{ parent, child string }{
	{"county", "subdistrict"}, {"subdistrict", "district"}, {"subdistrict", "community"}, {"community", "grid"},
}

// Areas are those of the longitude-latitude plane, in which edges are straight.
func TestAreasAddUp(t *testing.T) {
	m := makeCity(t)
	s := &surveyor{plane: geo.PlaneAt(m.at["county"][0].Shape[0][0][0])}
	area := func(u *territory.Unit) float64 { return s.outline(u).area() }
	for _, layer := range tilings {
		for _, parent := range m.at[layer.parent] {
			sum := 0.0
			for _, u := range m.children(parent.Code, layer.child) {
				sum += area(u)
			}
			if whole := area(parent); math.Abs(sum-whole) > 1e-9*whole {
				t.Errorf("%s %s: %.3f m² in %ss, %.3f m² itself", layer.parent, parent.Code, sum, layer.child, whole)
			}
		}
	}
}

func TestEveryPointHasOneOwner(t *testing.T) {
	geotest.Reckons(t)
	m := makeCity(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, layer := range tilings {
		for _, parent := range m.at[layer.parent] {
			box, children := parent.Shape.Box(), m.children(parent.Code, layer.child)
			boxes := make([]geo.Box, len(children))
			for i, u := range children {
				boxes[i] = u.Shape.Box()
			}
			for range 40_000 / len(m.at[layer.parent]) {
				p := geo.Point{
					Lng: box.Min.Lng + rng.Float64()*(box.Max.Lng-box.Min.Lng),
					Lat: box.Min.Lat + rng.Float64()*(box.Max.Lat-box.Min.Lat),
				}
				want, got := 0, 0
				if parent.Shape.Contains(p) {
					want = 1
				}
				for i, u := range children {
					if boxes[i].Contains(p) && u.Shape.Contains(p) {
						got++
					}
				}
				if got != want {
					t.Fatalf("%v: %d %ss of %s hold it, want %d", p, got, layer.child, parent.Code, want)
				}
			}
		}
	}
}

// outline returns a unit's outer ring in metres.
func (s *surveyor) outline(u *territory.Unit) outline {
	return s.metres(plotOf(u.Shape[0][0], map[[2]geo.Point]*border{}))
}

// Units that were cut from each other meet point to point: the edges of a
// parent's children, those that two of them share struck out, are the parent's
// own edges and no others.
func TestCutsMeetPointToPoint(t *testing.T) {
	m := makeCity(t)
	for _, community := range m.at["community"] {
		want := edgesOf(community)
		got := unshared(m.children(community.Code, "grid"))
		if len(got) != len(want) {
			t.Errorf("%s: %d edges around its grids, %d of its own", community.Code, len(got), len(want))
		}
		for e := range got {
			if !want[e] {
				t.Errorf("%s: edge %v of a grid has no partner", community.Code, e)
			}
		}
	}
	// Between subdistricts, too: what is left of all grids is the county's
	// outline with more corners on it.
	outline := m.at["county"][0].Shape[0][0]
	for e := range unshared(m.at["grid"]) {
		middle := geo.Point{Lng: (e[0].Lng + e[1].Lng) / 2, Lat: (e[0].Lat + e[1].Lat) / 2}
		plane, off := geo.PlaneAt(middle), math.Inf(1)
		for i := 1; i < len(outline); i++ {
			off = min(off, plane.ToSegment(outline[i-1], outline[i]))
		}
		if off > 1e-6 {
			t.Errorf("edge %v has no partner, %g m inside the county", e, off)
		}
	}
}

func edgesOf(u *territory.Unit) map[[2]geo.Point]bool {
	edges := map[[2]geo.Point]bool{}
	for ring := range u.Shape.Rings {
		for i := 1; i < len(ring); i++ {
			edges[[2]geo.Point{ring[i-1], ring[i]}] = true
		}
	}
	return edges
}

func unshared(units []*territory.Unit) map[[2]geo.Point]bool {
	all := map[[2]geo.Point]bool{}
	for _, u := range units {
		for e := range edgesOf(u) {
			all[e] = true
		}
	}
	left := map[[2]geo.Point]bool{}
	for e := range all {
		if !all[[2]geo.Point{e[1], e[0]}] {
			left[e] = true
		}
	}
	return left
}

// Grids are of a size that a person can walk, and none is a sliver; they are
// numbered in rows from the north, each row from the west.
func TestGridsAreWellMade(t *testing.T) {
	m := makeCity(t)
	plane := geo.PlaneAt(m.at["county"][0].Shape.Box().Min)
	s := &surveyor{plane: plane}
	sprawl := 0.0
	defer func() {
		if mean := sprawl / float64(len(m.at["grid"])); mean > 1.3 {
			t.Errorf("grids are ragged or thin: their mean sprawl is %.2f", mean)
		}
	}()
	for _, community := range m.at["community"] {
		grids := m.children(community.Code, "grid")
		row := math.Sqrt(community.Shape.AreaM2() / float64(len(grids)))
		north := math.Inf(1)
		for i, u := range grids {
			o := s.outline(u)
			if area := o.area(); area < gridM2/4 || area > gridM2*3 || o.sprawl() > 8 {
				t.Errorf("grid %s: %.0f m², sprawl %.1f", u.Code, area, o.sprawl())
			}
			sprawl += o.sprawl()
			if want := community.Code + serial(i+1); u.Code != want {
				t.Errorf("grid %s: want %s", u.Code, want)
			}
			if c := o.centroid(); c.y > north+row {
				t.Errorf("grid %s lies %.0f m north of one before it", u.Code, c.y-north)
			} else {
				north = min(north, c.y)
			}
		}
	}
}

func serial(n int) string {
	return string([]byte{'0' + byte(n/100), '0' + byte(n/10%10), '0' + byte(n%10)})
}
