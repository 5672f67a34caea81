package geotest_test

import (
	"encoding/csv"
	"testing"

	"sizhang/geo/geotest"
)

// The numbers that geo/testdata/README.md states.
func TestFilesHoldWhatTheirReadmeSays(t *testing.T) {
	for name, want := range map[string]int{
		"beijing/subdistricts.geojson.gz":        343,
		"washington/wards.geojson.gz":            8,
		"washington/commissions.geojson.gz":      40,
		"washington/member-districts.geojson.gz": 296,
		"monaco/admin.geojson.gz":                13,
		"monaco/buildings.geojson.gz":            23326,
		"monaco/roads.geojson.gz":                2924,
	} {
		if got := len(geotest.Features(t, name)); got != want {
			t.Errorf("%s holds %d features, not %d", name, got, want)
		}
	}
	for name, want := range map[string]int{"beijing/areas.csv.gz": 7902, "washington/requests.csv.gz": 11288} {
		rows, err := csv.NewReader(geotest.Open(t, name)).ReadAll()
		if err != nil || len(rows)-1 != want {
			t.Errorf("%s holds %d rows, not %d: %v", name, len(rows)-1, want, err)
		}
	}
}

func TestShapesByCode(t *testing.T) {
	area, ok := geotest.Shapes(t, "beijing/subdistricts.geojson.gz", "code")["110101001000"]
	if !ok || len(area.Shape) == 0 || geotest.Text(area.Properties["name"]) != "东华门街道" {
		t.Errorf("Donghuamen is %v", area.Properties)
	}
	if _, ok := geotest.Shapes(t, "monaco/buildings.geojson.gz", "osm")["23715051"]; !ok {
		t.Error("a code that is a number is not found by its text")
	}
}
