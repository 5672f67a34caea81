package geo

import (
	"math"
	"testing"
)

func square(west, south, size float64) Ring {
	return Ring{{west, south}, {west + size, south}, {west + size, south + size}, {west, south + size}, {west, south}}
}

func TestContainsBordersAndHoles(t *testing.T) {
	s := Shape{{square(116, 39, 1), square(116.25, 39.25, 0.5)}}
	for _, c := range []struct {
		name string
		p    Point
		want bool
	}{
		{"inside", Point{116.1, 39.1}, true},
		{"corner", Point{116, 39}, true},
		{"edge", Point{116.5, 39}, true},
		{"north edge", Point{116.5, 40}, true},
		{"in the hole", Point{116.5, 39.5}, false},
		{"on the hole's edge", Point{116.25, 39.5}, true},
		{"level with corners, outside", Point{115.9, 39}, false},
		{"a hair outside", Point{116.5, math.Nextafter(39, 0)}, false},
	} {
		if got := s.Contains(c.p); got != c.want {
			t.Errorf("%s: Contains(%v) = %v, want %v", c.name, c.p, got, c.want)
		}
	}
}

// A degree square at the equator and one at 60° north, on the sphere:
// R²·Δλ·(sin φ₂ − sin φ₁).
func TestAreaM2(t *testing.T) {
	rad := math.Pi / 180
	for _, south := range []float64{0, 60} {
		want := EarthRadius * EarthRadius * rad * (math.Sin((south+1)*rad) - math.Sin(south*rad))
		got := Shape{{square(10, south, 1)}}.AreaM2()
		if math.Abs(got-want) > 1e-6*want {
			t.Errorf("at %v°: %v m², want %v", south, got, want)
		}
	}
	// Cut along a diagonal, the parts add up: edges are straight in degrees.
	whole, a, b := square(10, 76, 1), Point{10, 76}, Point{11, 77}
	parts := Ring{a, {11, 76}, b, a}.SignedAreaM2() + Ring{a, b, {10, 77}, a}.SignedAreaM2()
	if got, want := parts, whole.SignedAreaM2(); math.Abs(got-want) > 1e-12*want {
		t.Errorf("two halves hold %v m², the whole %v", got, want)
	}
	holed := Shape{{square(10, 0, 1), square(10.25, 0.25, 0.5)}}.AreaM2()
	around := Shape{{square(10, 0, 1)}}.AreaM2() - Shape{{square(10.25, 0.25, 0.5)}}.AreaM2()
	if math.Abs(holed-around) > 1 {
		t.Errorf("a hole is not taken out: %v, want %v", holed, around)
	}
}

// The published length of a degree of the meridian and of the parallel at 40° on
// WGS84: 111,034.61 m and 85,393.57 m (NGA Geospatial Calculators).
func TestDistance(t *testing.T) {
	north := Distance(Point{116, 39.5}, Point{116, 40.5})
	east := Distance(Point{116, 40}, Point{117, 40})
	if math.Abs(north-111034.6) > 5 || math.Abs(east-85393.6) > 1 {
		t.Errorf("a degree at 40°: %v m north, %v m east", north, east)
	}
}

func TestClipToConvexKeepsTheArea(t *testing.T) {
	ring := square(116, 39, 1)
	window := Ring{{115.5, 39.5}, {116.5, 38.5}, {117.5, 39.5}, {116.5, 40.5}, {115.5, 39.5}} // holds it, touching corners
	if got, want := ClipToConvex(ring, window).SignedAreaM2(), ring.SignedAreaM2(); math.Abs(got-want) > 1e-6*want {
		t.Errorf("clipping by a window around it changed the area from %v to %v", want, got)
	}
	half := ClipToConvex(ring, Ring{{115, 38}, {116.5, 38}, {116.5, 41}, {115, 41}, {115, 38}})
	if got, want := half.SignedAreaM2(), ring.SignedAreaM2()/2; math.Abs(got-want) > 1e-6*want {
		t.Errorf("half the ring measures %v, want %v", got, want)
	}
	if away := ClipToConvex(ring, square(120, 39, 1)); len(away) != 0 {
		t.Errorf("clipping to a window elsewhere left %v", away)
	}
}

func TestRunsThrough(t *testing.T) {
	window := square(0, 0, 1)
	for _, c := range []struct {
		name string
		a, b Point
		want bool
	}{
		{"across", Point{-1, 0.5}, Point{2, 0.5}, true},
		{"within", Point{0.4, 0.4}, Point{0.6, 0.6}, true},
		{"along an edge", Point{0, 0}, Point{1, 0}, false},
		{"touching a corner", Point{-1, 1}, Point{1, -1}, false},
		{"outside", Point{2, 0}, Point{2, 1}, false},
		{"ending on the edge", Point{-1, 0.5}, Point{0, 0.5}, false},
	} {
		if got := RunsThrough(c.a, c.b, window); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
