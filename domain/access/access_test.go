package access

import (
	"fmt"
	"strings"
	"testing"
)

var (
	reader  = &Role{ID: "reader", Reach: Below, Rights: []Right{IssueRead, PersonRead}}
	handler = &Role{ID: "handler", Reach: Below, Rights: []Right{IssueRead, IssueHandle}}
	manager = &Role{ID: "manager", Reach: Below, Rights: []Right{AccountRead, AccountManage, IssueRead, IssueHandle}}
	chief   = &Role{ID: "chief", Reach: Whole, Rights: Rights}
	office  = &Role{ID: "office", Reach: Charged, Rights: []Right{AccountManage, IssueRead, IssueHandle}}
	bureau  = &Role{ID: "bureau", Reach: Charged, Rights: []Right{IssueRead, IssueHandle}}
)

// community/grid/building, and another grid beside.
var (
	community = Object{City: "c", Units: []string{"community", "county"}}
	grid      = Object{City: "c", Units: []string{"grid", "community", "county"}}
	building  = Object{City: "c", Units: []string{"building", "grid", "community", "county"}}
	beside    = Object{City: "c", Units: []string{"beside", "community", "county"}}
	city      = Object{City: "c"}
)

func holding(h ...Holding) Actor { return Actor{City: "c", Holdings: h} }

func TestNothingLetsNobodyIn(t *testing.T) {
	for _, a := range []Actor{{}, {City: "c"}, holding(Holding{}), holding(Holding{Role: reader}), holding(Holding{Role: bureau, Unit: "grid"}), {Holdings: []Holding{{Role: chief}}}} {
		for _, o := range []Object{{}, city, grid, {City: "c", Bodies: []string{""}}, {City: "c", Units: []string{""}}} {
			for _, right := range Rights {
				if a.Can(right, o) {
					t.Errorf("%+v may %s of %+v", a, right, o)
				}
			}
		}
	}
	if !(Scope{}).Empty() || (Scope{}).Holds(Object{}) || (Scope{}).Holds(city) {
		t.Error("the zero scope holds something")
	}
}

func TestReaches(t *testing.T) {
	own := &Role{Reach: OwnUnit, Rights: []Right{IssueRead}}
	tests := []struct {
		name string
		held Holding
		want string // of community, grid, building, beside, the city
	}{
		{"below", Holding{Role: reader, Unit: "grid"}, "-xx--"},
		{"own unit", Holding{Role: own, Unit: "grid"}, "-x---"},
		{"whole city", Holding{Role: chief}, "xxxxx"},
		{"above", Holding{Role: reader, Unit: "community"}, "xxxx-"},
		{"body", Holding{Role: bureau, Body: "b"}, "-----"},
	}
	for _, test := range tests {
		got := ""
		for _, o := range []Object{community, grid, building, beside, city} {
			if holding(test.held).Can(IssueRead, o) {
				got += "x"
			} else {
				got += "-"
			}
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	charged := beside
	charged.Bodies = []string{"a", "b"}
	if !holding(Holding{Role: bureau, Body: "b"}).Can(IssueHandle, charged) {
		t.Error("a department does not see what is in its charge")
	}
}

// A deputy reads while the principal is there, and acts once they are away.
func TestDeputies(t *testing.T) {
	there, away := holding(Holding{Role: handler, Unit: "grid", Standby: true}), holding(Holding{Role: handler, Unit: "grid"})
	if !there.Can(IssueRead, building) || there.Can(IssueHandle, building) {
		t.Error("beside the principal")
	}
	if !away.Can(IssueHandle, building) {
		t.Error("in the principal's place")
	}
}

func TestGiving(t *testing.T) {
	atGrid, atCommunity := holding(Holding{Role: manager, Unit: "grid"}), holding(Holding{Role: manager, Unit: "community"})
	clerk := holding(Holding{Role: &Role{Reach: Below, Rights: []Right{AccountManage}}, Unit: "grid"}, Holding{Role: bureau, Body: "b"})
	tests := []struct {
		name  string
		giver Actor
		role  *Role
		at    Object
		want  bool
	}{
		{"what one has, where one has it", atGrid, handler, grid, true},
		{"below", atGrid, handler, building, true},
		{"above", atGrid, handler, community, false},
		{"beside", atGrid, handler, beside, false},
		{"more rights", atGrid, reader, grid, false},
		{"from above", atCommunity, handler, beside, true},
		{"one's own role", atGrid, manager, grid, true},
		{"for the whole city", atCommunity, chief, city, false},
		{"a body's", atCommunity, bureau, Object{City: "c", Bodies: []string{"b"}}, false},
		{"all, by the chief", holding(Holding{Role: chief}), chief, city, true},
		{"a body's, by the chief", holding(Holding{Role: chief}), bureau, Object{City: "c", Bodies: []string{"b"}}, true},
		{"in another city", holding(Holding{Role: chief}), reader, Object{City: "d", Units: []string{"grid"}}, false},
		{"a role of the whole city, at a unit", atGrid, &Role{Reach: Whole, Rights: handler.Rights}, grid, false},
		{"a unit's, by whom a body has in charge", clerk, handler, Object{City: "c", Units: grid.Units, Bodies: []string{"b"}}, false},
		{"a body's, by whom manages that body's accounts", holding(Holding{Role: office, Body: "b"}), bureau, Object{City: "c", Bodies: []string{"b"}}, true},
		{"another body's", holding(Holding{Role: office, Body: "b"}), bureau, Object{City: "c", Bodies: []string{"d"}}, false},
		{"without managing accounts", holding(Holding{Role: handler, Unit: "grid"}), handler, grid, false},
	}
	for _, test := range tests {
		if got := test.giver.MayGive(test.role, test.at); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
	alone := *manager
	alone.Reach = OwnUnit
	if holding(Holding{Role: &alone, Unit: "grid"}).MayGive(handler, grid) {
		t.Error("who has the unit alone gives what is below it")
	}
}

// Who holds all rights of a role covers it, whether or not they may give it.
func TestCovering(t *testing.T) {
	everywhere := &Role{Reach: Whole, Rights: handler.Rights}
	tests := []struct {
		actor Actor
		role  *Role
		at    Object
		want  bool
	}{
		{holding(Holding{Role: handler, Unit: "community"}), handler, grid, true},
		{holding(Holding{Role: handler, Unit: "grid"}), handler, grid, true},
		{holding(Holding{Role: handler, Unit: "grid"}), handler, community, false},
		{holding(Holding{Role: handler, Unit: "grid"}), reader, grid, false},
		{holding(Holding{Role: handler, Unit: "community"}, Holding{Role: reader, Unit: "grid"}), reader, grid, true},
		{holding(Holding{Role: handler, Unit: "grid", Standby: true}), handler, grid, false},
		{holding(Holding{Role: handler, Unit: "county"}), everywhere, city, false},
		{holding(Holding{Role: chief}), everywhere, city, true},
		{Actor{}, handler, grid, false},
	}
	for _, test := range tests {
		if got := test.actor.Covers(test.role, test.at); got != test.want {
			t.Errorf("%+v covers %+v at %v: %v", test.actor, test.role, test.at, got)
		}
	}
}

func TestRightsAreNamedObjectBeforeVerb(t *testing.T) {
	seen := map[Right]bool{}
	for _, r := range Rights {
		if object, verb, ok := strings.Cut(string(r), "."); !ok || object == "" || verb == "" || seen[r] || !r.Known() {
			t.Errorf("right %q", r)
		}
		seen[r] = true
	}
	if Right("issue.eat").Known() {
		t.Error("what is not a right is known")
	}
}

func TestAScopeSaysWhatItIs(t *testing.T) {
	own := &Role{Reach: OwnUnit, Rights: []Right{IssueRead}}
	s := holding(Holding{Role: reader, Unit: "grid"}, Holding{Role: own, Unit: "street"}, Holding{Role: bureau, Body: "b"}).Scope(IssueRead)
	if got := fmt.Sprintln(s.City(), s.Whole(), s.Trees(), s.Alone(), s.Bodies()); got != "c false [grid] [street] [b]\n" {
		t.Errorf("got %s", got)
	}
	if !holding(Holding{Role: chief}).Scope(IssueRead).Whole() {
		t.Error("the whole city is not whole")
	}
}
