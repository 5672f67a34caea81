package demo

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
)

var testPlane = geo.PlaneAt(geo.Point{Lng: 116.4, Lat: 39.9})

// star draws a plot around the origin of testPlane, with bays and spikes.
func star(t *rapid.T) plot {
	n := rapid.IntRange(3, 30).Draw(t, "corners")
	var ring geo.Ring
	for i := range n {
		r := rapid.Float64Range(20, 300).Draw(t, "radius")
		sin, cos := math.Sincos(2 * math.Pi * (float64(i) + rapid.Float64Range(0, 0.9).Draw(t, "turn")) / float64(n))
		ring = append(ring, testPlane.ToPoint(r*cos, r*sin))
	}
	return plotOf(append(ring, ring[0]), map[[2]geo.Point]*border{})
}

// Every chord parts a plot in two simple sides that make up the whole, with the
// left one on the left.
func TestSplitKeepsTheGround(t *testing.T) {
	s := &surveyor{plane: testPlane}
	split := 0
	rapid.Check(t, func(t *rapid.T) {
		p := star(t)
		angle := rapid.Float64Range(-math.Pi, math.Pi).Draw(t, "angle")
		x, y := rapid.Float64Range(-150, 150).Draw(t, "x"), rapid.Float64Range(-150, 150).Draw(t, "y")
		sin, cos := math.Sincos(angle)
		a, b := testPlane.ToPoint(x-1000*cos, y-1000*sin), testPlane.ToPoint(x+1000*cos, y+1000*sin)
		whole := s.metres(p).area()
		for _, c := range p.chords(a, b) {
			split++
			left, right := p.split(c, &border{})
			areaL, areaR := s.metres(left).signed(), s.metres(right).signed()
			if areaL <= 0 || areaR <= 0 || math.Abs(areaL+areaR-whole) > 1e-6*whole {
				t.Fatalf("%.3f m² in %.3f and %.3f", whole, areaL, areaR)
			}
			if len(left)+len(right) != len(p)+4 {
				t.Fatalf("%d corners in %d and %d", len(p), len(left), len(right))
			}
			middle := geo.Point{Lng: (c.from.Lng + c.to.Lng) / 2, Lat: (c.from.Lat + c.to.Lat) / 2}
			x, y := testPlane.ToMetres(middle)
			if o := s.metres(p); !o.contains(vec{x, y}) {
				t.Fatalf("the chord leaves the plot at %v", middle)
			}
		}
	})
	if split == 0 {
		t.Error("no line split anything")
	}
}

// signed is the area, positive for a counter-clockwise outline.
func (o outline) signed() float64 {
	sum := 0.0
	for i, v := range o {
		sum += v.cross(o.after(i))
	}
	return sum / 2
}

func TestLineHasTheShareOnItsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := star(t)
		s := &surveyor{plane: testPlane}
		share := rapid.Float64Range(0.1, 0.9).Draw(t, "share")
		a, b := s.line(s.metres(p), rapid.Float64Range(-4, 4).Draw(t, "angle"), share)
		ring := geo.Ring{}
		for _, c := range p {
			ring = append(ring, c.at)
		}
		ring = append(ring, ring[0])
		// What lies right of the line, by the clipper of another package.
		far := func(q geo.Point) geo.Point {
			x, y := testPlane.ToMetres(q)
			bx, by := testPlane.ToMetres(b)
			ax, ay := testPlane.ToMetres(a)
			d := vec{bx - ax, by - ay}.normal().times(-2000)
			return testPlane.ToPoint(x+d.x, y+d.y)
		}
		long := func(from, to geo.Point) geo.Point {
			return geo.Point{Lng: from.Lng + 10*(to.Lng-from.Lng), Lat: from.Lat + 10*(to.Lat-from.Lat)}
		}
		a2, b2 := long(b, a), long(a, b)
		right := geo.ClipToConvex(ring, geo.Ring{b2, a2, far(a2), far(b2), b2})
		got := 1 - geo.Shape{geo.Polygon{right}}.AreaM2()/geo.Shape{geo.Polygon{ring}}.AreaM2()
		if math.Abs(got-share) > 1e-3 {
			t.Fatalf("%.4f of the ground lies left, want %.4f", got, share)
		}
	})
}

func TestDivideFollowsTheWeights(t *testing.T) {
	ring := geo.Ring{testPlane.ToPoint(0, 0), testPlane.ToPoint(900, 0), testPlane.ToPoint(900, 400), testPlane.ToPoint(0, 400), testPlane.ToPoint(0, 0)}
	s := &surveyor{plane: testPlane, rng: rand.New(rand.NewPCG(1, 1))}
	parts, err := s.divide(plotOf(ring, map[[2]geo.Point]*border{}), []float64{1, 2, 3, 4, 5, 3}, nil)
	if err != nil || len(parts) != 6 {
		t.Fatal(len(parts), err)
	}
	for i, want := range []float64{1, 2, 3, 4, 5, 3} {
		o := s.metres(parts[i])
		if got := o.area() / 20000; math.Abs(got-want) > 0.35*want || o.sprawl() > 2 {
			t.Errorf("part %d: %.2f of weight %.0f, sprawl %.1f", i, got, want, o.sprawl())
		}
	}
}

func TestDivideGivesUpOnGroundTooSmall(t *testing.T) {
	ring := geo.Ring{testPlane.ToPoint(0, 0), testPlane.ToPoint(0.4, 0), testPlane.ToPoint(0, 0.4), testPlane.ToPoint(0, 0)}
	s := &surveyor{plane: testPlane, rng: rand.New(rand.NewPCG(1, 1))}
	if _, err := s.divide(plotOf(ring, map[[2]geo.Point]*border{}), []float64{1, 1}, nil); err == nil {
		t.Error("a triangle of 0.4 m was divided")
	}
}

func TestSprawlIsOneForASquare(t *testing.T) {
	for _, tc := range []struct{ width, want float64 }{{1, 1}, {4, 1.5625}, {100, 25.5025}} {
		o := outline{{0, 0}, {tc.width, 0}, {tc.width, 1}, {0, 1}}
		if got := o.sprawl(); math.Abs(got-tc.want) > 1e-9 {
			t.Errorf("%g by 1: sprawl %g, want %g", tc.width, got, tc.want)
		}
	}
}

func TestGrainIsTheDirectionOfMostEdges(t *testing.T) {
	for _, degrees := range []float64{-40, -10, 0, 3, 30} {
		box := outline{{0, 0}, {300, 0}, {300, 100}, {0, 100}, {-10, 50}}.turned(-degrees * math.Pi / 180)
		if got := grainOf(box) * 180 / math.Pi; math.Abs(got-degrees) > 2 {
			t.Errorf("grain %.1f°, want %.1f°", got, degrees)
		}
	}
}

func TestRectMeetsWhatComesWithinItsMargin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-60, 60)
		draw := func(name string) vec { return vec{coordinate.Draw(t, name), coordinate.Draw(t, name)} }
		r := rect{at: draw("at"), angle: rapid.Float64Range(-2, 2).Draw(t, "angle"), half: vec{20, 8}}
		a, b := draw("a"), draw("b")
		want := false
		for i := range 2001 { // walk the segment
			v := a.plus(b.minus(a).times(float64(i) / 2000)).minus(r.at).turned(r.angle)
			want = want || math.Abs(v.x) <= r.half.x+3 && math.Abs(v.y) <= r.half.y+3
		}
		if got := r.meets(a, b, 3); got != want && r.meets(a, b, 2.9) == r.meets(a, b, 3.1) {
			t.Fatalf("%v from %v to %v: %v, want %v", r, a, b, got, want)
		}
	})
}

func TestRoadsNearMissesNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(-400, 400)
		var line geo.Line
		for range 3 {
			line = append(line, testPlane.ToPoint(coordinate.Draw(t, "x"), coordinate.Draw(t, "y")))
		}
		g := &ground{plane: testPlane}
		roads, points := g.roads([]street{{way: way{line: line, widthM: 40}}}), g.metres(line)
		for i := range 400 { // lots all around the bend
			at := points[1].plus(vec{float64(i%20-10) * 5, float64(i/20-10) * 5})
			r := rect{at: at, half: vec{20, 8}}
			lot := outline{at.plus(vec{-20, -8}), at.plus(vec{20, -8}), at.plus(vec{20, 8}), at.plus(vec{-20, 8})}
			want := !r.meets(points[0], points[1], 20+setbackM) && !r.meets(points[1], points[2], 20+setbackM)
			if got := r.clear(roads.near(lot)); got != want {
				t.Fatalf("the lot at %v: clear is %v, want %v", at, got, want)
			}
		}
	})
}
