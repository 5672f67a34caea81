package sqlite

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

func TestWaitingWritesShareACommit(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("old", `{"code":"old"}`))
	n := commits(t, s, false)
	var writes []func() error
	for i := range 40 {
		writes = append(writes, func() error { return s.Insert(t.Context(), unit(fmt.Sprint(i), `{}`)) })
	}
	// Two that are refused in their midst, by the table and by the version.
	writes[10] = func() error { return s.Insert(t.Context(), unit("new", `{"code":"old"}`)) }
	writes[20] = func() error { _, err := s.Replace(t.Context(), unit("old", `{}`)); return err }
	told := grouped(t, s, dir, writes...)
	if *n != 1 {
		t.Errorf("%d commits", *n)
	}
	for i, err := range told {
		want := map[int]error{10: store.ErrExists, 20: store.ErrStale}[i]
		if !errors.Is(err, want) {
			t.Errorf("write %d: got %v, want %v", i, err, want)
		}
	}
	changes, _, err := s.Changes(t.Context(), "", 1000)
	if err != nil || len(changes) != 39 {
		t.Errorf("%d changes, %v", len(changes), err)
	}
}

func TestAFailedCommitFailsAll(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("old", `{}`))
	commits(t, s, true)
	told := grouped(t, s, dir,
		func() error { return s.Insert(t.Context(), unit("a", `{}`)) },
		func() error { return s.Insert(t.Context(), unit("b", `{}`)) },
		// A refusal too: it might rest on a write that is undone.
		func() error { return s.Insert(t.Context(), unit("old", `{}`)) },
	)
	for i, err := range told {
		if err == nil || errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrTransient) {
			t.Errorf("write %d: got %v", i, err)
		}
	}
	commits(t, s, false)
	insert(t, s, unit("a", `{}`))
	if changes, _, err := s.Changes(t.Context(), "", 10); err != nil || len(changes) != 2 {
		t.Errorf("got %v, %v", changes, err)
	}
}

func TestAFullDisk(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	insert(t, s, unit("a", `{}`))
	limit := func(pages int) {
		if _, err := s.writes.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // SQLite takes the present size
	big := unit("big", `{"text":"`+strings.Repeat("x", 1<<20)+`"}`)
	err := s.Insert(t.Context(), big)
	if err == nil || !strings.Contains(err.Error(), "disk is full") || errors.Is(err, store.ErrTransient) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Get(t.Context(), "units", "110101", "a"); err != nil {
		t.Errorf("reading: %v", err)
	}
	if _, err := s.Get(t.Context(), "units", "110101", "big"); !errors.Is(err, store.ErrMissing) {
		t.Errorf("what was refused: %v", err)
	}
	limit(1 << 20)
	insert(t, s, big)
}

// TestAFullDiskSparesTheGroup: the others of the group are told the truth,
// whichever part of it SQLite undid.
func TestAFullDiskSparesTheGroup(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	insert(t, s, unit("old", `{}`))
	if _, err := s.writes.conn.ExecContext(t.Context(), "PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	ids := []string{"a", "b", "big", "c", "d"}
	var writes []func() error
	for _, id := range ids {
		d := unit(id, `{}`)
		if id == "big" {
			d = unit(id, `{"text":"`+strings.Repeat("x", 1<<20)+`"}`)
		}
		writes = append(writes, func() error { return s.Insert(t.Context(), d) })
	}
	for i, told := range grouped(t, s, dir, writes...) {
		_, err := s.Get(t.Context(), "units", "110101", ids[i])
		if (told == nil) != (err == nil) {
			t.Errorf("%s was told %v; Get: %v", ids[i], told, err)
		}
		if ids[i] == "big" && told == nil {
			t.Error("the big one went in")
		}
	}
}

// TestAnUndoneTransactionFailsAll: SQLite may undo all of a transaction for one
// statement's trouble. Here a trigger makes it; a disk could.
func TestAnUndoneTransactionFailsAll(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir, storetest.Schema)
	if _, err := s.writes.conn.ExecContext(t.Context(), `CREATE TRIGGER bomb BEFORE INSERT ON units
		WHEN NEW.id = 'bomb' BEGIN SELECT RAISE(ROLLBACK, 'boom'); END`); err != nil {
		t.Fatal(err)
	}
	ids := []string{"a", "b", "bomb", "c", "d"}
	var writes []func() error
	for _, id := range ids {
		writes = append(writes, func() error { return s.Insert(t.Context(), unit(id, `{}`)) })
	}
	for i, err := range grouped(t, s, dir, writes...) {
		if err == nil || !strings.Contains(err.Error(), "boom") {
			t.Errorf("%s was told %v", ids[i], err)
		}
	}
	if changes, _, err := s.Changes(t.Context(), "", 10); err != nil || len(changes) != 0 {
		t.Errorf("what failed left %v, %v", changes, err)
	}
	insert(t, s, unit("a", `{}`))
}
