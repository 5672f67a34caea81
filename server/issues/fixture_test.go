package issues

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/access"
	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/mongo"
	"sizhang/server/store/mongo/standin"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const town = "110101"

// townYAML is a county of two towns with a grid each to the west and the east of a
// border, and a street that lies over it all in the north.
const townYAML = `
name: {zh: 测试城, en: Testville}
levels:
  - {id: county, name: {zh: 县, en: County}, form: tiling}
  - {id: town, name: {zh: 镇, en: Town}, form: tiling, parents: [county]}
  - {id: grid, name: {zh: 网格, en: Grid}, form: tiling, parents: [town], resolution: 12}
  - {id: street, name: {zh: 街, en: Street}, form: overlapping, parents: [county]}
posts:
  - {id: street_head, name: {zh: 街长, en: Street head}, kind: head, levels: [street]}
  - {id: grid_head, name: {zh: 网格长, en: Grid head}, kind: head, levels: [grid]}
  - {id: town_head, name: {zh: 镇长, en: Town head}, kind: head, levels: [town]}
  - {id: leader_in_charge, name: {zh: 分管领导, en: Leader in charge}, kind: leader, levels: [county]}
  - {id: principal_leader, name: {zh: 主要领导, en: Principal leader}, kind: leader, levels: [county]}
sponsorships:
  - {id: adopts, name: {zh: 包街, en: Adopts}, by: body, levels: [grid, street]}
`

// hand is a clock that stands still until it is moved.
type hand struct {
	mu sync.Mutex
	at time.Time
}

func (h *hand) now() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.at }

func (h *hand) move(d time.Duration) { h.mu.Lock(); defer h.mu.Unlock(); h.at = h.at.Add(d) }

func day(n, hour int) time.Time { return time.Date(2026, 3, n, hour, 0, 0, 0, city.China) }

// fixture is a town with its issues.
type fixture struct {
	*Issues
	t     testing.TB
	app   *app.App
	inner store.Store
	clock *hand
}

// stores are what every test of exactly-once runs on.
var stores = map[string]func(t testing.TB) store.Store{
	"sqlite": openSQLite,
	"mongo":  openMongo,
}

func openSQLite(t testing.TB) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	return closing(t, st, err)
}

func openMongo(t testing.TB) store.Store {
	t.Helper()
	server, err := standin.Start(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	st, err := mongo.Open(t.Context(), server.URI("issues"), store.Schema)
	return closing(t, st, err)
}

func closing(t testing.TB, st store.Store, err error) store.Store {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func square(west, east, south, north float64) geo.Shape {
	return geo.Shape{{{{Lng: west, Lat: south}, {Lng: east, Lat: south}, {Lng: east, Lat: north}, {Lng: west, Lat: north}, {Lng: west, Lat: south}}}}
}

func unit(code, level, parent string, s geo.Shape) territory.Unit {
	return territory.Unit{Code: code, Level: level, Parent: parent, Names: city.Names{ZH: code}, Shape: s, Declared: territory.Declared{Datum: geo.WGS84, Shape: s}}
}

// The border between the grids lies at 116.42; the street north of 39.925.
func townUnits() []territory.Unit {
	return []territory.Unit{
		unit("C", "county", "", square(116.40, 116.44, 39.90, 39.93)),
		unit("T1", "town", "C", square(116.40, 116.42, 39.90, 39.93)),
		unit("T2", "town", "C", square(116.42, 116.44, 39.90, 39.93)),
		unit("G1", "grid", "T1", square(116.40, 116.42, 39.90, 39.93)),
		unit("G2", "grid", "T2", square(116.42, 116.44, 39.90, 39.93)),
		unit("S", "street", "C", square(116.40, 116.44, 39.925, 39.926)),
	}
}

func seat(unit, post string, terms ...territory.Term) territory.Seat {
	return territory.Seat{Unit: unit, Post: post, Terms: terms}
}

func term(person string, until time.Time) territory.Term {
	return territory.Term{Person: person, Name: "姓名" + person, From: day(1, 0), Until: until}
}

func townSeats() []territory.Seat {
	never := time.Time{}
	return []territory.Seat{
		seat("S", "street_head", term("ps", never)), seat("G1", "grid_head", term("p1", never)), seat("G2", "grid_head", term("p2", never)),
		seat("T1", "town_head", term("pt1", never)), seat("T2", "town_head", term("pt2", never)),
		seat("C", "leader_in_charge", term("pl", never)), seat("C", "principal_leader", term("pp", never)),
	}
}

// newFixture makes the town over a store, with its clock at ten in the morning of a
// workday.
func newFixture(t testing.TB, st store.Store) *fixture {
	t.Helper()
	f := &fixture{t: t, inner: st, clock: &hand{at: day(10, 10)}}
	f.app = f.newApp(st)
	f.publish(func(draft string) error {
		_, err := f.app.AddProfile(t.Context(), town, draft, []byte(townYAML), app.Source{Name: "profile.yaml"})
		return err
	})
	f.units(townUnits()...)
	f.sides()
	f.seats(townSeats()...)
	f.Issues = f.another(f.app)
	return f
}

func (f *fixture) newApp(st store.Store) *app.App {
	f.t.Helper()
	a := app.New(st, app.Options{Now: f.clock.now, Log: quiet()})
	if err := a.Load(f.t.Context(), app.Silent); err != nil {
		f.t.Fatal(err)
	}
	return a
}

// another makes the issues of another server.
func (f *fixture) another(a *app.App) *Issues {
	f.t.Helper()
	s := New(Options{Store: a.Store(), Cities: a, Now: f.clock.now, Log: quiet()})
	if err := s.Load(f.t.Context(), app.Silent); err != nil {
		f.t.Fatal(err)
	}
	return s
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// publish fills a draft and puts it in force.
func (f *fixture) publish(fill func(draft string) error) {
	f.t.Helper()
	d, err := f.app.OpenDraft(f.t.Context(), town, "")
	if err == nil {
		err = fill(d.ID)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	p, err := f.app.Publish(f.t.Context(), town, d.ID, time.Time{})
	if err != nil || p.Refused() {
		f.t.Fatal(err, p.Findings)
	}
	if err := f.app.RefreshCity(f.t.Context(), town); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) units(units ...territory.Unit) {
	f.t.Helper()
	f.publish(func(draft string) error {
		_, err := f.app.AddUnits(f.t.Context(), town, draft, units, app.UnitsOptions{}, app.Source{}, app.Silent)
		return err
	})
}

func (f *fixture) seats(seats ...territory.Seat) {
	f.t.Helper()
	f.publish(func(draft string) error {
		_, err := f.app.AddSeats(f.t.Context(), town, draft, seats, app.Source{}, app.Silent)
		return err
	})
}

// sides are a department for litter, one that watches, and a sponsor of G1.
func (f *fixture) sides() {
	f.t.Helper()
	f.publish(func(draft string) error {
		ctx, from := f.t.Context(), app.Source{}
		names := city.Names{ZH: "某"}
		_, err := f.app.AddBodies(ctx, town, draft, []body.Body{{Code: "clean", Names: names}, {Code: "watch", Names: names}, {Code: "roads", Names: names}}, from, app.Silent)
		_, failed := f.app.AddCategories(ctx, town, draft, []body.Category{
			{Code: "litter", Names: names, Kind: body.Occurrence, Supervisor: "watch"}, {Code: "pothole", Names: names, Kind: body.Component, Department: "roads", PhotosReport: body.NoPhotos},
			{Code: "noise", Names: names, Kind: body.Occurrence},
		}, from, app.Silent)
		err = errors.Join(err, failed)
		_, failed = f.app.AddCharges(ctx, town, draft, []body.Charge{{Category: "litter", Body: "clean"}}, from, app.Silent)
		err = errors.Join(err, failed)
		_, failed = f.app.AddSponsorships(ctx, town, draft, []sponsor.Sponsorship{{Kind: "adopts", Unit: "G1", Sponsor: "roads", Name: "路政", From: day(1, 0)}}, from, app.Silent)
		return errors.Join(err, failed)
	})
}

// Places in the town: in the middle of the grids, on the street, and beside the border.
var (
	inWest   = geo.Point{Lng: 116.41, Lat: 39.91}
	inEast   = geo.Point{Lng: 116.43, Lat: 39.91}
	onStreet = geo.Point{Lng: 116.41, Lat: 39.9255}
	onBorder = geo.Point{Lng: 116.42003, Lat: 39.91} // 2.6 m into the east
)

var places = []geo.Point{inWest, inEast, onStreet, onBorder}

func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// staff is somebody with every right of issues in the whole city.
func staff(name string) (access.Actor, issue.By) {
	role := &access.Role{ID: "all", Reach: access.Whole, Rights: []access.Right{
		access.IssueRead, access.IssueReport, access.IssueComment, access.IssueHandle, access.IssueDispatch, access.IssueApprove, access.IssueVerify, access.IssueClose,
	}}
	return access.Actor{City: town, Account: "a-" + name, Person: name, Holdings: []access.Holding{{Role: role}}},
		issue.By{Kind: issue.ByStaff, Account: "a-" + name, Person: name, Name: "姓名" + name}
}

// report is a patrol's report of litter at a place.
func report(at geo.Point) issue.Filing {
	actor, by := staff("patrol")
	return issue.Filing{
		City: town, ID: newID(), Source: issue.FromPatrol, Category: "litter", Text: "垃圾<成堆>", Place: issue.Place{Point: at, Datum: geo.WGS84, X: at.Lng, Y: at.Lat},
		Photos: []issue.Photo{{ID: "photo", Kind: issue.Before}}, Reporter: issue.Reporter{Kind: issue.Staff, By: by}, Actor: actor, By: by,
	}
}

func (f *fixture) file(r issue.Filing) issue.Issue {
	f.t.Helper()
	i, made, err := f.File(f.t.Context(), r)
	if err != nil || !made {
		f.t.Fatal(made, err)
	}
	return i
}

// command is one by the person.
func command(who string, a issue.Action) issue.Command {
	actor, by := staff(who)
	c := issue.Command{ID: newID(), Action: a, Actor: actor, By: by, Reason: "理由"}
	switch a {
	case issue.Finish:
		c.Photos = []issue.Photo{{ID: "after", Kind: issue.After}}
	case issue.Pass, issue.Fail, issue.Arrive:
		c.At = &geo.Point{}
	}
	return c
}

func (f *fixture) do(i issue.Issue, c issue.Command) issue.Issue {
	f.t.Helper()
	if c.At != nil {
		c.At = &i.Place.Point
	}
	next, err := f.Do(f.t.Context(), town, i.ID, c)
	if err != nil {
		f.t.Fatalf("%s: %v", c.Action, err)
	}
	return next
}

// get reads an issue and wants its chain whole and somebody to have it.
func (f *fixture) get(id string) issue.Issue {
	f.t.Helper()
	i, err := f.Get(f.t.Context(), town, id)
	if err != nil {
		f.t.Fatal(err)
	}
	sound(f.t, &i)
	return i
}

func sound(t testing.TB, i *issue.Issue) {
	t.Helper()
	if n := i.Verify(); n != 0 {
		t.Fatalf("issue %s: event %d is not as it was written", i.ID, n)
	}
	if i.Open() && i.Hands.Empty() {
		t.Fatalf("issue %s is with nobody", i.ID)
	}
}

func count(i issue.Issue, a issue.Action) int {
	n := 0
	for _, e := range i.History {
		if e.Action == a {
			n++
		}
	}
	return n
}

func wants(t *testing.T, what string, err error, code fault.Code) {
	t.Helper()
	if err == nil || fault.As(err).Code != code {
		t.Errorf("%s: %v, not %s", what, err, code)
	}
}

// each runs a test on every store.
func onEach(t *testing.T, test func(t *testing.T, f *fixture)) {
	for name, open := range stores {
		t.Run(name, func(t *testing.T) { test(t, newFixture(t, open(t))) })
	}
}

// together runs the same at once so many times.
func together(n int, run func(k int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for k := range n {
		all.Go(func() { <-start; run(k) })
	}
	close(start)
	all.Wait()
}
