package intake_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/server/intake"
	"sizhang/server/profile"
)

func example(t *testing.T, name string) *city.Profile {
	t.Helper()
	data, err := os.ReadFile("../profile/examples/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := profile.Parse(data, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tally counts findings by severity and code.
func tally(findings []territory.Finding) map[string]int {
	n := map[string]int{}
	for _, f := range findings {
		n[string(f.Severity)+" "+string(f.Code)]++
	}
	return n
}

func wantTally(t *testing.T, name string, findings []territory.Finding, want map[string]int) {
	t.Helper()
	if got := tally(findings); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: found %v, want %v", name, got, want)
	}
	legible(t, findings)
}

// take lays what was read over what is there, as an import does, and returns
// the units as they then are.
func take(p *city.Profile, inForce, read []territory.Unit) ([]territory.Unit, []territory.Finding) {
	draft := territory.Overlay(inForce, read).Units
	findings := territory.Complete(p, inForce, draft)
	findings = append(findings, territory.CheckDraft(p, inForce, draft)...)
	byCode := map[string]int{}
	now := append([]territory.Unit(nil), inForce...)
	for i, u := range now {
		byCode[u.Code] = i
	}
	for _, u := range draft {
		if i, ok := byCode[u.Code]; ok {
			now[i] = u
		} else {
			now = append(now, u)
		}
	}
	return now, findings
}

func TestBeijingIsRead(t *testing.T) {
	p := profile.Default("110000", city.Names{ZH: "北京市"})
	ctx := context.Background()
	read, report, err := intake.ReadAreas(ctx, geotest.Open(t, "beijing/areas.csv.gz"), intake.AreaOptions{
		Options: intake.Options{Profile: p},
		Levels:  map[string]string{"province": "city", "city": intake.Dropped, "district": "county", "street": "subdistrict"},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantTally(t, "areas", report.Findings, map[string]int{"noted level_dropped": 1, "noted parent_lifted": 16})
	units, findings := take(p, nil, read)
	wantTally(t, "areas as a draft", findings, map[string]int{})

	read, report, err = intake.ReadTerritory(ctx, geotest.Open(t, "beijing/subdistricts.geojson.gz"), intake.ShapeOptions{
		Options: intake.Options{Profile: p}, CRS: geo.WGS84, Level: "subdistrict", CodeProp: "code", ParentProp: "parent",
	})
	if err != nil || report.Refused() || len(read) != 343 {
		t.Fatalf("%d subdistricts, %v, found %v", len(read), err, tally(report.Findings))
	}
	wantTally(t, "subdistricts", report.Findings, map[string]int{"repaired mended_repeated_point": 81, "repaired mended_ring_reversed": 342})
	units, findings = take(p, units, read)
	// Neighbours were drawn apart from each other: 62 pairs share slivers.
	wantTally(t, "subdistricts as a draft", findings, map[string]int{"noted units_overlap": 62})

	shaped, named := 0, 0
	for _, u := range units {
		if u.Shape != nil {
			shaped++
		}
		if u.Code == "110101001000" && u.Names.ZH == "东华门街道" {
			named++ // the shapes were read without names: the table's are kept
		}
	}
	if len(units) != 7901 || shaped != 343 || named != 1 {
		t.Errorf("%d units, %d with a shape", len(units), shaped)
	}
	wantChainsOfBeijing(t, p, units)
}

func TestMonacoIsRead(t *testing.T) {
	p := example(t, "monaco")
	ctx := context.Background()
	options := intake.ShapeOptions{Options: intake.Options{Profile: p}, CRS: geo.WGS84, CodeProp: "osm", NameProp: "name"}

	areas := options
	areas.LevelProp, areas.Levels = "admin_level", map[string]string{"8": "commune", "10": "quarter"}
	read, report, err := intake.ReadTerritory(ctx, geotest.Open(t, "monaco/admin.geojson.gz"), areas)
	if err != nil || len(read) != 13 {
		t.Fatalf("%d areas, %v, found %v", len(read), err, tally(report.Findings))
	}
	wantTally(t, "areas", report.Findings, map[string]int{"repaired mended_ring_reversed": 5})
	units, findings := take(p, nil, read)
	wantTally(t, "areas as a draft", findings, map[string]int{"repaired parent_by_place": 9})

	buildings := options
	buildings.Level = "building"
	buildings.LeaveOut = true // two are cut off at the edge of the data, and cross themselves there
	read, report, err = intake.ReadTerritory(ctx, geotest.Open(t, "monaco/buildings.geojson.gz"), buildings)
	if err != nil || len(read) != 23324 {
		t.Fatalf("%d buildings, %v, found %v", len(read), err, tally(report.Findings))
	}
	wantTally(t, "buildings", report.Findings, map[string]int{"omitted shape_self_crossing": 2, "repaired mended_ring_reversed": 561})
	units, findings = take(p, units, read)
	// The buildings reach beyond the four communes that the file of areas has.
	wantTally(t, "buildings as a draft", findings, map[string]int{"noted named_by_code": 23196, "noted parent_none": 13109, "repaired parent_by_place": 10215})

	streets := intake.StreetOptions{ShapeOptions: options, WidthM: 8}
	streets.Level = "street"
	read, report, err = intake.ReadStreets(ctx, geotest.Open(t, "monaco/roads.geojson.gz"), streets)
	if err != nil || len(read) != 2924 {
		t.Fatalf("%d streets, %v, found %v", len(read), err, tally(report.Findings))
	}
	wantTally(t, "streets", report.Findings, nil)
	units, findings = take(p, units, read)
	wantTally(t, "streets as a draft", findings, map[string]int{"noted named_by_code": 1676, "noted parent_none": 844, "repaired parent_by_place": 2080})
	wantEveryPlaceOfMonaco(t, p, units)
}

func TestWashingtonIsRead(t *testing.T) {
	p := example(t, "washington")
	var units []territory.Unit
	for _, file := range []struct {
		name, level     string
		count, repeated int
	}{{"wards", "ward", 8, 1}, {"commissions", "commission", 40, 3}, {"member-districts", "member_district", 296, 5}} {
		options := intake.ShapeOptions{Options: intake.Options{Profile: p}, CRS: geo.WGS84, Level: file.level, CodeProp: "code", NameProp: "name"}
		if file.level != "ward" {
			options.ParentProp = "parent"
		}
		read, report, err := intake.ReadTerritory(context.Background(), geotest.Open(t, "washington/"+file.name+".geojson.gz"), options)
		if err != nil || len(read) != file.count {
			t.Fatalf("%d %s, %v, found %v", len(read), file.level, err, tally(report.Findings))
		}
		wantTally(t, file.name, report.Findings, map[string]int{"repaired mended_repeated_point": file.repeated, "repaired mended_ring_reversed": file.count})
		var findings []territory.Finding
		units, findings = take(p, units, read)
		wantTally(t, file.name+" as a draft", findings, nil)
	}
	wantRequestsOfWashington(t, p, units)
}
