package city_test

import (
	"testing"

	"sizhang/domain/city"
)

func TestNamedByIDOrChineseName(t *testing.T) {
	p := &city.Profile{
		Levels: []city.Level{{ID: "county", Names: city.Names{ZH: "区县", EN: "District"}}, {ID: "district", Names: city.Names{ZH: "片区"}},
			{ID: "grid", Names: city.Names{ZH: "网格"}}, {ID: "block", Names: city.Names{ZH: "grid"}}},
		Posts:        []city.Post{{ID: "a", Names: city.Names{ZH: "长"}}, {ID: "b", Names: city.Names{ZH: "长"}}, {ID: "c", Names: city.Names{ZH: "街长"}}},
		Sponsorships: []city.SponsorKind{{ID: "adopt", Names: city.Names{ZH: "包街"}}},
	}
	for text, want := range map[string]string{"网格": "grid", "grid": "grid", "片区": "district", "District": "", "": "", "格": ""} {
		if l, ok := p.LevelNamed(text); l.ID != want || ok != (want != "") {
			t.Errorf("level %q is %q", text, l.ID)
		}
	}
	for text, want := range map[string]string{"长": "", "街长": "c", "b": "b"} {
		if post, ok := p.PostNamed(text); post.ID != want || ok != (want != "") {
			t.Errorf("post %q is %q", text, post.ID)
		}
	}
	if k, ok := p.SponsorKindNamed("包街"); !ok || k.ID != "adopt" {
		t.Errorf("kind %+v", k)
	}
}
