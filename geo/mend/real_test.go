package mend_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"

	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/geo/mend"
)

// The real files: how many shapes have which fault, and nothing else. In every
// file of ground but one, most rings run against RFC 7946.
func TestRealFiles(t *testing.T) {
	for name, want := range map[string]map[mend.Kind]int{
		"beijing/subdistricts.geojson.gz":        {mend.RingReversed: 342, mend.RepeatedPoint: 81},
		"washington/wards.geojson.gz":            {mend.RingReversed: 8, mend.RepeatedPoint: 1},
		"washington/commissions.geojson.gz":      {mend.RingReversed: 40, mend.RepeatedPoint: 3},
		"washington/member-districts.geojson.gz": {mend.RingReversed: 296, mend.RepeatedPoint: 5},
		"monaco/admin.geojson.gz":                {mend.RingReversed: 5},
		"monaco/buildings.geojson.gz":            {mend.RingReversed: 561},
	} {
		got := map[mend.Kind]int{}
		for _, f := range geotest.Features(t, name) {
			what := fmt.Sprintf("%s, feature %d", name, f.Index)
			if isTangled(name, f) {
				checkTangled(t, what, f.Geometry.Shape)
				continue
			}
			shape, repairs, err := mend.Shape(f.Geometry.Shape)
			if err != nil {
				t.Errorf("%s: %v", what, err)
				continue
			}
			checkMended(t, what, f.Geometry.Shape, shape, repairs)
			kinds := map[mend.Kind]bool{}
			for _, r := range repairs {
				kinds[r.Kind] = true
			}
			for kind := range kinds {
				got[kind]++
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// Two of Monaco's buildings, as OpenStreetMap had them, cross themselves with
// lobes of several square metres: nobody can say which of their corners is wrong.
func isTangled(name string, f geo.Feature) bool {
	osm := geotest.Text(f.Properties["osm"])
	return name == "monaco/buildings.geojson.gz" && (osm == "62656969" || osm == "62664330")
}

func checkTangled(t *testing.T, what string, s geo.Shape) {
	t.Helper()
	_, _, err := mend.Shape(s)
	var refusal *mend.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != mend.SelfCrossing {
		t.Errorf("%s: %v", what, err)
		return
	}
	box := s.Box()
	if !box.Contains(refusal.At) {
		t.Errorf("%s: %v is beyond the building", what, refusal)
	}
}

// checkMended asks that a mended shape is valid, that no more ground is gone
// than was told, that every corner is one that was given, and that a shape
// without repairs is the one that was given.
func checkMended(t *testing.T, what string, given, mended geo.Shape, repairs []mend.Repair) {
	t.Helper()
	if err := asGeom(mended).Validate(); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if len(repairs) == 0 && !mended.Equal(given) {
		t.Errorf("%s: changed without a word", what)
	}
	told, crossed := 0.0, false
	for _, r := range repairs {
		told += r.AreaM2
		crossed = crossed || r.AreaM2 > 0
		if box := given.Box(); !box.Contains(r.At) {
			t.Errorf("%s: %+v is beyond the shape", what, r)
		}
	}
	before, after := flatM2(given), flatM2(mended)
	if gone := math.Abs(before - after); gone > told+1e-9*before {
		t.Errorf("%s: %g m² changed, %g m² told by %+v", what, gone, told, repairs)
	}
	corners := map[geo.Point]bool{}
	for ring := range given.Rings {
		for _, p := range ring {
			corners[p] = true
		}
	}
	for ring := range mended.Rings {
		for _, p := range ring {
			if !corners[p] && !crossed {
				t.Errorf("%s: the corner %v was never given", what, p)
			}
		}
	}
}

// District files of five cities in GCJ-02, the kind that users really have. They
// come without a licence and are not shipped; SIZHANG_FIELD_DATA names a folder
// that holds them as china/*-districts-gcj02.geojson.
func TestFieldDistricts(t *testing.T) {
	folder := os.Getenv("SIZHANG_FIELD_DATA")
	if folder == "" {
		t.Skip("SIZHANG_FIELD_DATA names no folder with china/*-districts-gcj02.geojson")
	}
	names, err := filepath.Glob(filepath.Join(folder, "china", "*-districts-gcj02.geojson"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no districts in %s: %v", folder, err)
	}
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		tally := map[string]int{}
		err = geo.ReadFeatures(file, func(f geo.Feature) error {
			what := fmt.Sprintf("%s, %v", filepath.Base(name), f.Properties["name"])
			fieldDistrict(t, what, f.Geometry.Shape, tally)
			return nil
		})
		file.Close()
		if err != nil {
			t.Error(err)
		}
		t.Logf("%s: %v", filepath.Base(name), tally)
	}
}

// fieldDistrict mends as an import does: in GCJ-02 as declared, and once more
// after the move to WGS84.
func fieldDistrict(t *testing.T, what string, given geo.Shape, tally map[string]int) {
	tally["features"]++
	if asGeom(given).Validate() != nil {
		tally["invalid as given"]++
	}
	shape := given
	for _, step := range []string{"gcj02", "wgs84"} {
		if step == "wgs84" {
			before := shape.AreaM2()
			shape = geo.GCJ02.ShapeToWGS84(shape)
			if math.Abs(shape.AreaM2()/before-1) > 0.01 { // the shift stretches the ground by a few thousandths
				t.Errorf("%s: the move to WGS84 changed the area by %g m²", what, shape.AreaM2()-before)
			}
		}
		mended, repairs, err := mend.Shape(shape)
		var refusal *mend.Refusal
		switch {
		case errors.As(err, &refusal):
			if box := shape.Box(); !box.Contains(refusal.At) {
				t.Errorf("%s: %v is beyond the shape", what, refusal)
			}
			t.Logf("%s is refused in %s: %v", what, step, refusal)
			tally["refused: "+string(refusal.Kind)]++
			return
		case err != nil:
			t.Errorf("%s: %v is no refusal", what, err)
			return
		}
		checkMended(t, what+" in "+step, shape, mended, repairs)
		for _, r := range repairs {
			tally[step+" "+string(r.Kind)] += r.Count
		}
		shape = mended
	}
}
