package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// hold takes the file's write lock, as another process would, until release.
func hold(t *testing.T, dir string) (release func()) {
	t.Helper()
	db, err := sql.Open("sqlite3", checkedDSN(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	return sync.OnceFunc(func() {
		if err := errors.Join(tx.Rollback(), db.Close()); err != nil {
			t.Error(err)
		}
	})
}

// grouped makes the writes while the file is held, so that they wait together
// and become one group, and returns what each was told.
func grouped(t *testing.T, s *Store, dir string, writes ...func() error) []error {
	t.Helper()
	release := hold(t, dir)
	defer release()
	told := make([]error, len(writes))
	var all sync.WaitGroup
	for i, write := range writes {
		all.Go(func() { told[i] = write() })
	}
	// The first waits with the writer, the others in the queue.
	for len(s.writes.queue) < len(writes)-1 {
		time.Sleep(time.Millisecond)
	}
	release()
	all.Wait()
	return told
}

// commits counts the transactions that the store's writer commits from now on.
func commits(t *testing.T, s *Store, refuse bool) *int {
	t.Helper()
	var n int
	s.writes.conn.Raw(func(driver any) error {
		driver.(*sqlite3.SQLiteConn).RegisterCommitHook(func() int {
			n++
			if refuse {
				return 1
			}
			return 0
		})
		return nil
	})
	return &n
}

func TestAnotherProcessHoldsTheFile(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("a", `{}`))
	s.writes.conn.patience = 20 * time.Millisecond
	release := hold(t, dir)
	if err := s.Insert(t.Context(), unit("b", `{}`)); !errors.Is(err, store.ErrTransient) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Get(t.Context(), "units", "110101", "a"); err != nil {
		t.Errorf("reading meanwhile: %v", err)
	}
	release()
	insert(t, s, unit("b", `{}`))
}

func TestAContextThatEndsInTheQueue(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	release := hold(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan error)
	for _, id := range []string{"a", "b", "c"} { // the writer has one of them
		go func() { told <- s.Insert(ctx, unit(id, `{}`)) }()
	}
	for len(s.writes.queue) < 2 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	for range 3 {
		if err := <-told; !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrTransient) {
			t.Errorf("got %v", err)
		}
	}
	release()
	insert(t, s, unit("d", `{}`))
	if changes, _, err := s.Changes(t.Context(), "", 10); err != nil || len(changes) != 1 {
		t.Errorf("what was given up left %v, %v", changes, err)
	}
}

func TestAContextThatEndsUnderWay(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	ctx, cancel := context.WithCancel(t.Context())
	inside, told := make(chan bool), make(chan error)
	s.writes.conn.Raw(func(driver any) error {
		driver.(*sqlite3.SQLiteConn).RegisterCommitHook(func() int { inside <- true; <-inside; return 0 })
		return nil
	})
	go func() { told <- s.Insert(ctx, unit("a", `{}`)) }()
	<-inside
	cancel()
	if err := <-told; !errors.Is(err, context.Canceled) || !errors.Is(err, store.ErrTransient) {
		t.Errorf("got %v", err)
	}
	inside <- true
	closeStore(t, s)
	if _, err := opened(t, dir, storetest.Schema).Get(t.Context(), "units", "110101", "a"); err != nil {
		t.Errorf("Close did not wait for the write: %v", err)
	}
}

// TestABodyIsTheCallersAgain: a caller whose context ended may write over the
// body that it gave, though the writer has yet to come to it.
func TestABodyIsTheCallersAgain(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	first := make(chan bool)
	s.writes.conn.Raw(func(driver any) error {
		var once sync.Once
		driver.(*sqlite3.SQLiteConn).RegisterUpdateHook(func(int, string, string, int64) {
			once.Do(func() { first <- true; <-first })
		})
		return nil
	})
	release := hold(t, dir)
	go s.Insert(t.Context(), unit("a", `{}`))
	time.Sleep(5 * time.Millisecond) // let it be the first; the test holds if it is not
	ctx, cancel := context.WithCancel(t.Context())
	d, told := unit("b", `{"n":12345}`), make(chan error)
	go func() { told <- s.Insert(ctx, d) }()
	for len(s.writes.queue) == 0 {
		time.Sleep(time.Millisecond)
	}
	release()
	<-first // the first of the group is being made, the second waits for it
	cancel()
	if err := <-told; !errors.Is(err, store.ErrTransient) {
		t.Errorf("got %v", err)
	}
	clear(d.Body)
	first <- true
	closeStore(t, s)
	got, err := opened(t, dir, storetest.Schema).Get(t.Context(), "units", "110101", "b")
	if err != nil || string(got.Body) != `{"n":12345}` {
		t.Errorf("got %q, %v", got.Body, err)
	}
}

func TestCloseKeepsWhatWasAcknowledged(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	var all sync.WaitGroup
	var kept sync.Map
	for i := range 8 {
		all.Go(func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%d-%d", i, n)
				if err := s.Insert(t.Context(), unit(id, `{}`)); err != nil {
					if !errors.Is(err, store.ErrClosed) {
						t.Error(err)
					}
					return
				}
				kept.Store(id, true)
			}
		})
	}
	for _, err := s.Get(t.Context(), "units", "110101", "0-5"); err != nil; {
		_, err = s.Get(t.Context(), "units", "110101", "0-5")
	}
	closeStore(t, s)
	all.Wait()
	s = opened(t, dir, storetest.Schema)
	kept.Range(func(id, _ any) bool {
		if _, err := s.Get(t.Context(), "units", "110101", id.(string)); err != nil {
			t.Error(err)
		}
		return true
	})
}
