package geo_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
)

func TestParseDatum(t *testing.T) {
	for name, want := range map[string]geo.Datum{
		"wgs84": geo.WGS84, "WGS84": geo.WGS84, "WGS-84": geo.WGS84,
		"gcj02": geo.GCJ02, "GCJ-02": geo.GCJ02, "Gcj02": geo.GCJ02,
		"bd09": geo.BD09, "BD-09": geo.BD09,
		"": "", "wgs": "", "gcj2": "", " gcj02": "", "bd09mc": "", "gcj_02": "", "gcj--02": "",
	} {
		got, ok := geo.ParseDatum(name)
		if got != want || ok != (want != "") {
			t.Errorf("ParseDatum(%q) = %q, %v; want %q", name, got, ok, want)
		}
	}
}

// The oracle is gcoord 1.0.7 from npm (MIT), an independent implementation: 24
// cities at home and abroad, every corner, side and middle of GCJ-02's box with
// its neighbours a millionth of a degree away, and a grid. testdata/gcoord.json
// was made under node 20 by
//
//	const { transform, WGS84, GCJ02, BD09 } = require('gcoord');
//	rows = points.map(p => ({ p,
//	  to_gcj02: transform(p, WGS84, GCJ02), to_bd09: transform(p, WGS84, BD09),
//	  from_gcj02: transform(p, GCJ02, WGS84), from_bd09: transform(p, BD09, WGS84) }))
//
// without the last two within 0.1° of the box's sides, where gcoord's inverse
// never returns. Its GCJ-02 inverse stops at 1e-6 degrees; its BD-09 inverse is
// the one-step formula.
func TestDatumAgainstGcoord(t *testing.T) {
	var rows []struct {
		P         [2]float64
		ToGCJ02   [2]float64  `json:"to_gcj02"`
		ToBD09    [2]float64  `json:"to_bd09"`
		FromGCJ02 *[2]float64 `json:"from_gcj02"`
		FromBD09  *[2]float64 `json:"from_bd09"`
	}
	text, err := os.ReadFile("testdata/gcoord.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) < 300 {
		t.Fatalf("only %d rows", len(rows))
	}
	check := func(what string, p [2]float64, got geo.Point, want [2]float64, degrees float64) {
		if off := math.Max(math.Abs(got.Lng-want[0]), math.Abs(got.Lat-want[1])); off > degrees {
			t.Errorf("%s of %v: %v, gcoord has %v, %g degrees off", what, p, got, want, off)
		}
	}
	for _, row := range rows {
		p := geo.Point{Lng: row.P[0], Lat: row.P[1]}
		check("to GCJ-02", row.P, geo.GCJ02.FromWGS84(p), row.ToGCJ02, 1e-12)
		check("to BD-09", row.P, geo.BD09.FromWGS84(p), row.ToBD09, 1e-12)
		if row.FromGCJ02 != nil {
			check("from GCJ-02", row.P, geo.GCJ02.ToWGS84(p), *row.FromGCJ02, 1.1e-6)
		}
		if row.FromBD09 != nil {
			check("from BD-09", row.P, geo.BD09.ToWGS84(p), *row.FromBD09, 2e-5)
		}
	}
}

// China lies within these bounds, islands and all; so does the round trip.
func drawChina(t *rapid.T) geo.Point {
	return geo.Point{
		Lng: rapid.Float64Range(73.4, 135.1).Draw(t, "lng"),
		Lat: rapid.Float64Range(3.3, 53.6).Draw(t, "lat"),
	}
}

func TestDatumRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawChina(t)
		for _, d := range []geo.Datum{geo.WGS84, geo.GCJ02, geo.BD09} {
			if m := geo.Distance(p, d.ToWGS84(d.FromWGS84(p))); m > 1e-6 {
				t.Fatalf("%s: %v comes back %g m off", d, p, m)
			}
			if m := geo.Distance(p, d.FromWGS84(d.ToWGS84(p))); m > 1e-6 {
				t.Fatalf("%s: %v given, %g m off after coming and going", d, p, m)
			}
		}
	})
}

// 105° E is where the formula's square root has no slope.
func TestDatumRoundTripAtTheKink(t *testing.T) {
	for _, lng := range []float64{105, math.Nextafter(105, 0), math.Nextafter(105, 200), 105 + 1e-13, 105 - 1e-9, 104.995, 104.99} {
		for lat := 4.0; lat < 54; lat += 0.37 {
			p := geo.Point{Lng: lng, Lat: lat}
			if m := geo.Distance(p, geo.BD09.ToWGS84(geo.BD09.FromWGS84(p))); m > 1e-4 {
				t.Errorf("%v comes back %g m off", p, m)
			}
		}
	}
}

func TestDatumSizeOfShift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawChina(t)
		gcj := geo.GCJ02.FromWGS84(p)
		if m := geo.Distance(p, gcj); m < 1 || m > 1000 {
			t.Fatalf("GCJ-02 moves %v by %g m", p, m)
		}
		if m := geo.Distance(gcj, geo.BD09.FromWGS84(p)); m < 600 || m > 1400 {
			t.Fatalf("BD-09 moves %v by %g m from GCJ-02", p, m)
		}
	})
}

func TestDatumAbroad(t *testing.T) {
	for _, p := range []geo.Point{{Lng: -77.0369, Lat: 38.9072}, {Lng: 7.4246, Lat: 43.7384}, {Lng: 139.6917, Lat: 35.6895}, {Lng: 151.2, Lat: -33.9}} {
		if got := geo.GCJ02.FromWGS84(p); got != p {
			t.Errorf("GCJ-02 moves %v to %v", p, got)
		}
		if got := geo.GCJ02.ToWGS84(p); got != p {
			t.Errorf("from GCJ-02, %v becomes %v", p, got)
		}
		bd := geo.BD09.FromWGS84(p)
		if m := geo.Distance(p, bd); m < 500 || m > 1400 {
			t.Errorf("BD-09 moves %v by %g m", p, m)
		}
		if m := geo.Distance(p, geo.BD09.ToWGS84(bd)); m > 1e-6 {
			t.Errorf("BD-09: %v comes back %g m off", p, m)
		}
	}
}

// At the border of the box the shift ends at once: a step outward leaves the
// position alone. The inverse must neither hang nor throw positions about.
func TestDatumAtTheBorderOfTheBox(t *testing.T) {
	const w, s, e, n = 72.004, 0.8293, 137.8347, 55.8271
	for _, in := range []geo.Point{{Lng: w, Lat: 30}, {Lng: e, Lat: 30}, {Lng: 105, Lat: s}, {Lng: 105, Lat: n}, {Lng: w, Lat: s}, {Lng: e, Lat: n}} {
		if geo.GCJ02.FromWGS84(in) == in {
			t.Errorf("the border itself, %v, is not moved", in)
		}
	}
	for _, out := range []geo.Point{{Lng: w - 1e-9, Lat: 30}, {Lng: e + 1e-9, Lat: 30}, {Lng: 105, Lat: s - 1e-9}, {Lng: 105, Lat: n + 1e-9}} {
		if geo.GCJ02.FromWGS84(out) != out || geo.GCJ02.ToWGS84(out) != out {
			t.Errorf("%v lies outside the box and is moved", out)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{
			Lng: rapid.SampledFrom([]float64{w, e, 105}).Draw(t, "lng") + rapid.Float64Range(-0.02, 0.02).Draw(t, "dLng"),
			Lat: rapid.SampledFrom([]float64{s, n, 35}).Draw(t, "lat") + rapid.Float64Range(-0.02, 0.02).Draw(t, "dLat"),
		}
		for _, d := range []geo.Datum{geo.GCJ02, geo.BD09} {
			if m := geo.Distance(p, d.ToWGS84(p)); !(m < 2500) {
				t.Fatalf("%s: %v is thrown %g m", d, p, m)
			}
		}
		box := geo.Box{Min: geo.Point{Lng: w, Lat: s}, Max: geo.Point{Lng: e, Lat: n}}
		moved := geo.GCJ02.FromWGS84(p)
		if m := geo.Distance(p, geo.GCJ02.ToWGS84(moved)); box.Contains(p) == box.Contains(moved) && m > 1e-6 {
			t.Fatalf("%v stays on its side of the border and comes back %g m off", p, m)
		}
	})
}

func TestDatumUnknownPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a datum that nobody parsed moved a point")
		}
	}()
	geo.Datum("mars").ToWGS84(geo.Point{})
}

// The bend that ShapeToWGS84's comment states.
func TestShapeToWGS84BendsLittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawChina(t)
		turn := rapid.Float64Range(0, 2*math.Pi).Draw(t, "turn")
		b := geo.PlaneAt(a).ToPoint(1000*math.Cos(turn), 1000*math.Sin(turn))
		middle := geo.Point{Lng: (a.Lng + b.Lng) / 2, Lat: (a.Lat + b.Lat) / 2}
		line := geo.GCJ02.LineToWGS84(geo.Line{a, middle, b})
		if m := geo.PlaneAt(line[1]).ToSegment(line[0], line[2]); m > 0.2 {
			t.Fatalf("the edge %v-%v bends by %g m", a, b, m)
		}
	})
}
