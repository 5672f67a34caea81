package mend_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"sizhang/geo"
	"sizhang/geo/mend"
)

// at is a point x east and y north of a place in Beijing, in units of 1/1024 of
// a degree (83 m and 109 m there), so that small whole numbers are exact.
func at(x, y float64) geo.Point { return geo.Point{Lng: 116 + x/1024, Lat: 40 + y/1024} }

// draw reads "0,0 4,0 4,4 0,0" as a ring, ";" between the rings of a polygon
// and "|" between polygons.
func draw(text string) geo.Shape {
	var s geo.Shape
	for _, polygonText := range strings.Split(text, "|") {
		var polygon geo.Polygon
		for _, ringText := range strings.Split(polygonText, ";") {
			var ring geo.Ring
			for _, p := range strings.Fields(ringText) {
				var x, y float64
				if _, err := fmt.Sscanf(p, "%g,%g", &x, &y); err != nil {
					panic(p)
				}
				ring = append(ring, at(x, y))
			}
			polygon = append(polygon, ring)
		}
		s = append(s, polygon)
	}
	return s
}

// show is draw's inverse; each ring starts at its first corner from the west.
func show(s geo.Shape) string {
	var polygons []string
	for _, polygon := range s {
		var rings []string
		for _, ring := range polygon {
			var points []string
			for _, p := range turned(ring) {
				points = append(points, fmt.Sprintf("%g,%g", (p.Lng-116)*1024, (p.Lat-40)*1024))
			}
			rings = append(rings, strings.Join(points, " "))
		}
		polygons = append(polygons, strings.Join(rings, "; "))
	}
	return strings.Join(polygons, " | ")
}

// turned returns the closed ring from its westernmost, southernmost point.
func turned(ring geo.Ring) geo.Ring {
	open, first := ring[:len(ring)-1], 0
	for i, p := range open {
		if f := open[first]; p.Lng < f.Lng || p.Lng == f.Lng && p.Lat < f.Lat {
			first = i
		}
	}
	out := append(append(geo.Ring{}, open[first:]...), open[:first]...)
	return append(out, out[0])
}

func TestShapeRepairs(t *testing.T) {
	for _, c := range []struct {
		name, given, want string
		kind              mend.Kind
		at                geo.Point
		polygon, ring     int
		count             int
	}{
		{"outer ring clockwise", "0,0 0,4 4,4 4,0 0,0", "0,0 4,0 4,4 0,4 0,0", mend.RingReversed, at(0, 0), 0, 0, 1},
		{"hole counter-clockwise", "0,0 9,0 9,9 0,9 0,0; 1,1 2,1 2,2 1,1", "0,0 9,0 9,9 0,9 0,0; 1,1 2,2 2,1 1,1", mend.RingReversed, at(1, 1), 0, 1, 1},
		{"not closed", "0,0 4,0 4,4 0,4", "0,0 4,0 4,4 0,4 0,0", mend.RingNotClosed, at(0, 4), 0, 0, 1},
		{"triangle not closed", "0,0 4,0 4,4", "0,0 4,0 4,4 0,0", mend.RingNotClosed, at(4, 4), 0, 0, 1},
		{"closed beside its start", "0,0 4,0 4,4 0,4 0.00001,0", "0,0 4,0 4,4 0,4 0,0", mend.RingNotClosed, at(0.00001, 0), 0, 0, 1},
		{"repeated points", "0,0 0,0 4,0 4,4 4,4 4,4 0,4 0,0", "0,0 4,0 4,4 0,4 0,0", mend.RepeatedPoint, at(4, 4), 0, 0, 3},
		{"spike outward", "0,0 4,0 7,0 4,0 4,4 0,4 0,0", "0,0 4,0 4,4 0,4 0,0", mend.Spike, at(7, 0), 0, 0, 1},
		{"spike inward off a corner", "0,0 4,0 4,4 2,2 4,4 0,4 0,0", "0,0 4,0 4,4 0,4 0,0", mend.Spike, at(2, 2), 0, 0, 1},
		{"spike beyond the next corner", "0,0 4,0 4,6 4,4 0,4 0,0", "0,0 4,0 4,4 0,4 0,0", mend.Spike, at(4, 6), 0, 0, 1},
		{"spike of several points", "0,0 4,0 5,0 6,1 5,0 4,0 4,4 0,4 0,0", "0,0 4,0 4,4 0,4 0,0", mend.Spike, at(6, 1), 0, 0, 2},
		{"spike at the seam", "-3,0 0,0 4,0 4,4 0,4 0,0 -3,0", "0,0 4,0 4,4 0,4 0,0", mend.Spike, at(-3, 0), 0, 0, 1},
		{"hole of no area", "0,0 9,0 9,9 0,9 0,0; 1,1 2,2 3,3 1,1", "0,0 9,0 9,9 0,9 0,0", mend.HoleCollapsed, at(1, 1), 0, 1, 1},
		{"hole of two points", "0,0 9,0 9,9 0,9 0,0; 1,1 2,2 1,1", "0,0 9,0 9,9 0,9 0,0", mend.HoleCollapsed, at(1, 1), 0, 1, 1},

		{"two lobes in a point", "0,0 2,2 4,0 4,4 2,2 0,4 0,0", "0,0 2,2 0,4 0,0 | 2,2 4,0 4,4 2,2", mend.SelfTouch, at(2, 2), 0, 0, 1},
		{"hole drawn with the shell", "0,0 8,0 8,8 0,8 0,0 2,4 4,2 0,0", "0,0 8,0 8,8 0,8 0,0; 0,0 2,4 4,2 0,0", mend.SelfTouch, at(0, 0), 0, 0, 1},
		{"keyhole to a hole", "0,0 4,0 4,2 2,2 2,6 6,6 6,2 4,2 4,0 8,0 8,8 0,8 0,0", "0,0 4,0 8,0 8,8 0,8 0,0; 2,2 2,6 6,6 6,2 4,2 2,2", mend.SelfTouch, at(4, 2), 0, 0, 1},
		{"ring on its own edge", "0,0 8,0 8,4 4,0 2,4 0,4 0,0", "0,0 4,0 2,4 0,4 0,0 | 4,0 8,0 8,4 4,0", mend.SelfTouch, at(4, 0), 0, 0, 1},

		{"hole on the shell's edge", "0,0 8,0 8,8 0,8 0,0; 2,0 2,2 4,2 4,0 2,0", "0,0 2,0 2,2 4,2 4,0 8,0 8,8 0,8 0,0", mend.RingsTouch, at(4, 0), 0, 0, 1},
		{"two holes with a shared edge", "0,0 8,0 8,8 0,8 0,0; 2,2 2,4 4,4 4,2 2,2; 4,2 4,4 6,4 6,2 4,2", "0,0 8,0 8,8 0,8 0,0; 2,2 2,4 4,4 6,4 6,2 4,2 2,2", mend.RingsTouch, at(4, 2), 0, 0, 1},
		{"hole from side to side", "0,0 8,0 8,8 0,8 0,0; 0,4 4,6 8,4 4,2 0,4", "0,0 8,0 8,4 4,2 0,4 0,0 | 0,4 4,6 8,4 8,8 0,8 0,4", mend.RingsTouch, at(0, 0), 0, 0, 1},

		{"parts that share an edge", "0,0 4,0 4,4 0,4 0,0 | 4,0 8,0 8,4 4,4 4,0", "0,0 4,0 8,0 8,4 4,4 0,4 0,0", mend.PartsTouch, at(4, 4), 0, 0, 1},
		{"parts that share half an edge", "0,0 4,0 4,4 0,4 0,0 | 4,2 8,2 8,6 4,6 4,2", "0,0 4,0 4,2 8,2 8,6 4,6 4,4 0,4 0,0", mend.PartsTouch, at(4, 2), 0, 0, 1},
		{"parts around a gap", "0,0 3,0 3,1 1,1 1,2 3,2 3,3 0,3 0,0 | 3,0 4,0 4,3 3,3 3,2 3,1 3,0 | 9,9 9.5,9 9.5,9.5 9,9", "0,0 3,0 4,0 4,3 3,3 0,3 0,0; 1,1 1,2 3,2 3,1 1,1 | 9,9 9.5,9 9.5,9.5 9,9", mend.PartsTouch, at(3, 3), 0, 0, 1},
		{"part that fills another's hole", "0,0 9,0 9,9 0,9 0,0; 3,3 3,6 6,6 6,3 3,3 | 3,3 6,3 6,6 3,6 3,3", "0,0 9,0 9,9 0,9 0,0", mend.PartsTouch, at(3, 3), 0, 0, 1},
		{"parts beside a lake with an island at its shore", "0,0 9,0 9,9 0,9 0,0; 2,2 2,7 7,7 7,2 2,2 | 2,2 6,3 6,6 3,6 2,2 | 9,0 12,0 12,9 9,9 9,0", "0,0 9,0 12,0 12,9 9,9 0,9 0,0; 2,2 2,7 7,7 7,2 2,2 | 2,2 6,3 6,6 3,6 2,2", mend.PartsTouch, at(9, 9), 0, 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			given := draw(c.given)
			got, repairs, err := mend.Shape(given)
			if err != nil {
				t.Fatal(err)
			}
			if show(got) != c.want {
				t.Errorf("mended to %s", show(got))
			}
			want := mend.Repair{Kind: c.kind, At: c.at, Polygon: c.polygon, Ring: c.ring, Count: c.count}
			if len(repairs) != 1 || repairs[0] != want {
				t.Errorf("repairs %+v, want %+v", repairs, want)
			}
			if !given.Equal(draw(c.given)) {
				t.Error("the shape that was given has changed")
			}
			if again, repairs, err := mend.Shape(got); err != nil || len(repairs) > 0 || !again.Equal(got) {
				t.Errorf("the result is not good: %v, %v", repairs, err)
			}
		})
	}
}

func TestShapeRefuses(t *testing.T) {
	nan := math.NaN()
	square := func(p ...geo.Point) geo.Shape { return geo.Shape{{append(p, p[0])}} }
	for _, c := range []struct {
		name          string
		given         geo.Shape
		kind          mend.Kind
		at            geo.Point
		polygon, ring int
	}{
		{"nothing", nil, mend.NoRings, geo.Point{}, 0, 0},
		{"polygon without rings", geo.Shape{draw("0,0 4,0 4,4 0,0")[0], {}}, mend.NoRings, geo.Point{}, 1, 0},
		{"empty ring", geo.Shape{{{}}}, mend.TooFewPoints, geo.Point{}, 0, 0},
		{"one point", draw("1,1 1,1 1,1 1,1"), mend.TooFewPoints, at(1, 1), 0, 0},
		{"two points", draw("0,0 4,4 0,4 0,0 | 1,1 2,2 1,1"), mend.TooFewPoints, at(1, 1), 1, 0},
		{"a line", draw("0,0 1,1 3,3 2,2 0,0"), mend.NoArea, at(0, 0), 0, 0},
		{"out and back", draw("0,0 1,2 3,3 1,2 0,0"), mend.NoArea, at(0, 0), 0, 0},
		{"a square centimetre", draw("0,0 0.0001,0 0.0001,0.0001 0,0"), mend.NoArea, at(0, 0), 0, 0},
		{"NaN", square(at(0, 0), at(1, 0), geo.Point{Lng: nan, Lat: 40}), mend.NotFinite, geo.Point{Lng: nan, Lat: 40}, 0, 0},
		{"infinite", square(at(0, 0), at(1, 0), geo.Point{Lng: 116, Lat: math.Inf(1)}), mend.NotFinite, geo.Point{Lng: 116, Lat: math.Inf(1)}, 0, 0},
		{"latitude first", square(geo.Point{Lng: 40, Lat: 116}, geo.Point{Lng: 40, Lat: 117}, geo.Point{Lng: 41, Lat: 117}), mend.OutOfRange, geo.Point{Lng: 40, Lat: 116}, 0, 0},
		{"Web Mercator metres", square(geo.Point{Lng: 12957000, Lat: 4852000}, geo.Point{Lng: 12958000, Lat: 4852000}, geo.Point{Lng: 12958000, Lat: 4853000}), mend.OutOfRange, geo.Point{Lng: 12957000, Lat: 4852000}, 0, 0},
		{"at the pole", square(geo.Point{Lng: 0, Lat: 84}, geo.Point{Lng: 10, Lat: 84}, geo.Point{Lng: 5, Lat: 86}), mend.NearPole, geo.Point{Lng: 5, Lat: 86}, 0, 0},
		{"at 180°", square(geo.Point{Lng: 179, Lat: 0}, geo.Point{Lng: 179.95, Lat: 0}, geo.Point{Lng: 179, Lat: 1}), mend.Antimeridian, geo.Point{Lng: 179.95, Lat: 0}, 0, 0},
		{"across 180°", square(geo.Point{Lng: 179, Lat: 0}, geo.Point{Lng: -179, Lat: 0}, geo.Point{Lng: 179, Lat: 1}), mend.Antimeridian, geo.Point{Lng: -179, Lat: 0}, 0, 0},
		{"a side lost", draw("0,0 1,0 2,0 3,0 4,0 5,0 6,0 7,0 7,1 7,2"), mend.RingNotClosed, at(7, 2), 0, 0},

		{"figure of eight", draw("0,0 4,4 4,0 0,4 0,0"), mend.SelfCrossing, at(2, 2), 0, 0},
		{"uneven figure of eight", draw("0,0 6,6 6,0 0,4 0,0"), mend.SelfCrossing, at(2.4, 2.4), 0, 0},
		{"eight through a corner", draw("0,0 2,2 4,4 4,0 2,2 0,4 0,0"), mend.SelfCrossing, at(2, 2), 0, 0},
		{"loop wound twice", draw("0,0 8,0 8,8 2,2 6,2 0,8 0,0"), mend.SelfCrossing, at(4, 4), 0, 0},
		{"hole crosses itself", draw("0,0 9,0 9,9 0,9 0,0; 1,1 3,3 3,1 1,3 1,1"), mend.SelfCrossing, at(2, 2), 0, 1},
		{"shell in its hole", draw("2,2 4,2 4,4 2,4 2,2; 0,0 0,8 8,8 8,0 0,0"), mend.HoleOutside, at(0, 8), 0, 1},
		{"hole elsewhere", draw("0,0 4,0 4,4 0,4 0,0; 6,6 6,7 7,7 7,6 6,6"), mend.HoleOutside, at(6, 7), 0, 1},
		{"hole half outside", draw("0,0 4,0 4,4 0,4 0,0; 2,2 2,3 6,3 6,2 2,2"), mend.HoleOutside, at(4, 3), 0, 1},
		{"holes overlap", draw("0,0 9,0 9,9 0,9 0,0; 1,1 1,4 4,4 4,1 1,1; 3,3 3,6 6,6 6,3 3,3"), mend.HolesOverlap, at(3, 4), 0, 2},
		{"hole given twice", draw("0,0 9,0 9,9 0,9 0,0; 1,1 1,4 4,4 4,1 1,1; 1,1 1,4 4,4 4,1 1,1"), mend.HolesOverlap, at(1, 4), 0, 2},
		{"parts overlap", draw("0,0 4,0 4,4 0,4 0,0 | 7,7 8,7 8,8 7,7 | 3,3 6,3 6,6 3,6 3,3"), mend.PartsOverlap, at(4, 3), 2, 0},
		{"part given twice", draw("0,0 4,0 4,4 0,4 0,0 | 0,0 4,0 4,4 0,4 0,0"), mend.PartsOverlap, at(0, 0), 1, 0},
		{"part within a part", draw("0,0 8,0 8,8 0,8 0,0 | 3,3 6,3 6,6 3,6 3,3"), mend.PartsOverlap, at(3, 3), 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, repairs, err := mend.Shape(c.given)
			var refusal *mend.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("mended to %s by %+v, %v", show(got), repairs, err)
			}
			same := refusal.Kind == c.kind && refusal.Polygon == c.polygon && refusal.Ring == c.ring
			near := func(a, b float64) bool { return a == b || math.Abs(a-b) < 1e-9 || math.IsNaN(a) && math.IsNaN(b) }
			if !same || !near(refusal.At.Lng, c.at.Lng) || !near(refusal.At.Lat, c.at.Lat) {
				t.Errorf("%v: %s (%g, %g)", refusal, refusal.Kind, (refusal.At.Lng-116)*1024, (refusal.At.Lat-40)*1024)
			}
		})
	}
}

// A little ground in doubt is repaired, and its size told; more is refused.
// 1/1024 of a degree is 83 m by 109 m at 40° N.
func TestShapeDoubtLimits(t *testing.T) {
	const unit = 9032.0                        // m² of one square unit, within a hundredth
	overlap := func(depth float64) geo.Shape { // along four units
		return draw(fmt.Sprintf("0,0 4,0 4,4 0,4 0,0 | %g,0 8,0 8,4 %g,4 %g,0", 4-depth, 4-depth, 4-depth))
	}
	got, repairs, err := mend.Shape(overlap(0.9 / unit / 4))
	if err != nil || len(got) != 1 || len(repairs) != 2 || repairs[0].Kind != mend.PartsOverlap || repairs[0].Polygon != 1 || repairs[1].Kind != mend.PartsTouch {
		t.Fatalf("0.9 m²: %+v, %v", repairs, err)
	}
	if math.Abs(repairs[0].AreaM2-0.9) > 0.02 {
		t.Errorf("0.9 m² was told as %v", repairs[0].AreaM2)
	}
	if _, _, err := mend.Shape(overlap(1.1 / unit / 4)); err == nil || err.(*mend.Refusal).Kind != mend.PartsOverlap {
		t.Errorf("1.1 m²: %v", err)
	}

	// A ring that crosses itself in a flap of the given ground at a corner.
	flap := func(size, side float64) geo.Shape {
		e := math.Sqrt(2 * size / unit) // a right-angled flap with legs e
		return draw(fmt.Sprintf("0,0 %g,0 %g,%g %g,%g 0,%g 0,0", side+e, side, -e, side, side, side))
	}
	got, repairs, err = mend.Shape(flap(0.5, 4))
	if err != nil || len(repairs) != 1 || repairs[0].Kind != mend.SelfCrossing || len(got) != 1 {
		t.Errorf("flap of 0.5 m²: %s by %+v, %v", show(got), repairs, err)
	} else if repairs[0].AreaM2 > 0.6 || repairs[0].AreaM2 < 0.4 {
		t.Errorf("0.5 m² was told as %v", repairs[0].AreaM2)
	}
	if _, _, err := mend.Shape(flap(1.2, 4)); err == nil || err.(*mend.Refusal).Kind != mend.SelfCrossing {
		t.Errorf("flap of 1.2 m²: %v", err)
	}
	if _, _, err := mend.Shape(flap(0.5, 0.3)); err == nil {
		t.Error("0.5 m² of 833 m² is more than MaxDoubtShare")
	}
	got, repairs, err = mend.Shape(draw("0,0 4,0 4,4 2,4 2.001,4.001 1.999,4.001 2,4 0,4 0,0"))
	if err != nil || show(got) != "0,0 4,0 4,4 2,4 0,4 0,0" || len(repairs) != 1 || math.Abs(repairs[0].AreaM2-1e-6*unit) > 1e-3 {
		t.Errorf("a lobe of less than a square decimetre: %s by %+v, %v", show(got), repairs, err)
	}
	hole := draw("0,0 4,0 4,4 0,4 0,0; 2,2 2,3 4.00001,3 4.00001,2 2,2")
	if _, repairs, err := mend.Shape(hole); err != nil || repairs[0].Kind != mend.HoleOutside || repairs[0].Ring != 1 || math.Abs(repairs[0].AreaM2-unit/1e5) > 0.01 {
		t.Errorf("a hole 0.09 m² beyond its shell: %+v, %v", repairs, err)
	}
}

// Good shapes come back untouched, whatever is odd about them.
func TestShapeLeavesGoodAlone(t *testing.T) {
	for _, text := range []string{
		"0,0 4,0 4,4 0,4 0,0",
		"0,0 1,0 2,0 4,0 4,4 0,4 0,0",                                    // corners on a straight edge
		"0,0 8,0 8,8 0,8 0,0; 0,4 2,6 4,4 2,2 0,4",                       // a hole that touches the shell in a point
		"0,0 8,0 8,8 0,8 0,0; 1,1 1,3 3,3 3,1 1,1; 3,3 3,5 5,5 5,3 3,3",  // holes that touch in a point
		"0,0 4,0 4,4 0,4 0,0 | 4,4 8,4 8,8 4,8 4,4",                      // parts that touch in a point
		"0,0 9,0 9,9 0,9 0,0; 2,2 2,7 7,7 7,2 2,2 | 3,3 6,3 6,6 3,6 3,3", // an island in a lake
		"0,0 9,0 9,9 0,9 0,0; 2,2 2,7 7,7 7,2 2,2 | 2,2 6,3 6,6 3,6 2,2", // an island at the shore
		"0,0 100,0 100,0.00001 0,0",                                      // a sliver of 5 m²
	} {
		given := draw(text)
		got, repairs, err := mend.Shape(given)
		if err != nil || len(repairs) > 0 || !got.Equal(given) {
			t.Errorf("%s became %s by %+v, %v", text, show(got), repairs, err)
		}
	}
}
