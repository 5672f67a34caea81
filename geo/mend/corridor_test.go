package mend_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/geo/mend"
)

func TestCorridorOfAStraightStreet(t *testing.T) {
	a := geo.Point{Lng: 116.4, Lat: 39.9}
	plane := geo.PlaneAt(a)
	b := plane.ToPoint(300, 400)
	s, err := mend.Corridor([]geo.Line{{a, b}}, 10)
	if err != nil || len(s) != 1 || len(s[0]) != 1 {
		t.Fatal(s, err)
	}
	if want := 500*10 + math.Pi*25; math.Abs(s.AreaM2()-want) > 0.01*want {
		t.Errorf("%g m², not %g", s.AreaM2(), want)
	}
	for _, c := range []struct {
		along, aside float64
		in           bool
	}{{250, 4.9, true}, {250, -4.9, true}, {250, 5.1, false}, {250, -5.1, false}, {-4.9, 0, true}, {-5.1, 0, false}, {504.9, 0, true}, {505.1, 0, false}} {
		p := plane.ToPoint(0.6*c.along-0.8*c.aside, 0.8*c.along+0.6*c.aside)
		if s.Contains(p) != c.in {
			t.Errorf("%g m along, %g m aside: in is %v", c.along, c.aside, !c.in)
		}
	}
}

func TestCorridorOfOddLines(t *testing.T) {
	p, q := geo.Point{Lng: 116.4, Lat: 39.9}, geo.Point{Lng: 116.4000001, Lat: 39.9}
	for name, lines := range map[string][]geo.Line{
		"a point twice":   {{p, p}},
		"a point alone":   {{p}},
		"a centimetre":    {{p, q}},
		"there and back":  {{p, q, p}},
		"point and line":  {{p}, {q, {Lng: 116.401, Lat: 39.9}}},
		"repeated points": {{p, p, q, q}},
	} {
		s, err := mend.Corridor(lines, 6)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		checkHolds(t, s, lines)
	}
	if s, err := mend.Corridor([]geo.Line{{p, p}}, 6); err != nil || math.Abs(s.AreaM2()-9*math.Pi) > 0.5 {
		t.Errorf("a disc of 6 m has %g m², %v", s.AreaM2(), err)
	}
	loop := geo.Line{p, {Lng: 116.401, Lat: 39.9}, {Lng: 116.401, Lat: 39.901}, p}
	if s, err := mend.Corridor([]geo.Line{loop}, 6); err != nil || len(s) != 1 || len(s[0]) != 2 {
		t.Errorf("a street round a block: %v, %v", s, err)
	}
}

func TestCorridorRefuses(t *testing.T) {
	p := geo.Point{Lng: 116.4, Lat: 39.9}
	good := geo.Line{p, {Lng: 116.5, Lat: 39.9}}
	for _, c := range []struct {
		lines []geo.Line
		width float64
		kind  mend.Kind
		line  int
	}{
		{nil, 6, mend.TooFewPoints, 0},
		{[]geo.Line{good, {}}, 6, mend.TooFewPoints, 1},
		{[]geo.Line{good, {p, {Lng: 39.9, Lat: 116.4}}}, 6, mend.OutOfRange, 1},
		{[]geo.Line{{{Lng: 179, Lat: 0}, {Lng: -179, Lat: 0}}}, 6, mend.Antimeridian, 0},
		{[]geo.Line{{{Lng: math.NaN(), Lat: 0}}}, 6, mend.NotFinite, 0},
		{[]geo.Line{good}, 0, mend.BadWidth, 0},
		{[]geo.Line{good}, -3, mend.BadWidth, 0},
		{[]geo.Line{good}, math.NaN(), mend.BadWidth, 0},
		{[]geo.Line{good}, math.Inf(1), mend.BadWidth, 0},
	} {
		_, err := mend.Corridor(c.lines, c.width)
		var refusal *mend.Refusal
		if !errors.As(err, &refusal) || refusal.Kind != c.kind || refusal.Polygon != c.line {
			t.Errorf("%v, %g: %v", c.lines, c.width, err)
		}
	}
}

// checkHolds asks for every vertex and the middle of every piece.
func checkHolds(t interface{ Errorf(string, ...any) }, s geo.Shape, lines []geo.Line) {
	for _, line := range lines {
		for i, p := range line {
			if !s.Contains(p) {
				t.Errorf("the corridor misses the vertex %v", p)
			}
			if i > 0 {
				middle := geo.Point{Lng: (p.Lng + line[i-1].Lng) / 2, Lat: (p.Lat + line[i-1].Lat) / 2}
				if !s.Contains(middle) {
					t.Errorf("the corridor misses the middle %v", middle)
				}
			}
		}
	}
	if err := asGeom(s).Validate(); err != nil {
		t.Errorf("the corridor is not valid: %v", err)
	}
}

func TestCorridorHoldsItsLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawCentre(t)
		reach := math.Pow(10, rapid.Float64Range(-8, -1).Draw(t, "reach"))
		line := geo.Line{p}
		for range rapid.IntRange(1, 12).Draw(t, "points") {
			p = geo.Point{
				Lng: p.Lng + rapid.Float64Range(-reach, reach).Draw(t, "dx"),
				Lat: p.Lat + rapid.Float64Range(-reach, reach).Draw(t, "dy"),
			}
			line = append(line, p)
		}
		s, err := mend.Corridor([]geo.Line{line}, rapid.Float64Range(0.5, 60).Draw(t, "width"))
		if err != nil {
			t.Fatal(err)
		}
		checkHolds(t, s, []geo.Line{line})
	})
}

// Every fifth, to save time.
func TestCorridorOfRoadsInMonaco(t *testing.T) {
	roads := geotest.Features(t, "monaco/roads.geojson.gz")
	for i := 0; i < len(roads); i += 5 {
		lines := roads[i].Geometry.Lines
		s, err := mend.Corridor(lines, 5)
		if err != nil {
			t.Errorf("road %d: %v", i, err)
			continue
		}
		checkHolds(t, s, lines)
	}
}
