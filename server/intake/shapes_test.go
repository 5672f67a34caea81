package intake_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/intake"
)

// feature writes one with the properties and the geometry given as JSON.
func feature(properties, geometry string) string {
	return fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":%s}`, properties, geometry)
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

func polygon(rings string) string { return `{"type":"Polygon","coordinates":[` + rings + `]}` }

const (
	block    = `[[104.70,29.30],[104.72,29.30],[104.72,29.32],[104.70,29.32],[104.70,29.30]]`
	backward = `[[104.70,29.30],[104.70,29.32],[104.72,29.32],[104.72,29.30],[104.70,29.30]]`
	eight    = `[[104.70,29.30],[104.72,29.32],[104.72,29.30],[104.70,29.32],[104.70,29.30]]`
	turned   = `[[29.30,104.70],[29.30,104.72],[29.32,104.72],[29.32,104.70],[29.30,104.70]]`
)

func forCommunities() intake.ShapeOptions {
	return intake.ShapeOptions{
		Options: forZigong(), CRS: geo.WGS84, Level: "community",
		CodeProp: "code", NameProp: "name", ParentProp: "parent", GridCodeProp: "grid",
	}
}

func readTerritory(t *testing.T, text string, o intake.ShapeOptions) ([]territory.Unit, *intake.Report) {
	t.Helper()
	units, report, err := intake.ReadTerritory(context.Background(), strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	legible(t, report.Findings)
	return units, report
}

func TestReadTerritory(t *testing.T) {
	text := collection(feature(`{"code":"510302001001","name":" 东兴寺社区 ","name_en":"x","parent":510302001000,"grid":"510302001001001"}`, polygon(block)))
	units, report := readTerritory(t, text, forCommunities())
	if len(report.Findings) > 0 || report.Read != 1 || report.Kept != 1 || len(units) != 1 {
		t.Fatalf("%d of %d kept, found %s", report.Kept, report.Read, lines(report.Findings))
	}
	u := units[0]
	if u.Code != "510302001001" || u.Names != (city.Names{ZH: "东兴寺社区"}) || u.Parent != "510302001000" || u.GridCode != "510302001001001" || u.Level != "community" {
		t.Errorf("got %+v", u)
	}
	if u.Declared.Datum != geo.WGS84 || !u.Declared.Shape.Equal(u.Shape) || u.Shape[0][0][1] != (geo.Point{Lng: 104.72, Lat: 29.30}) {
		t.Errorf("ground %+v, declared %+v", u.Shape, u.Declared)
	}
}

func TestADeclaredDatumIsTurnedAndKept(t *testing.T) {
	for _, crs := range []geo.Datum{geo.GCJ02, geo.BD09} {
		o := forCommunities()
		o.CRS = crs
		units, report := readTerritory(t, collection(feature(`{"code":"510302001001"}`, polygon(block))), o)
		if len(units) != 1 || len(report.Findings) > 0 {
			t.Fatalf("%s: found %s", crs, lines(report.Findings))
		}
		u := units[0]
		if u.Declared.Datum != crs || u.Declared.Shape[0][0][0] != (geo.Point{Lng: 104.70, Lat: 29.30}) {
			t.Errorf("%s: declared %+v", crs, u.Declared)
		}
		for i, p := range u.Shape[0][0] {
			if back := crs.FromWGS84(p); geo.Distance(back, u.Declared.Shape[0][0][i]) > 0.001 {
				t.Errorf("%s: corner %d comes back as %v", crs, i, back)
			}
			if geo.Distance(p, u.Declared.Shape[0][0][i]) < 100 {
				t.Errorf("%s: corner %d was not moved", crs, i)
			}
		}
	}
}

func TestThePlaceOfAFindingIsInWGS84(t *testing.T) {
	o := forCommunities()
	o.CRS = geo.GCJ02
	_, report := readTerritory(t, collection(feature(`{"code":"510302001001"}`, polygon(eight))), o)
	want := geo.GCJ02.ToWGS84(geo.Point{Lng: 104.71, Lat: 29.31})
	if len(report.Findings) != 1 || report.Findings[0].At == nil || geo.Distance(*report.Findings[0].At, want) > 0.01 {
		t.Errorf("found %+v, want it at %v", report.Findings, want)
	}
}

// Codes are digits, not quantities: none may be lost or gained on the way.
func TestNumericCodesKeepEveryDigit(t *testing.T) {
	tests := []struct{ json, want string }{
		{`110101000000`, "110101000000"},
		{`23715051`, "23715051"},
		{`110101001001001001`, "110101001001001001"}, // more than a float64 holds
		{`1.10101e11`, "110101000000"},
		{`110101000000.0`, "110101000000"},
		{`" 2B07 "`, "2B07"},
		{`1.5`, ""},
		{`1e400`, ""},
		{`1e99`, "1" + strings.Repeat("0", 99)},
		{`true`, ""},
		{`["1"]`, ""},
	}
	anything := *zigong
	anything.Levels = []city.Level{{ID: "community", Names: city.Names{ZH: "社区"}, Form: city.Tiling, Resolution: 11}}
	for _, test := range tests {
		o := forCommunities()
		o.Profile = &anything
		units, report := readTerritory(t, collection(feature(`{"code":`+test.json+`}`, polygon(block))), o)
		got := ""
		if len(units) == 1 {
			got = units[0].Code
		}
		if got != test.want || (test.want == "") != report.Refused() {
			t.Errorf("%s became %q, want %q; found %s", test.json, got, test.want, lines(report.Findings))
		}
		if test.want == "" && report.Findings[0].Code != fault.ValueKind {
			t.Errorf("%s: found %s", test.json, lines(report.Findings))
		}
	}
}

func TestPropertiesByPath(t *testing.T) {
	o := forCommunities()
	o.Level, o.CodeProp, o.ParentProp = "county", "adcode", "parent.adcode"
	text := collection(feature(`{"adcode":510302,"name":"自流井区","parent":{"adcode":510300},"a.b":"1"}`, polygon(block)))
	units, report := readTerritory(t, text, o)
	if len(units) != 1 || units[0].Code != "510302000000" || units[0].Parent != "510300000000" {
		t.Errorf("got %+v", units)
	}
	if got := lines(report.Findings); got != "repaired code_padded 1 510302 adcode; repaired code_padded 1 510302000000 parent.adcode" {
		t.Errorf("found %s", got)
	}
	o.CodeProp, o.Level, o.ParentProp = "a.b", "grid", ""
	if _, report = readTerritory(t, text, o); lines(report.Findings) != "" {
		t.Errorf("a name with a dot in it: found %s", lines(report.Findings))
	}
}

func TestFeatureFindings(t *testing.T) {
	good := feature(`{"code":"510302001001"}`, polygon(block))
	tests := []struct{ name, text, want string }{
		{"empty file", "", "refused geojson_empty_file 0"},
		{"no features", collection(), "refused file_empty 0"},
		{"not JSON", "code,name", "refused geojson_not_json 0"},
		{"no GeoJSON", `{"code":1}`, "refused geojson_not_features 0"},
		{"broken off", collection(good)[:150], "refused geojson_truncated 1"},
		{"bad position in the second", collection(good, feature(`{"code":"510302001002"}`, polygon(`[[104.7,29.3],[104.7]]`))), "refused geojson_bad_position 2 at 104.7,29.3"},
		{"projected", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4547"}},"features":[` + good + `]}`, "refused geojson_other_crs 1 crs"},
		{"no code", collection(feature(`{"id":"510302001001"}`, polygon(block))), "refused property_absent 1 code"},
		{"code null", collection(feature(`{"code":null}`, polygon(block))), "refused value_missing 1 code"},
		{"code in scientific notation", collection(feature(`{"code":"5.10302E+11"}`, polygon(block))), "refused code_scientific 1 5.10302E+11 code"},
		{"long name", collection(feature(`{"code":"510302001001","name":"`+strings.Repeat("自", 501)+`"}`, polygon(block))), "refused text_too_long 1 510302001001 name"},
		{"code twice", collection(good, good), "refused code_doubled 2 510302001001 code"},
		{"no geometry", collection(feature(`{"code":"510302001001"}`, `null`)), "refused geometry_missing 1 510302001001 geometry"},
		{"a point", collection(feature(`{"code":"510302001001"}`, `{"type":"Point","coordinates":[104.7,29.3]}`)), "refused geometry_kind 1 510302001001 geometry"},
		{"a line", collection(feature(`{"code":"510302001001"}`, `{"type":"LineString","coordinates":[[104.7,29.3],[104.8,29.3]]}`)), "refused geometry_kind 1 510302001001 geometry"},
		{"no rings", collection(feature(`{"code":"510302001001"}`, `{"type":"MultiPolygon","coordinates":[]}`)), "refused shape_no_rings 1 510302001001 geometry at 0,0"},
		{"an eight", collection(good, feature(`{"code":"510302001002"}`, polygon(eight))), "refused shape_self_crossing 2 510302001002 geometry at 104.71,29.31"},
		{"a hole as large as its shell", collection(feature(`{"code":"510302001001"}`, polygon(block+","+backward))), "repaired mended_rings_touch 1 510302001001 geometry; refused shape_no_area 1 510302001001 geometry at 104.7,29.3 at 104.7,29.3"},
		{"a ring backwards", collection(feature(`{"code":"510302001001"}`, polygon(backward))), "repaired mended_ring_reversed 1 510302001001 geometry at 104.7,29.3"},
		{"latitude first", collection(feature(`{"code":"510302001001"}`, polygon(turned))), "repaired mended_swapped 1 510302001001 geometry at 104.7,29.3"},
		{"off the globe", collection(feature(`{"code":"510302001001"}`, polygon(strings.ReplaceAll(block, "104.72", "1040.72")))), "refused shape_out_of_range 1 510302001001 geometry"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := forCommunities()
			o.GridCodeProp, o.ParentProp = "", ""
			_, report := readTerritory(t, test.text, o)
			got := lines(report.Findings)
			for _, f := range report.Findings {
				if f.At != nil {
					got += fmt.Sprintf(" at %.6g,%.6g", f.At.Lng, f.At.Lat)
				}
			}
			if got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// Where positions are written latitude first, the shape comes out where it is.
func TestSwappedPositionsAreExchanged(t *testing.T) {
	units, _ := readTerritory(t, collection(feature(`{"code":"510302001001"}`, polygon(turned))), forCommunities())
	if len(units) != 1 || math.Abs(units[0].Shape.AreaM2()-geo.Shape{{geo.Ring{{Lng: 104.7, Lat: 29.3}, {Lng: 104.72, Lat: 29.3}, {Lng: 104.72, Lat: 29.32}, {Lng: 104.7, Lat: 29.32}, {Lng: 104.7, Lat: 29.3}}}}.AreaM2()) > 1e-3 {
		t.Errorf("got %+v", units)
	}
	o := forCommunities()
	elsewhere := *zigong
	elsewhere.Extent = city.Extent{West: 116, South: 39, East: 117, North: 40}
	o.Profile = &elsewhere
	if _, report := readTerritory(t, collection(feature(`{"code":"510302001001"}`, polygon(turned))), o); lines(report.Findings) != "refused shape_out_of_range 1 510302001001 geometry" {
		t.Errorf("beyond the extent even so: found %s", lines(report.Findings))
	}
}

func TestOptionsAreCheckedFirst(t *testing.T) {
	o := forCommunities()
	o.CRS, o.Level = "", "ward"
	_, report := readTerritory(t, collection(), o)
	if got := lines(report.Findings); got != "refused crs_missing 0 crs; refused level_unknown 0 level" {
		t.Errorf("found %s", got)
	}
}

func TestLevelsByProperty(t *testing.T) {
	o := forCommunities()
	o.Level, o.LevelProp, o.Levels = "", "admin_level", map[string]string{"8": "subdistrict", "10": "community", "2": intake.Dropped}
	text := collection(
		feature(`{"code":"510302001001","admin_level":"10"}`, polygon(block)),
		feature(`{"code":"510302001000","admin_level":8}`, polygon(block)),
		feature(`{"code":"5","admin_level":"2"}`, `null`),
		feature(`{"code":"6","admin_level":"9"}`, polygon(block)),
		feature(`{"code":"7"}`, polygon(block)),
		feature(`{"code":1.5,"admin_level":"10"}`, polygon(block)),
	)
	units, report := readTerritory(t, text, o)
	if len(units) != 2 || units[0].Level != "community" || units[1].Level != "subdistrict" {
		t.Errorf("got %+v", units)
	}
	if got := lines(report.Findings); got != "noted level_dropped 3 5 admin_level; refused level_unmapped 4 6 admin_level; refused property_absent 5 7 admin_level; refused value_kind 6 1.5 code" {
		t.Errorf("found %s", got)
	}
}

func TestMergingPolygonsOfOneCode(t *testing.T) {
	east := strings.NewReplacer("104.72", "104.74", "104.70", "104.72").Replace(block)
	text := collection(
		feature(`{"code":"510302001001"}`, polygon(block)),
		feature(`{"code":"510302001001","name":"东兴寺社区"}`, polygon(east)),
	)
	o := forCommunities()
	o.MergeByCode = true
	units, report := readTerritory(t, text, o)
	if len(units) != 1 || units[0].Names.ZH != "东兴寺社区" || len(units[0].Declared.Shape) != 2 || len(units[0].Shape) != 1 {
		t.Fatalf("got %+v", units)
	}
	if got := lines(report.Findings); got != "repaired mended_parts_touch 1 510302001001 geometry; noted units_merged 1 510302001001 code" {
		t.Errorf("found %s", got)
	}
	text = strings.Replace(text, `"510302001001"}`, `"510302001001","name":"西"}`, 1)
	if _, report = readTerritory(t, text, o); lines(report.Findings) != "refused merge_conflict 2 510302001001 name" {
		t.Errorf("found %s", lines(report.Findings))
	}
}

func TestShapeLimits(t *testing.T) {
	text := collection(feature(`{"code":"510302001001"}`, polygon(block)), feature(`{"code":"510302001002"}`, polygon(block)), feature(`{"code":"510302001003"}`, polygon(block)))
	o := forCommunities()
	o.MaxBytes = int64(len(text)) - 1
	if _, report := readTerritory(t, text, o); lines(report.Findings) != "refused file_too_large 0" {
		t.Errorf("found %s", lines(report.Findings))
	}
	o = forCommunities()
	o.MaxRecords = 1
	if units, report := readTerritory(t, text, o); lines(report.Findings) != "refused too_many_rows 0" || len(units) != 1 {
		t.Errorf("%d units, found %s", len(units), lines(report.Findings))
	}
	o = forCommunities()
	last := int64(0)
	o.Size, o.Progress = int64(len(text)), func(done, total int64) { last = done }
	if readTerritory(t, text, o); last != int64(len(text)) {
		t.Errorf("progress ended at %d of %d", last, len(text))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := intake.ReadTerritory(ctx, strings.NewReader(text), o); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}
