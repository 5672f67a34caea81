package profile_test

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/profile"
)

func TestShippedFilesAreValidAndSurviveARoundTrip(t *testing.T) {
	tests := []struct {
		file, code string
		levels     string
	}{
		{"chinese.yaml", "510300", "city, county, subdistrict, district, community, resident_group, grid, street, building"},
		{"examples/washington.yaml", "", "ward, commission, member_district"},
		{"examples/monaco.yaml", "", "commune, quarter, street, building"},
		{"examples/zigong.yaml", "", "city, county, subdistrict, community, resident_group, district, grid, street, building"},
		{"examples/jincheng.yaml", "", "city, county, subdistrict, community, street"},
		{"examples/anshan.yaml", "", "city, county, subdistrict, community, road"},
	}
	for _, test := range tests {
		t.Run(test.file, func(t *testing.T) {
			data, err := os.ReadFile(test.file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := profile.Parse(data, test.code)
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(p.Levels, func(l city.Level) string { return l.ID }); got != test.levels {
				t.Errorf("levels %s, want %s", got, test.levels)
			}
			text, err := profile.Format(p)
			if err != nil {
				t.Fatal(err)
			}
			again, err := profile.Parse(text, "")
			if err != nil {
				t.Fatalf("%v in\n%s", err, text)
			}
			if !reflect.DeepEqual(p, again) {
				t.Errorf("came back as\n%+v\nwant\n%+v", again, p)
			}
		})
	}
}

func ids[T any](things []T, of func(T) string) string {
	var list []string
	for _, thing := range things {
		list = append(list, of(thing))
	}
	return strings.Join(list, ", ")
}

func TestDefaultIsTheFourHeadsProfile(t *testing.T) {
	p := profile.Default("110000", city.Names{ZH: "北京市", EN: "Beijing"})
	if p.Code != "110000" || p.Names.ZH != "北京市" {
		t.Errorf("city %s %s", p.Code, p.Names.ZH)
	}
	want := "building_head, street_head, grid_head, district_head, direct_leader, leader_in_charge, principal_leader"
	if got := ids(p.Posts, func(post city.Post) string { return post.ID }); got != want {
		t.Errorf("posts %s, want %s", got, want)
	}
	resolutions := map[string]int{"subdistrict": 11, "district": 11, "resident_group": 0, "grid": 12, "street": 12, "building": 12}
	for id, want := range resolutions {
		if l, _, _ := p.Level(id); l.Resolution != want {
			t.Errorf("%s ends at %d, want %d", id, l.Resolution, want)
		}
	}
}

// A code must fit its own level and, of those that have 12 digits, only
// communities share the form of those above: a 街道 is no street.
func TestChineseCodePatterns(t *testing.T) {
	p := profile.Default("110000", city.Names{ZH: "北京市"})
	tests := []struct{ code, fits string }{
		{"110000000000", "city county subdistrict community"}, // 北京市
		{"510300000000", "city county subdistrict community"}, // 自贡市
		{"110101000000", "county subdistrict community"},      // 东城区
		{"110101001000", "subdistrict community"},             // 东华门街道
		{"110101001001", "community"},                         // 多福巷社区
		{"11010100100101", "district resident_group street"},
		{"110101001001001", "district resident_group grid street building"},
		{"110101R00001", "street"},
		{"110101P00001", "district"},
		{"110101", ""},
		{"１１０１０１００１００１", ""},
	}
	for _, test := range tests {
		var fits []string
		for _, l := range p.Levels {
			pattern, err := l.Pattern()
			if err != nil {
				t.Fatal(err)
			}
			if pattern.MatchString(test.code) {
				fits = append(fits, l.ID)
			}
		}
		if got := strings.Join(fits, " "); got != test.fits {
			t.Errorf("%s fits %q, want %q", test.code, got, test.fits)
		}
	}
}

const small = `name: {zh: 甲市}
levels:
  - id: city
    name: {zh: 市}
    form: tiling
  - id: street
    name: {zh: 街}
    parents: [city]
    form: overlapping
posts:
  - {id: street_head, name: {zh: 街长}, kind: head, levels: [street]}
`

// adoption is a kind of sponsorship.
const adoption = `sponsorships:
  - {id: adoption, name: {zh: 包街}, by: body, levels: [street]}
`

// The default refuses nobody's practice: no limits, none demanded.
func TestTheDefaultSponsorshipsHaveNoLimits(t *testing.T) {
	p := profile.Default("110000", city.Names{ZH: "北京市"})
	if got := ids(p.Sponsorships, func(k city.SponsorKind) string { return k.ID }); got != "street_adoption, community_adoption, leader_link" {
		t.Errorf("kinds %s", got)
	}
	for _, k := range p.Sponsorships {
		if k.MaxUnits != 0 || k.MaxSponsors != 0 || k.Every {
			t.Errorf("%+v", k)
		}
	}
	if k, _ := p.SponsorKind("leader_link"); k.By != city.ByPerson || !k.At("community") || k.At("building") {
		t.Errorf("%+v", k)
	}
}

// The examples that stand there as comments are kinds that work.
func TestTheCommentedSponsorshipsWork(t *testing.T) {
	text := strings.ReplaceAll(string(profile.Chinese), "  # - {id", "  - {id")
	if text == string(profile.Chinese) {
		t.Fatal("there are no examples")
	}
	p, err := profile.Parse([]byte(text), "110000")
	if err != nil {
		t.Fatal(err)
	}
	k, ok := p.SponsorKind("leader_community")
	want := city.SponsorKind{
		ID: "leader_community", Names: city.Names{ZH: "领导包社区", EN: "Community leader"}, By: city.ByPerson,
		Levels: []string{"community"}, MaxUnits: 1, MaxSponsors: 1, Every: true,
	}
	if !ok || !reflect.DeepEqual(k, want) {
		t.Errorf("got %+v", k)
	}
	formatted, err := profile.Format(p)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := profile.Parse(formatted, ""); err != nil || !reflect.DeepEqual(again, p) {
		t.Errorf("came back as %+v, %v", again, err)
	}
}

func TestOmittedSettingsGetTheirDefaults(t *testing.T) {
	p, err := profile.Parse([]byte(small), "510300")
	if err != nil {
		t.Fatal(err)
	}
	if p.Code != "510300" || p.CellResolution != 12 || p.Levels[0].Resolution != 11 || p.Levels[1].Resolution != 12 || p.Extent != (city.Extent{}) {
		t.Errorf("got %+v", p)
	}
}

func TestProblemsNameTheirPlace(t *testing.T) {
	tests := []struct {
		name, old, new string
		code           fault.Code
		field          string
		line, column   int
	}{
		{"parent unknown", "[city]", "[county]", fault.LevelParentUnknown, "levels[1].parents[0]", 8, 15},
		{"name left out", "    name: {zh: 街}\n", "", fault.NameMissing, "levels[1].name.zh", 6, 7},
		{"form left out", "    form: overlapping\n", "", fault.FormUnknown, "levels[1].form", 6, 7},
		{"zero is not left out", "form: tiling", "form: tiling\n    resolution: 0", fault.ResolutionInvalid, "levels[0].resolution", 6, 17},
		{"other city", "name: {zh: 甲市}", "code: \"510301\"\nname: {zh: 甲市}", fault.CityCodeMismatch, "code", 1, 7},
		{"misspelt", "parents:", "parent:", fault.ProfileKeyUnknown, "parent", 8, 5},
		{"key twice", "form: tiling", "form: tiling\n    form: tiling", fault.ProfileSyntax, "", 6, 5},
		{"wrong kind", "parents: [city]", "parents: {city: 1}", fault.NotAList, "", 8, 14},
		{"text for a number", "form: tiling", "form: tiling\n    resolution: fine", fault.NotAnInteger, "", 6, 17},
		{"text for a group", "{zh: 甲市}", "甲市", fault.NotAnObject, "", 1, 7},
		{"text for a list", "levels: [street]", "levels: street", fault.NotAList, "", 11, 59},
		{"list for text", "kind: head", "kind: [head]", fault.NotText, "", 11, 45},
		{"degrees in words", "posts:", "extent: {west: one, south: 1, east: 2, north: 3}\nposts:", fault.NotANumber, "", 10, 16},
		{"number too long", "form: tiling", "form: tiling\n    resolution: 99999999999999999999", fault.NotAnInteger, "", 6, 17},
		{"post in words", "  - {id: street_head, name: {zh: 街长}, kind: head, levels: [street]}", "  - street_head", fault.NotAnObject, "", 11, 5},
		{"unknown sponsor", "posts:", strings.Replace(adoption, "body", "friends", 1) + "posts:", fault.SponsorByUnknown, "sponsorships[0].by", 11, 40},
		{"sponsored nowhere", "posts:", strings.Replace(adoption, "[street]", "[]", 1) + "posts:", fault.SponsorLevelsMissing, "sponsorships[0].levels", 11, 54},
		{"sponsored elsewhere", "posts:", strings.Replace(adoption, "[street]", "[lane]", 1) + "posts:", fault.SponsorLevelUnknown, "sponsorships[0].levels[0]", 11, 55},
		{"limit in words", "posts:", strings.Replace(adoption, "}\n", ", max_units: one}\n", 1) + "posts:", fault.NotAnInteger, "", 11, 75},
		{"flag in Chinese", "posts:", strings.Replace(adoption, "}\n", ", every: 是}\n", 1) + "posts:", fault.NotABoolean, "", 11, 71},
		{"broken", "[city]", "[city", fault.ProfileSyntax, "", 9, 5},
		{"code is a list", "name: {zh: 甲市}", "code: [1]\nname: {zh: 甲市}", fault.NotText, "", 1, 7},
		{"second document", "posts:", "---\nposts:", fault.ProfileSyntax, "", 0, 0},
		{"nothing", small, "# only a comment\n", fault.FileEmpty, "", 0, 0},
		{"huge", small, strings.Repeat("# \n", profile.MaxBytes/3+1), fault.FileTooLarge, "", 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(small, test.old, test.new, 1)
			if text == small {
				t.Fatal("the case changes nothing")
			}
			_, err := profile.Parse([]byte(text), "510300")
			var p *fault.Fault
			if !errors.As(err, &p) {
				t.Fatalf("got %v", err)
			}
			if p.Code != test.code || p.Field != test.field || p.Line != test.line || p.Column != test.column {
				t.Errorf("got %s at %q, line %d, column %d: %v", p.Code, p.Field, p.Line, p.Column, err)
			}
			for _, language := range []fault.Language{fault.Chinese, fault.English} {
				if text := p.Text(language); text == "" || strings.ContainsAny(text, "{}") {
					t.Errorf("text %q", text)
				}
			}
		})
	}
}

func TestEveryProblemOfAFileIsReportedWithItsLine(t *testing.T) {
	text := strings.NewReplacer("tiling", "tilted", "kind: head", "kind: boss").Replace(small)
	_, err := profile.Parse([]byte(text), "51")
	var codes []fault.Code
	for _, f := range fault.All(err) {
		codes = append(codes, f.Code)
	}
	if want := []fault.Code{fault.CityCodeInvalid, fault.FormUnknown, fault.PostKindUnknown}; !reflect.DeepEqual(codes, want) {
		t.Errorf("found %v, want %v", codes, want)
	}
	for _, line := range []string{
		"code: city_code_invalid: A city code has 6 digits; this one is “51”.", // stands nowhere in the file
		"line 5, column 11, levels[0].form: form_unknown: ",
		"line 11, column 45, posts[0].kind: post_kind_unknown: ",
	} {
		if !strings.Contains("\n"+err.Error(), "\n"+line) {
			t.Errorf("no line %q in\n%v", line, err)
		}
	}
}

func TestUnquotedCodesStayText(t *testing.T) {
	p, err := profile.Parse([]byte("code: 010300 # unquoted\n"+small), "")
	if err != nil {
		t.Fatal(err)
	}
	if p.Code != "010300" {
		t.Errorf("code %q", p.Code)
	}
	text, err := profile.Format(p)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := profile.Parse(text, ""); err != nil || again.Code != "010300" {
		t.Errorf("%v, from\n%s", err, text)
	}
}

// A city that names no roles has those of the shipped file.
func TestTheShippedRolesAreTheDefaultOnes(t *testing.T) {
	p, err := profile.Parse(profile.Chinese, "510300")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p.Roles, city.DefaultRoles) {
		t.Errorf("the file has %+v", p.Roles)
	}
}
