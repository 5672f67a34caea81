package city_test

import (
	"math"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// valid is a small profile that has nothing wrong with it.
func valid() *city.Profile {
	return &city.Profile{
		Code:  "510300",
		Names: city.Names{ZH: "自贡市"},
		Levels: []city.Level{
			{ID: "city", Names: city.Names{ZH: "市"}, Form: city.Tiling, Resolution: 11, Code: `\d{4}00000000`},
			{ID: "community", Names: city.Names{ZH: "社区"}, Parents: []string{"city"}, Form: city.Tiling, Resolution: 11},
			{ID: "resident_group", Names: city.Names{ZH: "居民小组"}, Parents: []string{"community"}, Form: city.Unmapped},
			{ID: "street", Names: city.Names{ZH: "街"}, Parents: []string{"city", "community"}, Form: city.Overlapping, Resolution: 12},
		},
		Posts: []city.Post{
			{ID: "street_head", Names: city.Names{ZH: "街长"}, Kind: city.Head, Levels: []string{"street"}},
			{ID: "principal_leader", Names: city.Names{ZH: "主要领导"}, Kind: city.Leader, Levels: []string{"city", "community"}},
		},
		CellResolution: 12,
		Extent:         city.Extent{West: 104, South: 28.9, East: 105.3, North: 29.7},
	}
}

func TestCheckAcceptsAValidProfile(t *testing.T) {
	if err := valid().Check(); err != nil {
		t.Fatal(err)
	}
	bare := valid()
	bare.Extent = city.Extent{}
	if err := bare.Check(); err != nil {
		t.Fatalf("without an extent: %v", err)
	}
}

func TestCheckNamesEveryProblem(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(p *city.Profile)
		code  fault.Code
		field string
	}{
		{"short city code", func(p *city.Profile) { p.Code = "5103" }, fault.CityCodeInvalid, "code"},
		{"city code with other digits", func(p *city.Profile) { p.Code = "５１０３００" }, fault.CityCodeInvalid, "code"},
		{"city without a name", func(p *city.Profile) { p.Names = city.Names{EN: "Zigong"} }, fault.NameMissing, "name.zh"},
		{"extent turned round", func(p *city.Profile) { p.Extent.West, p.Extent.East = 105, 104 }, fault.ExtentInvalid, "extent"},
		{"extent off the globe", func(p *city.Profile) { p.Extent.North = 91 }, fault.ExtentInvalid, "extent"},
		{"extent not a number", func(p *city.Profile) { p.Extent.West = math.NaN() }, fault.ExtentInvalid, "extent"},
		{"cell too coarse", func(p *city.Profile) { p.CellResolution = 0 }, fault.ResolutionInvalid, "cell_resolution"},
		{"cell beyond h3", func(p *city.Profile) { p.CellResolution = 16 }, fault.ResolutionInvalid, "cell_resolution"},
		{"no levels", func(p *city.Profile) { p.Levels, p.Posts = nil, nil }, fault.LevelsMissing, "levels"},
		{"too many levels", func(p *city.Profile) { p.Levels = make([]city.Level, 65) }, fault.LevelsTooMany, "levels"},
		{"id in capitals", func(p *city.Profile) { p.Levels[2].ID = "Group" }, fault.IDInvalid, "levels[2].id"},
		{"id ends in underscore", func(p *city.Profile) { p.Levels[2].ID = "group_" }, fault.IDInvalid, "levels[2].id"},
		{"id too long", func(p *city.Profile) { p.Levels[2].ID = strings.Repeat("g", 41) }, fault.IDInvalid, "levels[2].id"},
		{"level twice", func(p *city.Profile) { p.Levels[2].ID = "street" }, fault.IDDoubled, "levels[3].id"},
		{"level without a name", func(p *city.Profile) { p.Levels[1].Names.ZH = " " }, fault.NameMissing, "levels[1].name.zh"},
		{"parent unknown", func(p *city.Profile) { p.Levels[3].Parents[1] = "grid" }, fault.LevelParentUnknown, "levels[3].parents[1]"},
		{"parent narrower", func(p *city.Profile) { p.Levels[1].Parents[0] = "street" }, fault.LevelParentOrder, "levels[1].parents[0]"},
		{"own parent", func(p *city.Profile) { p.Levels[1].Parents[0] = "community" }, fault.LevelParentOrder, "levels[1].parents[0]"},
		{"no root", func(p *city.Profile) { p.Levels[0].Parents = []string{"city"} }, fault.RootMissing, "levels"},
		{"form unknown", func(p *city.Profile) { p.Levels[0].Form = "area" }, fault.FormUnknown, "levels[0].form"},
		{"index too coarse", func(p *city.Profile) { p.Levels[0].Resolution = 6 }, fault.ResolutionInvalid, "levels[0].resolution"},
		{"index too fine", func(p *city.Profile) { p.Levels[3].Resolution = 14 }, fault.ResolutionInvalid, "levels[3].resolution"},
		{"code pattern broken", func(p *city.Profile) { p.Levels[0].Code = `\d{4` + "(" }, fault.CodePatternBroken, "levels[0].code"},
		{"code pattern escapes its group", func(p *city.Profile) { p.Levels[0].Code = `a)|(?:b` }, fault.CodePatternBroken, "levels[0].code"},
		{"post twice", func(p *city.Profile) { p.Posts[1].ID = "street_head" }, fault.IDDoubled, "posts[1].id"},
		{"post without a name", func(p *city.Profile) { p.Posts[0].Names = city.Names{} }, fault.NameMissing, "posts[0].name.zh"},
		{"post of no kind", func(p *city.Profile) { p.Posts[0].Kind = "boss" }, fault.PostKindUnknown, "posts[0].kind"},
		{"post nowhere", func(p *city.Profile) { p.Posts[0].Levels = nil }, fault.PostLevelsMissing, "posts[0].levels"},
		{"post at an unknown level", func(p *city.Profile) { p.Posts[1].Levels[1] = "ward" }, fault.PostLevelUnknown, "posts[1].levels[1]"},
		{"leader before a head", func(p *city.Profile) { p.Posts[0].Levels[0] = "city"; p.Posts[0], p.Posts[1] = p.Posts[1], p.Posts[0] }, fault.PostOrder, "posts[1]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := valid()
			test.spoil(p)
			found := false
			for _, f := range fault.All(p.Check()) {
				found = found || f.Code == test.code && f.Field == test.field
				for _, language := range []fault.Language{fault.Chinese, fault.English} {
					if text := f.Text(language); text == "" || strings.ContainsAny(text, "{}") && f.Code != fault.CodePatternBroken {
						t.Errorf("%s in %s: text %q", f.Code, language, text)
					}
				}
			}
			if !found {
				t.Errorf("want %s at %s, got: %v", test.code, test.field, p.Check())
			}
		})
	}
}

func TestCheckReportsAllAtOnce(t *testing.T) {
	p := valid()
	p.Code = ""
	p.Levels[1].Form = ""
	p.Posts[0].Kind = ""
	if got := len(fault.All(p.Check())); got != 3 {
		t.Errorf("%d problems, want 3: %v", got, p.Check())
	}
}

func TestPatternMatchesWhole(t *testing.T) {
	tests := []struct {
		pattern, code string
		want          bool
	}{
		{`\d{6}`, "510300", true},
		{`\d{6}`, "5103000", false},
		{`\d{6}`, "x510300", false},
		{`a|b`, "ab", false},
		{`^a|b$`, "b", true},
		{`\d{6}`, "510300\n", false},
		{``, "anything", true},
	}
	for _, test := range tests {
		pattern, err := city.Level{Code: test.pattern}.Pattern()
		if err != nil {
			t.Fatal(err)
		}
		if got := pattern.MatchString(test.code); got != test.want {
			t.Errorf("%q on %q: %v", test.pattern, test.code, got)
		}
	}
}
