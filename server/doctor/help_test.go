package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		os.RemoveAll(example.dir)
		os.Exit(code)
	}))
}

const code = "110101"

const profileYAML = `
name: {zh: 测试城, en: Testville}
levels:
  - {id: town, name: {zh: 镇, en: Town}, form: tiling}
  - {id: grid, name: {zh: 网格, en: Grid}, form: tiling, parents: [town]}
posts:
  - {id: head, name: {zh: 网格长, en: Head}, kind: head, levels: [grid]}
`

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// opens returns what opens the store of a folder that must have one.
func opens(dir string) func(context.Context) (store.Store, error) {
	return func(ctx context.Context) (store.Store, error) {
		if _, err := os.Stat(filepath.Join(dir, sqlite.File)); errors.Is(err, fs.ErrNotExist) {
			return nil, fault.New(fault.DataMissing, "--data", fault.With{"folder": dir})
		}
		st, err := sqlite.Open(ctx, dir, store.Schema)
		if err != nil {
			return nil, err
		}
		return st, nil
	}
}

// examined examines the store of a folder.
func examined(t *testing.T, dir string, how func(*Patient)) Report {
	t.Helper()
	p := Patient{Open: opens(dir), Where: dir, Flags: "--data " + dir, Version: "v1", Patience: 100 * time.Millisecond}
	if how != nil {
		how(&p)
	}
	report, err := Examine(t.Context(), p)
	must(t, err)
	return report
}

func deep(p *Patient) { p.Deep = true }

// find returns what was found of a code, and fails where nothing was.
func find(t *testing.T, r Report, code Code) Finding {
	t.Helper()
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Code == code })
	if i < 0 {
		t.Fatalf("%s was not found, but\n%s", code, spelled(r))
	}
	return r.Findings[i]
}

// says wants a finding of the code whose texts have all of the words.
func says(t *testing.T, r Report, code Code, words ...string) {
	t.Helper()
	f := find(t, r, code)
	text := f.Text(fault.Chinese) + "\n" + f.Text(fault.English) + "\n" + f.Command()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%s lacks %q:\n%s", code, word, text)
		}
	}
}

// lacks wants no finding of the code.
func lacks(t *testing.T, r Report, code Code) {
	t.Helper()
	if n := r.count(code); n > 0 {
		t.Errorf("%d × %s:\n%s", n, code, spelled(r))
	}
}

func spelled(r Report) string {
	var lines []string
	for _, f := range r.Findings {
		lines = append(lines, fmt.Sprintf("%s %s %v: %s", f.Grade(), f.Code, f.With, f.Text(fault.English)))
	}
	return strings.Join(lines, "\n")
}

// storeIn opens the store of a folder until the test ends, or until it is closed.
func storeIn(t *testing.T, dir string) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), dir, store.Schema)
	must(t, err)
	t.Cleanup(func() { st.Close() })
	return st
}

// grid is the nth of a town's, from west to east.
func grid(n int) territory.Unit {
	w := 116 + 0.01*float64(n)
	e := w + 0.01
	s := geo.Shape{{{{Lng: w, Lat: 39}, {Lng: e, Lat: 39}, {Lng: e, Lat: 39.01}, {Lng: w, Lat: 39.01}, {Lng: w, Lat: 39}}}}
	return territory.Unit{Code: fmt.Sprintf("G%03d", n), Level: "grid", Parent: "T", Names: city.Names{ZH: fmt.Sprintf("网格%d", n)},
		Shape: s, Declared: territory.Declared{Datum: geo.WGS84, Shape: s}}
}

func units() []territory.Unit {
	return []territory.Unit{{Code: "T", Level: "town", Names: city.Names{ZH: "镇"}}, grid(0), grid(1)}
}

// at is an app whose clock stands still.
func at(st store.Store, now time.Time) *app.App {
	return app.New(st, app.Options{Now: func() time.Time { return now }})
}

// drafted opens a draft with a city in it and returns its id.
func drafted(t *testing.T, a *app.App, code string) string {
	t.Helper()
	d, err := a.OpenDraft(t.Context(), code, "试")
	must(t, err)
	_, err = a.AddProfile(t.Context(), code, d.ID, []byte(profileYAML), app.Source{Name: "p"})
	must(t, err)
	o, err := a.AddUnits(t.Context(), code, d.ID, units(), app.UnitsOptions{}, app.Source{Name: "u"}, app.Silent)
	must(t, err)
	if o.Refused() {
		t.Fatal(o.Findings)
	}
	return d.ID
}

// founded publishes a city that takes effect at the instant; the zero time is now.
func founded(t *testing.T, a *app.App, code string, effective time.Time) {
	t.Helper()
	published(t, a, code, drafted(t, a, code), effective)
}

// grown publishes a version with one grid more.
func grown(t *testing.T, a *app.App, code string) {
	t.Helper()
	d, err := a.OpenDraft(t.Context(), code, "")
	must(t, err)
	o, err := a.AddUnits(t.Context(), code, d.ID, []territory.Unit{grid(2)}, app.UnitsOptions{}, app.Source{Name: "u"}, app.Silent)
	must(t, err)
	if o.Refused() {
		t.Fatal(o.Findings)
	}
	published(t, a, code, d.ID, time.Time{})
}

func published(t *testing.T, a *app.App, code, draft string, effective time.Time) {
	t.Helper()
	p, err := a.Publish(t.Context(), code, draft, effective)
	must(t, err)
	if p.Refused() {
		t.Fatal(p.Findings)
	}
}

// example is a folder with the store of a city, which is made once.
var example struct {
	sync.Once
	dir string
}

// cityIn makes a folder with the store of a city.
func cityIn(t *testing.T) string {
	t.Helper()
	example.Do(func() {
		dir, err := os.MkdirTemp("", "doctor-example-")
		must(t, err)
		st := storeIn(t, dir)
		founded(t, app.New(st, app.Options{}), code, time.Time{})
		must(t, st.Close())
		example.dir = dir
	})
	dir := t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS(example.dir)))
	return dir
}
