package accounts_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/store"
)

// acts are all that can be done to an account, by name.
func (f *fixture) acts() map[string]func(by accounts.Caller, id string) error {
	ctx := f.t.Context()
	return map[string]func(by accounts.Caller, id string) error{
		"disable":  func(by accounts.Caller, id string) error { _, err := f.Disable(ctx, by, code, id); return err },
		"enable":   func(by accounts.Caller, id string) error { _, err := f.Enable(ctx, by, code, id); return err },
		"password": func(by accounts.Caller, id string) error { _, err := f.ResetPassword(ctx, by, code, id); return err },
		"factor":   func(by accounts.Caller, id string) error { return f.ResetFactor(ctx, by, code, id) },
		"give": func(by accounts.Caller, id string) error {
			_, err := f.Give(ctx, by, code, id, accounts.Grant{Role: "grid_worker", Unit: "A1"})
			return err
		},
		"take":    func(by accounts.Caller, id string) error { _, err := f.Take(ctx, by, code, id, "x"); return err },
		"away":    func(by accounts.Caller, id string) error { _, err := f.SetAway(ctx, by, code, id, nil); return err },
		"managed": func(by accounts.Caller, id string) error { _, err := f.Managed(ctx, by, code, id); return err },
	}
}

func TestWhoMayManageWhom(t *testing.T) {
	f := newFixture(t)
	f.town.profile = localAdmins()
	f.town.people["P1"] = person.Person{ID: "P1"}
	f.town.posts["P1"] = []territory.Office{{Unit: "A1", Post: head}}
	grant := func(role, unit string) accounts.Grant { return accounts.Grant{Role: role, Unit: unit} }
	root := f.with("root", accounts.Grant{Role: "admin"})
	keeperA := f.with("keeper.a", grant("keeper", "A"))
	targets := map[string]accounts.Account{
		"worker below":    f.with("w1", grant("grid_worker", "A1")),
		"head by post":    f.make(accounts.NewAccount{Login: "w2", Person: "P1"}),
		"keeper below":    f.with("w3", grant("keeper", "A2")),
		"peer":            f.with("w4", grant("keeper", "A")),
		"cadre below":     f.with("w5", grant("cadre", "A1")),                                      // has rights that a keeper has not
		"below and aside": f.with("w6", grant("grid_worker", "A1"), grant("grid_worker", "B1")),    // one place is out of reach
		"aside":           f.with("w7", grant("grid_worker", "B1")),                                //
		"above":           f.with("w8", grant("grid_worker", "T")),                                 //
		"of a body":       f.with("w9", accounts.Grant{Role: "department", Body: "D1"}),            //
		"nothing":         f.with("w10"),                                                           //
		"yet to come":     f.with("w11", accounts.Grant{Role: "cadre", Unit: "A1", From: day(20)}), // a claim already
		"over":            f.with("w12", accounts.Grant{Role: "admin", From: day(1), Until: day(12)}, grant("grid_worker", "A1")),
		"administrator":   root,
	}
	f.now = day(12)
	want := map[string]fault.Code{
		"cadre below": fault.RightInsufficient, "below and aside": fault.RightInsufficient, "yet to come": fault.RightInsufficient,
		"aside": fault.AccountNotFound, "above": fault.AccountNotFound, "of a body": fault.AccountNotFound, "nothing": fault.AccountNotFound, "administrator": fault.AccountNotFound,
	}
	by := f.as(keeperA)
	without := map[string]accounts.Caller{"a worker": f.as(targets["worker below"]), "a cadre": f.as(targets["cadre below"])}
	for name, target := range targets {
		for act, do := range f.acts() {
			err := do(by, target.ID)
			switch {
			case want[name] != "":
				wants(t, act+" "+name, err, want[name])
			case act == "take":
				wants(t, act+" "+name, err, fault.GrantNotFound)
			case err != nil:
				t.Errorf("%s %s: %v", act, name, err)
			}
		}
		_, err := f.Get(t.Context(), by, code, target.ID)
		if want[name] == fault.AccountNotFound {
			wants(t, "read "+name, err, fault.AccountNotFound)
		} else if err != nil {
			t.Errorf("read %s: %v", name, err)
		}
	}
	for who, by := range without {
		for act, do := range f.acts() {
			for _, id := range []string{targets["aside"].ID, "missing"} {
				wants(t, act+" by "+who, do(by, id), fault.RightMissing)
			}
		}
	}
	foreign := f.as(root)
	foreign.City = "110102"
	for act, do := range f.acts() {
		wants(t, act+" from another city", do(foreign, targets["aside"].ID), fault.AccountNotFound)
		wants(t, act+" of nobody", do(by, "missing"), fault.AccountNotFound)
	}
}

// What is hidden and what is missing are refused in the same words.
func TestHiddenIsMissing(t *testing.T) {
	f := newFixture(t)
	f.town.profile = localAdmins()
	keeper := f.as(f.with("keeper.a", accounts.Grant{Role: "keeper", Unit: "A"}))
	hidden := f.with("aside", accounts.Grant{Role: "grid_worker", Unit: "B1"})
	for act, do := range f.acts() {
		if a, b := do(keeper, hidden.ID), do(keeper, "0198a5a0-0000-7000-8000-000000000000"); a == nil || b == nil || a.Error() != b.Error() {
			t.Errorf("%s: %v, but %v", act, a, b)
		}
	}
	f.town.people["P1"], f.town.people["P2"] = person.Person{ID: "P1"}, person.Person{ID: "P2"}
	f.town.posts["P2"] = []territory.Office{{Unit: "B1", Post: head}}
	for _, who := range []string{"P1", "P2", "P9"} { // holds nothing, holds elsewhere, is not there
		_, _, err := f.Create(t.Context(), keeper, code, accounts.NewAccount{Login: "new", Person: who, Grants: []accounts.Grant{{Role: "grid_worker", Unit: "A1"}}})
		wants(t, "for "+who, err, fault.PersonNotFound)
	}
}

// counted counts what is read of a store.
type counted struct {
	store.Store
	reads int
}

func (c *counted) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	c.reads++
	return c.Store.Get(ctx, collection, city, id)
}

func (c *counted) Query(ctx context.Context, q store.Query) (store.Page, error) {
	c.reads++
	return c.Store.Query(ctx, q)
}

// What is hidden takes as many looks at the store as what is missing, so that the
// time does not tell them apart.
func TestHiddenTakesAsLongAsMissing(t *testing.T) {
	reads := &counted{Store: open(t)}
	f := fixtureOver(t, reads)
	f.town.profile = localAdmins()
	keeper := f.as(f.with("keeper.a", accounts.Grant{Role: "keeper", Unit: "A"}))
	f.town.people["P1"], f.town.people["P2"] = person.Person{ID: "P1"}, person.Person{ID: "P2"}
	f.town.posts["P1"] = []territory.Office{{Unit: "B1", Post: head}, {Unit: "B", Post: leader}}
	hidden := []accounts.Account{
		f.make(accounts.NewAccount{Login: "post", Person: "P1"}), f.make(accounts.NewAccount{Login: "person", Person: "P2"}),
		f.with("grant", accounts.Grant{Role: "cadre", Unit: "B"}), f.with("nothing"),
	}
	acts := f.acts()
	acts["get"] = func(by accounts.Caller, id string) error { _, err := f.Get(t.Context(), by, code, id); return err }
	for act, do := range acts {
		looks := func(id string) int {
			before := reads.reads + f.town.asked
			wants(t, act, do(keeper, id), fault.AccountNotFound)
			return reads.reads + f.town.asked - before
		}
		missing := looks("0198a5a0-0000-7000-8000-000000000000")
		for _, a := range hidden {
			if n := looks(a.ID); n != missing {
				t.Errorf("%s of %s takes %d looks, of nobody %d", act, a.Login, n, missing)
			}
		}
	}
}

func TestReadingOnesOwnAccount(t *testing.T) {
	f := newFixture(t)
	a, b := f.with("aa"), f.with("bb")
	if got, err := f.Get(t.Context(), f.as(a), code, a.ID); err != nil || got.ID != a.ID {
		t.Errorf("%v", err)
	}
	_, err := f.Get(t.Context(), f.as(a), code, b.ID)
	wants(t, "another's", err, fault.RightMissing)
	_, _, err = f.List(t.Context(), f.as(a), code, "", 10)
	wants(t, "the list", err, fault.RightMissing)
	_, err = f.Get(t.Context(), accounts.Caller{Actor: access.Actor{City: code}}, code, "")
	wants(t, "nobody's", err, fault.RightMissing)
}

func TestResetsMakeASignInBeginAnew(t *testing.T) {
	f := newFixture(t)
	a := f.make(accounts.NewAccount{Login: "aa", Password: "correct horse battery"})
	if a.MustChange {
		t.Error("a chosen password must be changed")
	}
	f.now = day(11)
	told, err := f.ResetPassword(t.Context(), local, code, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.ResetFactor(t.Context(), local, code, a.ID); err != nil {
		t.Fatal(err)
	}
	got, _, err := f.Find(t.Context(), code, "aa")
	right, _, _ := hasher.Verify(t.Context(), told, string(got.Hash))
	if err != nil || !right || !got.MustChange || !got.PasswordSet.Equal(f.now) || got.Factor.Sealed != "" || got.Hash == a.Hash {
		t.Errorf("%+v, %v", got, err)
	}
	if kinds := fmt.Sprint(f.diary.kinds()); kinds != "[account_created password_reset factor_reset]" {
		t.Errorf("recorded %s", kinds)
	}
}

func TestGivingAndTaking(t *testing.T) {
	f := newFixture(t)
	root := f.with("root", accounts.Grant{Role: "admin"})
	a := f.with("aa")
	f.diary.kinds()
	by := f.as(root)
	a, err := f.Give(t.Context(), by, code, a.ID, accounts.Grant{ID: "mine", By: "me", Role: "cadre", Unit: "A", Document: "令2"})
	if err != nil || len(a.Grants) != 1 || a.Grants[0].ID == "mine" || a.Grants[0].By != root.ID || !a.Grants[0].From.Equal(f.now) {
		t.Fatalf("%+v, %v", a, err)
	}
	e := f.diary.entries[0]
	if e.Account != root.ID || e.Address != "192.0.2.1" || e.Object != "account/"+a.ID || e.With["role"] != "cadre" || e.With["unit"] != "A" || e.With["grant"] != a.Grants[0].ID {
		t.Errorf("recorded %+v", e)
	}
	a, err = f.Give(t.Context(), by, code, a.ID, accounts.Grant{Role: "admin", From: day(20)})
	if err != nil {
		t.Fatal(err)
	}
	f.now = day(11)
	if _, err = f.Take(t.Context(), by, code, a.ID, a.Grants[0].ID); err != nil || f.held(a) != "" {
		t.Errorf("%s, %v", f.held(a), err)
	}
	_, err = f.Take(t.Context(), by, code, a.ID, a.Grants[0].ID)
	wants(t, "again", err, fault.GrantNotFound)
	a, err = f.Take(t.Context(), by, code, a.ID, a.Grants[1].ID)
	if err != nil || len(a.Grants) != 1 || !a.Grants[0].Until.Equal(day(11)) {
		t.Errorf("%+v, %v", a.Grants, err)
	}
	if f.now = day(21); f.held(a) != "" {
		t.Errorf("what was taken before it began is held: %s", f.held(a))
	}
	if kinds := fmt.Sprint(f.diary.kinds()); kinds != "[role_given role_given role_taken role_taken]" {
		t.Errorf("recorded %s", kinds)
	}
	var refused error
	for i := 0; i < 201 && refused == nil; i++ {
		a, refused = f.Give(t.Context(), by, code, a.ID, accounts.Grant{Role: "admin", Until: day(25)})
	}
	wants(t, "one too many", refused, fault.GrantsTooMany)
	f.now = day(26)
	if a, _, _ = f.Find(t.Context(), code, "aa"); len(a.Grants) != 200 {
		t.Errorf("%d grants", len(a.Grants))
	}
	if a, err = f.Give(t.Context(), by, code, a.ID, accounts.Grant{Role: "admin"}); err != nil || len(a.Grants) != 200 || !slices.ContainsFunc(a.Grants, func(g accounts.Grant) bool { return g.Until.IsZero() }) {
		t.Errorf("%d grants, %v", len(a.Grants), err)
	}
}

// What is not on record is not done, and what fails after it was recorded is on
// record as failed.
func TestNothingIsDoneThatIsNotOnRecord(t *testing.T) {
	f := newFixture(t)
	a := f.with("aa", accounts.Grant{Role: "cadre", Unit: "A"})
	f.with("root", accounts.Grant{Role: "admin"})
	f.diary.broken = true
	acts := f.acts()
	acts["take"] = func(by accounts.Caller, id string) error {
		_, err := f.Take(t.Context(), by, code, id, a.Grants[0].ID)
		return err
	}
	acts["create"] = func(by accounts.Caller, _ string) error {
		_, _, err := f.Create(t.Context(), by, code, accounts.NewAccount{Login: "new"})
		return err
	}
	acts["import"] = func(by accounts.Caller, _ string) error {
		_, err := f.Import(t.Context(), by, code, strings.NewReader("login\nnew\n"), reading)
		return err
	}
	delete(acts, "managed")
	delete(acts, "enable") // it is enabled
	for act, do := range acts {
		if err := do(local, a.ID); err == nil {
			t.Errorf("%s was done", act)
		}
	}
	now, _, err := f.Find(t.Context(), code, "aa")
	if _, found, _ := f.Find(t.Context(), code, "new"); err != nil || found || now.Version != a.Version {
		t.Errorf("written without a record: %v %+v", found, now)
	}

	f.diary.broken = false
	f.diary.kinds()
	broken := accounts.New(accounts.Options{Store: &failing{f.store}, Duties: f.town, Hasher: hasher, Record: f.diary})
	if _, err := broken.Disable(t.Context(), local, code, a.ID); err == nil {
		t.Error("disabled without a write")
	}
	if _, _, err := broken.Create(t.Context(), local, code, accounts.NewAccount{Login: "new"}); err == nil {
		t.Error("made without a write")
	}
	if kinds := fmt.Sprint(f.diary.kinds()); kinds != "[account_disabled account_disabled!internal_error account_created account_created!internal_error]" {
		t.Errorf("recorded %s", kinds)
	}
}

// failing is a store that takes no writes.
type failing struct{ store.Store }

func (failing) Insert(context.Context, store.Document) error { return store.ErrTransient }
func (failing) Replace(context.Context, store.Document) (int64, error) {
	return 0, store.ErrTransient
}

func TestEditsDoNotLoseEachOther(t *testing.T) {
	f := newFixture(t)
	a := f.with("aa")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				if _, err := f.Edit(t.Context(), code, a.ID, func(a *accounts.Account) error { a.Factor.Sealed = "s"; a.Factor.Step++; return nil }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	got, err := f.Edit(t.Context(), code, a.ID, func(a *accounts.Account) error { return nil })
	if err != nil || got.Factor.Step != 80 || got.Version != 82 {
		t.Errorf("step %d, version %d, %v", got.Factor.Step, got.Version, err)
	}
	runs := 0
	got, err = f.Edit(t.Context(), code, a.ID, func(a *accounts.Account) error {
		if runs++; runs == 1 { // somebody comes between
			if _, err := f.Edit(t.Context(), code, a.ID, func(a *accounts.Account) error { a.Factor.Step += 100; return nil }); err != nil {
				return err
			}
		}
		a.Factor.Step++
		return nil
	})
	if err != nil || got.Factor.Step != 181 || runs != 2 {
		t.Errorf("step %d after %d runs, %v", got.Factor.Step, runs, err)
	}
	_, err = f.Edit(t.Context(), code, a.ID, func(*accounts.Account) error { return context.Canceled })
	if err != context.Canceled {
		t.Errorf("%v", err)
	}
	_, err = f.Edit(t.Context(), code, "nobody", func(*accounts.Account) error { return nil })
	wants(t, "nobody", err, fault.AccountNotFound)
	f.make(accounts.NewAccount{Login: "bb", Subject: "s1"})
	_, err = f.Edit(t.Context(), code, a.ID, func(a *accounts.Account) error { a.Subject = "s1"; return nil })
	wants(t, "a subject that is taken", err, fault.SubjectTaken)
}

// While the city is not at hand, as at a start, nobody can say what a person holds:
// then only who manages the whole city manages their account.
func TestWhileTheCityIsNotAtHand(t *testing.T) {
	f := newFixture(t)
	f.town.profile = localAdmins()
	f.town.profile.Levels = []city.Level{{ID: "grid"}}
	f.town.people["P1"] = person.Person{ID: "P1"}
	root := f.as(f.with("root", accounts.Grant{Role: "admin"}))
	keeper := f.as(f.with("keeper", accounts.Grant{Role: "keeper", Unit: "A"}))
	boss := f.make(accounts.NewAccount{Login: "boss", Person: "P1", Grants: []accounts.Grant{{Role: "grid_worker", Unit: "A1"}}})
	f.town.unknown = true
	f.town.posts["P1"] = nil // nor where they sit
	_, err := f.ResetPassword(t.Context(), keeper, code, boss.ID)
	wants(t, "reset by who manages a part", err, fault.RightInsufficient)
	if _, err := f.ResetPassword(t.Context(), root, code, boss.ID); err != nil {
		t.Errorf("by who manages all: %v", err)
	}
	f.town.unknown = false
	if _, err := f.ResetPassword(t.Context(), keeper, code, boss.ID); err != nil {
		t.Errorf("once it is known that they hold nothing else: %v", err)
	}
}

// What would break the record's lines or an operator's terminal is refused.
func TestTextsThatAreNone(t *testing.T) {
	f := newFixture(t)
	for field, n := range map[string]accounts.NewAccount{
		"subject": {Login: "a1", Subject: "a\nb\x00c"}, "name": {Login: "a2", Name: "\x1b[2J张三"},
		"document": {Login: "a3", Grants: []accounts.Grant{{Role: "admin", Document: "令\x07"}}},
	} {
		_, _, err := f.Create(t.Context(), local, code, n)
		wants(t, field, err, fault.FieldInvalid)
		if f := fault.As(err); f.Field != field {
			t.Errorf("%s: the field is %s", field, f.Field)
		}
	}
}
