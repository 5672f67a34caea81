package carve_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
	"sizhang/geo/carve"
	"sizhang/geo/geotest"
	"sizhang/geo/mend"
)

// star draws a shape around a centre, its corners at rising angles; every other
// one has a hole.
func star(t *rapid.T, name string) geo.Shape {
	centre := geo.Point{
		Lng: 116 + rapid.Float64Range(0, 0.03).Draw(t, name+" lng"),
		Lat: 40 + rapid.Float64Range(0, 0.03).Draw(t, name+" lat"),
	}
	shape := geo.Shape{{starRing(t, name, centre, 0.01, 0.03)}}
	if rapid.Bool().Draw(t, name+" has a hole") {
		hole := starRing(t, name+" hole", centre, 0.001, 0.003)
		slices.Reverse(hole)
		shape[0] = append(shape[0], hole)
	}
	return shape
}

func starRing(t *rapid.T, name string, centre geo.Point, least, most float64) geo.Ring {
	corners := rapid.IntRange(7, 30).Draw(t, name+" corners")
	var ring geo.Ring
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(corners))
		r := rapid.Float64Range(least, most).Draw(t, name+" radius")
		ring = append(ring, geo.Point{Lng: centre.Lng + r*cos, Lat: centre.Lat + r*sin})
	}
	return append(ring, ring[0])
}

// snapped draws from a small grid, so that edges lie on edges and corners on
// corners as often as not.
func snapped(t *rapid.T, name string) geo.Shape {
	n := func(what string, least, most int) float64 {
		return float64(rapid.IntRange(least, most).Draw(t, name+" "+what))
	}
	x, y := n("x", 0, 5), n("y", 0, 5)
	if rapid.Bool().Draw(t, name+" slants") {
		r := rect(x, y, n("width", 1, 5), n("height", 1, 5))
		return geo.Shape{{geo.Ring{r[0], r[1], r[2], r[0]}}}
	}
	return block(x, y, n("width", 1, 5), n("height", 1, 5))
}

func drawShape(t *rapid.T, name string) geo.Shape {
	if rapid.Bool().Draw(t, name+" is snapped") {
		return snapped(t, name)
	}
	return star(t, name)
}

// Every spot is in the pieces that it must be in. Points answer for themselves
// by geo.Shape.Contains, which the operations do not use; areas add up.
func TestRandomShapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawShape(t, "a"), drawShape(t, "b"), drawShape(t, "c")
		both, err := carve.Intersection(a, b)
		if err != nil {
			t.Fatal(err)
		}
		left, err := carve.Difference(a, b)
		if err != nil {
			t.Fatal(err)
		}
		all, err := carve.Union(a, b, c)
		if err != nil {
			t.Fatal(err)
		}
		rest, err := carve.Difference(a, b, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []geo.Shape{both, left, all, rest} {
			checkGood(t, s)
		}
		shared, _ := geo.Overlap(a, b)
		if off := both.AreaM2() - shared; math.Abs(off) > 0.1 {
			t.Errorf("shared ground is off by %g m²", off)
		}
		if off := a.AreaM2() - both.AreaM2() - left.AreaM2(); math.Abs(off) > 0.1 {
			t.Errorf("the two pieces are off by %g m²", off)
		}
		box := a.Box().Union(b.Box()).Union(c.Box())
		for i := range 32 {
			p := between(t, i, box)
			inA, inB, inC := a.Contains(p), b.Contains(p), c.Contains(p)
			if nearBorder(p, a, b, c) {
				continue
			}
			if both.Contains(p) != (inA && inB) || left.Contains(p) != (inA && !inB) ||
				all.Contains(p) != (inA || inB || inC) || rest.Contains(p) != (inA && !inB && !inC) {
				t.Errorf("%v is in a %v, b %v, c %v, but shared %v, left %v, joined %v, rest %v", p, inA, inB, inC,
					both.Contains(p), left.Contains(p), all.Contains(p), rest.Contains(p))
			}
		}
	})
}

// between spreads points over a box: Halton's sequence, moved by a draw.
func between(t *rapid.T, i int, box geo.Box) geo.Point {
	if i == 0 {
		return geo.Point{Lng: rapid.Float64Range(box.Min.Lng, box.Max.Lng).Draw(t, "lng"), Lat: rapid.Float64Range(box.Min.Lat, box.Max.Lat).Draw(t, "lat")}
	}
	halton := func(base int) float64 {
		f, v := 1.0, 0.0
		for n := i; n > 0; n /= base {
			f /= float64(base)
			v += f * float64(n%base)
		}
		return v
	}
	return geo.Point{Lng: box.Min.Lng + halton(2)*(box.Max.Lng-box.Min.Lng), Lat: box.Min.Lat + halton(3)*(box.Max.Lat-box.Min.Lat)}
}

// nearBorder says whether the point is within a millimetre of an edge, or in a
// piece that is too small to be kept.
func nearBorder(p geo.Point, shapes ...geo.Shape) bool {
	plane := geo.PlaneAt(p)
	for _, s := range shapes {
		for ring := range s.Rings {
			for i := 1; i < len(ring); i++ {
				if plane.ToSegment(ring[i-1], ring[i]) < 1e-3 {
					return true
				}
			}
		}
	}
	return false
}

// Real borders: what neighbours share and leave, measured the other way.
func TestRealNeighbours(t *testing.T) {
	for _, name := range []string{"beijing/subdistricts.geojson.gz", "washington/member-districts.geojson.gz"} {
		shapes := goodShapes(t, name)
		pairs, shared := 0, 0
		for i, a := range shapes {
			for _, b := range shapes[:i] {
				if !a.Box().Overlaps(b.Box()) {
					continue
				}
				pairs++
				both, err := carve.Intersection(a, b)
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				if m2, _ := geo.Overlap(a, b); math.Abs(m2-both.AreaM2()) > 0.1 {
					t.Errorf("%s: %g m² shared, %g shown", name, m2, both.AreaM2())
				}
				if len(both) > 0 {
					shared++
				}
				checkGood(t, both)
			}
		}
		if pairs < len(shapes) || shared == 0 && strings.HasPrefix(name, "beijing") {
			t.Errorf("%s: %d of %d pairs share ground", name, shared, pairs)
		}
	}
}

// goodShapes are those of one district of Beijing or one ward of Washington, mended.
func goodShapes(t *testing.T, name string) []geo.Shape {
	t.Helper()
	var shapes []geo.Shape
	for _, f := range geotest.Features(t, name) {
		if code := geotest.Text(f.Properties["code"]); strings.HasPrefix(code, "110106") || strings.HasPrefix(code, "6") {
			shapes = append(shapes, mended(t, f.Geometry.Shape))
		}
	}
	return shapes
}

func mended(t *testing.T, s geo.Shape) geo.Shape {
	t.Helper()
	good, _, err := mend.Shape(s)
	if err != nil {
		t.Fatal(err)
	}
	return good
}

// One of Washington's wards, less the districts that it is divided into.
func TestRealDifferences(t *testing.T) {
	var districts []geo.Shape
	ward := mended(t, geotest.Shapes(t, "washington/wards.geojson.gz", "code")["8"].Shape)
	for _, f := range geotest.Features(t, "washington/member-districts.geojson.gz") {
		if f.Geometry.Shape.Box().Overlaps(ward.Box()) {
			districts = append(districts, mended(t, f.Geometry.Shape))
		}
	}
	left, err := carve.Difference(ward, districts...)
	if err != nil {
		t.Fatal(err)
	}
	covered := 0.0
	for i, d := range districts {
		m2, _ := geo.Overlap(ward, d)
		covered += m2
		for _, o := range districts[:i] {
			m2, _ := geo.Overlap(d, o)
			covered -= m2 // no spot of the file is in three
		}
	}
	// Hundreds of slivers along the common borders are too small to be shown.
	if off := ward.AreaM2() - covered - left.AreaM2(); off < -0.1 || off > 2.5 {
		t.Errorf("of %.0f m², %.0f m² are covered and %.0f m² left: off by %g", ward.AreaM2(), covered, left.AreaM2(), off)
	}
	if len(left) == 0 {
		t.Errorf("%.0f m² of the ward are in no district, in %d parts", left.AreaM2(), len(left))
	}
}
