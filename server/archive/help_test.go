package archive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/fault"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// TestMain runs the tests, or plays another process for one of them: see
// startChild.
func TestMain(m *testing.M) {
	if play := children[os.Getenv("ARCHIVE_TEST_CHILD")]; play != nil {
		if err := play(os.Getenv("ARCHIVE_TEST_DIR"), os.Getenv("ARCHIVE_TEST_FILE")); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

func silent(string, int, int) {}

var (
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	making = Making{Program: "v0.0.1-test", Now: noon}
)

// known is what the program of the tests can read.
var known = Known{Schema: store.Schema, Layouts: map[string]int{"sqlite": sqlite.Layout}}

func atNoon() time.Time { return noon }

// opened opens the store of a folder until the end of the test.
func opened(t testing.TB, dir string) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), dir, store.Schema)
	must(t, err)
	t.Cleanup(func() {
		if err := st.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
			t.Error(err)
		}
	})
	return st
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails the test unless the error has the code.
func refused(t testing.TB, what string, err error, code fault.Code) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != code {
		t.Errorf("%s: got %v, want %s", what, err, code)
		return
	}
	for _, language := range []fault.Language{fault.Chinese, fault.English} {
		if text := f.Text(language); strings.ContainsAny(text, "{}") {
			t.Errorf("%s: a gap is left in %q", what, text)
		}
	}
}

func document(collection, city, id string, version int64, body string) store.Document {
	d := store.Document{Collection: collection, City: city, ID: id, Version: version, Body: []byte(body)}
	if body == "" {
		d.Gone, d.Body = true, nil
	}
	return d
}

// few are documents of every sort, some in every collection.
var few = []store.Document{
	document(store.Cities, store.Installation, "110101", 3, `{"code":"110101","editions":["e1","e2"]}`),
	document(store.Cities, store.Installation, "310101", 1, `{"code":"310101","editions":[]}`),
	document(store.Drafts, "110101", "d1", 9, `{"note":"含\"引号\"、反斜杠\\、换行\n和\u0001"}`),
	document(store.Drafts, "110101", "d2", 2, ``),
	document(store.Profiles, "110101", "1", 1, `{"yaml":"levels:\n  - id: grid\n"}`),
	document(store.Units, "110101", "e1/A", 1, `{"edition":"e1","area":1.0,"width":-0.0,"large":1e300,"n":9223372036854775807,"ring":[[116.4,39.9],[116.41,39.91]]}`),
	document(store.Units, "110101", "e1/东华门", 1, `{"edition":"e1","none":null,"yes":true,"empty":{},"list":[]}`),
	document(store.Units, "110101", "e2/A", 1, `{"edition":"e2","b":1,"a":2}`),
	document(store.Units, "310101", "e1/A", 1, `{"edition":"e1"}`),
	document(store.Seats, "110101", "A head", 4711, `{"unit":"A","terms":[{"name":"赵示例 😀"}]}`),
	document(store.People, "110101", "p", 1, `{"edition":"e1","name":"赵示例","phone":"13800000000"}`),
	document(store.Bodies, "110101", "b", 1, `{"edition":"e1"}`),
	document(store.Categories, "110101", "c", 1, `{"edition":"e1"}`),
	document(store.Charges, "110101", "c b", 1, `{"edition":"e1"}`),
	document(store.Sponsorships, "310101", "s", 2, ``),
}

// filled opens a store in a new folder and puts documents into it.
func filled(t testing.TB, documents []store.Document) store.Store {
	t.Helper()
	st := opened(t, t.TempDir())
	for _, d := range documents {
		must(t, st.Adopt(t.Context(), d))
	}
	return st
}

// backedUp makes a backup of the store and returns its path.
func backedUp(t testing.TB, st store.Store) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup.zip")
	_, err := Create(t.Context(), path, false, st, known, making, silent)
	must(t, err)
	return path
}

// taken opens a backup until the end of the test.
func taken(t testing.TB, path string) *Backup {
	t.Helper()
	b, err := Open(t.Context(), path, known, silent)
	must(t, err)
	t.Cleanup(func() { b.Close() })
	return b
}

func restored(t testing.TB, b *Backup, to store.Store) {
	t.Helper()
	_, err := Restore(t.Context(), b, "backup.zip", to, atNoon, silent)
	must(t, err)
}

// hashOf is the content hash of a store.
func hashOf(t testing.TB, st store.Store) string {
	t.Helper()
	contents, _, err := Sum(t.Context(), st, -1, silent)
	must(t, err)
	return contents.Hash()
}

// all returns every document of a store with its body as Canonical has it.
func all(t testing.TB, st store.Store) []store.Document {
	t.Helper()
	var found []store.Document
	_, err := st.Scan(t.Context(), func(d store.Document) (err error) {
		if !d.Gone {
			d.Body, err = store.Canonical(d.Body)
		}
		found = append(found, d)
		return err
	})
	must(t, err)
	return found
}

// rounds is how often a test with chance in it runs: the variable says how often,
// 5 times where it is not set.
func rounds(t testing.TB, variable string) int {
	t.Helper()
	given := os.Getenv(variable)
	if given == "" {
		return 5
	}
	n, err := strconv.Atoi(given)
	must(t, err)
	return n
}

// watched is a store that asks before every write, and whose writes fail from then
// on where that fails.
type watched struct {
	store.Store
	before func(store.Document) error
}

func (w watched) Insert(ctx context.Context, d store.Document) error {
	if err := w.before(d); err != nil {
		return err
	}
	return w.Store.Insert(ctx, d)
}

func (w watched) Replace(ctx context.Context, d store.Document) (int64, error) {
	if err := w.before(d); err != nil {
		return 0, err
	}
	return w.Store.Replace(ctx, d)
}

func (w watched) Adopt(ctx context.Context, d store.Document) error {
	if err := w.before(d); err != nil {
		return err
	}
	return w.Store.Adopt(ctx, d)
}
