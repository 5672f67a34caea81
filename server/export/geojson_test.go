package export_test

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/server/export"
	"sizhang/server/intake"
	"sizhang/server/profile"
)

// asExported reads what GeoJSON writes.
func asExported(p *city.Profile) intake.ShapeOptions {
	return intake.ShapeOptions{
		Options: intake.Options{Profile: p}, CRS: geo.WGS84, LevelProp: "level", CodeProp: "code", NameProp: "name", NameENProp: "name_en",
		ParentProp: "parent", GridCodeProp: "grid_code", PredecessorsProp: "predecessors",
	}
}

func geojson(t failer, units []*territory.Unit) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := export.GeoJSON(&file, slices.Values(units)); err != nil {
		t.Fatalf("%v", err)
	}
	return file.Bytes()
}

// The commissions of Washington come back as they are, ground and all, and need
// no mending any more.
func TestShapesComeBack(t *testing.T) {
	data, err := os.ReadFile("../profile/examples/washington.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := profile.Parse(data, "")
	if err != nil {
		t.Fatal(err)
	}
	read, report, err := intake.ReadTerritory(ctx, geotest.Open(t, "washington/commissions.geojson.gz"), intake.ShapeOptions{
		Options: intake.Options{Profile: p}, CRS: geo.WGS84, Level: "commission", CodeProp: "code", NameProp: "name", ParentProp: "parent",
	})
	if err != nil || report.Refused() || len(read) != 40 {
		t.Fatalf("%d units, %v", len(read), err)
	}
	read[1].Predecessors = []string{read[0].Code, read[2].Code}
	bare := territory.Unit{Code: "9", Level: "ward"} // without a shape
	file := geojson(t, append(pointers(read), &bare))
	back, report, err := intake.ReadTerritory(ctx, bytes.NewReader(file), asExported(p))
	if err != nil || len(report.Findings) > 0 || len(back) != len(read) {
		t.Fatalf("%d units, %v, found %v", len(back), err, report.Findings)
	}
	for i := range read {
		if !sameUnit(&read[i], &back[i]) || !reflect.DeepEqual(read[i].Shape, back[i].Shape) {
			t.Errorf("%s came back as %+v", read[i].Code, back[i])
		}
	}
	if !bytes.Equal(file, geojson(t, pointers(back))) {
		t.Error("the second file differs from the first")
	}
}

func TestPropertiesComeBack(t *testing.T) {
	square := geo.Shape{{{{Lng: 104, Lat: 29}, {Lng: 104.01, Lat: 29}, {Lng: 104.01, Lat: 29.01}, {Lng: 104, Lat: 29}}}}
	rapid.Check(t, func(t *rapid.T) {
		u := &territory.Unit{
			Code: code().Draw(t, "code"), Level: "county", Names: city.Names{ZH: someText().Draw(t, "name"), EN: text().Draw(t, "name in English")},
			Parent: code().Draw(t, "parent"), GridCode: rapid.StringMatching(`([0-9]{15})?`).Draw(t, "grid code"),
			Predecessors: rapid.SliceOfNDistinct(code(), 0, 3, rapid.ID).Draw(t, "predecessors"), Shape: square,
		}
		back, report, err := intake.ReadTerritory(ctx, bytes.NewReader(geojson(t, []*territory.Unit{u})), asExported(anything))
		if err != nil || len(back) != 1 {
			for _, f := range report.Findings {
				t.Logf("%s: %s", f.Field, f.Text(fault.English))
			}
			t.Fatalf("%d units, %v", len(back), err)
		}
		if !sameUnit(u, &back[0]) {
			t.Fatalf("wrote %+v, read %+v", u, back[0])
		}
	})
}
