package issue

import (
	"slices"
	"testing"

	"sizhang/domain/access"
	"sizhang/geo"
)

// at is a world whose place lies in a grid of the community.
func (l *life) at(grid string, departments ...string) *life {
	return l.within(grid, "community", departments...)
}

func (l *life) within(grid, community string, departments ...string) *life {
	r := *l.w.Routing
	r.Units, r.Spots, r.Departments = []string{grid, community, "county"}, []string{grid}, departments
	l.w.Routing = &r
	return l
}

// Whoever saw an issue through a unit or a body can be told that it left them.
func TestWhereAnIssueLeft(t *testing.T) {
	reads := func(unit, body string, reach access.Reach) access.Scope {
		role := &access.Role{ID: "reader", Rights: []access.Right{access.IssueRead}, Reach: reach}
		return access.Actor{City: "110101", Holdings: []access.Holding{{Role: role, Unit: unit, Body: body}}}.Scope(access.IssueRead)
	}
	below, alone, office := reads("g1", "", access.Below), reads("g1", "", access.OwnUnit), reads("", "sanitation", access.Charged)
	street, above := reads("community", "", access.OwnUnit), reads("community", "", access.Below)
	l := (&life{t: t, w: world(monday)}).at("g1", "sanitation")
	var err error
	if l.Issue, err = New(byCitizen(), l.w); err != nil {
		t.Fatal(err)
	}
	seen := func(when string, want ...string) {
		t.Helper()
		var got []string
		for name, scope := range map[string]access.Scope{"grid": below, "grid alone": alone, "office": office, "community alone": street, "community": above} {
			if !scope.Holds(l.Object()) && scope.Holds(l.Left()) {
				got = append(got, name)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: it left %v, want %v", when, got, want)
		}
	}
	seen("at first")
	move := func(grid string, departments ...string) *life {
		c := by(dispatcher, Correct)
		place := At(geo.WGS84, spot.Lng, spot.Lat, 5)
		c.Place = &place
		return l.at(grid, departments...).then(c)
	}
	move("g2", "sanitation")
	seen("in the other grid", "grid", "grid alone")
	if with := l.Last().With; with[WithLeft] != "g1" || with[WithLeftSpots] != "g1" || with[WithLeftBodies] != "" {
		t.Errorf("%v", with)
	}
	move("g2", "roads")
	seen("of other departments", "grid", "grid alone", "office")
	move("g1", "roads")
	seen("back in the grid", "office")
	l.then(by(dispatcher, Comment))
	if with := l.Last().With; with[WithLeft]+with[WithLeftBodies]+with[WithLeftSpots] != "" {
		t.Errorf("a comment leaves %v", with)
	}
	if bad := l.Verify(); bad != 0 {
		t.Errorf("event %d does not hold", bad)
	}
	l = (&life{t: t, w: world(monday)}).at("g1", "sanitation")
	if l.Issue, err = New(byCitizen(), l.w); err != nil {
		t.Fatal(err)
	}
	l.within("g1", "community2", "sanitation").then(by(system, Reroute)) // who has the community alone never saw it
	seen("its grid is of another community", "community")
}
