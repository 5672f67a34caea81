package city_test

import (
	"testing"

	"sizhang/domain/city"
)

// Whoever reads a message looks for what stands in their own table.
func TestLabelsAreIDsWithChineseNames(t *testing.T) {
	p := valid()
	p.Levels[1].Names.ZH = ""
	p.Sponsorships = []city.SponsorKind{{ID: "street_adoption", Names: city.Names{ZH: "包街"}}, {ID: "leader_link", Names: city.Names{ZH: "领导联点"}}}
	for got, want := range map[string]string{
		p.KnownLevels():                 "city 市, community, resident_group 居民小组, street 街",
		p.KnownPosts():                  "street_head 街长, principal_leader 主要领导",
		p.KnownSponsorKinds():           "street_adoption 包街, leader_link 领导联点",
		p.LevelLabels():                 "—",
		p.LevelLabels("street", "ward"): "street 街, ward",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
