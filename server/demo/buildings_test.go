package demo

import (
	"math"
	"testing"

	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/geotest"
)

func TestBuildingsStandInsideTheirGrids(t *testing.T) {
	geotest.Reckons(t)
	m := makeCity(t)
	if n := len(m.at["building"]); n < 6000 || n > 8500 {
		t.Errorf("%d buildings", n)
	}
	for _, grid := range m.at["grid"] {
		buildings := m.children(grid.Code, "building")
		for i, b := range buildings {
			if b.Code != grid.Code+"0"+serial(i+1) {
				t.Errorf("building %s is number %d of grid %s", b.Code, i+1, grid.Code)
			}
			if touch(b.Shape, grid.Shape) || !grid.Shape.Contains(b.Shape[0][0][0]) {
				t.Errorf("building %s reaches over the border of its grid", b.Code)
			}
			for _, other := range buildings[:i] {
				if touch(b.Shape, other.Shape) || b.Shape.Contains(other.Shape[0][0][0]) || other.Shape.Contains(b.Shape[0][0][0]) {
					t.Errorf("buildings %s and %s overlap", b.Code, other.Code)
				}
			}
		}
	}
}

func TestBuildingsAreRectanglesOf10To60Metres(t *testing.T) {
	for _, b := range makeCity(t).at["building"] {
		ring := b.Shape[0][0]
		if len(ring) != 5 || ring[0] != ring[4] {
			t.Fatalf("building %s: %d points", b.Code, len(ring))
		}
		w, h := geo.Distance(ring[0], ring[1]), geo.Distance(ring[1], ring[2])
		diagonals := geo.Distance(ring[0], ring[2]) - geo.Distance(ring[1], ring[3])
		if min(w, h) < 9.9 || max(w, h) > 60.1 || math.Abs(diagonals) > 0.1 {
			t.Errorf("building %s: %.1f by %.1f m, diagonals differ by %.2f m", b.Code, w, h, diagonals)
		}
	}
}

func TestBuildingsKeepClearOfStreets(t *testing.T) {
	m := makeCity(t)
	boxes := map[*territory.Unit]geo.Box{}
	for _, b := range m.at["building"] {
		boxes[b] = b.Shape.Box()
	}
	for _, street := range m.at["street"] {
		box := street.Shape.Box()
		for _, b := range m.at["building"] {
			if box.Overlaps(boxes[b]) && (touch(b.Shape, street.Shape) || street.Shape.Contains(b.Shape[0][0][0])) {
				t.Errorf("building %s stands on street %s", b.Code, street.Code)
			}
		}
	}
}

func TestStreetsAreRibbonsAlongTheirLines(t *testing.T) {
	m := makeCity(t)
	if n := len(m.at["street"]); n < 200 || n > 800 {
		t.Errorf("%d streets", n)
	}
	named := map[string]string{}
	for _, s := range m.at["street"] {
		if other, twice := named[s.Names.ZH]; twice {
			t.Errorf("streets %s and %s are both called %s", s.Code, other, s.Names.ZH)
		}
		named[s.Names.ZH] = s.Code
		if len(s.Declared.Lines) != 1 || s.Declared.Shape != nil || s.Declared.WidthM < 6 || s.Declared.WidthM > 40 {
			t.Fatalf("street %s: declared %+v", s.Code, s.Declared)
		}
		line, length := s.Declared.Lines[0], 0.0
		for i := 1; i < len(line); i++ {
			length += geo.Distance(line[i-1], line[i])
			middle := geo.Point{Lng: (line[i-1].Lng + line[i].Lng) / 2, Lat: (line[i-1].Lat + line[i].Lat) / 2}
			if !s.Shape.Contains(middle) {
				t.Errorf("street %s does not hold its own line", s.Code)
			}
		}
		if want := length * s.Declared.WidthM; math.Abs(s.Shape.AreaM2()-want) > 0.01*want {
			t.Errorf("street %s: %.0f m², want %.0f", s.Code, s.Shape.AreaM2(), want)
		}
	}
}

// touch says whether the outlines of two shapes meet.
func touch(a, b geo.Shape) bool {
	for r := range a.Rings {
		for i := 1; i < len(r); i++ {
			for q := range b.Rings {
				for k := 1; k < len(q); k++ {
					if cross(r[i-1], r[i], q[k-1], q[k]) {
						return true
					}
				}
			}
		}
	}
	return false
}

func cross(a, b, p, q geo.Point) bool {
	return geo.Orient(a, b, p)*geo.Orient(a, b, q) <= 0 && geo.Orient(p, q, a)*geo.Orient(p, q, b) <= 0 &&
		(geo.EmptyBox().Extend(a).Extend(b)).Overlaps(geo.EmptyBox().Extend(p).Extend(q))
}
