package city_test

import (
	"testing"

	"sizhang/domain/city"
	"sizhang/geo"
)

func TestLevelsKnowTheirPlace(t *testing.T) {
	p := valid()
	street, rank, ok := p.Level("street")
	if !ok || rank != 3 || street.Label() != "street 街" || street.Root() || !street.Admits("community") || street.Admits("resident_group") {
		t.Errorf("street: %+v, rank %d", street, rank)
	}
	if top, _, _ := p.Level("city"); !top.Root() {
		t.Error("the city has nothing above it")
	}
	if _, _, ok := p.Level("ward"); ok {
		t.Error("there is no ward")
	}
}

func TestPostsKnowTheirLevels(t *testing.T) {
	p := valid()
	leader, rank, ok := p.Post("principal_leader")
	if !ok || rank != 1 || !leader.At("community") || leader.At("street") {
		t.Errorf("leader: %+v, rank %d", leader, rank)
	}
	if _, _, ok := p.Post("mayor"); ok {
		t.Error("there is no mayor")
	}
	if !p.Answering("street") || p.Answering("resident_group") {
		t.Error("somebody answers for streets, nobody for groups")
	}
}

func TestFormsHaveTheirDefaults(t *testing.T) {
	for form, want := range map[city.Form]int{city.Tiling: 11, city.Overlapping: 12, city.Unmapped: 0} {
		if got := form.DefaultResolution(); got != want {
			t.Errorf("%s ends at %d, want %d", form, got, want)
		}
	}
}

func TestExtentAsABox(t *testing.T) {
	box, limited := valid().Extent.Box()
	if !limited || box.Min != (geo.Point{Lng: 104, Lat: 28.9}) || box.Max != (geo.Point{Lng: 105.3, Lat: 29.7}) {
		t.Errorf("box %+v", box)
	}
	if _, limited := (city.Extent{}).Box(); limited {
		t.Error("no extent is no limit")
	}
}

func TestNamesInALanguage(t *testing.T) {
	both, one := city.Names{ZH: "街", EN: "Street"}, city.Names{ZH: "街"}
	if both.In(true) != "Street" || both.In(false) != "街" || one.In(true) != "街" {
		t.Error("English where it is asked for and there is some, else Chinese")
	}
}
