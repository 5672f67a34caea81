package api

import (
	"strings"
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// town is two cities with the same units, with somebody in every post and an
// account for each, to ask who may do what to whom.
//
//	county ─┬─ home ─┬─ homeGrid      elsewhere ── far ── farGrid
//	        │        └─ spareGrid
//	        └─ next ── nextGrid
type town struct {
	server   *Server
	app      *app.App
	sessions *mintedSessions
	store    *counted
	keepers
	accounts map[string]string // ids, by city and place: "990101/home"
}

var townParents = map[string]string{
	"county": "", "home": "county", "next": "county", "homeGrid": "home", "spareGrid": "home", "nextGrid": "next",
	"elsewhere": "", "far": "elsewhere", "farGrid": "far",
}

func townLevel(unit string) (level, post string) {
	switch unit {
	case "county", "elsewhere":
		return "county", "principal_leader"
	case "home", "next", "far":
		return "community", "principal_leader"
	}
	return "grid", "grid_head"
}

// townPhone is everybody's telephone number, and must be answered nowhere else.
const townPhone = "13912345678"

func newTown(t *testing.T) *town {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	w := &town{store: &counted{Store: st}, sessions: minted(), accounts: map[string]string{}}
	now := func() time.Time { return fixtureNow }
	w.app = app.New(w.store, app.Options{Log: quietLog(), Now: now})
	if err := w.app.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	w.keepers = newKeepers(w.store, w.app, now)
	w.server = New(w.app, Options{Log: quietLog(), Accounts: w.keepers.accounts, Sessions: w.sessions, Record: w.record, Issues: townIssues(), Webhooks: townHooks(w)})
	for _, city := range []string{cityOne, cityTwo} {
		w.found(t, city)
	}
	return w
}

// found publishes one of the cities and makes its accounts.
func (w *town) found(t *testing.T, code string) {
	t.Helper()
	try := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, from := t.Context(), app.Source{}
	d, err := w.app.OpenDraft(ctx, code, "")
	try(err)
	_, err = w.app.AddProfile(ctx, code, d.ID, []byte(fixtureYAML(t, code)), from)
	try(err)
	var units []territory.Unit
	var seats []territory.Seat
	var people []person.Person
	for unit, parent := range townParents {
		level, post := townLevel(unit)
		units = append(units, territory.Unit{Code: unit, Level: level, Parent: parent, Names: city.Names{ZH: "单元" + unit}})
		if unit != "spareGrid" {
			id := code + "-" + unit
			seats = append(seats, territory.Seat{Unit: unit, Post: post, Terms: []territory.Term{{Person: id, Name: "某" + unit, From: day(2020, 1, 1)}}})
			people = append(people, person.Person{ID: id, Name: "某" + unit, Phone: townPhone})
		}
	}
	people = append(people, person.Person{ID: code + "-nobody", Name: "无职", Phone: townPhone})
	if code == cityTwo {
		units = append(units, territory.Unit{Code: "theirs", Level: "county", Names: city.Names{ZH: "他市的"}})
	}
	_, err = w.app.AddUnits(ctx, code, d.ID, units, app.UnitsOptions{}, from, app.Silent)
	try(err)
	_, err = w.app.AddPeople(ctx, code, d.ID, people, from, app.Silent)
	try(err)
	_, err = w.app.AddSeats(ctx, code, d.ID, seats, from, app.Silent)
	try(err)
	_, err = w.app.Publish(ctx, code, d.ID, day(2019, 1, 1))
	try(err)
	try(w.app.RefreshCity(ctx, code))
	for _, p := range people {
		a, _, err := w.keepers.accounts.Create(ctx, accounts.Caller{Local: true}, code, accounts.NewAccount{Login: strings.ToLower(p.ID[7:]), Person: p.ID})
		try(err)
		w.accounts[code+"/"+p.ID[7:]] = a.ID
	}
	admin, _, err := w.keepers.accounts.CreateAdmin(ctx, code, "admin", "管理员") // so that no other is the last
	try(err)
	w.accounts[code+"/admin"] = admin.ID
}

// at mints the holder of a role at a unit of the first city, by the role's reach.
func (w *town) at(role, unit string) map[string]string {
	who := access.Actor{City: cityOne, Account: "actor-" + role, Session: "session", Holdings: []access.Holding{{Role: everyRight[role]}}}
	if everyRight[role] == nil {
		who.Holdings[0].Role = defaultRole(role)
	}
	switch h := &who.Holdings[0]; h.Role.Reach {
	case access.Below, access.OwnUnit:
		h.Unit = unit
	case access.Charged:
		h.Body = "office"
	}
	return w.sessions.mint("token-of-"+role+"-at-"+unit, who)
}
