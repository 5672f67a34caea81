package demo

import (
	"slices"
	"testing"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo/geotest"
)

// There is an account for every role that a city has by itself, and every one of
// them is what it says.
func TestEveryRoleHasAnAccount(t *testing.T) {
	geotest.Reckons(t)
	m := makeCity(t)
	sides := SidesOf(m.units, m.seats)
	people := map[string]bool{}
	for _, p := range sides.People {
		people[p.ID] = true
	}
	units := map[string]territory.Unit{}
	for _, u := range m.units {
		units[u.Code] = u
	}
	profile := Profile()
	roles := map[string]string{} // by login
	seen := map[string]bool{}
	for _, a := range Accounts(m.units, m.seats, sides, now) {
		if seen[a.Login] || a.Name == "" || a.Is.ZH == "" || a.Is.EN == "" || a.May.ZH == "" || a.May.EN == "" {
			t.Errorf("%+v", a)
		}
		seen[a.Login] = true
		if (a.Role == "") == (a.Person == "") || a.Person != "" && (!people[a.Person] || seen["of "+a.Person]) {
			t.Errorf("%s is %q with the role %q", a.Login, a.Person, a.Role)
		}
		seen["of "+a.Person] = a.Person != ""
		if _, known := profile.Role(a.Role); a.Role != "" && !known {
			t.Errorf("%s: there is no role %s", a.Login, a.Role)
		}
		if _, known := units[a.Unit]; a.Unit != "" && !known {
			t.Errorf("%s: there is no unit %s", a.Login, a.Unit)
		}
		if a.Body != "" && !slices.ContainsFunc(sides.Bodies, func(b body.Body) bool { return b.Code == a.Body }) {
			t.Errorf("%s: there is no body %s", a.Login, a.Body)
		}
		roles[a.Login] = a.Role
		for _, s := range m.seats {
			for _, term := range s.Terms {
				if a.Person != "" && term.Person == a.Person && term.InOffice(now) {
					post, _, _ := profile.Post(s.Post)
					roles[a.Login] = post.RoleID()
				}
			}
		}
	}
	roles["sponsor"] = city.SponsorRole // which TestSponsorships looks at
	for _, r := range city.DefaultRoles {
		found := false
		for _, role := range roles {
			found = found || role == r.ID
		}
		if !found {
			t.Errorf("nobody has the role %s: %v", r.ID, roles)
		}
	}
	for _, login := range []string{"building-head", "grid-head", "street-head", "district-head", "leader", "sponsor"} {
		if !seen[login] {
			t.Errorf("there is no %s", login)
		}
	}
	if list := Accounts(nil, nil, Sides{}, now); len(list) != 0 {
		t.Errorf("no city: %v", list)
	}
}
