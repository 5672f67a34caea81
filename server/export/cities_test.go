package export_test

import (
	"compress/gzip"
	"context"
	"os"
	"slices"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo/geotest"
	"sizhang/server/export"
	"sizhang/server/intake"
	"sizhang/server/profile"
)

// The five-level files of real cities are read, fit the default profile, and
// come back from every kind of table as they were.
func TestRealCitiesComeBack(t *testing.T) {
	tests := []struct {
		name, code         string
		rows, units, roots int
	}{
		{"zigong", "510300", 1085, 1084, 1},
		{"luzhou", "510500", 1623, 1622, 1},
		{"jiayuguan", "620200", 56, 55, 1},
		{"jincheng", "140500", 1814, 1813, 1},
		{"anshan", "210300", 1298, 1297, 1},
	}
	for _, test := range tests {
		p := profile.Default(test.code, city.Names{ZH: test.name})
		file, err := os.Open("testdata/" + test.name + "-areas.csv.gz")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		csv, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		units, report, err := intake.ReadAreas(context.Background(), csv, intake.AreaOptions{Options: intake.Options{Profile: p}, Levels: intake.StatisticalLevels})
		if err != nil || report.Refused() || report.Read != test.rows || len(units) != test.units {
			t.Fatalf("%s: %d rows, %d units, %v, found %v", test.name, report.Read, len(units), err, report.Findings)
		}
		if findings := territory.CheckDraft(p, nil, units); len(findings) > 0 {
			t.Errorf("%s: the draft has %d findings, the first %s %s", test.name, len(findings), findings[0].Unit, findings[0].Text(fault.English))
		}
		roots := slices.DeleteFunc(slices.Clone(units), func(u territory.Unit) bool { return u.Parent != "" })
		if len(roots) != test.roots {
			t.Errorf("%s has %d roots", test.name, len(roots))
		}
		thereAndBack(t, every()[:2], export.Units, pointers(units), readUnits(intake.AreaOptions{Options: intake.Options{Profile: p}}), sameUnit)
	}
}

// Beijing is a municipality: the province of the file is the city.
func TestBeijingComesBack(t *testing.T) {
	p := profile.Default("110000", city.Names{ZH: "北京市"})
	units, report, err := intake.ReadAreas(context.Background(), geotest.Open(t, "beijing/areas.csv.gz"), intake.AreaOptions{
		Options: intake.Options{Profile: p},
		Levels:  map[string]string{"province": "city", "city": intake.Dropped, "district": "county", "street": "subdistrict"},
	})
	if err != nil || report.Refused() || len(units) != 7901 {
		t.Fatalf("%d units, %v", len(units), err)
	}
	thereAndBack(t, every()[:2], export.Units, pointers(units), readUnits(intake.AreaOptions{Options: intake.Options{Profile: p}}), sameUnit)
}
