package accounts_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/record"
	"sizhang/server/store"
	"sizhang/server/store/mongo"
	"sizhang/server/store/mongo/standin"
)

func TestAnAccountComesBackAsItWasMade(t *testing.T) {
	f := newFixture(t)
	f.town.people["P1"] = person.Person{ID: "P1", Name: "张三"}
	made, told, err := f.Create(t.Context(), local, code, accounts.NewAccount{
		Login: " Zhang.San ", Person: "P1", Subject: "sub-1",
		Grants: []accounts.Grant{{Role: "cadre", Unit: "A", From: day(1), Until: day(20), Document: "令1"}, {Role: "department", Body: "D1"}},
	})
	if err != nil || made.Login != "zhang.san" || made.Name != "张三" || !made.MustChange || made.Version != 1 || len(told) < 16 {
		t.Fatalf("%+v, %q, %v", made, told, err)
	}
	if right, _, err := hasher.Verify(t.Context(), told, string(made.Hash)); !right || err != nil {
		t.Errorf("the one-time password is not the account's: %v", err)
	}
	for name, find := range map[string]func() (accounts.Account, bool, error){
		"login":   func() (accounts.Account, bool, error) { return f.Find(t.Context(), code, "ZHANG.SAN") },
		"subject": func() (accounts.Account, bool, error) { return f.FindSubject(t.Context(), code, "sub-1") },
		"id": func() (accounts.Account, bool, error) {
			a, err := f.Get(t.Context(), local, code, made.ID)
			return a, err == nil, err
		},
	} {
		found, ok, err := find()
		if err != nil || !ok || fmt.Sprintf("%+v", found) != fmt.Sprintf("%+v", made) || found.Hash != made.Hash {
			t.Errorf("by %s: %+v, %v, %v; made %+v", name, found, ok, err, made)
		}
	}
	if g := made.Grants; len(g) != 2 || !g[0].From.Equal(day(1)) || !g[0].Until.Equal(day(20)) || g[0].Document != "令1" || !g[1].From.Equal(f.now) || g[0].ID == g[1].ID {
		t.Errorf("grants %+v", g)
	}
	if kinds := fmt.Sprint(f.diary.kinds()); kinds != "[account_created role_given role_given]" {
		t.Errorf("recorded %s", kinds)
	}
	for _, elsewhere := range []string{"110102", store.Installation} {
		if _, found, err := f.Find(t.Context(), elsewhere, "zhang.san"); found || err != nil {
			t.Errorf("found in %s: %v", elsewhere, err)
		}
	}
	if _, found, _ := f.FindSubject(t.Context(), code, ""); found {
		t.Error("an empty subject finds somebody")
	}
}

func TestWhatOnlyOneCanHave(t *testing.T) {
	f := newFixture(t)
	f.town.posts["P1"] = []territory.Office{{Unit: "A"}} // in no register
	f.make(accounts.NewAccount{Login: "one", Person: "P1", Subject: "s1"})
	f.make(accounts.NewAccount{Login: "two"})
	f.make(accounts.NewAccount{Login: "three"}) // without a person and a subject nothing clashes
	f.diary.kinds()
	for name, c := range map[string]struct {
		n    accounts.NewAccount
		want fault.Code
	}{
		"login":        {accounts.NewAccount{Login: "ONE"}, fault.LoginTaken},
		"person":       {accounts.NewAccount{Login: "four", Person: "P1"}, fault.PersonTaken},
		"subject":      {accounts.NewAccount{Login: "four", Subject: "s1"}, fault.SubjectTaken},
		"no person":    {accounts.NewAccount{Login: "four", Person: "P9"}, fault.PersonNotFound},
		"short":        {accounts.NewAccount{Login: "x"}, fault.LoginInvalid},
		"chinese":      {accounts.NewAccount{Login: "张三san"}, fault.LoginInvalid},
		"kelvin":       {accounts.NewAccount{Login: "\u212Aaren"}, fault.LoginInvalid}, // its lower case is k
		"inner space":  {accounts.NewAccount{Login: "a b"}, fault.LoginInvalid},
		"leading dot":  {accounts.NewAccount{Login: ".ab"}, fault.LoginInvalid},
		"long":         {accounts.NewAccount{Login: strings.Repeat("a", 65)}, fault.LoginInvalid},
		"known":        {accounts.NewAccount{Login: "four", Password: "password1234"}, fault.PasswordKnown},
		"long subject": {accounts.NewAccount{Login: "four", Subject: strings.Repeat("s", 256)}, fault.TextTooLong},
		"long name":    {accounts.NewAccount{Login: "four", Name: strings.Repeat("名", 201)}, fault.TextTooLong},
		"no role":      {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "king"}}}, fault.RoleUnknown},
		"no unit":      {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "cadre"}}}, fault.RolePlaceWrong},
		"unit and city": {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "admin", Unit: "A"}}},
			fault.RolePlaceWrong},
		"unit and body": {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "cadre", Unit: "A", Body: "D1"}}},
			fault.RolePlaceWrong},
		"body missing":   {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "department"}}}, fault.RolePlaceWrong},
		"unknown unit":   {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "cadre", Unit: "Z"}}}, fault.UnitUnknown},
		"unknown body":   {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "department", Body: "D9"}}}, fault.BodyUnknown},
		"ends as begins": {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "admin", From: day(12), Until: day(12)}}}, fault.TermEmpty},
		"over already":   {accounts.NewAccount{Login: "four", Grants: []accounts.Grant{{Role: "admin", From: day(1), Until: day(2)}}}, fault.TermEmpty},
	} {
		_, _, err := f.Create(t.Context(), local, code, c.n)
		wants(t, name, err, c.want)
	}
	if _, found, _ := f.Find(t.Context(), code, "four"); found {
		t.Error("a refused account is there")
	}
	if kinds := f.diary.kinds(); len(kinds) > 0 {
		t.Errorf("recorded %v", kinds)
	}
}

// standIn is a store over a server that speaks MongoDB's protocol.
func standIn(t *testing.T) store.Store {
	t.Helper()
	s, err := standin.Start(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	st, err := mongo.Open(t.Context(), s.URI("test"), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return st
}

func TestManyAskForOneLogin(t *testing.T) {
	for name, st := range map[string]func(*testing.T) store.Store{"sqlite": open, "mongo": standIn} {
		t.Run(name, func(t *testing.T) {
			over := st(t)
			var made, refused atomic.Int64
			var all sync.WaitGroup
			for range 16 {
				f := fixtureOver(t, over) // a server each
				all.Go(func() {
					for round := range 5 {
						_, _, err := f.Create(t.Context(), local, code, accounts.NewAccount{Login: fmt.Sprintf("login%d", round)})
						switch {
						case err == nil:
							made.Add(1)
						case fault.As(err).Code == fault.LoginTaken:
							refused.Add(1)
						default:
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			if made.Load() != 5 || refused.Load() != 75 {
				t.Errorf("%d made, %d refused", made.Load(), refused.Load())
			}
		})
	}
}

func TestTheFirstAdministrator(t *testing.T) {
	f := newFixture(t)
	a, told, err := f.CreateAdmin(t.Context(), code, "root", "王五")
	if err != nil || told == "" || !a.MustChange || len(a.Grants) != 1 || a.Grants[0].Role != "admin" || a.Grants[0].By != "" {
		t.Fatalf("%+v, %v", a, err)
	}
	_, _, err = f.CreateAdmin(t.Context(), code, "root", "王五")
	wants(t, "again", err, fault.LoginTaken)
	f.town.profile = localAdmins()
	f.town.profile.Roles = f.town.profile.Roles[:4]
	_, _, err = f.CreateAdmin(t.Context(), code, "root2", "")
	wants(t, "no such role", err, fault.RoleUnknown)
}

func TestSecretsAreNotPrinted(t *testing.T) {
	f := newFixture(t)
	a, told, err := f.Create(t.Context(), local, code, accounts.NewAccount{Login: "13800001234", Grants: []accounts.Grant{{Role: "admin"}}})
	if err != nil {
		t.Fatal(err)
	}
	a, err = f.Edit(t.Context(), code, a.ID, func(a *accounts.Account) error {
		a.Factor = accounts.Factor{Sealed: "TOTPSECRET", Recovery: []string{"RECOVERYHASH"}}
		return nil
	})
	if err != nil || a.Factor.Sealed != "TOTPSECRET" || len(a.Factor.Recovery) != 1 {
		t.Fatalf("%v", err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "account", a, "at", &a)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "account", a, "factor", a.Factor, "hash", a.Hash)
	asJSON, _ := json.Marshal(a)
	printed := fmt.Sprintf("%v %+v %#v %s %q", a, a, a, a.Hash, a.Hash) + log.String() + string(asJSON)
	for _, secret := range []string{string(a.Hash), "argon2", "TOTPSECRET", "RECOVERYHASH", told} {
		if strings.Contains(printed, secret) {
			t.Errorf("%q is printed: %s", secret, printed)
		}
	}
	recorded := fmt.Sprintf("%+v", f.diary.entries)
	for _, secret := range []string{told, string(a.Hash), "13800001234"} {
		if strings.Contains(recorded, secret) {
			t.Errorf("%q is recorded: %s", secret, recorded)
		}
	}
	if f.diary.entries[0].Kind != record.AccountCreated || f.diary.entries[0].Object != "account/"+a.ID {
		t.Errorf("recorded %+v", f.diary.entries[0])
	}
}
