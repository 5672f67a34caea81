package territory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// codesOf writes units as their codes, those that end with a cross before.
func codesOf(units []territory.Unit) string {
	var codes []string
	for _, u := range units {
		if u.Ended {
			u.Code = "×" + u.Code
		}
		codes = append(codes, u.Code)
	}
	return strings.Join(codes, " ")
}

func ending(code string) territory.Unit { return territory.Unit{Code: code, Ended: true} }

func TestOverlayOfUnitsThatEnd(t *testing.T) {
	second := grounded(named("510302001002", "community", theCity), square(104.3, 29.2, 0.1))
	third := named("510302001003", "community", theCity)
	street := named("510302R1", "street", theCity)
	standing := append(inForce(), second, third, street)
	renamed := second
	renamed.Names.ZH = "新名"
	for _, test := range []struct {
		name     string
		imported []territory.Unit
		whole    []string
		units    string
		counts   string // added, changed, ended, unchanged
		code     fault.Code
	}{
		{"one ends", []territory.Unit{ending(second.Code), third}, nil, "×510302001002", "0 0 1 1", ""},
		{"one that is not in force", []territory.Unit{ending("510302001009")}, nil, "", "0 0 0 1", fault.NothingToEnd},
		{"a whole level", []territory.Unit{renamed, named("510302001004", "community", theCity)}, []string{"community"},
			"510302001002 510302001004 ×510302001001 ×510302001003", "1 1 2 0", ""},
		{"a whole level that ends one itself", []territory.Unit{inForce()[1], third, ending(second.Code)}, []string{"community"}, "×510302001002", "0 0 1 2", ""},
		{"another level stays", []territory.Unit{inForce()[1], second, third}, []string{"community", "group"}, "", "0 0 0 3", ""},
		{"an empty file of a level", nil, []string{"street"}, "×510302R1", "0 0 1 0", ""},
	} {
		o := territory.OverlayWhole(standing, test.imported, test.whole)
		if got := fmt.Sprint(o.Added, o.Changed, o.Ended, o.Unchanged); codesOf(o.Units) != test.units || got != test.counts {
			t.Errorf("%s: units %s, counts %s, want %s, %s", test.name, codesOf(o.Units), got, test.units, test.counts)
		}
		if (test.code != "") != (len(o.Findings) == 1) || test.code != "" && o.Findings[0].Code != test.code {
			t.Errorf("%s: found %+v", test.name, o.Findings)
		}
		for _, u := range o.Units {
			if u.Ended && (u.Shape != nil || u.Names.ZH == "" || u.Level == "") {
				t.Errorf("%s: it ends as %+v", test.name, u)
			}
		}
	}
}

func TestOverlayCarriesPredecessors(t *testing.T) {
	standing := named("510302001002", "community", theCity)
	standing.Predecessors = []string{"a", "b"}
	for _, test := range []struct {
		given, want []string
		changed     int
	}{
		{nil, []string{"a", "b"}, 0},
		{[]string{"b", "a", "b"}, []string{"a", "b"}, 0},
		{[]string{"c"}, []string{"c"}, 1},
	} {
		u := named(standing.Code, "community", theCity)
		u.Predecessors = test.given
		o := territory.Overlay([]territory.Unit{standing}, []territory.Unit{u})
		if o.Changed != test.changed || o.Changed+o.Unchanged != 1 {
			t.Errorf("%v: %+v", test.given, o)
		}
		if o.Changed == 1 && !slices.Equal(o.Units[0].Predecessors, test.want) {
			t.Errorf("%v became %v", test.given, o.Units[0].Predecessors)
		}
		if merged := territory.Merge(standing, u); test.given == nil && !slices.Equal(merged.Predecessors, test.want) {
			t.Errorf("%v merged into %v", test.given, merged.Predecessors)
		}
	}
	fresh := named("510302001003", "community", theCity)
	fresh.Predecessors = []string{"b", "a", "b"}
	if o := territory.Overlay(nil, []territory.Unit{fresh}); !slices.Equal(o.Units[0].Predecessors, []string{"a", "b"}) {
		t.Errorf("a new unit has %v", o.Units[0].Predecessors)
	}
}

func TestApply(t *testing.T) {
	draft := territory.OverlayWhole(inForce(), []territory.Unit{named("510302001002", "community", theCity)}, []string{"community"}).Units
	if got := codesOf(territory.Apply(inForce(), draft)); got != theCity+" 510302001002" {
		t.Errorf("there stand %s", got)
	}
	again := territory.Overlay(territory.Apply(inForce(), draft), inForce()[1:])
	if again.Added != 1 || again.Units[0].Ended {
		t.Errorf("a unit that ended comes back as %+v", again)
	}
}

func TestCheckDraftOfUnitsThatEnd(t *testing.T) {
	group := named("510302001001-1", "group", community)
	standing := append(inForce(), group)
	for _, test := range []struct {
		name  string
		draft []territory.Unit
		code  fault.Code // of the only finding
		unit  string
		text  string
	}{
		{"with a child in force", []territory.Unit{ending(community)}, fault.EndedWithChildren, community, "1 units still hang under the unit that is to end: 510302001001-1 510302001001-1;"},
		{"with its child", []territory.Unit{ending(community), ending(group.Code)}, "", "", ""},
		{"whose child moves", []territory.Unit{ending(community), named(group.Code, "group", "510302001002"), named("510302001002", "community", theCity)}, "", "", ""},
		{"with a child of the draft", []territory.Unit{ending(community), ending(group.Code), named("510302001001-2", "group", community)},
			fault.EndedWithChildren, community, "510302001001-2"},
		{"with many", []territory.Unit{ending(community), ending(group.Code), named("g1", "group", community), named("g2", "group", community),
			named("g3", "group", community), named("g4", "group", community), named("g5", "group", community), named("g6", "group", community)},
			fault.EndedWithChildren, community, "6 units still hang under the unit that is to end: g1 g1, g2 g2, g3 g3, g4 g4, g5 g5, …;"},
		{"as another level", []territory.Unit{{Code: group.Code, Level: "street", Ended: true}}, fault.LevelChanged, group.Code, "is of level group"},
		{"neighbours on its ground", []territory.Unit{ending(community), ending(group.Code), grounded(named("510302001002", "community", theCity), square(104.2, 29.2, 0.1))}, "", "", ""},
	} {
		draft := territory.Overlay(standing, test.draft).Units
		findings := territory.CheckDraft(town(), standing, draft)
		switch {
		case test.code == "" && len(findings) > 0:
			t.Errorf("%s: found %+v", test.name, findings)
		case test.code != "" && (len(findings) != 1 || findings[0].Code != test.code || findings[0].Unit != test.unit || findings[0].Severity != territory.Refusal ||
			!strings.Contains(findings[0].Text(fault.English), test.text)):
			t.Errorf("%s: found %+v", test.name, findings)
		}
	}
}

// A term that is known can be withdrawn, in force or not; another cannot.
func TestOverlayOfTermsThatAreWithdrawn(t *testing.T) {
	seat := func(terms ...territory.Term) []territory.Seat {
		return []territory.Seat{{Unit: "510302R1", Post: "street_head", Terms: terms}}
	}
	known := seat(term("a", 1, 0, false), term("b", 2, 2, true))
	for _, c := range []struct {
		name     string
		imported territory.Term
		want     string // added, changed, unchanged, terms left, what is found
	}{
		{"one in force", term("a", 1, 1, false), "0 1 0 1 noted term_withdrawn"},
		{"one that is withdrawn already", term("b", 2, 2, true), "0 0 1 0"},
		{"back again", term("b", 2, 5, true), "0 1 0 1"},
		{"one of another rank", term("a", 1, 1, true), "0 0 0 0 refused term_empty"},
		{"one of another day", term("a", 2, 2, false), "0 0 0 0 refused term_empty"},
	} {
		o := territory.OverlaySeats(known, seat(c.imported))
		left := 0
		for _, s := range o.Seats {
			left += len(s.Terms)
		}
		got := fmt.Sprint(o.Added, o.Changed, o.Unchanged, left)
		for _, f := range o.Findings {
			got += fmt.Sprintf(" %s %s", f.Severity, f.Code)
			if text := f.Text(fault.Chinese) + f.Text(fault.English); strings.ContainsAny(text, "{}") {
				t.Errorf("%s: %s", c.name, text)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
