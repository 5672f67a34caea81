package app

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// dying is a store that dies at one of its writes: before it takes effect, or
// after it did but before anybody hears of it. Every call from then on fails.
type dying struct {
	store.Store
	left  atomic.Int64
	after bool // the last write takes effect
	dead  atomic.Bool
}

var errDead = errors.New("the process was killed")

func (d *dying) write(do func() error) error {
	switch left := d.left.Add(-1); {
	case d.dead.Load() || left < 0:
		d.dead.Store(true)
		return errDead
	case left == 0:
		d.dead.Store(true)
		if d.after {
			if err := do(); err != nil {
				return err
			}
		}
		return errDead
	}
	return do()
}

func (d *dying) Insert(ctx context.Context, doc store.Document) error {
	return d.write(func() error { return d.Store.Insert(ctx, doc) })
}

func (d *dying) Replace(ctx context.Context, doc store.Document) (version int64, err error) {
	err = d.write(func() error { version, err = d.Store.Replace(ctx, doc); return err })
	return version, err
}

// step is one command of a clerk's work on a draft.
type step func(ctx context.Context, a *App, draft string) error

func taken(o Outcome, err error) error {
	if err == nil && o.Refused() {
		return fmt.Errorf("refused: %v", o.Findings)
	}
	return err
}

// redistricting renames a grid, adds one and ends another, with heads and a body.
var redistricting = []step{
	func(ctx context.Context, a *App, draft string) error {
		changed := grid(0)
		changed.Names.ZH = "新"
		return taken(a.AddUnits(ctx, code, draft, []territory.Unit{changed, grid(2)}, UnitsOptions{Whole: []string{"grid"}}, Source{}, Silent))
	},
	func(ctx context.Context, a *App, draft string) error {
		seat := territory.Seat{Unit: "G002", Post: "head", Terms: []territory.Term{{Person: "p", Name: "新", From: day(1)}}}
		return taken(a.AddSeats(ctx, code, draft, []territory.Seat{seat}, Source{}, Silent))
	},
	func(ctx context.Context, a *App, draft string) error {
		return taken(a.AddBodies(ctx, code, draft, []body.Body{{Code: "B", Names: city.Names{ZH: "新"}}}, Source{}, Silent))
	},
	func(ctx context.Context, a *App, draft string) error {
		p, err := a.Publish(ctx, code, draft, time.Time{})
		return taken(p.Outcome, err)
	},
}

// oldOrNew says which of the two the city is, and fails where it is neither.
func oldOrNew(t *testing.T, st store.Store) string {
	t.Helper()
	a := New(st, Options{})
	if err := a.Load(t.Context(), Silent); err != nil || a.Ready() != nil {
		t.Fatalf("%v, %v", err, a.Ready())
	}
	c, _ := a.City(code)
	m := c.At(a.Now())
	u, _ := m.Unit("G000")
	_, ended := m.Unit("G001")
	_, added := m.Unit("G002")
	is := fmt.Sprint(u.Names.ZH, !ended, added, len(c.Seats("G002")), len(c.Bodies.Bodies()))
	switch is {
	case "网格0false false 0 0":
		return "old"
	case "新true true 1 1":
		return "new"
	}
	t.Fatalf("half of the draft is in force: %s", is)
	return ""
}

// Wherever the process dies, what is in force is as it was or as it is to be; and
// whoever goes on where it broke off comes to the end.
func TestDyingAtEveryWrite(t *testing.T) {
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			if survived := dieAt(t, n, after); survived {
				if n < 9 {
					t.Errorf("the work took %d writes only", n-1)
				}
				break
			}
			if t.Failed() {
				t.Fatalf("killed at write %d, with effect: %v", n, after)
			}
		}
	}
}

func dieAt(t *testing.T, n int, after bool) (survived bool) {
	st := open(t)
	publish(t, settled(t, st), grids(2)...)
	draft := openDraft(t, New(st, Options{}))
	killer := &dying{Store: st, after: after}
	killer.left.Store(int64(n))
	at := len(redistricting)
	for i, do := range redistricting {
		if err := do(t.Context(), New(killer, Options{}), draft); err != nil {
			if !errors.Is(err, errDead) {
				t.Fatalf("step %d: %v", i, err)
			}
			at = i
			break
		}
	}
	was := oldOrNew(t, st)
	d, err := New(st, Options{}).Draft(t.Context(), code, draft)
	if err != nil || (d.State == PublishedDraft) != (was == "new") {
		t.Errorf("the city is %s, the draft %s (%v)", was, d.State, err)
	}
	for i := at; i < len(redistricting); i++ {
		if err := redistricting[i](t.Context(), New(st, Options{}), draft); err != nil {
			t.Fatalf("step %d, again: %v", i, err)
		}
	}
	if is := oldOrNew(t, st); is != "new" {
		t.Errorf("in the end the city is %s", is)
	}
	versions, err := New(st, Options{}).Versions(t.Context(), code)
	if err != nil || len(versions) != 3 {
		t.Errorf("%d versions, want 3 (%v)", len(versions), err)
	}
	return at == len(redistricting) && !killer.dead.Load()
}

// The mark on the draft is a note: the city's list decides.
func TestAPublicationThatWasNotNoted(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	draft := openDraft(t, a)
	addUnits(t, a, draft, nil, grids(1)...)
	killer := &dying{Store: st, after: true}
	killer.left.Store(1) // the write to the city
	if _, err := New(killer, Options{}).Publish(t.Context(), code, draft, time.Time{}); !errors.Is(err, errDead) {
		t.Fatal(err)
	}
	raw, err := a.readDraft(t.Context(), code, draft)
	if err != nil || raw.draft.State != OpenDraft {
		t.Fatalf("the draft's document says %s (%v)", raw.draft.State, err)
	}
	marked := raw
	marked.draft.State, marked.id = PublishedDraft, "another"
	if other, err := marked.public(cityBody{Code: code}); err != nil || other.State != OpenDraft {
		t.Errorf("a draft that only says itself that it is published is %s (%v)", other.State, err)
	}
	d, err := a.Draft(t.Context(), code, draft)
	if err != nil || d.State != PublishedDraft || d.Version != 2 || d.Effective.IsZero() {
		t.Errorf("%+v, %v", d, err)
	}
	wantFault(t, "dropping it", a.DropDraft(t.Context(), code, draft, Silent), fault.DraftPublished)
	if p := mustPublish(t, a, draft, time.Time{}); p.Version != 2 || !p.Effective.Equal(d.Effective) {
		t.Errorf("published again: %+v", p)
	}
	if raw, _ = a.readDraft(t.Context(), code, draft); raw.draft.State != PublishedDraft {
		t.Errorf("after a second try the draft's document says %s", raw.draft.State)
	}
}

// A drop that died leaves a draft that nobody can publish and that can be dropped
// again.
func TestADropThatDies(t *testing.T) {
	for n := 1; n < 8; n++ {
		st := open(t)
		a := settled(t, st)
		draft := openDraft(t, a)
		addUnits(t, a, draft, nil, grids(3)...)
		killer := &dying{Store: st}
		killer.left.Store(int64(n))
		err := New(killer, Options{}).DropDraft(t.Context(), code, draft, Silent)
		_, publishErr := a.Publish(t.Context(), code, draft, time.Time{})
		if n == 1 {
			if err == nil || publishErr != nil {
				t.Errorf("nothing was dropped, but: %v, %v", err, publishErr)
			}
			continue
		}
		wantFault(t, fmt.Sprintf("publishing after a drop that died at write %d", n), publishErr, fault.DraftDropped)
		if err := a.DropDraft(t.Context(), code, draft, Silent); err != nil {
			t.Fatal(err)
		}
		if page, err := st.Query(t.Context(), store.Query{Collection: store.Units, City: code, Limit: 10}); err != nil || len(page.Documents) != 0 {
			t.Errorf("%d units are left (%v)", len(page.Documents), err)
		}
	}
}
