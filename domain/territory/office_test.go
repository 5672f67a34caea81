package territory_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

func TestOfficesOf(t *testing.T) {
	p := &city.Profile{
		Levels: []city.Level{{ID: "town", Form: city.Unmapped}, {ID: "group", Form: city.Unmapped, Parents: []string{"town"}}},
		Posts:  []city.Post{{ID: "head", Kind: city.Head, Levels: []string{"group"}}},
	}
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	seat := territory.Seat{Unit: "G", Post: "head", Terms: []territory.Term{
		{Person: "甲", From: day(1), Until: day(5)},
		{Person: "乙", From: day(3), Deputy: true, Until: day(9)},
		{Person: "丙", From: day(5)},
		{Person: "乙", From: day(7)},
	}}
	units := []territory.Unit{{Code: "T", Level: "town", Names: city.Names{ZH: "镇"}}, {Code: "G", Level: "group", Parent: "T", Names: city.Names{ZH: "组"}}}
	whole, err := territory.New(p, units, []territory.Seat{seat})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day          int
		person, want string
	}{
		{1, "甲", "[principal]"}, {4, "甲", "[principal]"}, {5, "甲", "[]"}, {2, "乙", "[]"},
		{4, "乙", "[deputy of [甲]]"}, {6, "乙", "[deputy of [丙]]"}, {7, "乙", "[deputy of [丙 乙] principal]"}, {9, "乙", "[principal]"}, {6, "丁", "[]"},
	} {
		var got []string
		for _, o := range whole.At(day(c.day)).OfficesOf(c.person, seat) {
			if o.Unit != "G" || o.Post.ID != "head" || o.From.IsZero() {
				t.Errorf("%+v", o)
			}
			if o.Deputy {
				got = append(got, fmt.Sprintf("deputy of %v", o.Principals))
			} else {
				got = append(got, "principal")
			}
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("day %d: %s has %v, not %s", c.day, c.person, got, c.want)
		}
	}
	m := whole.At(day(2))
	for name, s := range map[string]territory.Seat{"no such unit": {Unit: "X", Post: "head"}, "no such post": {Unit: "G", Post: "king"}, "a post of another level": {Unit: "T", Post: "head"}} {
		s.Terms = seat.Terms
		if held := m.OfficesOf("甲", s); len(held) > 0 {
			t.Errorf("%s: %+v", name, held)
		}
	}
	if got := m.Above("G"); !slices.Equal(got, []string{"G", "T"}) || m.Above("X") != nil {
		t.Errorf("above G: %v", got)
	}
	if all := slices.Collect(whole.EverySeat()); len(all) != 1 || all[0].Unit != "G" || all[0].Post != "head" || len(all[0].Terms) != 4 {
		t.Errorf("%+v", all)
	}
}
