package carve_test

import (
	"errors"
	"math"
	"testing"

	"sizhang/geo"
	"sizhang/geo/carve"
	"sizhang/geo/mend"
)

// rect is a rectangle on a grid of thousandths of a degree from 116° E 40° N.
func rect(x, y, width, height float64) geo.Ring {
	p := func(x, y float64) geo.Point { return geo.Point{Lng: 116 + x/1000, Lat: 40 + y/1000} }
	return geo.Ring{p(x, y), p(x+width, y), p(x+width, y+height), p(x, y+height), p(x, y)}
}

func block(x, y, width, height float64) geo.Shape { return geo.Shape{{rect(x, y, width, height)}} }

func backwards(r geo.Ring) geo.Ring {
	back := make(geo.Ring, len(r))
	for i, p := range r {
		back[len(r)-1-i] = p
	}
	return back
}

func TestRectangles(t *testing.T) {
	ring := geo.Shape{{rect(0, 0, 9, 9), backwards(rect(3, 3, 3, 3))}}
	two := geo.Shape{{rect(0, 0, 2, 2)}, {rect(4, 0, 2, 2)}}
	cross := geo.Shape{{rect(0, 4, 9, 1)}}
	for _, c := range []struct {
		name  string
		got   func() (geo.Shape, error)
		parts int
		want  float64
	}{
		{"a corner is shared", func() (geo.Shape, error) { return carve.Intersection(block(0, 0, 4, 4), block(3, 2, 4, 4)) }, 1, block(3, 2, 1, 2).AreaM2()},
		{"shared in two parts", func() (geo.Shape, error) { return carve.Intersection(ring, cross) }, 2, block(0, 4, 3, 1).AreaM2() + block(6, 4, 3, 1).AreaM2()},
		{"a line is no ground", func() (geo.Shape, error) { return carve.Intersection(block(0, 0, 4, 4), block(4, 0, 4, 4)) }, 0, 0},
		{"a line and a corner", func() (geo.Shape, error) { return carve.Intersection(two, block(2, 0, 3, 1)) }, 1, block(4, 0, 1, 1).AreaM2()},
		{"apart", func() (geo.Shape, error) { return carve.Intersection(block(0, 0, 1, 1), block(5, 5, 1, 1)) }, 0, 0},
		{"with nothing", func() (geo.Shape, error) { return carve.Intersection(block(0, 0, 1, 1), nil) }, 0, 0},

		{"a hole is left", func() (geo.Shape, error) { return carve.Difference(block(0, 0, 9, 9), block(3, 3, 3, 3)) }, 1, ring.AreaM2()},
		{"two halves are left", func() (geo.Shape, error) { return carve.Difference(block(0, 0, 9, 9), cross) }, 2, block(0, 0, 9, 4).AreaM2() + block(0, 5, 9, 4).AreaM2()},
		{"others overlap", func() (geo.Shape, error) {
			return carve.Difference(block(0, 0, 9, 9), block(-1, -1, 6, 11), block(4, 0, 4, 9), block(20, 0, 1, 1))
		}, 1, block(8, 0, 1, 9).AreaM2()},
		{"nothing is left", func() (geo.Shape, error) {
			return carve.Difference(block(0, 0, 9, 9), block(0, 0, 5, 9), block(5, 0, 4, 9))
		}, 0, 0},
		{"nobody else", func() (geo.Shape, error) { return carve.Difference(ring) }, 1, ring.AreaM2()},
		{"of nothing", func() (geo.Shape, error) { return carve.Difference(nil, ring) }, 0, 0},

		{"joined", func() (geo.Shape, error) {
			return carve.Union(block(4, 0, 2, 2), block(0, 0, 2, 2), block(2, 0, 2, 2), nil)
		}, 1, block(0, 0, 6, 2).AreaM2()},
		{"a frame joined around a hole", func() (geo.Shape, error) {
			return carve.Union(block(0, 0, 9, 3), block(0, 6, 9, 3), block(0, 3, 3, 3), block(6, 3, 3, 3))
		}, 1, ring.AreaM2()},
		{"nothing joined", func() (geo.Shape, error) { return carve.Union() }, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.got()
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != c.parts || math.Abs(got.AreaM2()-c.want) > 1e-3 {
				t.Errorf("%d parts of %f m², want %d of %f: %v", len(got), got.AreaM2(), c.parts, c.want, got)
			}
			checkGood(t, got)
		})
	}
}

// checkGood asks that a result needs no mending.
func checkGood(t interface {
	Helper()
	Errorf(string, ...any)
}, s geo.Shape) {
	t.Helper()
	if len(s) == 0 {
		return
	}
	if again, repairs, err := mend.Shape(s); err != nil || len(repairs) > 0 || !again.Equal(s) {
		t.Errorf("the result is not good ground: %+v, %v", repairs, err)
	}
}

// Corners that were given come back to the last digit: places must fit the
// shapes that they were cut from.
func TestCornersStay(t *testing.T) {
	a := geo.Shape{{{{Lng: 116.123456789, Lat: 39.987654321}, {Lng: 116.2, Lat: 39.9}, {Lng: 116.3, Lat: 40.1}, {Lng: 116.123456789, Lat: 39.987654321}}}}
	got, err := carve.Intersection(a, geo.Shape{{{{Lng: 116, Lat: 39}, {Lng: 117, Lat: 39}, {Lng: 117, Lat: 41}, {Lng: 116, Lat: 41}, {Lng: 116, Lat: 39}}}})
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	given := map[geo.Point]bool{}
	for _, p := range a[0][0] {
		given[p] = true
	}
	for _, p := range got[0][0] {
		if !given[p] {
			t.Errorf("the corner %v was never given", p)
		}
	}
}

// What is no ground gives an error or the truth, never a wrong answer.
func TestBadShapesAreAnError(t *testing.T) {
	eight := geo.Shape{{{{Lng: 116, Lat: 40}, {Lng: 116.004, Lat: 40.004}, {Lng: 116.004, Lat: 40}, {Lng: 116, Lat: 40.004}, {Lng: 116, Lat: 40}}}}
	nan := block(0, 0, 4, 4)
	nan[0][0][2].Lat = math.NaN()
	twice := geo.Shape{{rect(0, 0, 4, 4)}, {rect(1, 1, 4, 4)}}
	for name, s := range map[string]geo.Shape{"a figure of eight": eight, "not a number": nan, "the same ground twice": twice} {
		got, err := carve.Difference(block(-1, -1, 9, 9), s)
		var failed *carve.Error
		if !errors.As(err, &failed) || failed.Op != "difference" || failed.Error() == "" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestAtLeastAndHoles(t *testing.T) {
	s := geo.Shape{{rect(0, 0, 9, 9), backwards(rect(1, 1, 7, 7))}, {rect(2, 2, 0.001, 0.001)}, {rect(3, 3, 1, 1)}}
	small, large := block(2, 2, 0.001, 0.001).AreaM2(), block(3, 3, 1, 1).AreaM2()
	if got := carve.AtLeast(s, small*2); len(got) != 2 || !got[1:].Equal(s[2:]) {
		t.Errorf("kept %v", got)
	}
	if got := carve.AtLeast(s, large*2); len(got) != 1 || len(got[0]) != 2 {
		t.Errorf("kept %v", got)
	}
	if got := carve.AtLeast(s, 1e9); got != nil {
		t.Errorf("kept %v", got)
	}
	if got := carve.Holes(s); len(got) != 1 || math.Abs(got.AreaM2()-block(1, 1, 7, 7).AreaM2()) > 1e-3 {
		t.Errorf("holes %v", got)
	}
}

func TestWithinIsInside(t *testing.T) {
	for name, s := range map[string]geo.Shape{
		"a block":     block(0, 0, 4, 4),
		"a frame":     {{rect(0, 0, 9, 9), backwards(rect(1, 1, 7, 7))}},
		"two parts":   {{rect(0, 0, 0.001, 9)}, {rect(4, 0, 4, 4)}},
		"a long line": block(0, 0, 400, 0.0001),
	} {
		if p := carve.Within(s); !s.Contains(p) || nearBorder(p, s) && name != "a long line" {
			t.Errorf("%s: %v", name, p)
		}
	}
	if p := carve.Within(geo.Shape{{rect(0, 0, 0.001, 9)}, {rect(4, 0, 4, 4)}}); p.Lng < 116.004 {
		t.Errorf("%v is not in the larger part", p)
	}
	if carve.Within(nil) != (geo.Point{}) {
		t.Error("nothing has no inside")
	}
}
