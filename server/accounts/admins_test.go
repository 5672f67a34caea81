package accounts_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/store"
)

func TestTheLastAdministratorStays(t *testing.T) {
	f := newFixture(t)
	root := f.with("root", accounts.Grant{Role: "admin"})
	f.with("cadre", accounts.Grant{Role: "cadre", Unit: "T"})
	f.with("later", accounts.Grant{Role: "admin", From: day(20)})
	off := f.with("off", accounts.Grant{Role: "admin"})
	if _, err := f.Disable(t.Context(), f.as(root), code, off.ID); err != nil {
		t.Fatal(err)
	}
	f.diary.kinds()
	for _, by := range []accounts.Caller{f.as(root), local} {
		_, err := f.Disable(t.Context(), by, code, root.ID)
		wants(t, "disable", err, fault.LastAdmin)
		_, err = f.Take(t.Context(), by, code, root.ID, root.Grants[0].ID)
		wants(t, "take", err, fault.LastAdmin)
	}
	if kinds := f.diary.kinds(); len(kinds) > 0 {
		t.Errorf("recorded %v", kinds)
	}
	if _, err := f.Enable(t.Context(), f.as(root), code, off.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Take(t.Context(), f.as(root), code, root.ID, root.Grants[0].ID); err != nil {
		t.Errorf("one of two: %v", err)
	}
	_, err := f.Disable(t.Context(), f.as(off), code, off.ID)
	wants(t, "the other", err, fault.LastAdmin)
}

func TestAnAdministratorByPostCounts(t *testing.T) {
	f := newFixture(t)
	f.town.profile = localAdmins()
	f.town.profile.Roles = append(f.town.profile.Roles, role("boss", access.Whole, access.Rights...))
	boss := leader
	boss.Role = "boss"
	f.town.people["P1"] = person.Person{ID: "P1"}
	f.town.posts["P1"] = []territory.Office{{Unit: "T", Post: boss}}
	root := f.with("root", accounts.Grant{Role: "admin"})
	_, err := f.Disable(t.Context(), local, code, root.ID)
	wants(t, "alone", err, fault.LastAdmin)
	p1 := f.make(accounts.NewAccount{Login: "p1", Person: "P1"})
	if _, err := f.Disable(t.Context(), local, code, root.ID); err != nil {
		t.Errorf("beside one by post: %v", err)
	}
	_, err = f.Disable(t.Context(), local, code, p1.ID)
	wants(t, "the one by post", err, fault.LastAdmin)
}

// meeting is a store where two writers to accounts wait for each other, so that
// both have looked before either writes.
type meeting struct {
	store.Store
	both *sync.WaitGroup
	once *sync.Once
}

func (m meeting) Replace(ctx context.Context, d store.Document) (int64, error) {
	m.once.Do(func() { m.both.Done(); m.both.Wait() })
	return m.Store.Replace(ctx, d)
}

func TestTwoAdministratorsEndEachOther(t *testing.T) {
	for round := range 12 {
		f := newFixture(t)
		admins := []accounts.Account{f.with("one", accounts.Grant{Role: "admin"}), f.with("two", accounts.Grant{Role: "admin"})}
		f.diary.kinds()
		callers := []accounts.Caller{f.as(admins[0]), f.as(admins[1])}
		var both, all sync.WaitGroup
		both.Add(2)
		errs := make([]error, 2)
		for i := range admins {
			server := accounts.New(accounts.Options{
				Store: meeting{f.store, &both, &sync.Once{}}, Duties: f.town, Hasher: hasher, Record: f.diary,
				Now: func() time.Time { return f.now },
			})
			all.Go(func() {
				other := admins[1-i]
				if round%2 == 0 {
					_, errs[i] = server.Disable(t.Context(), callers[i], code, other.ID)
				} else {
					_, errs[i] = server.Take(t.Context(), callers[i], code, other.ID, other.Grants[0].ID)
				}
			})
		}
		all.Wait()
		left := 0
		for i, a := range admins {
			if actor, _, err := f.Actor(t.Context(), code, a.ID); err == nil && actor.Can(access.AccountManage, access.Object{City: code}) {
				left++
			}
			if errs[i] != nil {
				wants(t, "the other's end", errs[i], fault.LastAdmin)
			}
		}
		undone := 0
		for _, kind := range f.diary.kinds() {
			if kind == "account_disabled!last_admin" || kind == "role_taken!last_admin" {
				undone++
			}
		}
		if left == 0 || left != undone {
			t.Fatalf("%d administrators are left, %d changes are on record as undone, %s", left, undone, fmt.Sprint(errs))
		}

	}
}
