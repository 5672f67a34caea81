package issues

import (
	"context"
	"testing"

	"sizhang/server/app"
	"sizhang/server/store"
)

// fromTheStart counts who asks for changes from the first one on.
type fromTheStart struct {
	store.Store
	asked int
}

func (s *fromTheStart) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	if since == "" {
		s.asked++
	}
	return s.Store.Changes(ctx, since, limit)
}

// seesNothing are cities that know of no changes.
type seesNothing struct{ cities }

type cities = Cities

func (seesNothing) Seen() store.Token { return "" }

// What the cities have gone through already of the store's changes is not gone through
// again, and nothing is missed by it.
func TestChangesAreReadOnceAtAStart(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	before := f.file(report(inWest))
	if err := f.app.Refresh(t.Context(), app.Silent); err != nil {
		t.Fatal(err)
	}
	after := f.file(report(inEast)) // which the cities have not seen
	for _, of := range []Cities{f.app, seesNothing{f.app}} {
		st := &fromTheStart{Store: f.inner}
		s := New(Options{Store: st, Cities: of, Now: f.clock.now, Log: quiet()})
		if err := s.Load(t.Context(), app.Silent); err != nil {
			t.Fatal(err)
		}
		if want := map[bool]int{true: 0, false: 1}[of == Cities(f.app)]; st.asked != want {
			t.Errorf("changes were asked for from the start %d times, not %d", st.asked, want)
		}
		for _, id := range []string{before.ID, after.ID} {
			if _, there := s.Board(town).Card(id); !there {
				t.Errorf("%s is not shown", id)
			}
		}
		told := 0
		s.Subscribe(func(Change) { told++ })
		if err := s.catchUp(t.Context()); err != nil || told != 0 {
			t.Errorf("%d told of what was read, %v", told, err)
		}
		later := f.file(report(inEast))
		if err := s.catchUp(t.Context()); err != nil || told != 1 || s.Board(town).Len() != f.Board(town).Len() {
			t.Errorf("%s was told %d times, %v", later.ID, told, err)
		}
	}
}
