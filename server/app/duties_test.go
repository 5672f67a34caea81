package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// staffed is headed with an app that knows it.
func staffed(t *testing.T, now *watch) (store.Store, *App) {
	t.Helper()
	st, a := headed(t, now)
	if err := a.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	return st, a
}

// postsOf tells what somebody holds: unit/post, ~ for a deputy and who is beside.
func postsOf(t *testing.T, a *App, person string) string {
	t.Helper()
	held, err := a.PostsOf(t.Context(), code, person)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, o := range held {
		text := o.Unit + "/" + o.Post.ID
		if o.Deputy {
			text += "~" + strings.Join(o.Principals, "+")
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " ")
}

func wantPosts(t *testing.T, what string, a *App, person, want string) {
	t.Helper()
	if got := postsOf(t, a, person); got != want {
		t.Errorf("%s: %s holds %q, not %q", what, person, got, want)
	}
}

// A term that another server ended is over at the very next question, though this
// server has not heard of it.
func TestPostsEndWhereverTheyAreEnded(t *testing.T) {
	now := &watch{now: day(3)}
	st, a := staffed(t, now)
	other := New(st, Options{Now: now.Now})
	if err := other.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	wantPosts(t, "before", a, "甲", "G000/head")
	if _, err := other.HandOver(t.Context(), code, to("乙", 3)); err != nil {
		t.Fatal(err)
	}
	if c, _ := a.City(code); headOf(c, "G000", day(3)) != "甲" {
		t.Fatal("this server has heard of it, so nothing is tested")
	}
	wantPosts(t, "ended elsewhere", a, "甲", "")
	wantPosts(t, "there", other, "乙", "G000/head")
	refresh(t, a)
	wantPosts(t, "heard of", a, "乙", "G000/head")

	if _, err := a.HandOver(t.Context(), code, to("丙", 5)); err != nil {
		t.Fatal(err)
	}
	wantPosts(t, "two days before", a, "乙", "G000/head")
	wantPosts(t, "two days before", a, "丙", "")
	now.set(day(5))
	wantPosts(t, "on the day", a, "乙", "")
	wantPosts(t, "on the day", a, "丙", "G000/head")
	for _, nobody := range []string{"", "丁"} {
		wantPosts(t, "nobody", a, nobody, "")
	}
	if held, err := a.PostsOf(t.Context(), "110109", "丙"); err != nil || len(held) > 0 {
		t.Errorf("in another city: %v, %v", held, err)
	}
	fresh := New(st, Options{Now: now.Now})
	if err := fresh.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	wantPosts(t, "a server that starts", fresh, "丙", "G000/head")
	if _, err := fresh.PostsOf(stopped(t), code, "丙"); err == nil {
		t.Error("answered without the store")
	}
}

func stopped(t *testing.T) context.Context {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	return ctx
}

func TestDeputiesAndThoseBeside(t *testing.T) {
	now := &watch{now: day(3)}
	_, a := staffed(t, now)
	deputy := to("乙", 3)
	deputy.Deputy, deputy.Until = true, day(20)
	if _, err := a.HandOver(t.Context(), code, deputy); err != nil {
		t.Fatal(err)
	}
	wantPosts(t, "deputy", a, "乙", "G000/head~甲")
	wantPosts(t, "principal", a, "甲", "G000/head")
	if _, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: "G000", Post: "head", From: day(4), Vacate: true, Document: "令"}); err != nil {
		t.Fatal(err)
	}
	now.set(day(4))
	wantPosts(t, "alone", a, "乙", "G000/head~")
	wantPosts(t, "left", a, "甲", "")
}

// What an import ends is over when it is published, not when it is drafted; a unit
// that is no more has no posts.
func TestPostsOfPublishedTerritory(t *testing.T) {
	now := &watch{now: day(3)}
	_, a := staffed(t, now)
	ended := territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{{Person: "甲", Name: "甲", From: day(1), Until: day(2)}}}
	draft := openDraft(t, a)
	if _, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{ended}, Source{}, Silent); err != nil {
		t.Fatal(err)
	}
	wantPosts(t, "drafted", a, "甲", "G000/head")
	mustPublish(t, a, draft, time.Time{})
	refresh(t, a)
	wantPosts(t, "published", a, "甲", "")

	if _, err := publishSeats(t, a, territory.Seat{Unit: "G001", Post: "head", Terms: []territory.Term{{Person: "丁", Name: "丁", From: day(1)}}}); err != nil {
		t.Fatal(err)
	}
	refresh(t, a)
	wantPosts(t, "in office", a, "丁", "G001/head")
	scheduled := openDraft(t, a)
	addUnits(t, a, scheduled, []string{"grid"}, town(), grid(0))
	mustPublish(t, a, scheduled, day(6))
	refresh(t, a)
	wantPosts(t, "before the unit ends", a, "丁", "G001/head")
	now.set(day(6))
	wantPosts(t, "the unit is no more", a, "丁", "")
	refresh(t, a)
	wantPosts(t, "the unit is no more, built anew", a, "丁", "")
}

func TestTheProfileOfACityThatIsNotLoaded(t *testing.T) {
	now := &watch{now: day(3)}
	st, a := staffed(t, now)
	cold := New(st, Options{Now: now.Now})
	p, err := cold.ProfileNow(t.Context(), code)
	q, _ := a.ProfileNow(t.Context(), code)
	if err != nil || len(p.Posts) != 1 || len(q.Posts) != 1 || p.Names != q.Names {
		t.Errorf("%+v, %+v, %v", p, q, err)
	}
	if p, err := cold.ProfileNow(t.Context(), "110109"); err != nil || p.Code != "110109" || len(p.Posts) > 0 {
		t.Errorf("%+v, %v", p, err)
	}
	wantPosts(t, "not loaded", cold, "甲", "")
	if _, there := cold.Above(code, "G000"); there {
		t.Error("a city that is not loaded has units")
	}
}

func TestAboveAUnit(t *testing.T) {
	now := &watch{now: day(3)}
	_, a := staffed(t, now)
	for unit, want := range map[string]string{"G000": "[G000 T] true", "T": "[T] true", "X": "[] false", "": "[] false"} {
		codes, there := a.Above(code, unit)
		if got := fmt.Sprint(codes, there); got != want {
			t.Errorf("above %s: %s, not %s", unit, got, want)
		}
	}
}

func TestPeopleAndSponsors(t *testing.T) {
	now := &watch{now: day(3)}
	st := open(t)
	a := New(st, Options{Now: now.Now})
	if err := publishProfile(t, a, code, profileYAML+`
sponsorships:
  - {id: adopt, name: {zh: 包保}, by: body, levels: [grid]}
  - {id: link, name: {zh: 联点}, by: person, levels: [grid]}
`); err != nil {
		t.Fatal(err)
	}
	publish(t, a, grids(3)...)
	if err := a.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	everybody := []person.Person{{ID: "P2", Name: "乙", Body: "D2"}, {ID: "P1", Name: "甲", Body: "D1", Phone: "13800001234"}, {ID: "P3", Name: "丙"}}
	draft := openDraft(t, a)
	for _, add := range []func() (Outcome, error){
		func() (Outcome, error) {
			return a.AddBodies(t.Context(), code, draft, []body.Body{{Code: "D1", Names: grid(0).Names}, {Code: "D2", Names: grid(0).Names, Parent: "D1"}}, Source{}, Silent)
		},
		func() (Outcome, error) { return a.AddPeople(t.Context(), code, draft, everybody, Source{}, Silent) },
		func() (Outcome, error) {
			return a.AddSponsorships(t.Context(), code, draft, []sponsor.Sponsorship{
				{Kind: "adopt", Unit: "G000", Sponsor: "D1", From: day(1)},
				{Kind: "adopt", Unit: "G001", Sponsor: "D1", From: day(1), Until: day(4)},
				{Kind: "link", Unit: "G002", Sponsor: "P1", Name: "甲", From: day(4)},
				{Kind: "link", Unit: "G000", Sponsor: "P3", Name: "丙", From: day(1)},
				{Kind: "adopt", Unit: "G002", Sponsor: "D2", From: day(1)},
			}, Source{}, Silent)
		},
	} {
		if o, err := add(); err != nil || o.Refused() {
			t.Fatalf("%+v, %v", o, err)
		}
	}
	mustPublish(t, a, draft, time.Time{})
	refresh(t, a)
	sponsors := func(when, person, want string) {
		t.Helper()
		list, err := a.SponsoredBy(t.Context(), code, person)
		got := ""
		for _, s := range list {
			got += s.Kind.ID + "@" + s.Unit + " "
		}
		if err != nil || strings.TrimSpace(got) != want {
			t.Errorf("%s %s sponsors %q, not %q; %v", when, person, got, want, err)
		}
	}
	sponsors("day 3", "P1", "adopt@G000 adopt@G001")
	sponsors("day 3", "P2", "adopt@G002") // not what the body above sponsors
	sponsors("day 3", "P3", "link@G000")
	sponsors("day 3", "D1", "") // a body's code is nobody's id
	now.set(day(4))
	sponsors("day 4", "P1", "link@G002 adopt@G000")
	if p, there, err := a.Person(t.Context(), code, "P1"); err != nil || !there || p != everybody[1] {
		t.Errorf("%+v, %v", p, err)
	}
	if _, there, err := a.Person(t.Context(), code, "P9"); there || err != nil {
		t.Errorf("P9 is there: %v", err)
	}
	all, err := a.People(t.Context(), code)
	if err != nil || len(all) != 3 || all[0].ID != "P1" || all[2].ID != "P3" {
		t.Errorf("%+v, %v", all, err)
	}
	if !a.HasBody(code, "D2") || a.HasBody(code, "D9") || a.HasBody("110109", "D2") {
		t.Error("bodies")
	}

	// A later register takes the place of this one; without one it is not read again.
	before, _ := a.City(code)
	publish(t, a, grid(2), grid(4))
	if same := refresh(t, a); same.register != before.register {
		t.Error("the same people are read again")
	}
	if _, err := atOnce(t, a, code, func(draft string) (Outcome, error) {
		return a.AddPeople(t.Context(), code, draft, []person.Person{{ID: "P1", Name: "甲", Body: "D2"}}, Source{}, Silent)
	}); err != nil {
		t.Fatal(err)
	}
	refresh(t, a)
	sponsors("moved to another body", "P1", "link@G002 adopt@G002")
}

// Every handover is known to whoever asks the same city, or one that came of it.
func TestSittersAreNeverTooFew(t *testing.T) {
	now := &watch{now: day(3)}
	_, a := staffed(t, now)
	before, _ := a.City(code)
	if _, err := a.HandOver(t.Context(), code, to("乙", 3)); err != nil { // before anybody asks
		t.Fatal(err)
	}
	before.sitters.of(before.Territory, "", now.Now()) // built from the older city
	wantPosts(t, "added before it was built", a, "乙", "G000/head")
	if _, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: "G001", Post: "head", Person: "乙", Name: "乙", From: day(3)}); err != nil {
		t.Fatal(err)
	}
	if got := postsOf(t, a, "乙"); len(strings.Fields(got)) != 2 {
		t.Errorf("added after it was built: %s", got)
	}
	if units := a.UnitsOf(code, "乙"); len(units) != 2 {
		t.Errorf("%v", units)
	}
}
