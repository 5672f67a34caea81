package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"sizhang/server/store"
)

// spoilt is a store that cannot read units, and counts how often it is asked.
type spoilt struct {
	store.Store
	asked int
	bad   bool
}

func (s *spoilt) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if q.Collection == store.Units {
		if s.asked++; s.bad {
			return store.Page{}, errors.New("spoilt")
		}
	}
	return s.Store.Query(ctx, q)
}

// A city whose next version cannot be built is not read again at every poll, but
// when it changes.
func TestABrokenCityIsNotReadAgainWithoutAReason(t *testing.T) {
	now := &watch{now: day(1)}
	st, a := headed(t, now)
	for _, d := range []int{10, 20} {
		draft := openDraft(t, a)
		addUnits(t, a, draft, nil, grid(d/10+1))
		mustPublish(t, a, draft, day(d))
	}
	bad := &spoilt{Store: st}
	reader := New(bad, Options{Now: now.Now})
	if err := reader.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	bad.bad = true
	refreshed := func(what string, reads bool) {
		t.Helper()
		bad.asked = 0
		if err := reader.Refresh(t.Context(), Silent); err != nil {
			t.Fatal(err)
		}
		if (bad.asked > 0) != reads {
			t.Errorf("%s: units were read %d times", what, bad.asked)
		}
	}
	now.set(day(10))
	refreshed("due", true)
	if reader.Ready() == nil {
		t.Error("the app is ready")
	}
	refreshed("still due", false)
	now.set(day(20))
	refreshed("the version after", false)
	if reader.Ready() == nil {
		t.Error("the app is ready again")
	}
	bad.bad = false
	draft := openDraft(t, a)
	addUnits(t, a, draft, nil, grid(5))
	mustPublish(t, a, draft, time.Time{})
	refreshed("the city changed", true)
	if c, _ := reader.City(code); reader.Ready() != nil || !holds(c, "G005", day(20)) {
		t.Errorf("the city is not back: %v", reader.Ready())
	}
	refreshed("nothing happened", false)
}
