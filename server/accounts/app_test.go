package accounts_test

import (
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/app"
)

var _ accounts.Duties = (*app.App)(nil)

const profileYAML = `
name: {zh: 测试城, en: Testville}
levels:
  - {id: town, name: {zh: 镇, en: Town}, form: unmapped}
  - {id: group, name: {zh: 组, en: Group}, form: unmapped, parents: [town]}
posts:
  - {id: head, name: {zh: 组长, en: Head}, kind: head, levels: [group]}
`

// server is a server of an installation: an app and accounts over the store.
func (f *fixture) server() (*app.App, *accounts.Accounts) {
	f.t.Helper()
	now := func() time.Time { return f.now }
	a := app.New(f.store, app.Options{Now: now})
	if err := a.Load(f.t.Context(), app.Silent); err != nil {
		f.t.Fatal(err)
	}
	return a, accounts.New(accounts.Options{Store: f.store, Duties: a, Hasher: hasher, Record: f.diary, Now: now})
}

// publish puts a town of one group into force.
func (f *fixture) publish() {
	f.t.Helper()
	a := app.New(f.store, app.Options{Now: func() time.Time { return f.now }})
	ctx := f.t.Context()
	d, err := a.OpenDraft(ctx, code, "")
	if err == nil {
		_, err = a.AddProfile(ctx, code, d.ID, []byte(profileYAML), app.Source{})
	}
	if err == nil {
		_, err = a.AddUnits(ctx, code, d.ID, []territory.Unit{
			{Code: "T", Level: "town", Names: city.Names{ZH: "镇"}}, {Code: "G", Level: "group", Parent: "T", Names: city.Names{ZH: "组"}},
		}, app.UnitsOptions{}, app.Source{}, app.Silent)
	}
	if err == nil {
		_, err = a.AddSeats(ctx, code, d.ID, []territory.Seat{{Unit: "G", Post: "head", Terms: []territory.Term{{Person: "P1", Name: "甲", From: day(1)}}}}, app.Source{}, app.Silent)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	if p, err := a.Publish(ctx, code, d.ID, time.Time{}); err != nil || p.Refused() {
		f.t.Fatalf("%+v, %v", p, err)
	}
}

// A right ends with the post: at the next request, on every server, though only one
// of them was told.
func TestRightsEndWithThePost(t *testing.T) {
	f := newFixture(t)
	f.publish()
	here, server := f.server()
	there, _ := f.server()
	account, _, err := server.Create(t.Context(), local, code, accounts.NewAccount{Login: "p1", Person: "P1"})
	if err != nil {
		t.Fatal(err)
	}
	ground := access.Object{City: code, Units: []string{"G", "T"}}
	can := func() bool {
		t.Helper()
		actor, _, err := server.Actor(t.Context(), code, account.ID)
		if err != nil {
			t.Fatal(err)
		}
		return actor.Can(access.IssueHandle, ground)
	}
	if !can() {
		t.Fatal("a head may not handle issues")
	}
	if _, err := there.HandOver(t.Context(), code, territory.HandOver{Unit: "G", Post: "head", Person: "P2", Name: "乙", From: f.now, Document: "令"}); err != nil {
		t.Fatal(err)
	}
	if can() {
		t.Error("a post that ended on another server is held on")
	}
	_, _, err = server.Create(t.Context(), local, code, accounts.NewAccount{Login: "p2", Person: "P2"})
	if err == nil {
		t.Error("this server has heard of the successor, so nothing was tested")
	}
	wants(t, "an unheard-of successor", err, fault.PersonNotFound)
	if err := here.Refresh(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	if account, _, err = server.Create(t.Context(), local, code, accounts.NewAccount{Login: "p2", Person: "P2"}); err != nil {
		t.Fatal(err)
	}
	if !can() {
		t.Error("the successor may nothing")
	}
	if _, err := here.HandOver(t.Context(), code, territory.HandOver{Unit: "G", Post: "head", From: f.now.Add(time.Hour), Vacate: true, Document: "令"}); err != nil {
		t.Fatal(err)
	}
	if !can() {
		t.Error("the post ended before its time")
	}
	if f.now = f.now.Add(time.Hour); can() {
		t.Error("the post did not end in time")
	}
}
