package city_test

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// sponsored is the valid profile with two kinds of sponsorship.
func sponsored() *city.Profile {
	p := valid()
	p.Sponsorships = []city.SponsorKind{
		{ID: "street_adoption", Names: city.Names{ZH: "包街"}, By: city.ByBody, Levels: []string{"street"}},
		{ID: "leader_link", Names: city.Names{ZH: "联点"}, By: city.ByPerson, Levels: []string{"city", "community"}, MaxUnits: 1, MaxSponsors: 2, Every: true},
	}
	return p
}

func TestCheckLooksAtSponsorships(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(k []city.SponsorKind)
		want  string
	}{
		{"nothing", func([]city.SponsorKind) {}, ""},
		{"id in capitals", func(k []city.SponsorKind) { k[1].ID = "Link" }, "id_invalid sponsorships[1].id"},
		{"id twice", func(k []city.SponsorKind) { k[1].ID = "street_adoption" }, "id_doubled sponsorships[1].id"},
		{"no name", func(k []city.SponsorKind) { k[0].Names.ZH = "" }, "name_missing sponsorships[0].name.zh"},
		{"by nobody", func(k []city.SponsorKind) { k[0].By = "" }, "sponsor_by_unknown sponsorships[0].by"},
		{"by a family", func(k []city.SponsorKind) { k[1].By = "family" }, "sponsor_by_unknown sponsorships[1].by"},
		{"nowhere", func(k []city.SponsorKind) { k[0].Levels = nil }, "sponsor_levels_missing sponsorships[0].levels"},
		{"unknown level", func(k []city.SponsorKind) { k[1].Levels[1] = "ward" }, "sponsor_level_unknown sponsorships[1].levels[1]"},
		{"less than no units", func(k []city.SponsorKind) { k[1].MaxUnits = -1 }, "sponsor_limit_negative sponsorships[1].max_units"},
		{"less than no sponsors", func(k []city.SponsorKind) { k[0].MaxSponsors = -3 }, "sponsor_limit_negative sponsorships[0].max_sponsors"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := sponsored()
			test.spoil(p.Sponsorships)
			var found []string
			for _, f := range fault.All(p.Check()) {
				found = append(found, fmt.Sprint(f.Code, " ", f.Field))
				if text := f.Text(fault.Chinese) + f.Text(fault.English); strings.ContainsAny(text, "{}") {
					t.Errorf("text %q", text)
				}
			}
			if got := strings.Join(found, "; "); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestSponsorKindsKnowTheirLevels(t *testing.T) {
	p := sponsored()
	link, ok := p.SponsorKind("leader_link")
	if !ok || !link.At("community") || link.At("street") {
		t.Errorf("link: %+v", link)
	}
	if _, ok := p.SponsorKind("friendship"); ok {
		t.Error("there is no such kind")
	}
}
