package accounts_test

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
)

var (
	head   = city.Post{ID: "grid_head", Kind: city.Head}
	leader = city.Post{ID: "leader", Kind: city.Leader}
	own    = city.Post{ID: "own", Kind: city.Head, Role: "cadre"}
)

// held tells what an account holds now.
func (f *fixture) held(a accounts.Account) string {
	f.t.Helper()
	var held []string
	for _, h := range f.as(a).Holdings {
		text := h.Role.ID + "@" + h.Unit + h.Body
		if h.Standby {
			text += "~"
		}
		held = append(held, text)
	}
	return strings.Join(held, " ")
}

func TestWhatAnAccountHolds(t *testing.T) {
	f := newFixture(t)
	f.town.people["P1"] = person.Person{ID: "P1", Name: "甲"}
	f.town.posts["P1"] = []territory.Office{{Unit: "A1", Post: head}, {Unit: "A", Post: leader}, {Unit: "B", Post: own}}
	f.town.sponsored["P1"] = []sponsor.Sponsored{{Unit: "B1"}, {Unit: "A2", Kind: city.SponsorKind{Role: "supervisor"}}}
	a := f.make(accounts.NewAccount{Login: "p1", Person: "P1", Grants: []accounts.Grant{
		{Role: "department", Body: "D1"}, {Role: "admin", From: day(12), Until: day(14)}, {Role: "dispatcher", Unit: "T", From: day(1), Until: day(11)},
	}})
	const posts = "head@A1 leader@A cadre@B sponsor@B1 supervisor@A2 department@D1"
	for _, c := range []struct {
		day  int
		want string
	}{{10, posts + " dispatcher@T"}, {11, posts}, {12, posts + " admin@"}, {13, posts + " admin@"}, {14, posts}} {
		if f.now = day(c.day); f.held(a) != c.want {
			t.Errorf("day %d: %s, not %s", c.day, f.held(a), c.want)
		}
	}
	f.town.posts["P1"] = f.town.posts["P1"][:1]
	f.town.sponsored["P1"] = nil
	if got := f.held(a); got != "head@A1 department@D1" {
		t.Errorf("after the posts ended: %s", got)
	}
	f.town.profile = &city.Profile{Code: code, Roles: city.DefaultRoles[:2]} // grid_worker, head
	if got := f.held(a); got != "head@A1" {
		t.Errorf("after the city gave up roles: %s", got)
	}
	other := f.make(accounts.NewAccount{Login: "other"})
	if got := f.held(other); got != "" {
		t.Errorf("an account of nobody holds %s", got)
	}
}

func TestADeputyActsWhileThePrincipalIsAway(t *testing.T) {
	f := newFixture(t)
	for _, id := range []string{"P1", "P2", "P3", "D"} {
		f.town.people[id] = person.Person{ID: id}
	}
	deputise := func(principals ...string) {
		f.town.posts["D"] = []territory.Office{{Unit: "A1", Post: head, Deputy: true, Principals: principals}}
	}
	deputise("P1")
	d := f.make(accounts.NewAccount{Login: "d1", Person: "D"})
	is := func(what string, standby bool) {
		t.Helper()
		want := "head@A1"
		if standby {
			want += "~"
		}
		if got := f.held(d); got != want {
			t.Errorf("%s: %s, not %s", what, got, want)
		}
	}
	is("a principal without an account is there", true)
	p1 := f.make(accounts.NewAccount{Login: "p1", Person: "P1"})
	is("the principal is there", true)
	if _, err := f.SetAway(t.Context(), f.as(p1), code, p1.ID, []accounts.Away{{day(12), day(14)}, {day(5), day(6)}}); err != nil {
		t.Fatal(err)
	}
	for n, standby := range map[int]bool{5: false, 6: true, 11: true, 12: false, 13: false, 14: true} {
		f.now = day(n)
		is(fmt.Sprint("day ", n), standby)
	}
	f.now = day(12)
	deputise("P1", "P2")
	is("one of two principals is there", true)
	p2 := f.make(accounts.NewAccount{Login: "p2", Person: "P2"})
	if _, err := f.SetAway(t.Context(), local, code, p2.ID, []accounts.Away{{day(12), day(13)}}); err != nil {
		t.Fatal(err)
	}
	is("both are away", false)
	f.now = day(13)
	is("one is back", true)
	deputise()
	is("nobody is principal", false)
	deputise("P1")
	f.now = day(12)
	if _, err := f.SetAway(t.Context(), f.as(p1), code, p1.ID, nil); err != nil {
		t.Fatal(err)
	}
	is("they said that they are present", true)
}

func TestSayingThatOneIsAway(t *testing.T) {
	f := newFixture(t)
	a, b := f.with("aa"), f.with("bb", accounts.Grant{Role: "cadre", Unit: "A"})
	many := make([]accounts.Away, 21)
	for i := range many {
		many[i] = accounts.Away{From: day(1), Until: day(2)}
	}
	for name, away := range map[string][]accounts.Away{"too many": many, "backwards": {{day(3), day(2)}}, "for no time": {{day(3), day(3)}}, "no end": {{From: day(3)}}, "no beginning": {{Until: day(3)}}} {
		_, err := f.SetAway(t.Context(), f.as(a), code, a.ID, away)
		wants(t, name, err, fault.AwayInvalid)
	}
	_, err := f.SetAway(t.Context(), f.as(a), code, b.ID, nil)
	wants(t, "of somebody else", err, fault.RightMissing)
	foreign := f.as(a)
	foreign.City = "110102"
	_, err = f.SetAway(t.Context(), foreign, code, a.ID, nil)
	wants(t, "from another city", err, fault.AccountNotFound)
	if got, err := f.SetAway(t.Context(), f.as(a), code, a.ID, many[:20]); err != nil || len(got.Away) != 20 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhoIsNobody(t *testing.T) {
	f := newFixture(t)
	f.with("root", accounts.Grant{Role: "admin"})
	a := f.with("aa", accounts.Grant{Role: "cadre", Unit: "A"})
	caller := f.as(a)
	if caller.City != code || caller.Account != a.ID {
		t.Errorf("%+v", caller)
	}
	if _, err := f.Disable(t.Context(), local, code, a.ID); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][2]string{"disabled": {code, a.ID}, "missing": {code, "nobody"}, "empty": {code, ""}, "another city": {"110102", a.ID}} {
		actor, _, err := f.Actor(t.Context(), c[0], c[1])
		wants(t, name, err, fault.SignInRequired)
		if len(actor.Holdings) > 0 {
			t.Errorf("%s holds %v", name, actor.Holdings)
		}
	}
	if _, err := f.Enable(t.Context(), local, code, a.ID); err != nil || f.held(a) != "cadre@A" {
		t.Errorf("enabled: %v", err)
	}
}
