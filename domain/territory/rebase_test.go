package territory

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

func TestRebase(t *testing.T) {
	unit := func(name, parent string) *Unit {
		return &Unit{Code: "G", Level: "grid", Names: city.Names{ZH: name}, Parent: parent}
	}
	gone := unit("1", "A").ended()
	for _, c := range []struct {
		name             string
		then, now, draft *Unit
		want             *Unit
		note             fault.Code
	}{
		{"others changed nothing", unit("1", "A"), unit("1", "A"), unit("2", "A"), unit("2", "A"), ""},
		{"others changed another field", unit("1", "A"), unit("1", "B"), unit("2", "A"), unit("2", "B"), ""},
		{"both changed a field alike", unit("1", "A"), unit("2", "A"), unit("2", "A"), unit("2", "A"), ""},
		{"both changed a field", unit("1", "A"), unit("3", "A"), unit("2", "A"), unit("2", "A"), fault.DraftOverrides},
		{"both added it", nil, unit("1", "B"), unit("2", ""), unit("2", "B"), fault.DraftOverrides},
		{"the draft added it", nil, nil, unit("2", "A"), unit("2", "A"), ""},
		{"others ended it", unit("1", "A"), nil, unit("2", "A"), &gone, fault.DraftLapsed},
		{"both ended it", unit("1", "A"), nil, &gone, &gone, ""},
		{"the draft took back what others added", nil, unit("1", "A"), &gone, unit("1", "A"), ""},
		{"the draft ends what others changed", unit("1", "A"), unit("2", "A"), &gone, &gone, fault.DraftOverrides},
	} {
		list := func(u *Unit) []Unit {
			if u == nil {
				return nil
			}
			return []Unit{*u}
		}
		moved, findings := Rebase(list(c.then), list(c.now), list(c.draft))
		got := *c.draft
		if len(moved) > 0 {
			got = moved[0]
		}
		if !sameUnit(got, *c.want) || len(moved) > 0 == sameUnit(*c.draft, *c.want) {
			t.Errorf("%s: %+v moved to %+v", c.name, *c.draft, moved)
		}
		if noted := len(findings) > 0 && findings[0].Code == c.note; len(findings) > 1 || noted != (c.note != "") {
			t.Errorf("%s: %+v", c.name, findings)
		}
	}
}

// What only one side changed is in the outcome, whoever it was.
func TestRebaseLosesNothing(t *testing.T) {
	draw := func(t *rapid.T, label string) Unit {
		text := rapid.SampledFrom([]string{"", "x", "y"})
		return Unit{Code: "G", Level: "grid", Names: city.Names{ZH: text.Draw(t, label+" name"), EN: text.Draw(t, label+" english")},
			Parent: text.Draw(t, label+" parent"), GridCode: text.Draw(t, label+" grid code"), Generated: rapid.Bool().Draw(t, label+" generated")}
	}
	rapid.Check(t, func(t *rapid.T) {
		then, now, draft := draw(t, "then"), draw(t, "now"), draw(t, "draft")
		moved, _ := Rebase([]Unit{then}, []Unit{now}, []Unit{draft})
		got := draft
		if len(moved) > 0 {
			got = moved[0]
		}
		fields := func(u Unit) []string {
			return []string{u.Names.ZH, u.Names.EN, u.Parent, u.GridCode, fmt.Sprint(u.Generated)}
		}
		for i, is := range fields(got) {
			want := fields(draft)[i]
			if want == fields(then)[i] {
				want = fields(now)[i]
			}
			if is != want {
				t.Fatalf("field %d of %+v over %+v, then %+v: %q, want %q", i, draft, now, then, is, want)
			}
		}
	})
}
