package accounts_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
)

// objects are what rights are tried on: every unit, with and without a body, every
// body, and the city.
func (w *town) objects(code string) []access.Object {
	all := []access.Object{{City: code}}
	for body := range w.bodies {
		all = append(all, access.Object{City: code, Bodies: []string{body}})
	}
	for unit := range w.parents {
		above, _ := w.Above(code, unit)
		all = append(all, access.Object{City: code, Units: above})
	}
	return all
}

// Whatever one account does, with all that it gets hold of by it: nothing that it
// controls may do what it could not do itself. It controls what it made, since it is
// told the password, and what it reset.
func TestNobodyRaisesThemselves(t *testing.T) {
	st := open(t)
	city, runs, gained := 300000, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		city, runs = city+1, runs+1
		code := fmt.Sprint(city)
		f := fixtureOver(t, st)
		f.town.profile = localAdmins()
		units := f.town.grow(r)
		roles := []string{"grid_worker", "grid_worker", "head", "sponsor", "keeper", "keeper", "reader", "caller", "desk", "grid_worker", "head", "cadre", "dispatcher", "department", "supervisor", "sponsor", "admin"}
		draw := func(roles ...string) accounts.Grant {
			g, _ := grantOf(r, f.town.profile, units, roles...)
			if rapid.IntRange(0, 4).Draw(r, "later") == 0 {
				g.From = day(15)
			}
			return g
		}
		main, _ := grantOf(r, f.town.profile, units, "keeper", "keeper", "caller", "desk")
		near := func() accounts.Grant { // as often as not where the first account is
			g := draw(roles...)
			if g.Unit != "" && main.Unit != "" && rapid.Bool().Draw(r, "near") {
				g.Unit = main.Unit
			}
			if g.Body != "" && main.Body != "" {
				g.Body = main.Body
			}
			return g
		}
		var people []string
		for i := range 5 {
			id := fmt.Sprintf("P%d", i)
			people, f.town.people[id] = append(people, id), person.Person{ID: id}
			switch rapid.IntRange(0, 2).Draw(r, "holds") {
			case 0:
				f.town.posts[id] = []territory.Office{{Unit: rapid.SampledFrom(units).Draw(r, "at"), Post: leader, Deputy: rapid.Bool().Draw(r, "deputy"), Principals: []string{"P9"}}}
			case 1:
				f.town.sponsored[id] = []sponsor.Sponsored{{Unit: rapid.SampledFrom(units).Draw(r, "at")}}
			}
		}
		account := func(by accounts.Caller, login string, n accounts.NewAccount) (accounts.Account, error) {
			n.Login = login
			if rapid.IntRange(0, 2).Draw(r, "somebody") == 0 {
				n.Person = rapid.SampledFrom(people).Draw(r, "person")
			}
			a, _, err := f.Create(t.Context(), by, code, n)
			return a, err
		}
		var all []string
		for i := range 5 {
			var n accounts.NewAccount
			for range rapid.IntRange(0, 2).Draw(r, "grants") {
				n.Grants = append(n.Grants, draw(roles...))
			}
			if a, err := account(local, fmt.Sprintf("other%d", i), n); err == nil {
				all = append(all, a.ID)
			}
		}
		first, _, err := f.Create(t.Context(), local, code, accounts.NewAccount{Login: "first", Grants: []accounts.Grant{main, draw(roles[:len(roles)-1]...)}})
		if err != nil {
			r.Fatal(err)
		}
		all = append(all, first.ID)
		f.now = day(16) // what was given for later is in force
		start, _, err := f.Actor(t.Context(), code, first.ID)
		if err != nil {
			r.Fatal(err)
		}
		controlled := []string{first.ID}
		f.now = day(10)
		for step := range 10 {
			actor, _, err := f.Actor(t.Context(), code, rapid.SampledFrom(controlled).Draw(r, "by"))
			if err != nil {
				continue // it was disabled
			}
			by := accounts.Caller{Actor: actor}
			id := rapid.SampledFrom(all).Draw(r, "of")
			switch rapid.IntRange(0, 5).Draw(r, "act") {
			case 0, 1:
				var n accounts.NewAccount
				for range rapid.SampledFrom([]int{1, 1, 2, 0}).Draw(r, "grants") {
					n.Grants = append(n.Grants, near())
				}
				if a, err := account(by, fmt.Sprintf("mine%d", step), n); err == nil {
					all, controlled = append(all, a.ID), append(controlled, a.ID)
					gained++
				}
			case 2:
				_, _ = f.Give(t.Context(), by, code, id, near())
			case 3:
				if _, err := f.ResetPassword(t.Context(), by, code, id); err == nil {
					controlled = append(controlled, id)
					gained++
				}
			case 4:
				_, _ = f.Enable(t.Context(), by, code, id)
			case 5:
				g := near()
				who := fmt.Sprintf("table%d", step)
				if rapid.Bool().Draw(r, "known") {
					who = "first"
				}
				out, err := f.Import(t.Context(), by, code, strings.NewReader(fmt.Sprintf("login,person,role,unit,body\n%s,%s,%s,%s,%s\n",
					who, rapid.SampledFrom(append(people, "")).Draw(r, "person"), g.Role, g.Unit, g.Body)), reading)
				if err == nil && out.Written && out.Rows[0].Password != "" {
					all, controlled = append(all, out.Rows[0].Account), append(controlled, out.Rows[0].Account)
					gained++
				}
			}
		}
		f.town.raise() // no principal is there any more
		for _, n := range []int{10, 16} {
			f.now = day(n)
			for _, id := range controlled {
				actor, a, err := f.Actor(t.Context(), code, id)
				if err != nil && fault.As(err).Code == fault.SignInRequired {
					continue
				}
				if err != nil {
					r.Fatal(err)
				}
				for _, right := range access.Rights {
					for _, o := range f.town.objects(code) {
						if actor.Can(right, o) && !start.Can(right, o) {
							r.Fatalf("%s has %s to %+v by %+v, which was not there at the start: %+v", a.Login, right, o, actor.Holdings, start.Holdings)
						}
					}
				}
			}
		}
	})
	if runs >= 100 && gained < runs/3 {
		t.Errorf("only %d accounts were got hold of in %d runs, so little was tried", gained, runs)
	}
}

// raise leaves every deputy alone in office.
func (w *town) raise() {
	for _, posts := range w.posts {
		for i := range posts {
			posts[i].Principals = nil
		}
	}
}
