package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const code = "110101"

const profileYAML = `
name: {zh: 测试城, en: Testville}
levels:
  - {id: town, name: {zh: 镇, en: Town}, form: tiling}
  - {id: grid, name: {zh: 网格, en: Grid}, form: tiling, parents: [town]}
posts:
  - {id: head, name: {zh: 网格长, en: Head}, kind: head, levels: [grid]}
`

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

func square(west float64) geo.Shape {
	e := west + 0.01
	return geo.Shape{{{{Lng: west, Lat: 39}, {Lng: e, Lat: 39}, {Lng: e, Lat: 39.01}, {Lng: west, Lat: 39.01}, {Lng: west, Lat: 39}}}}
}

func grid(n int) territory.Unit {
	s := square(116 + 0.01*float64(n))
	return territory.Unit{Code: fmt.Sprintf("G%03d", n), Level: "grid", Parent: "T", Names: city.Names{ZH: fmt.Sprintf("网格%d", n)},
		Shape: s, Declared: territory.Declared{Datum: geo.WGS84, Shape: s}}
}

func town() territory.Unit {
	return territory.Unit{Code: "T", Level: "town", Names: city.Names{ZH: "镇"}}
}

func grids(n int) []territory.Unit {
	units := []territory.Unit{town()}
	for i := range n {
		units = append(units, grid(i))
	}
	return units
}

// atOnce opens a draft, lets add fill it, and publishes it.
func atOnce(t *testing.T, a *App, code string, add func(draft string) (Outcome, error)) (Outcome, error) {
	t.Helper()
	d, err := a.OpenDraft(t.Context(), code, "")
	if err != nil {
		t.Fatal(err)
	}
	outcome, err := add(d.ID)
	if d, _ = a.Draft(t.Context(), code, d.ID); err != nil || outcome.Refused() || len(d.Parts) == 0 {
		return outcome, err
	}
	p, err := a.Publish(t.Context(), code, d.ID, time.Time{})
	if err == nil && p.Refused() {
		t.Fatalf("taken in, but not published: %v", p.Findings)
	}
	return outcome, err
}

func publishProfile(t *testing.T, a *App, code, yaml string) error {
	t.Helper()
	_, err := atOnce(t, a, code, func(draft string) (Outcome, error) {
		_, err := a.AddProfile(t.Context(), code, draft, []byte(yaml), Source{Name: "profile.yaml"})
		return Outcome{}, err
	})
	return err
}

func publishUnits(t *testing.T, a *App, units ...territory.Unit) (Outcome, error) {
	t.Helper()
	return atOnce(t, a, code, func(draft string) (Outcome, error) {
		return a.AddUnits(t.Context(), code, draft, units, UnitsOptions{}, Source{Name: "units"}, Silent)
	})
}

func publishSeats(t *testing.T, a *App, seats ...territory.Seat) (Outcome, error) {
	t.Helper()
	return atOnce(t, a, code, func(draft string) (Outcome, error) {
		return a.AddSeats(t.Context(), code, draft, seats, Source{}, Silent)
	})
}

// settled returns an app over the store with the test city and its profile.
func settled(t *testing.T, st store.Store) *App {
	t.Helper()
	a := New(st, Options{})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	if err := a.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	return a
}

func publish(t *testing.T, a *App, units ...territory.Unit) Outcome {
	t.Helper()
	outcome, err := publishUnits(t, a, units...)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range outcome.Findings {
		if f.Severity == territory.Refusal {
			t.Fatalf("refused: %s", f.Text(fault.English))
		}
	}
	return outcome
}

// inForce reads the city's units anew from the store.
func inForce(t *testing.T, st store.Store) map[string]territory.Unit {
	t.Helper()
	s, err := New(st, Options{}).Standing(t.Context(), code, "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	byCode := map[string]territory.Unit{}
	for _, u := range s.Units {
		byCode[u.Code] = u
	}
	return byCode
}

// failing is a store whose inserts of units fail from a certain one on.
type failing struct {
	store.Store
	left atomic.Int64
}

var errDisk = errors.New("the disk is full")

func (f *failing) Insert(ctx context.Context, d store.Document) error {
	if d.Collection == store.Units && f.left.Add(-1) < 0 {
		return errDisk
	}
	return f.Store.Insert(ctx, d)
}

func TestAnImportIsWholeOrNothing(t *testing.T) {
	st := &failing{Store: open(t)}
	st.left.Store(1 << 40)
	a := settled(t, st)
	publish(t, a, grids(3)...)

	changed := grids(40)
	changed[1].Names.ZH = "改名"
	for _, survivors := range []int64{0, 1, 20, 37} {
		st.left.Store(survivors)
		if _, err := publishUnits(t, a, changed...); !errors.Is(err, errDisk) {
			t.Fatalf("with room for %d units: %v", survivors, err)
		}
		units := inForce(t, st)
		if len(units) != 4 || units["G000"].Names.ZH != "网格0" {
			t.Fatalf("after a failed import %d units are in force, the first called %q", len(units), units["G000"].Names.ZH)
		}
	}
	st.left.Store(1 << 40)
	if o := publish(t, a, changed...); o.Added != 37 || o.Changed != 1 || o.Unchanged != 3 {
		t.Errorf("the repeated import: %+v", o)
	}
	if units := inForce(t, st); len(units) != 41 || units["G000"].Names.ZH != "改名" {
		t.Errorf("%d units are in force, the first called %q", len(units), units["G000"].Names.ZH)
	}
}

func TestAnInterruptedImportLeavesNothing(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	ctx, cancel := context.WithCancel(t.Context())
	d, err := a.OpenDraft(ctx, code, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.AddUnits(ctx, code, d.ID, grids(500), UnitsOptions{}, Source{}, func(_ string, done, _ int) {
		if done == 100 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("an interrupted import returned %v", err)
	}
	if d, err := a.Draft(t.Context(), code, d.ID); err != nil || len(d.Parts) != 0 {
		t.Errorf("the draft has %v (%v)", d.Parts, err)
	}
}

func TestARefusedImportWritesNothing(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	orphan := grid(1)
	orphan.Parent = "nowhere"
	outcome, err := publishUnits(t, a, town(), grid(0), orphan)
	if err != nil || !outcome.Refused() {
		t.Fatalf("an orphan was not refused: %v, %+v", err, outcome.Findings)
	}
	if units := inForce(t, st); len(units) != 0 {
		t.Errorf("%d units are in force", len(units))
	}
}

func TestATableAfterShapesKeepsTheDeclaredGround(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	u := grid(0)
	u.Declared = territory.Declared{Datum: geo.GCJ02, Shape: square(116.006), WidthM: 3}
	publish(t, a, town(), u)
	publish(t, a, territory.Unit{Code: u.Code, Level: "grid", Parent: "T", Names: city.Names{ZH: "新名"}})
	got := inForce(t, st)[u.Code]
	if got.Names.ZH != "新名" || !got.Shape.Equal(u.Shape) || got.Declared.Datum != geo.GCJ02 || !got.Declared.Shape.Equal(square(116.006)) {
		t.Errorf("the unit is now %+v", got)
	}
}

func TestTheSameImportTwiceChangesNothing(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	publish(t, a, grids(5)...)
	before, err := st.Get(t.Context(), store.Cities, store.Installation, code)
	if err != nil {
		t.Fatal(err)
	}
	if o := publish(t, a, grids(5)...); o.Added+o.Changed != 0 || o.Unchanged != 6 {
		t.Errorf("the second import: %+v", o)
	}
	after, err := st.Get(t.Context(), store.Cities, store.Installation, code)
	if err != nil || !bytes.Equal(after.Body, before.Body) {
		t.Errorf("the city went from %s to %s (%v)", before.Body, after.Body, err)
	}
}

func TestTermsAreAddedAndReplaced(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	publish(t, a, grids(1)...)
	day := func(d int) time.Time { return time.Date(2025, 1, d, 0, 0, 0, 0, time.UTC) }
	put := func(terms ...territory.Term) Outcome {
		t.Helper()
		o, err := publishSeats(t, a, territory.Seat{Unit: "G000", Post: "head", Terms: terms})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	first := territory.Term{Person: "p1", Name: "甲", From: day(1)}
	if o := put(first); o.Added != 1 || o.Refused() {
		t.Fatalf("the first term: %+v", o)
	}
	if o := put(territory.Term{Person: "p2", Name: "乙", From: day(5)}); !o.Refused() {
		t.Fatalf("a second principal at the same time was taken: %+v", o)
	}
	first.Until = day(5)
	if o := put(first, territory.Term{Person: "p2", Name: "乙", From: day(5)}); o.Added != 1 || o.Changed != 1 || o.Refused() {
		t.Fatalf("the handover: %+v", o)
	}
	if err := a.Refresh(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	city, _ := a.City(code)
	u, _ := city.At(time.Now()).Unit("G000")
	for d, want := range map[int]string{3: "甲", 6: "乙"} {
		heads := city.At(day(d)).Heads(u)
		if len(heads) != 1 || heads[0].Term.Name != want {
			t.Errorf("on day %d: %+v, want %s", d, heads, want)
		}
	}
}

// What another process writes is seen without being told.
func TestWatchSeesWhatOthersPublish(t *testing.T) {
	st := open(t)
	reader := settled(t, st)
	ctx, cancel := context.WithCancel(t.Context())
	watching := make(chan error, 1)
	go func() { watching <- reader.Watch(ctx, 10*time.Millisecond) }()
	publish(t, New(st, Options{}), grids(7)...)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if city, ok := reader.City(code); ok && city.At(time.Now()).Len() == 8 {
			break
		}
		if time.Now().After(deadline) {
			t.Error("the publication was not seen")
			break
		}
	}
	cancel()
	if err := <-watching; !errors.Is(err, context.Canceled) {
		t.Errorf("Watch returned %v", err)
	}
}

func TestReadinessFollowsTheStore(t *testing.T) {
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	a := New(st, Options{})
	if a.Ready() == nil {
		t.Error("ready before anything was loaded")
	}
	if err := a.Load(t.Context(), Silent); err != nil || a.Ready() != nil {
		t.Errorf("after loading an empty store: %v, %v", err, a.Ready())
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	watching := make(chan error, 1)
	go func() { watching <- a.Watch(ctx, time.Millisecond) }()
	for deadline := time.Now().Add(10 * time.Second); a.Ready() == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Error("still ready over a store that has closed")
			break
		}
	}
	cancel()
	<-watching
}

// The territory that was kept up is the one that a fresh start builds.
func TestKeptUpEqualsRebuilt(t *testing.T) {
	st := open(t)
	kept := settled(t, st)
	publish(t, kept, grids(3)...)
	for i := range 5 {
		u := grid(i)
		u.Names.ZH = fmt.Sprint("第", i, "次")
		publish(t, kept, u)
		if err := kept.Refresh(t.Context(), Silent); err != nil {
			t.Fatal(err)
		}
	}
	fresh := New(st, Options{})
	if err := fresh.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	names := func(a *App) (names []string) {
		city, _ := a.City(code)
		for u := range city.At(time.Now()).Units() {
			names = append(names, u.Code+u.Names.ZH)
		}
		return names
	}
	if k, f := names(kept), names(fresh); !slices.Equal(k, f) {
		t.Errorf("kept up: %v; rebuilt: %v", k, f)
	}
}

// One city's trouble is its own: the others load, answer and are kept up.
func TestABrokenCityDoesNotStopTheOthers(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	publish(t, a, grids(2)...)
	const other = "110102"
	if err := publishProfile(t, a, other, profileYAML); err != nil {
		t.Fatal(err)
	}
	d, err := st.Get(t.Context(), store.Cities, store.Installation, other)
	if err != nil {
		t.Fatal(err)
	}
	body, err := decode[cityBody](d)
	if err != nil {
		t.Fatal(err)
	}
	kept := body.Editions[0].ID
	body.Editions[0].ID = "lost"
	d.Body = encode(body)
	if _, err := st.Replace(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	fresh := New(st, Options{Log: slog.New(slog.DiscardHandler)})
	if err := fresh.Load(t.Context(), Silent); err != nil {
		t.Fatalf("loading failed for all: %v", err)
	}
	if city, ok := fresh.City(code); !ok || city.At(time.Now()).Len() != 3 {
		t.Error("the good city is not there")
	}
	if f := fault.As(fresh.Ready()); f.Code != fault.CityBroken || f.With["cities"] != other {
		t.Errorf("readiness says %v", f)
	}
	publish(t, New(st, Options{}), grid(2))
	if err := fresh.Refresh(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	if city, _ := fresh.City(code); city.At(time.Now()).Len() != 4 {
		t.Errorf("the good city is no longer kept up: %d units", city.At(time.Now()).Len())
	}
	body.Editions[0].ID = kept
	if d, err = st.Get(t.Context(), store.Cities, store.Installation, other); err != nil {
		t.Fatal(err)
	}
	d.Body = encode(body)
	if _, err := st.Replace(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := fresh.Refresh(t.Context(), Silent); err != nil || fresh.Ready() != nil {
		t.Errorf("mended, but: %v, %v", err, fresh.Ready())
	}
}

func TestAProfileThatUnitsDoNotFitIsRefused(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	publish(t, a, grids(2)...)
	misfit := strings.Replace(profileYAML, "form: tiling, parents: [town]}", "form: tiling, parents: [town], code: 'X[0-9]+'}", 1)
	if err := publishProfile(t, a, code, misfit); err == nil || !strings.Contains(err.Error(), "G000") {
		t.Errorf("the profile was taken: %v", err)
	}
	if list, err := st.Query(t.Context(), store.Query{Collection: store.Profiles, City: code, Limit: 10}); err != nil || len(list.Documents) != 1 {
		t.Errorf("%d profiles are kept after a refused one (%v)", len(list.Documents), err)
	}
}

// A level may lose its ground; its units' shapes are then kept, not looked up.
func TestALevelCanLoseItsGround(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	publish(t, a, grids(2)...)
	unmapped := strings.Replace(profileYAML, "form: tiling, parents: [town]}", "form: unmapped, parents: [town]}", 1)
	if err := publishProfile(t, a, code, unmapped); err != nil {
		t.Fatal(err)
	}
	if err := a.Refresh(t.Context(), Silent); err != nil || a.Ready() != nil {
		t.Fatalf("%v, %v", err, a.Ready())
	}
	city, _ := a.City(code)
	if u, ok := city.At(time.Now()).Unit("G000"); !ok || u.Shape != nil {
		t.Errorf("the grid still has ground: %v", ok)
	}
}
