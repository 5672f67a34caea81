package app

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Of two who publish over the same version, one wins; the other is told.
func TestTwoPublishersAtOnce(t *testing.T) {
	for range 5 {
		st := open(t)
		publish(t, settled(t, st), town())
		drafts := make([]string, 2)
		for i := range drafts {
			drafts[i] = openDraft(t, New(st, Options{}))
			addUnits(t, New(st, Options{}), drafts[i], nil, grid(i))
		}
		errs := make([]error, len(drafts))
		var all sync.WaitGroup
		for i := range drafts {
			all.Go(func() { _, errs[i] = New(st, Options{}).Publish(t.Context(), code, drafts[i], time.Time{}) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if c := fault.As(err).Code; c != fault.DraftOutdated && c != fault.TooBusy {
				t.Error(err)
			}
		}
		if units := inForce(t, st); won != 1 || len(units) != 2 {
			t.Errorf("%d won, %d units are in force", won, len(units))
		}
	}
}

// Whoever is told that an import went into a draft finds it in force once the
// draft is published; the others are told that they came too late.
func TestAddingWhileSomebodyPublishes(t *testing.T) {
	for round := range 6 {
		st := open(t)
		publish(t, settled(t, st), town())
		draft := openDraft(t, New(st, Options{}))
		addUnits(t, New(st, Options{}), draft, nil, grid(0))
		const importers = 3
		errs := make([]error, importers)
		var all sync.WaitGroup
		for i := range importers {
			all.Go(func() {
				_, errs[i] = New(st, Options{}).AddUnits(t.Context(), code, draft, []territory.Unit{grid(i + 1)}, UnitsOptions{}, Source{}, Silent)
			})
		}
		var publishErr error
		all.Go(func() {
			time.Sleep(time.Duration(round) * 3 * time.Millisecond)
			_, publishErr = New(st, Options{}).Publish(t.Context(), code, draft, time.Time{})
		})
		all.Wait()
		if publishErr != nil && fault.As(publishErr).Code != fault.TooBusy {
			t.Fatal(publishErr)
		}
		mustPublish(t, New(st, Options{}), draft, time.Time{})
		units := inForce(t, st)
		for i, err := range errs {
			_, there := units[grid(i+1).Code]
			if err != nil && fault.As(err).Code != fault.DraftPublished && fault.As(err).Code != fault.TooBusy {
				t.Error(err)
			}
			if err == nil && !there {
				t.Errorf("round %d: import %d was taken in and passed by", round, i)
			}
		}
	}
}

// A draft is dropped or published, never both.
func TestDroppingWhileSomebodyPublishes(t *testing.T) {
	for round := range 8 {
		st := open(t)
		publish(t, settled(t, st), town())
		draft := openDraft(t, New(st, Options{}))
		addUnits(t, New(st, Options{}), draft, nil, grid(0), grid(1))
		var all sync.WaitGroup
		var published, dropped error
		all.Go(func() { _, published = New(st, Options{}).Publish(t.Context(), code, draft, time.Time{}) })
		all.Go(func() {
			time.Sleep(time.Duration(round) * time.Millisecond)
			dropped = New(st, Options{}).DropDraft(t.Context(), code, draft, Silent)
		})
		all.Wait()
		if (published == nil) == (dropped == nil) {
			t.Errorf("published: %v; dropped: %v", published, dropped)
		}
		want := 1
		if published == nil {
			want = 3
		}
		if units := inForce(t, st); len(units) != want {
			t.Errorf("%d units are in force, want %d; published: %v; dropped: %v", len(units), want, published, dropped)
		}
	}
}

// Imports into one draft at once all go in, or say that they did not.
func TestImportsIntoOneDraftAtOnce(t *testing.T) {
	st := open(t)
	publish(t, settled(t, st), town())
	draft := openDraft(t, New(st, Options{}))
	const importers = 4
	var all sync.WaitGroup
	for i := range importers {
		all.Go(func() {
			if _, err := New(st, Options{}).AddUnits(t.Context(), code, draft, []territory.Unit{grid(i)}, UnitsOptions{}, Source{}, Silent); err != nil {
				t.Errorf("importer %d: %v", i, err)
			}
		})
	}
	all.Wait()
	mustPublish(t, New(st, Options{}), draft, time.Time{})
	if units := inForce(t, st); len(units) != 1+importers {
		t.Errorf("%d units are in force, want %d", len(units), 1+importers)
	}
}

// Of handovers at once each is done after the other, or refused: there is one
// head at a time, and whoever was told that they take over does.
func TestHandoversAtOnce(t *testing.T) {
	st := open(t)
	publish(t, settled(t, st), grids(1)...)
	const clerks = 6
	errs := make([]error, clerks)
	var all sync.WaitGroup
	for i := range clerks {
		all.Go(func() {
			h := territory.HandOver{Unit: "G000", Post: "head", Person: fmt.Sprint("p", i), Name: fmt.Sprint("p", i), From: day(1 + i%3)}
			_, errs[i] = New(st, Options{}).HandOver(t.Context(), code, h)
		})
	}
	all.Wait()
	s := standing(t, New(st, Options{}), "", time.Time{})
	if clashes := territory.Clashes(s.Seats[0].Terms); len(clashes) > 0 {
		t.Errorf("%+v", s.Seats[0].Terms)
	}
	done := 0
	for _, err := range errs {
		if err == nil {
			done++
		} else if c := fault.As(err).Code; c != fault.HandoverTooEarly && c != fault.HandoverLater {
			t.Error(err)
		}
	}
	if done == 0 || len(s.Seats[0].Terms) != done {
		t.Errorf("%d were told that they take over, %+v do", done, s.Seats[0].Terms)
	}
}

// A handover beside the publication of an import about the same post: whichever
// comes first, there is one head at a time.
func TestHandingOverWhileSomebodyPublishes(t *testing.T) {
	for round := range 6 {
		st := open(t)
		publish(t, settled(t, st), grids(1)...)
		first := territory.Term{Person: "a", Name: "a", From: day(1)}
		if _, err := publishSeats(t, New(st, Options{}), territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{first}}); err != nil {
			t.Fatal(err)
		}
		first.Document = "another number"
		draft := openDraft(t, New(st, Options{}))
		if _, err := New(st, Options{}).AddSeats(t.Context(), code, draft, []territory.Seat{{Unit: "G000", Post: "head", Terms: []territory.Term{first}}}, Source{}, Silent); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		all.Go(func() {
			if _, err := New(st, Options{}).Publish(t.Context(), code, draft, time.Time{}); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			time.Sleep(time.Duration(round) * time.Millisecond)
			h := territory.HandOver{Unit: "G000", Post: "head", Person: "b", Name: "b", From: day(5)}
			if _, err := New(st, Options{}).HandOver(t.Context(), code, h); err != nil {
				t.Error(err)
			}
		})
		all.Wait()
		terms := standing(t, New(st, Options{}), "", time.Time{}).Seats[0].Terms
		if len(terms) != 2 || terms[1].Person != "b" || !terms[0].Until.Equal(day(5)) {
			t.Errorf("%+v", terms)
		}
	}
}
