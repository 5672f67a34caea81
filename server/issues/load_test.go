package issues

import (
	"context"
	"testing"

	"sizhang/server/app"
	"sizhang/server/store"
)

// told counts the changes that readers of a store were told of.
type told struct {
	store.Store
	changes int
}

func (s *told) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	changes, next, err := s.Store.Changes(ctx, since, limit)
	s.changes += len(changes)
	return changes, next, err
}

// A start does not go through what was ever written, and nothing is missed by it.
func TestAStartDoesNotGoThroughAllChanges(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	before := f.file(report(inWest))
	st := &told{Store: f.inner}
	a := app.New(st, app.Options{})
	if err := a.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	s := New(Options{Store: st, Cities: a, Now: f.clock.now, Log: quiet()})
	if err := s.Load(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	if err := s.catchUp(t.Context()); err != nil || st.changes != 0 {
		t.Errorf("%d changes were read, %v", st.changes, err)
	}
	if _, there := s.Board(town).Card(before.ID); !there {
		t.Errorf("%s is not shown", before.ID)
	}
	later := f.file(report(inEast))
	if err := s.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, there := s.Board(town).Card(later.ID); !there || st.changes != 1 {
		t.Errorf("%s is not shown after %d changes", later.ID, st.changes)
	}
}
