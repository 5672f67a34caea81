package territory_test

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// town is a profile with one level of each form.
func town() *city.Profile {
	return &city.Profile{
		Code:  "510300",
		Names: city.Names{ZH: "甲市"},
		Levels: []city.Level{
			{ID: "city", Names: city.Names{ZH: "市"}, Form: city.Tiling, Resolution: 11, Code: `\d{4}00000000`},
			{ID: "community", Names: city.Names{ZH: "社区"}, Parents: []string{"city"}, Form: city.Tiling, Resolution: 11, Code: `\d{12}`},
			{ID: "group", Names: city.Names{ZH: "小组"}, Parents: []string{"community"}, Form: city.Unmapped},
			{ID: "street", Names: city.Names{ZH: "街"}, Parents: []string{"city", "community"}, Form: city.Overlapping, Resolution: 12, Code: `\d{6}R\d+`},
		},
		Posts: []city.Post{
			{ID: "street_head", Names: city.Names{ZH: "街长"}, Kind: city.Head, Levels: []string{"street"}},
			{ID: "leader", Names: city.Names{ZH: "领导"}, Kind: city.Leader, Levels: []string{"city", "community"}},
		},
		CellResolution: 12,
		Extent:         city.Extent{West: 104, South: 29, East: 105, North: 30},
	}
}

func square(west, south, side float64) geo.Shape {
	return geo.Shape{{{
		{Lng: west, Lat: south}, {Lng: west + side, Lat: south}, {Lng: west + side, Lat: south + side},
		{Lng: west, Lat: south + side}, {Lng: west, Lat: south},
	}}}
}

func grounded(u territory.Unit, s geo.Shape) territory.Unit {
	u.Shape, u.Declared = s, territory.Declared{Datum: geo.WGS84, Shape: s}
	return u
}

func named(code, level, parent string) territory.Unit {
	return territory.Unit{Code: code, Level: level, Names: city.Names{ZH: code}, Parent: parent}
}

const theCity, community = "510300000000", "510302001001"

func inForce() []territory.Unit {
	return []territory.Unit{
		grounded(named(theCity, "city", ""), square(104.1, 29.1, 0.8)),
		grounded(named(community, "community", theCity), square(104.2, 29.2, 0.1)),
	}
}

func TestCheckDraftAcceptsASoundDraft(t *testing.T) {
	draft := []territory.Unit{
		grounded(named("510302001002", "community", theCity), square(104.3, 29.2, 0.1)), // beside the other
		named("510302001001-1", "group", "510302001002"),
		grounded(named("510302R1", "street", community), square(104.25, 29.25, 0.1)), // across both
		inForce()[1],
	}
	draft[1].GridCode = "510302001001001"
	if findings := territory.CheckDraft(town(), inForce(), draft); len(findings) > 0 || territory.Refused(findings) {
		t.Errorf("found %+v", findings)
	}
}

func TestCheckDraftFindings(t *testing.T) {
	near := square(104.5, 29.5, 0.01)
	tests := []struct {
		name     string
		draft    []territory.Unit
		code     fault.Code
		severity territory.Severity
		unit     string
		field    string
		text     string // part of the English text
		place    bool
	}{
		{"code twice", []territory.Unit{named("510302001002", "community", theCity), named("510302001002", "community", theCity)},
			fault.CodeDoubled, territory.Refusal, "510302001002", "code", "510302001002", false},
		{"no code", []territory.Unit{named("", "group", community)}, fault.CodeInvalid, territory.Refusal, "", "code", "64", false},
		{"code with a slash", []territory.Unit{named("a/b", "group", community)}, fault.CodeInvalid, territory.Refusal, "a/b", "code", "a/b", false},
		{"code of no level", []territory.Unit{named("7", "community", theCity)}, fault.CodeMisfit, territory.Refusal, "7", "code", `\d{12}`, false},
		{"subdistrict under street", []territory.Unit{named("510302001002", "street", community)},
			fault.CodeFitsElsewhere, territory.Refusal, "510302001002", "code", "it fits community 社区", false},
		{"level unknown", []territory.Unit{named("1", "ward", theCity)}, fault.LevelUnknown, territory.Refusal, "1", "level", "city 市, community 社区, group 小组, street 街", false},
		{"level changed", []territory.Unit{named(community, "group", community)}, fault.LevelChanged, territory.Refusal, community, "level", "is of level community", false},
		{"no name", []territory.Unit{{Code: "1", Level: "group", Parent: community}}, fault.NameMissing, territory.Refusal, "1", "name", "", false},
		{"grid code", []territory.Unit{{Code: "1", Level: "group", Parent: community, Names: city.Names{ZH: "一组"}, GridCode: "51030200100"}},
			fault.GridCodeInvalid, territory.Refusal, "1", "grid_code", "51030200100", false},
		{"parent unknown", []territory.Unit{named("1", "group", "9")}, fault.ParentUnknown, territory.Refusal, "1", "parent", "no parent 9", false},
		{"parent missing", []territory.Unit{named("1", "group", "")}, fault.ParentMissing, territory.Refusal, "1", "parent", "community 社区", false},
		{"street without a parent", []territory.Unit{named("510302R1", "street", "")}, fault.ParentNone, territory.Note, "510302R1", "parent", "city 市, community 社区", false},
		{"parent of a wrong level", []territory.Unit{named("1", "group", theCity)}, fault.ParentLevel, territory.Refusal, "1", "parent", "is of city 市", false},
		{"root with a parent", []territory.Unit{named("510400000000", "city", theCity)}, fault.ParentLevel, territory.Refusal, "510400000000", "parent", "only under: —", false},
		{"own parent", []territory.Unit{named("1", "group", "1")}, fault.ParentCycle, territory.Refusal, "1", "parent", "1 → 1", false},
		{"a circle through what is in force", []territory.Unit{named("1", "group", community), named(community, "community", "2"), named("2", "group", community)},
			fault.ParentCycle, territory.Refusal, "2", "parent", "2 → 510302001001 → 2", false},
		{"ground without a datum", []territory.Unit{{Code: "510302R1", Level: "street", Names: city.Names{ZH: "街"}, Parent: theCity, Shape: near}},
			fault.CRSMissing, territory.Refusal, "510302R1", "geometry", "declared", false},
		{"ground of an unmapped level", []territory.Unit{grounded(named("1", "group", community), near)},
			fault.GroundUnused, territory.Note, "1", "geometry", "group 小组", false},
		{"beyond the extent", []territory.Unit{grounded(named("510302R1", "street", theCity), square(104.9, 29.5, 0.2))},
			fault.BeyondExtent, territory.Refusal, "510302R1", "geometry", "105.100000, 29.500000", true},
		{"swapped", []territory.Unit{grounded(named("510302R1", "street", theCity), square(29.5, 104.5, 0.2))},
			fault.CoordinatesSwapped, territory.Refusal, "510302R1", "geometry", "29.500000, 104.500000", true},
		{"over a neighbour in force", []territory.Unit{grounded(named("510302001002", "community", theCity), square(104.299, 29.2, 0.1))},
			fault.UnitsOverlap, territory.Note, "510302001002", "geometry", community, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			findings := territory.CheckDraft(town(), inForce(), test.draft)
			if test.severity == territory.Refusal && !territory.Refused(findings) {
				t.Error("the draft is not refused")
			}
			for _, f := range findings {
				for _, in := range []fault.Language{fault.Chinese, fault.English} {
					if text := f.Text(in); text == "" || strings.Contains(text, "{") && f.Code != fault.CodeMisfit {
						t.Errorf("text %q", text)
					}
				}
				if f.Code == test.code && f.Severity == test.severity && f.Unit == test.unit && f.Field == test.field &&
					strings.Contains(f.Text(fault.English), test.text) && (f.At != nil) == test.place {
					return
				}
			}
			t.Errorf("want %s %s of %q at %s, found %+v", test.severity, test.code, test.unit, test.field, findings)
		})
	}
}

func TestOverlapsAreMeasured(t *testing.T) {
	whole := square(104.5, 29.5, 0.01)
	draft := []territory.Unit{
		grounded(named("510302001003", "community", theCity), whole),
		grounded(named("510302001002", "community", theCity), whole),
	}
	findings := territory.CheckDraft(town(), inForce(), draft)
	if len(findings) != 1 {
		t.Fatalf("found %+v", findings)
	}
	f := findings[0]
	want := fmt.Sprintf("%.0f", whole.AreaM2())
	if f.Unit != "510302001002" || f.With["other"] != "510302001003" || fmt.Sprint(f.With["m2"]) != want {
		t.Errorf("found %+v, want %s m²", f, want)
	}
	if at := *f.At; geo.Distance(at, geo.Point{Lng: 104.505, Lat: 29.505}) > 1 {
		t.Errorf("place %v", at)
	}
}

func TestOneCircleIsOneFinding(t *testing.T) {
	var draft []territory.Unit
	for i := range 5 {
		draft = append(draft, named(fmt.Sprint(i), "group", fmt.Sprint((i+1)%5)))
	}
	draft = append(draft, named("9", "group", "3")) // hangs on the circle
	circles := 0
	for _, f := range territory.CheckDraft(town(), inForce(), draft) {
		if f.Code == fault.ParentCycle {
			circles++
		}
	}
	if circles != 1 {
		t.Errorf("%d findings", circles)
	}
}

func TestCompleteFindsParentsByPlace(t *testing.T) {
	tests := []struct {
		name   string
		shape  geo.Shape
		parent string
	}{
		{"inside the community", square(104.25, 29.25, 0.01), community},
		{"mostly inside it", square(104.294, 29.25, 0.01), community},
		{"mostly outside it", square(104.296, 29.25, 0.01), theCity},
		{"outside the city", square(104.01, 29.01, 0.01), ""},
	}
	for _, test := range tests {
		draft := []territory.Unit{grounded(territory.Unit{Code: "510302R1", Level: "street"}, test.shape)}
		findings := territory.Complete(town(), inForce(), draft)
		if draft[0].Parent != test.parent {
			t.Errorf("%s: parent %q, want %q", test.name, draft[0].Parent, test.parent)
		}
		if draft[0].Names.ZH != "510302R1" || findings[len(findings)-1].Code != fault.NamedByCode {
			t.Errorf("%s: name %q, found %+v", test.name, draft[0].Names.ZH, findings)
		}
		if test.parent != "" && (findings[0].Code != fault.ParentByPlace || findings[0].Severity != territory.Repair) {
			t.Errorf("%s: found %+v", test.name, findings)
		}
	}
}

func TestCompleteLeavesWhatIsGiven(t *testing.T) {
	draft := []territory.Unit{grounded(named("510302R1", "street", theCity), square(104.25, 29.25, 0.01))}
	if findings := territory.Complete(town(), inForce(), draft); len(findings) > 0 || draft[0].Parent != theCity {
		t.Errorf("parent %q, found %+v", draft[0].Parent, findings)
	}
}

func TestMergeKeepsWhatTheNewerImportLacks(t *testing.T) {
	shape := square(104.2, 29.2, 0.1)
	table := territory.Unit{Code: "1", Level: "community", Names: city.Names{ZH: "甲社区", EN: "Jia"}, Parent: theCity, GridCode: "510302001001001"}
	drawn := grounded(territory.Unit{Code: "1", Level: "community"}, shape)

	merged := territory.Merge(table, drawn)
	if merged.Names != table.Names || merged.Parent != theCity || merged.GridCode != table.GridCode || !merged.Shape.Equal(shape) {
		t.Errorf("shapes over names: %+v", merged)
	}
	merged = territory.Merge(merged, territory.Unit{Code: "1", Level: "community", Names: city.Names{ZH: "乙社区"}, Parent: "2"})
	if merged.Names.ZH != "乙社区" || merged.Names.EN != "Jia" || merged.Parent != "2" || !merged.Shape.Equal(shape) || merged.Declared.Datum != geo.WGS84 {
		t.Errorf("names over shapes: %+v", merged)
	}
	moved := grounded(territory.Unit{Code: "1", Level: "community"}, square(104.4, 29.2, 0.1))
	if merged = territory.Merge(merged, moved); !merged.Shape.Equal(moved.Shape) || !merged.Declared.Shape.Equal(moved.Shape) {
		t.Errorf("a new shape must win: %+v", merged)
	}
}

func TestMergeKnowsWhatIsStillMadeUp(t *testing.T) {
	made := grounded(territory.Unit{Code: "1", Level: "community", Names: city.Names{ZH: "甲"}, Parent: theCity, Generated: true}, square(104.2, 29.2, 0.1))
	if !territory.Merge(made, territory.Unit{Code: "1", Level: "community", Names: city.Names{ZH: "乙"}}).Generated {
		t.Error("a made-up shape stays made up under a real name")
	}
	listed := named("1", "community", theCity)
	if territory.Merge(listed, grounded(territory.Unit{Code: "1"}, square(104.2, 29.2, 0.1))).Generated {
		t.Error("nothing was made up in the first place")
	}
	real := grounded(named("1", "community", theCity), square(104.2, 29.2, 0.1))
	if territory.Merge(made, real).Generated {
		t.Error("nothing made up is left")
	}
	made.Predecessors = []string{"2"}
	if !territory.Merge(made, real).Generated {
		t.Error("what it came of is made up")
	}
}
