package mend_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
	"sizhang/geo/mend"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		name, shape string
		a, b        geo.Point
		left, right string
	}{
		{"through the middle", "0,0 4,0 4,4 0,4 0,0", at(2, 0), at(2, 1), "0,0 2,0 2,4 0,4 0,0", "2,0 4,0 4,4 2,4 2,0"},
		{"the other way", "0,0 4,0 4,4 0,4 0,0", at(2, 1), at(2, 0), "2,0 4,0 4,4 2,4 2,0", "0,0 2,0 2,4 0,4 0,0"},
		{"from afar", "0,0 4,0 4,4 0,4 0,0", at(-20, 1), at(-12, 1), "0,1 4,1 4,4 0,4 0,1", "0,0 4,0 4,1 0,1 0,0"},
		{"corner to corner", "0,0 4,0 4,4 0,4 0,0", at(0, 0), at(4, 4), "0,0 4,4 0,4 0,0", "0,0 4,0 4,4 0,0"},
		{"through a hole", "0,0 8,0 8,8 0,8 0,0; 3,3 3,5 5,5 5,3 3,3", at(0, 4), at(8, 4), "0,4 3,4 3,5 5,5 5,4 8,4 8,8 0,8 0,4", "0,0 8,0 8,4 5,4 5,3 3,3 3,4 0,4 0,0"},
		{"beside a hole", "0,0 8,0 8,8 0,8 0,0; 3,3 3,5 5,5 5,3 3,3", at(0, 2), at(8, 2), "0,2 8,2 8,8 0,8 0,2; 3,3 3,5 5,5 5,3 3,3", "0,0 8,0 8,2 0,2 0,0"},
		{"a comb", "0,0 6,0 6,4 4,4 4,1 2,1 2,4 0,4 0,0", at(0, 2), at(6, 2), "4,2 6,2 6,4 4,4 4,2 | 0,2 2,2 2,4 0,4 0,2", "0,0 6,0 6,2 4,2 4,1 2,1 2,2 0,2 0,0"},
		{"between two parts", "0,0 1,0 1,1 0,1 0,0 | 3,0 4,0 4,1 3,1 3,0", at(2, 0), at(2, 1), "0,0 1,0 1,1 0,1 0,0", "3,0 4,0 4,1 3,1 3,0"},
		{"along an edge", "0,0 4,0 4,4 0,4 0,0", at(4, 0), at(4, 1), "0,0 4,0 4,4 0,4 0,0", ""},
		{"along an inner edge", "0,0 4,0 4,2 2,2 2,4 0,4 0,0", at(2, 0), at(2, 1), "0,0 2,0 2,2 2,4 0,4 0,0", "2,0 4,0 4,2 2,2 2,0"},
		{"past it", "0,0 4,0 4,4 0,4 0,0", at(9, 0), at(9, 1), "0,0 4,0 4,4 0,4 0,0", ""},
	} {
		left, right, err := mend.Cut(draw(c.shape), c.a, c.b)
		if err != nil || show(left) != c.left || show(right) != c.right {
			t.Errorf("%s: %s // %s, %v", c.name, show(left), show(right), err)
		}
	}
	if _, _, err := mend.Cut(draw("0,0 4,0 4,4 0,0"), at(1, 1), at(1, 1)); err == nil {
		t.Error("a line through one point cut something")
	}
}

// Both sides are valid, lie on their side, add up, and fit to the last bit;
// unless the line passes a corner by a hair, which leaves pieces so small that
// they are dropped.
func TestCutFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := starWithHole(t)
		middle := s.Box()
		end := func() geo.Point {
			if rapid.Bool().Draw(t, "corner") {
				return rapid.SampledFrom(s[0][rapid.IntRange(0, 1).Draw(t, "ring")]).Draw(t, "at")
			}
			return geo.Point{
				Lng: rapid.Float64Range(middle.Min.Lng-0.01, middle.Max.Lng+0.01).Draw(t, "x"),
				Lat: rapid.Float64Range(middle.Min.Lat-0.01, middle.Max.Lat+0.01).Draw(t, "y"),
			}
		}
		a, b := end(), end()
		if math.Hypot(a.Lng-b.Lng, a.Lat-b.Lat) < 1e-6 {
			return
		}
		left, right, err := mend.Cut(s, a, b)
		if err != nil {
			t.Fatal(err)
		}
		given, hair := map[geo.Point]bool{}, false
		for ring := range s.Rings {
			for _, p := range ring {
				given[p] = true
				off := aside(a, b, p)
				hair = hair || off != 0 && math.Abs(off) < 1e-5 // a metre
			}
		}
		sum := 0.0
		var fresh [2]map[geo.Point]bool
		for i, side := range []geo.Shape{left, right} {
			if err := asGeom(side).Validate(); err != nil {
				t.Fatal(err)
			}
			for _, polygon := range side {
				for _, ring := range polygon {
					sum += ring.FlatArea()
				}
			}
			fresh[i] = map[geo.Point]bool{}
			for ring := range side.Rings {
				for _, p := range ring {
					off := aside(a, b, p)
					if i == 0 && off < -1e-9 || i == 1 && off > 1e-9 {
						t.Fatalf("%v is %g degrees on the wrong side", p, off)
					}
					if !given[p] {
						fresh[i][p] = true
					}
				}
			}
		}
		if want := s[0][0].FlatArea() + s[0][1].FlatArea(); math.Abs(sum-want) > 1e-12 { // 0.01 m²
			t.Fatalf("%g square degrees became %g", want, sum)
		}
		if hair {
			return
		}
		for p := range fresh[0] {
			if !fresh[1][p] {
				t.Fatalf("the new corner %v is on one side only", p)
			}
		}
		if len(fresh[0]) != len(fresh[1]) {
			t.Fatalf("%d new corners left, %d right", len(fresh[0]), len(fresh[1]))
		}
	})
}

// aside is how far p lies left of the line through a and b, in degrees.
func aside(a, b, p geo.Point) float64 {
	dx, dy := b.Lng-a.Lng, b.Lat-a.Lat
	return (dx*(p.Lat-a.Lat) - dy*(p.Lng-a.Lng)) / math.Hypot(dx, dy)
}
