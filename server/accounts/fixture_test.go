package accounts_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/auth/password"
	"sizhang/server/record"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const code = "110101"

func day(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, city.China) }

// local is the command line.
var local = accounts.Caller{Local: true}

// town is a made-up territory: what it says can be changed under way.
type town struct {
	mu        sync.Mutex
	profile   *city.Profile
	parents   map[string]string // of every unit
	bodies    map[string]bool
	people    map[string]person.Person
	posts     map[string][]territory.Office
	sponsored map[string][]sponsor.Sponsored
	unknown   bool // the city is not at hand
	asked     int  // how often for somebody's posts, which are read from the store
}

// newTown is of the units T, A, B below it, A1 and A2 below A, and B1.
func newTown() *town {
	return &town{
		profile: &city.Profile{Code: code},
		parents: map[string]string{"T": "", "A": "T", "B": "T", "A1": "A", "A2": "A", "B1": "B"},
		bodies:  map[string]bool{"D1": true, "D2": true},
		people:  map[string]person.Person{}, posts: map[string][]territory.Office{}, sponsored: map[string][]sponsor.Sponsored{},
	}
}

func (w *town) ProfileNow(context.Context, string) (*city.Profile, error) { return w.profile, nil }

func (w *town) Above(_, unit string) ([]string, bool) {
	var codes []string
	for at, there := w.parents[unit]; there; at, there = w.parents[unit] {
		codes, unit = append(codes, unit), at
	}
	return codes, len(codes) > 0
}

func (w *town) Knows(string) bool { return !w.unknown }

func (w *town) HasBody(_, body string) bool { return w.bodies[body] }

func (w *town) Person(_ context.Context, _, id string) (person.Person, bool, error) {
	p, there := w.people[id]
	return p, there, nil
}

func (w *town) UnitsOf(_, id string) (units []string) {
	for _, p := range w.posts[id] {
		units = append(units, p.Unit)
	}
	return units
}

func (w *town) PostsOf(_ context.Context, _, id string) ([]territory.Office, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked++
	return w.posts[id], nil
}

func (w *town) SponsoredBy(_ context.Context, _, id string) ([]sponsor.Sponsored, error) {
	return w.sponsored[id], nil
}

// diary keeps what was recorded, and fails when it is told to.
type diary struct {
	mu      sync.Mutex
	entries []record.Entry
	broken  bool
}

var errDiary = errors.New("the record cannot be written")

func (d *diary) Append(_ context.Context, _ string, e record.Entry) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.broken {
		return errDiary
	}
	d.entries = append(d.entries, e)
	return nil
}

// kinds returns the kinds of what was recorded, and forgets it.
func (d *diary) kinds() (kinds []record.Kind) {
	for _, e := range d.entries {
		kind := e.Kind
		if e.With["failed"] != "" {
			kind += "!" + record.Kind(e.With["failed"])
		}
		kinds = append(kinds, kind)
	}
	d.entries = nil
	return kinds
}

// fixture is accounts over a store, with all that they ask.
type fixture struct {
	t *testing.T
	*accounts.Accounts
	store store.Store
	town  *town
	diary *diary
	now   time.Time
}

var hasher = password.NewHasher(password.Options{MemoryKiB: 64, Iterations: 1})

func open(t *testing.T) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return st
}

func newFixture(t *testing.T) *fixture { return fixtureOver(t, open(t)) }

func fixtureOver(t *testing.T, st store.Store) *fixture {
	f := &fixture{t: t, store: st, town: newTown(), diary: &diary{}, now: day(10)}
	f.Accounts = accounts.New(accounts.Options{
		Store: st, Duties: f.town, Hasher: hasher, Record: f.diary, Now: func() time.Time { return f.now },
	})
	return f
}

// make makes an account by command line.
func (f *fixture) make(n accounts.NewAccount) accounts.Account {
	f.t.Helper()
	a, _, err := f.Create(f.t.Context(), local, code, n)
	if err != nil {
		f.t.Fatal(err)
	}
	return a
}

// with makes an account with grants.
func (f *fixture) with(login string, grants ...accounts.Grant) accounts.Account {
	f.t.Helper()
	return f.make(accounts.NewAccount{Login: login, Grants: grants})
}

// as is the caller that an account is now.
func (f *fixture) as(a accounts.Account) accounts.Caller {
	f.t.Helper()
	actor, _, err := f.Actor(f.t.Context(), a.City, a.ID)
	if err != nil {
		f.t.Fatal(err)
	}
	return accounts.Caller{Actor: actor, Address: "192.0.2.1"}
}

// wants fails the test unless the error is the fault.
func wants(t *testing.T, what string, err error, code fault.Code) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != code {
		t.Errorf("%s: %v, not %s", what, err, code)
	}
}

// role makes a role of a city's own.
func role(id string, reach access.Reach, rights ...access.Right) city.Role {
	return city.Role{Role: access.Role{ID: id, Rights: rights, Reach: reach}, Names: city.Names{ZH: id}}
}

// localAdmins is a profile where parts of the city manage their own accounts.
func localAdmins() *city.Profile {
	return &city.Profile{Code: code, Roles: append([]city.Role{
		role("keeper", access.Below, access.AccountRead, access.AccountManage, access.IssueRead, access.IssueReport, access.IssueComment, access.IssueHandle, access.PersonRead, access.IssueVerify),
		role("reader", access.Below, access.AccountRead),
		role("caller", access.OwnUnit, access.AccountManage, access.AccountRead, access.IssueRead),
		role("desk", access.Charged, access.AccountManage, access.AccountRead, access.IssueRead),
	}, city.DefaultRoles...)}
}
