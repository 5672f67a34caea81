package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// here does the steps in this process.
func here(ctx context.Context, _ io.Writer, name string, s Settings) ([]byte, error) {
	var out bytes.Buffer
	err := answer(ctx, name, s, &out)
	return out.Bytes(), err
}

// A small measurement comes to its end, every figure of it is there, and it leaves
// nothing behind.
func TestASmallMeasurement(t *testing.T) {
	s := Settings{Size: Size{Cities: 2, Units: 2000, Terms: 4000, Documents: 300}, Versions: 2, Dir: t.TempDir(), Round: 10 * time.Millisecond, Rounds: 1, Steps: order}
	asking = 20 * time.Millisecond
	m := measurement{settings: s, log: io.Discard, step: here}
	r, err := m.along(t.Context(), []float64{1})
	if err != nil {
		t.Fatal(err)
	}
	p := r.Curve[0]
	if p.Seed.Terms < 4000 || p.Seed.Documents != 300 || p.Seed.Versions != 2 || p.Seed.UnitDocuments <= 2000 {
		t.Errorf("%+v", p.Seed)
	}
	mayBeZero := map[string]bool{"Sides": true, "Open": true, "Peak": true, "RSS": true, "Load": true, "Feed": true}
	zeroes(reflect.ValueOf(p), "", func(name string) {
		if !mayBeZero[name[strings.LastIndexByte(name, '.')+1:]] {
			t.Errorf("%s is 0", name)
		}
	})
	if len(p.Write) != 18 {
		t.Errorf("%d kinds of writes", len(p.Write))
	}
	if left, _ := os.ReadDir(s.Dir); len(left) > 0 {
		t.Errorf("%s is left", left[0].Name())
	}
}

// zeroes calls tell with every number that is 0.
func zeroes(v reflect.Value, name string, tell func(string)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			zeroes(v.Field(i), name+"."+v.Type().Field(i).Name, tell)
		}
	case reflect.Slice:
		for i := range v.Len() {
			zeroes(v.Index(i), name, tell)
		}
	case reflect.Int, reflect.Int64, reflect.Float64:
		if v.IsZero() {
			tell(name)
		}
	}
}

// Grids tile the ground at first and after every redrawing, and each version fits
// what it comes upon.
func TestGridsTileTheGround(t *testing.T) {
	p := planners(Size{Cities: 1, Units: 2000})[0]
	now := map[string]territory.Unit{}
	for year := range years {
		units := p.founded
		if year > 0 {
			units = func() []territory.Unit { return p.redrawn(year) }
		}
		moved := 0
		for _, u := range units() {
			switch _, known := now[u.Code]; {
			case u.Ended && !known:
				t.Fatalf("year %d ends %s, which is not there", year, u.Code)
			case u.Ended:
				delete(now, u.Code)
				continue
			case known && u.Level != "grid":
				t.Fatalf("year %d makes %s again", year, u.Code)
			case known:
				moved++
			}
			now[u.Code] = u
		}
		if year > 0 && moved == 0 {
			t.Errorf("year %d redraws nothing", year)
		}
		levels := map[string]int{}
		for _, u := range now {
			levels[u.Level]++
		}
		if levels["grid"] != 2*wide*high || levels["building"] != 2*buildings || levels["community"] != 32 {
			t.Fatalf("year %d has %v", year, levels)
		}
		for n := range 500 {
			at := spotOf([]*planner{p}, n)
			if got := holders(now, "grid", at); got != 1 {
				t.Fatalf("year %d: %d grids hold %v", year, got, at)
			}
		}
	}
}

func holders(units map[string]territory.Unit, level string, at geo.Point) (n int) {
	for _, u := range units {
		if u.Level == level && u.Shape.Box().Contains(at) && u.Shape.Contains(at) {
			n++
		}
	}
	return n
}

func TestIssuesAreRealistic(t *testing.T) {
	p := planners(Size{Cities: 1, Units: 3000})[0]
	ids := map[string]bool{}
	for n := range 2000 {
		d := p.issue(n)
		ids[d.ID] = true
		if len(d.Body) < 2000 || len(d.Body) > 8000 {
			t.Fatalf("%d bytes: %s", len(d.Body), d.Body)
		}
		at := slices.IndexFunc(store.Schema, func(c store.Collection) bool { return c.Name == store.Issues })
		if err := d.Check(store.Schema[at]); err != nil {
			t.Fatal(err)
		}
		if n > 0 && d.ID <= p.issue(n-1).ID {
			t.Fatalf("%s does not come after %s", d.ID, p.issue(n-1).ID)
		}
	}
	if len(ids) != 2000 {
		t.Errorf("%d ids of 2000", len(ids))
	}
}

// The longer a unit was there, the more terms; all together they are those asked
// for, one after the other.
func TestTermsFollowEachOther(t *testing.T) {
	c := &clerk{aUnit: 10, people: 100}
	u := territory.Unit{Code: "G", Level: "grid"}
	for _, life := range []struct{ from, until, terms int }{{0, 10, 10}, {3, 10, 7}, {2, 5, 3}, {4, 4, 0}} {
		s, held := c.seat(u, life.from, life.until)
		if len(s.Terms) != life.terms || held != (life.terms > 0) {
			t.Errorf("%+v: %d terms", life, len(s.Terms))
		}
		if f := territory.Clashes(s.Terms); len(f) > 0 {
			t.Errorf("%+v: %v", life, f)
		}
		if held && s.Terms[len(s.Terms)-1].Until.IsZero() != (life.until == years) {
			t.Errorf("%+v: the last term ends %v", life, s.Terms[len(s.Terms)-1].Until)
		}
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	for _, args := range []string{"--cities 0", "--cities 91", "--units 999", "--cities 3 --units 2000", "--curve 0", "--curve 1,2", "--curve x", "--terms 0", "--rounds 0", "--versions 0", "--versions 11", "--steps dance", "--nonsense"} {
		if err := run(t.Context(), strings.Fields(args), io.Discard, io.Discard); err == nil {
			t.Errorf("%s is taken", args)
		}
	}
	if err := answer(t.Context(), "dance", Settings{}, io.Discard); err == nil {
		t.Error("there is a step that nobody made")
	}
}

// A measurement that fails says at which step.
func TestAStepThatFails(t *testing.T) {
	m := measurement{settings: Settings{Dir: t.TempDir(), Size: Size{Cities: 1}, Steps: []string{"seed", "read", "write"}}, log: io.Discard,
		step: func(_ context.Context, _ io.Writer, name string, _ Settings) ([]byte, error) {
			if name == "read" {
				return nil, errors.New("no")
			}
			return []byte("{}"), nil
		}}
	if _, err := m.along(t.Context(), []float64{1}); err == nil || err.Error() != "read at 1: no" {
		t.Errorf("%v", err)
	}
}

// Issues that were filled in stand as if each had been inserted, and the store goes on.
func TestAFilledStore(t *testing.T) {
	s := Settings{Size: Size{Cities: 2, Units: 2000, Documents: aTransaction + 7}, Dir: t.TempDir()}
	var bytes atomic.Int64
	if err := fill(t.Context(), s.Dir, makeIssues(s, &bytes)); err != nil {
		t.Fatal(err)
	}
	st, err := sqlite.Open(t.Context(), s.Dir, store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Examine(t.Context(), true, func(f store.Finding) {
		if f.Code == store.FoundDamaged || f.Code == store.FoundBadDocument || f.Code == store.FoundIndexMissing || f.Code == store.FoundIndexStrange {
			t.Errorf("%+v", f)
		}
	}); err != nil {
		t.Fatal(err)
	}
	cities, had := planners(s.Size), 0
	if _, err := st.Scan(t.Context(), func(d store.Document) error { had += len(d.Body); return nil }); err != nil || had != int(bytes.Load()) {
		t.Errorf("%d bytes of %d, %v", had, bytes.Load(), err)
	}
	for _, n := range []int{0, 1, aTransaction, s.Documents - 1} {
		want := cities[n%2].issue(n)
		page, err := st.Query(t.Context(), store.Query{Collection: store.Issues, City: want.City, Index: "number", Equal: []any{number(n)}, Limit: 1})
		if err != nil || len(page.Documents) != 1 || string(page.Documents[0].Body) != string(want.Body) || page.Documents[0].ID != want.ID || page.Documents[0].Version != 1 {
			t.Errorf("%d: %+v, %v", n, page, err)
		}
	}
	told, token := 0, store.Token("")
	for more := true; more; {
		changes, next, err := st.Changes(t.Context(), token, store.MaxLimit)
		if err != nil {
			t.Fatal(err)
		}
		told, token, more = told+len(changes), next, len(changes) == store.MaxLimit
	}
	if told != s.Documents {
		t.Errorf("%d changes", told)
	}
	fresh := cities[0].issue(2 * s.Documents)
	if err := st.Insert(t.Context(), fresh); err != nil {
		t.Fatal(err)
	}
	if changes, _, err := st.Changes(t.Context(), token, 10); err != nil || len(changes) != 1 || changes[0].ID != fresh.ID {
		t.Errorf("%v, %v", changes, err)
	}
}

func TestACopyIsTheSame(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "sizhang.db"), []byte("everything"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := copied(dir, filepath.Join(dir, "bare")); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "bare", "sizhang.db")); string(got) != "everything" {
		t.Errorf("%q", got)
	}
}
