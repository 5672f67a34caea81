package diff_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/diff"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// tellIssues writes the open issues that change hands.
func tellIssues(c *diff.Changes) string {
	var b strings.Builder
	fmt.Fprintln(&b, c.Issues.Moved, "of", c.Issues.Open)
	for _, m := range c.Issues.Moves.Items {
		var ids []string
		for _, i := range m.Named {
			ids = append(ids, i.ID)
		}
		fmt.Fprintln(&b, m.Level.ID, name(m.From), "→", name(m.To), m.Count, ids)
	}
	for _, u := range c.Issues.Units.Items {
		fmt.Fprintf(&b, "%s %s +%d -%d\n", u.Level.ID, u.Unit.Code, u.Gained, u.Lost)
	}
	for _, p := range c.People.Items {
		for _, g := range p.Ground {
			if g.Issues != (diff.Tally{}) {
				fmt.Fprintf(&b, "%s at %s +%d -%d\n", p.Person, g.Level.ID, g.Issues.Gained, g.Issues.Lost)
			}
		}
	}
	return b.String()
}

// fiveIssues lie, of the plain town: two in the strip of G1 by the border, which one
// of them shares with the building, one in the west of G1, one in G2, one beyond.
func fiveIssues() []diff.Issue {
	return []diff.Issue{{"e", at(3.4, 3)}, {"a", at(1, 1)}, {"c", at(6.1, 1.1)}, {"b", at(3.3, 1.2)}, {"d", at(9, 1)}}
}

func TestOpenIssuesThatChangeHands(t *testing.T) {
	moved := drawn(unit("grid", "G1", "V", rect(0, 0, 3, 4)), unit("grid", "G2", "V", rect(3, 0, 5, 4)))
	hidden := fiveIssues()
	hidden[3].ID = ""
	for _, test := range []struct {
		name   string
		after  diff.State
		issues []diff.Issue
		want   string
	}{
		{"a border moves over two of five", state(moved, seats()...), fiveIssues(), `
2 of 5
grid G1 → G2 2 [b e]
grid G1 +0 -2
grid G2 +2 -0
a at grid +0 -2
b at grid +2 -0
`},
		{"one that may not be read is counted and not named", state(moved, seats()...), hidden, `
2 of 5
grid G1 → G2 2 [e]
grid G1 +0 -2
grid G2 +2 -0
a at grid +0 -2
b at grid +2 -0
`},
		{"one that nobody had, and one that nobody has", state(drawn(unit("grid", "G1", "V", rect(2, 0, 2, 4)), unit("grid", "G2", "V", rect(4, 0, 6, 4))), seats()...), fiveIssues(), `
2 of 5
grid nobody → G2 1 [d]
grid G1 → nobody 1 [a]
grid G1 +0 -1
grid G2 +1 -0
a at grid +0 -1
b at grid +1 -0
`},
		{"units that overlap others", state(drawn(unit("building", "B1", "G1", rect(0.8, 0.8, 0.4, 0.4)), unit("street", "S", "V", rect(3.2, 0, 0.5, 4))), seats()...), fiveIssues(), `
3 of 5
street nobody → S 2 [b e]
building nobody → B1 1 [a]
building B1 → nobody 1 [b]
street S +2 -0
building B1 +1 -1
s at street +2 -0
x at building +1 -1
`},
		{"a wider level as well", state(drawn(unit("village", "V", "", rect(0, 0, 5, 4)), ending("G2"), ending("B2")), seats()...), fiveIssues(), `
1 of 5
village V → nobody 1 [c]
grid G2 → nobody 1 [c]
building B2 → nobody 1 [c]
village V +0 -1
grid G2 +0 -1
building B2 +0 -1
b at grid +0 -1
v at village +0 -1
`},
		{"a name alone", state(drawn(named("G1", "新"))), fiveIssues(), "\n0 of 5\n"},
		{"no open issue", state(moved, seats()...), nil, "\n0 of 0\n"},
	} {
		c := compare(t, state(plain(), seats()...), test.after, diff.Options{Issues: slices.Values(test.issues)})
		if got, want := tellIssues(c), strings.TrimPrefix(test.want, "\n"); got != want {
			t.Errorf("%s:\n%swant:\n%s", test.name, got, want)
		}
	}
}

// What passes between two units of the same head is no change of theirs.
func TestIssuesBetweenUnitsOfOneHead(t *testing.T) {
	both := []territory.Seat{held("G1", "head", "a"), held("G2", "head", "a"), held("G2", "leader", "b")}
	moved := drawn(unit("grid", "G1", "V", rect(0, 0, 3, 4)), unit("grid", "G2", "V", rect(3, 0, 5, 4)))
	c := compare(t, state(plain(), both...), state(moved, both...), diff.Options{Issues: slices.Values(fiveIssues())})
	if got := tellIssues(c); !strings.HasSuffix(got, "grid G2 +2 -0\nb at grid +2 -0\n") {
		t.Errorf("got\n%s", got)
	}
}

// named is a unit of the plain town under another name.
func named(code, zh string) territory.Unit {
	for _, u := range plain() {
		if u.Code == code {
			u.Names.ZH = zh
			return u
		}
	}
	panic(code)
}

// A move counts all its issues and names the first by their ids, in whatever order
// they come.
func TestAMoveNamesSomeIssues(t *testing.T) {
	var issues []diff.Issue
	for i := range 30 {
		issues = append(issues, diff.Issue{ID: fmt.Sprintf("i%02d", (i*7)%30), Point: at(3.1+0.02*float64(i), 2)})
	}
	moved := state(drawn(unit("grid", "G1", "V", rect(0, 0, 3, 4)), unit("grid", "G2", "V", rect(3, 0, 5, 4))))
	for range 2 {
		m := compare(t, state(plain()), moved, diff.Options{Issues: slices.Values(issues)}).Issues.Moves.Items[0]
		if m.Count != 30 || len(m.Named) != diff.NamedIssues || m.Named[0].ID != "i00" || m.Named[19].ID != "i19" ||
			!slices.IsSortedFunc(m.Named, func(a, b diff.Issue) int { return cmp.Compare(a.ID, b.ID) }) {
			t.Errorf("%d, named %v", m.Count, m.Named)
		}
		slices.Reverse(issues)
	}
}

// Who has an issue is asked of every unit of both states, one by one.
func TestIssuesAgreeWithEveryUnit(t *testing.T) {
	moves := 0
	rapid.Check(t, func(t *rapid.T) {
		plots := drawPlots(t)
		sharing := rapid.Bool().Draw(t, "units overlap")
		old := drawDeal(t, sharing)
		fresh := old.redealt(t, sharing)
		before, after := old.units(t, plots), fresh.units(t, plots)
		for i := range 3 {
			box := func() territory.Unit {
				f := rapid.Float64Range(0, 3)
				return unit("street", fmt.Sprint("S", i), "", rect(f.Draw(t, "west"), f.Draw(t, "south"), 0.3+f.Draw(t, "width"), 0.3+f.Draw(t, "height")))
			}
			was := box()
			before, after = append(before, was), append(after, rapid.SampledFrom([]territory.Unit{was, box(), ending(was.Code)}).Draw(t, "street"))
		}
		if rapid.Bool().Draw(t, "a unit of another level") {
			after[0].Level = rapid.SampledFrom([]string{"village", "street"}).Draw(t, "level")
		}
		var issues []diff.Issue
		for i := range rapid.IntRange(0, 40).Draw(t, "issues") {
			issues = append(issues, diff.Issue{ID: fmt.Sprintf("%02d", i), Point: at(rapid.Float64Range(-1, columns+1).Draw(t, "x"), rapid.Float64Range(-1, rows+1).Draw(t, "y"))})
		}
		changes, err := diff.Compare(state(before), state(after), diff.Options{Issues: slices.Values(issues)})
		if err != nil {
			t.Fatal(err)
		}
		want := passing(before, after, issues)
		got, units := map[string][]string{}, map[string]diff.Tally{}
		for _, m := range changes.Issues.Moves.Items {
			key := m.Level.ID + " " + name(m.From) + "→" + name(m.To)
			for _, i := range m.Named {
				got[key] = append(got[key], i.ID)
			}
			if m.Count != len(want.ids[key]) {
				t.Fatalf("%s: %d, the units say %v", key, m.Count, want.ids[key])
			}
			slices.Sort(want.ids[key])
			if want := want.ids[key]; !slices.Equal(got[key], want[:min(len(want), diff.NamedIssues)]) {
				t.Fatalf("%s: %v, the units say %v", key, got[key], want)
			}
			moves++
		}
		for _, u := range changes.Issues.Units.Items {
			units[u.Level.ID+" "+u.Unit.Code] = u.Tally
		}
		if len(got) != len(want.ids) || !maps.Equal(units, want.units) || changes.Issues.Moved != len(want.moved) || changes.Issues.Open != len(issues) {
			t.Fatalf("%+v, the units say %+v", changes.Issues, want)
		}
	})
	if moves == 0 {
		t.Error("nothing ever passed: the test tested nothing")
	}
}

// passed is what changes hands: ids by level and parties, tallies by level and unit.
type passed struct {
	ids   map[string][]string
	units map[string]diff.Tally
	moved map[string]bool
}

// passing asks every unit about every issue.
func passing(before, after []territory.Unit, issues []diff.Issue) passed {
	p := passed{map[string][]string{}, map[string]diff.Tally{}, map[string]bool{}}
	enter := func(level, from, to, id string) {
		key := level + " " + cmp.Or(from, "nobody") + "→" + cmp.Or(to, "nobody")
		p.ids[key] = append(p.ids[key], id)
		p.moved[id] = true
		if from != "" {
			tally := p.units[level+" "+from]
			tally.Lost++
			p.units[level+" "+from] = tally
		}
		if to != "" {
			tally := p.units[level+" "+to]
			tally.Gained++
			p.units[level+" "+to] = tally
		}
	}
	for _, i := range issues {
		for _, level := range []string{"village", "grid"} {
			from, to := slices.Concat(holders(before, level, i.Point), []string{""})[0], slices.Concat(holders(after, level, i.Point), []string{""})[0]
			if from != to {
				enter(level, from, to, i.ID)
			}
		}
		had, has := holders(before, "street", i.Point), holders(after, "street", i.Point)
		for _, code := range had {
			if !slices.Contains(has, code) {
				enter("street", code, "", i.ID)
			}
		}
		for _, code := range has {
			if !slices.Contains(had, code) {
				enter("street", "", code, i.ID)
			}
		}
	}
	return p
}

// holders returns the codes of a level's units that hold a point, the lowest first.
func holders(units []territory.Unit, level string, p geo.Point) []string {
	var codes []string
	for _, u := range units {
		if u.Level == level && !u.Ended && u.Shape.Contains(p) {
			codes = append(codes, u.Code)
		}
	}
	slices.Sort(codes)
	return codes
}
