package accounts_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
)

// spot is where something is held: a unit, a body, or neither for the whole city.
type spot struct{ unit, body string }

// below says whether a unit is another or below it, by the plain definition.
func (w *town) below(unit, top string) bool {
	for unit != "" {
		if unit == top {
			return true
		}
		unit = w.parents[unit]
	}
	return false
}

// sees says whether somebody who holds a role of the reach at a spot has what is at
// another.
func (w *town) sees(reach access.Reach, from, at spot) bool {
	switch reach {
	case access.Whole:
		return true
	case access.Charged:
		return at.body != "" && at.body == from.body
	case access.OwnUnit:
		return at.unit != "" && at.unit == from.unit
	}
	return at.unit != "" && w.below(at.unit, from.unit)
}

// grow makes the town's units a random tree.
func (w *town) grow(t *rapid.T) []string {
	w.parents = map[string]string{}
	var units []string
	for i := range rapid.IntRange(1, 12).Draw(t, "units") {
		parent := ""
		if i > 0 && rapid.IntRange(0, 5).Draw(t, "root") > 0 {
			parent = rapid.SampledFrom(units).Draw(t, "parent")
		}
		unit := fmt.Sprintf("U%02d", i)
		units, w.parents[unit] = append(units, unit), parent
	}
	return units
}

// grantOf draws a grant of a role at a place that fits it.
func grantOf(t *rapid.T, p *city.Profile, units []string, roles ...string) (accounts.Grant, access.Reach) {
	r, _ := p.Role(rapid.SampledFrom(roles).Draw(t, "role"))
	g := accounts.Grant{Role: r.ID}
	switch r.Reach {
	case access.Below, access.OwnUnit:
		g.Unit = rapid.SampledFrom(units).Draw(t, "unit")
	case access.Charged:
		g.Body = rapid.SampledFrom([]string{"D1", "D2"}).Draw(t, "body")
	}
	return g, r.Reach
}

// Pages of a list hold what the plain definition says may be read, each account once.
func TestListsAgainstAnOracle(t *testing.T) {
	st := open(t)
	city := 200000
	rapid.Check(t, func(r *rapid.T) {
		city++ // a city each time, so that one store serves all
		f := fixtureOver(t, st)
		f.town.profile = localAdmins()
		code := fmt.Sprint(city)
		units := f.town.grow(r)
		spots := map[string][]spot{}
		var ids []string
		for i := range rapid.IntRange(0, 25).Draw(r, "accounts") {
			n := accounts.NewAccount{Login: fmt.Sprintf("login%02d", i)}
			var at []spot
			for range rapid.IntRange(0, 2).Draw(r, "grants") {
				g, _ := grantOf(r, f.town.profile, units, "cadre", "admin", "department", "sponsor", "keeper")
				switch rapid.IntRange(0, 3).Draw(r, "when") {
				case 0: // over when the list is asked for
					g.From, g.Until = day(1), day(11)
				case 1: // has yet to begin
					g.From = day(20)
					at = append(at, spot{g.Unit, g.Body})
				default:
					at = append(at, spot{g.Unit, g.Body})
				}
				n.Grants = append(n.Grants, g)
			}
			if rapid.Bool().Draw(r, "somebody") {
				n.Person = fmt.Sprintf("P%02d", i)
				f.town.people[n.Person] = person.Person{ID: n.Person}
				if rapid.Bool().Draw(r, "post") {
					unit := rapid.SampledFrom(units).Draw(r, "post at")
					f.town.posts[n.Person] = []territory.Office{{Unit: unit, Post: head}}
					at = append(at, spot{unit: unit})
				}
				if rapid.Bool().Draw(r, "sponsor") {
					unit := rapid.SampledFrom(units).Draw(r, "sponsors")
					f.town.sponsored[n.Person] = []sponsor.Sponsored{{Unit: unit}}
					at = append(at, spot{unit: unit})
				}
			}
			a, _, err := f.Create(t.Context(), local, code, n)
			if err != nil {
				r.Fatal(err)
			}
			ids, spots[a.ID] = append(ids, a.ID), at
		}
		f.now = day(12)
		g, reach := grantOf(r, f.town.profile, units, "reader", "admin", "desk", "caller")
		reader, _, err := f.Create(t.Context(), local, code, accounts.NewAccount{Login: "reader", Grants: []accounts.Grant{g}})
		if err != nil {
			r.Fatal(err)
		}
		ids, spots[reader.ID] = append(ids, reader.ID), []spot{{g.Unit, g.Body}}
		var want []string
		for _, id := range ids {
			if id == reader.ID || reach == access.Whole || slices.ContainsFunc(spots[id], func(at spot) bool { return f.town.sees(reach, spot{g.Unit, g.Body}, at) }) {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		by := f.as(reader)
		limit := rapid.IntRange(1, 9).Draw(r, "limit")
		var got []string
		for after := ""; ; {
			page, next, err := f.List(t.Context(), by, code, after, limit)
			if err != nil || len(page) > limit {
				r.Fatalf("%d of %d, %v", len(page), limit, err)
			}
			if after != "" && len(page) == 0 && reach != access.Whole {
				r.Fatal("a mark after which nothing follows says that something is hidden")
			}
			for _, a := range page {
				got = append(got, a.ID)
			}
			if next == "" {
				break
			}
			if reach != access.Whole && len(page) < limit {
				r.Fatalf("a page of %d, though more follow", len(page))
			}
			after = next
		}
		if !slices.Equal(got, want) {
			r.Fatalf("listed %v\nwant %v", got, want)
		}
		for _, id := range ids {
			_, err := f.Get(t.Context(), by, code, id)
			if reads := slices.Contains(want, id); reads != (err == nil) || !reads && fault.As(err).Code != fault.AccountNotFound {
				r.Fatalf("get %s: %v", id, err)
			}
		}
	})
}

func TestMarksOfPages(t *testing.T) {
	f := newFixture(t)
	f.town.profile = localAdmins()
	reader := f.with("reader", accounts.Grant{Role: "reader", Unit: "A"})
	for i := range 3 {
		f.with(fmt.Sprintf("in%d", i), accounts.Grant{Role: "cadre", Unit: "A1"})
		f.with(fmt.Sprintf("out%d", i), accounts.Grant{Role: "cadre", Unit: "B1"})
	}
	by := f.as(reader)
	page, next, err := f.List(t.Context(), by, code, "", 2)
	if err != nil || len(page) != 2 || next == "" {
		t.Fatalf("%d, %q, %v", len(page), next, err)
	}
	for i := range 3 { // made between two pages, and read on the next
		f.with(fmt.Sprintf("late%d", i), accounts.Grant{Role: "cadre", Unit: "A1"})
	}
	page, next, err = f.List(t.Context(), by, code, next, 200)
	if err != nil || len(page) != 5 || next != "" || page[0].Login != "in1" {
		t.Errorf("%d, %q, %v", len(page), next, err)
	}
	// What is left are accounts that the reader may not read: nothing says that they are there.
	desk := f.with("desk", accounts.Grant{Role: "desk", Body: "D1"})
	f.with("hidden", accounts.Grant{Role: "cadre", Unit: "A1"})
	if page, next, _ = f.List(t.Context(), f.as(desk), code, "", 1); len(page) != 1 || next != "" {
		t.Errorf("%d, %q", len(page), next)
	}
	for _, bad := range []string{"x", "0198a5a0-0000-7000-8000-000000000000"} {
		_, _, err = f.List(t.Context(), by, code, bad, 10)
		wants(t, bad, err, fault.CursorInvalid)
	}
	foreign := by
	foreign.City = "110102"
	_, _, err = f.List(t.Context(), foreign, code, "", 10)
	wants(t, "from another city", err, fault.AccountNotFound)
	if list, _, err := f.List(t.Context(), local, code, "", 200); err != nil || len(list) != 12 {
		t.Errorf("by command line: %d, %v", len(list), err)
	}
}
