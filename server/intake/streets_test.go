package intake_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/intake"
)

func forStreets() intake.StreetOptions {
	o := forCommunities()
	o.Level, o.ParentProp, o.GridCodeProp = "street", "", ""
	return intake.StreetOptions{ShapeOptions: o, WidthProp: "width", WidthM: 12}
}

func readStreets(t *testing.T, text string, o intake.StreetOptions) ([]territory.Unit, *intake.Report) {
	t.Helper()
	units, report, err := intake.ReadStreets(context.Background(), strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	legible(t, report.Findings)
	return units, report
}

// alongParallel is a centreline of about 970 m.
const alongParallel = `{"type":"LineString","coordinates":[[104.70,29.30],[104.71,29.30]]}`

func TestACentrelineGetsItsGround(t *testing.T) {
	west, east := geo.Point{Lng: 104.70, Lat: 29.30}, geo.Point{Lng: 104.71, Lat: 29.30}
	for _, test := range []struct {
		properties string
		width      float64
	}{
		{`{"code":"510302R00001","width":20}`, 20},
		{`{"code":"510302R00001","width":" 7.5 "}`, 7.5},
		{`{"code":"510302R00001","width":null}`, 12},
		{`{"code":"510302R00001"}`, 12},
	} {
		units, report := readStreets(t, collection(feature(test.properties, alongParallel)), forStreets())
		if len(units) != 1 || len(report.Findings) > 0 {
			t.Fatalf("found %s", lines(report.Findings))
		}
		u := units[0]
		if u.Declared.WidthM != test.width || u.Declared.Shape != nil || len(u.Declared.Lines) != 1 || u.Declared.Lines[0][1] != east {
			t.Errorf("declared %+v", u.Declared)
		}
		// A corridor is its length by its width, and a disc for the two ends.
		want := geo.Distance(west, east)*test.width + math.Pi*test.width*test.width/4
		if got := u.Shape.AreaM2(); math.Abs(got-want)/want > 0.01 {
			t.Errorf("%g m wide: %.0f m², want %.0f", test.width, got, want)
		}
		if !u.Shape.Contains(geo.Point{Lng: 104.705, Lat: 29.30}) {
			t.Error("the middle lies outside")
		}
	}
}

// The declared line is kept; its corridor lies where the line truly is.
func TestACentrelineInGCJ02(t *testing.T) {
	o := forStreets()
	o.CRS = geo.GCJ02
	units, _ := readStreets(t, collection(feature(`{"code":"510302R00001"}`, alongParallel)), o)
	declared := geo.Point{Lng: 104.705, Lat: 29.30}
	if len(units) != 1 || units[0].Declared.Datum != geo.GCJ02 || units[0].Declared.Lines[0][0] != (geo.Point{Lng: 104.70, Lat: 29.30}) {
		t.Fatalf("got %+v", units)
	}
	if s := units[0].Shape; !s.Contains(geo.GCJ02.ToWGS84(declared)) || s.Contains(declared) {
		t.Error("the corridor lies where the declared coordinates are taken for WGS84")
	}
}

func TestAStreetMayBeAPolygon(t *testing.T) {
	o := forStreets()
	o.WidthM, o.WidthProp = 0, ""
	units, report := readStreets(t, collection(feature(`{"code":"510302R00001"}`, polygon(block))), o)
	if len(units) != 1 || len(report.Findings) > 0 || units[0].Declared.WidthM != 0 || units[0].Declared.Shape == nil {
		t.Errorf("got %+v, found %s", units, lines(report.Findings))
	}
}

func TestStreetFindings(t *testing.T) {
	street := func(properties string) string { return collection(feature(properties, alongParallel)) }
	tests := []struct{ name, text, want string }{
		{"too narrow", street(`{"code":"510302R00001","width":0}`), "refused width_invalid 1 510302R00001 width"},
		{"too wide", street(`{"code":"510302R00001","width":12000}`), "refused width_invalid 1 510302R00001 width"},
		{"no number", street(`{"code":"510302R00001","width":"wide"}`), "refused width_invalid 1 510302R00001 width"},
		{"not a number", street(`{"code":"510302R00001","width":"NaN"}`), "refused width_invalid 1 510302R00001 width"},
		{"a list", street(`{"code":"510302R00001","width":[3]}`), "refused width_invalid 1 510302R00001 width"},
		{"one point twice is a disc", collection(feature(`{"code":"510302R00001"}`, `{"type":"LineString","coordinates":[[104.7,29.3],[104.7,29.3]]}`)), ""},
		{"no line at all", collection(feature(`{"code":"510302R00001"}`, `{"type":"MultiLineString","coordinates":[]}`)), "refused shape_too_few_points 1 510302R00001 geometry"},
		{"off the globe", collection(feature(`{"code":"510302R00001"}`, `{"type":"LineString","coordinates":[[104.7,29.3],[1047,29.3]]}`)), "refused shape_out_of_range 1 510302R00001 geometry"},
		{"latitude first", collection(feature(`{"code":"510302R00001"}`, `{"type":"LineString","coordinates":[[29.30,104.70],[29.30,104.71]]}`)), "repaired mended_swapped 1 510302R00001 geometry"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			units, report := readStreets(t, test.text, forStreets())
			if got := lines(report.Findings); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
			if report.Refused() != (len(units) == 0) {
				t.Errorf("%d units", len(units))
			}
		})
	}
	o := forStreets()
	o.WidthM = 0
	if _, report := readStreets(t, street(`{"code":"510302R00001"}`), o); lines(report.Findings) != "refused width_missing 1 510302R00001 width" {
		t.Errorf("found %s", lines(report.Findings))
	}
}

func TestSegmentsOfOneStreetAreMerged(t *testing.T) {
	next := strings.NewReplacer("104.71", "104.72", "104.70", "104.71").Replace(alongParallel)
	text := collection(
		feature(`{"code":"510302R00001","name":"解放路"}`, alongParallel),
		feature(`{"code":"510302R00002"}`, alongParallel),
		feature(`{"code":"510302R00001"}`, next),
	)
	if _, report := readStreets(t, text, forStreets()); lines(report.Findings) != "refused code_doubled 3 510302R00001 code" {
		t.Errorf("found %s", lines(report.Findings))
	}
	o := forStreets()
	o.MergeByCode = true
	units, report := readStreets(t, text, o)
	if got := lines(report.Findings); got != "noted units_merged 1 510302R00001 code" || len(units) != 2 {
		t.Fatalf("%d units, found %s", len(units), got)
	}
	u := units[0]
	if len(u.Declared.Lines) != 2 || len(u.Shape) != 1 || !u.Shape.Contains(geo.Point{Lng: 104.705, Lat: 29.3}) || !u.Shape.Contains(geo.Point{Lng: 104.715, Lat: 29.3}) {
		t.Errorf("got %+v", u)
	}
	for _, test := range []struct{ old, new, want string }{
		{`"code":"510302R00001"}`, `"code":"510302R00001","width":13}`, "refused merge_conflict 3 510302R00001 width"},
		{next, polygon(block), "refused merge_conflict 3 510302R00001 geometry"},
	} {
		if _, report := readStreets(t, strings.Replace(text, test.old, test.new, 1), o); lines(report.Findings) != test.want {
			t.Errorf("found %s, want %s", lines(report.Findings), test.want)
		}
	}
}
