package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

func unit(id, body string) store.Document {
	return store.Document{Collection: "units", City: "110101", ID: id, Body: []byte(body)}
}

func insert(t testing.TB, s *Store, documents ...store.Document) {
	t.Helper()
	for _, d := range documents {
		if err := s.Insert(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
}

func closeStore(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestReopenFindsEverything(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("a", `{"kind":"x"}`), unit("b", `{"kind":"x"}`))
	q := store.Query{Collection: "units", City: "110101", Index: "kind", Equal: []any{"x"}, Limit: 1}
	page, err := s.Query(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	_, token, err := s.Changes(t.Context(), "", 1)
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)

	s = opened(t, dir, storetest.Schema)
	q.After = page.Next
	if page, err = s.Query(t.Context(), q); err != nil || len(page.Documents) != 1 || page.Documents[0].ID != "b" {
		t.Errorf("the cursor led to %v, %v", page, err)
	}
	insert(t, s, unit("c", `{}`))
	changes, _, err := s.Changes(t.Context(), token, 10)
	if err != nil || len(changes) != 2 || changes[0].ID != "b" || changes[1].ID != "c" {
		t.Errorf("the token led to %v, %v", changes, err)
	}
}

func TestOpenTidiesAndHides(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("a", `{}`))
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, File): 0o600, filepath.Join(dir, File+"-wal"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want mode %o", path, info.Mode(), err, want)
		}
	}
	closeStore(t, s)
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("after Close there stand %v", files)
	}
}

func TestOpenTakesOddPaths(t *testing.T) {
	for _, name := range []string{"with space", "a?b=c", "a#b", "50%", "a%20b", "四长责任制", "a&b", "-"} {
		dir := filepath.Join(t.TempDir(), name)
		s := opened(t, dir, storetest.Schema)
		insert(t, s, unit("a", `{}`))
		closeStore(t, s)
		if _, err := os.Stat(filepath.Join(dir, File)); err != nil {
			t.Error(err)
		}
	}
}

// TestCommitsReachTheDisk pins the settings that durability rests on; no test
// can pull the plug.
func TestCommitsReachTheDisk(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "application_id": "1398425671", "user_version": "2"} {
		var got string
		if err := s.writes.conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", pragma, got, err, want)
		}
	}
}

func TestOpenHeedsItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, t.TempDir(), storetest.Schema); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestManyOpenANewStoreAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			s, err := Open(t.Context(), dir, storetest.Schema)
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(s.Insert(t.Context(), unit(fmt.Sprint(n), `{}`)), s.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	changes, _, err := opened(t, dir, storetest.Schema).Changes(t.Context(), "", 100)
	if err != nil || len(changes) != 8 {
		t.Errorf("got %v, %v", changes, err)
	}
}

// TestATokenAheadOfTheStore: a file that was put back to an earlier state must
// not let its readers believe that they missed nothing.
func TestATokenAheadOfTheStore(t *testing.T) {
	dir := t.TempDir()
	earlier := made(t, dir)
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("later", `{}`))
	_, token, err := s.Changes(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	overwrite(t, dir, earlier)
	if _, _, err := opened(t, dir, storetest.Schema).Changes(t.Context(), token, 10); !errors.Is(err, store.ErrBadToken) {
		t.Errorf("got %v", err)
	}
}
