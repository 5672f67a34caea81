package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

func headOf(c *City, unit string, at time.Time) string {
	m := c.At(at)
	u, ok := m.Unit(unit)
	if !ok {
		return ""
	}
	names := ""
	for _, h := range m.Heads(u) {
		names += h.Term.Name
	}
	return names
}

func to(person string, from int) territory.HandOver {
	return territory.HandOver{Unit: "G000", Post: "head", Person: person, Name: person, From: day(from), Document: "令" + person}
}

// headed is a city of two grids, the first of them headed by 甲.
func headed(t *testing.T, now *watch) (store.Store, *App) {
	t.Helper()
	st := open(t)
	a := New(st, Options{Now: now.Now})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	publish(t, a, grids(2)...)
	first := territory.Term{Person: "甲", Name: "甲", From: day(1)}
	if _, err := publishSeats(t, a, territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{first}}); err != nil {
		t.Fatal(err)
	}
	return st, a
}

// counting counts the reads and writes of a store.
type counting struct {
	store.Store
	gets, writes int
}

func (c *counting) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if collection == store.Units || collection == store.Profiles {
		c.gets++
	}
	return c.Store.Get(ctx, collection, city, id)
}

func (c *counting) Insert(ctx context.Context, d store.Document) error {
	c.writes++
	return c.Store.Insert(ctx, d)
}

func (c *counting) Replace(ctx context.Context, d store.Document) (int64, error) {
	c.writes++
	return c.Store.Replace(ctx, d)
}

func TestAHandoverIsSeenByOthers(t *testing.T) {
	now := &watch{now: day(1)}
	st, a := headed(t, now)
	reader := New(st, Options{Now: now.Now})
	if err := reader.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	before, _ := reader.City(code)
	now.set(day(2))
	counted := &counting{Store: st}
	seat, err := New(counted, Options{Now: now.Now}).HandOver(t.Context(), code, to("乙", 5))
	if err != nil || len(seat.Terms) != 2 || counted.writes != 1 {
		t.Fatalf("%+v after %d writes, %v", seat, counted.writes, err)
	}
	again, err := a.HandOver(t.Context(), code, to("乙", 5))
	if err != nil || len(again.Terms) != 2 {
		t.Errorf("again: %+v, %v", again, err)
	}
	_, err = a.HandOver(t.Context(), code, to("丙", 3))
	wantFault(t, "before the one who is to come", err, fault.HandoverLater)

	c := refresh(t, reader)
	if headOf(c, "G000", day(4)) != "甲" || headOf(c, "G000", day(5)) != "乙" || headOf(before, "G000", day(5)) != "甲" {
		t.Errorf("day 4: %s, day 5: %s; of the city before: %s", headOf(c, "G000", day(4)), headOf(c, "G000", day(5)), headOf(before, "G000", day(5)))
	}
	fresh := New(st, Options{Now: now.Now})
	if err := fresh.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	if c, _ := fresh.City(code); headOf(c, "G000", day(4)) != "甲" || headOf(c, "G000", day(5)) != "乙" {
		t.Error("a city that is built anew has other heads")
	}
	if refresh(t, reader) != c {
		t.Error("the city was made again without a reason")
	}
}

func TestHandoversThatAreRefused(t *testing.T) {
	now := &watch{now: day(1)}
	_, a := headed(t, now)
	ending := openDraft(t, a)
	addUnits(t, a, ending, []string{"grid"}, town(), grid(0))
	mustPublish(t, a, ending, day(10))
	for _, c := range []struct {
		name string
		h    territory.HandOver
		want fault.Code
	}{
		{"no such unit", territory.HandOver{Unit: "G009", Post: "head", Person: "p", Name: "p", From: day(2)}, fault.UnitUnknown},
		{"no such post", territory.HandOver{Unit: "G000", Post: "king", Person: "p", Name: "p", From: day(2)}, fault.PostUnknown},
		{"a post of another level", territory.HandOver{Unit: "T", Post: "head", Person: "p", Name: "p", From: day(2)}, fault.PostNotAtLevel},
		{"a unit that has ended", territory.HandOver{Unit: "G001", Post: "head", Person: "p", Name: "p", From: day(11)}, fault.UnitEnded},
		{"no unit", territory.HandOver{Post: "head", Person: "p", Name: "p", From: day(2)}, fault.ValueMissing},
		{"to oneself", to("甲", 3), fault.HandoverSamePerson},
	} {
		_, err := a.HandOver(t.Context(), code, c.h)
		wantFault(t, c.name, err, c.want)
	}
	if _, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: "G001", Post: "head", Person: "p", Name: "p", From: day(9)}); err != nil {
		t.Errorf("before the unit ends: %v", err)
	}
	if _, err := New(open(t), Options{}).HandOver(t.Context(), code, to("乙", 3)); err == nil {
		t.Error("a city that is not has heads")
	}
}

// Of an import and a handover that tell of the same term, the later is right.
func TestTheLaterOfImportAndHandoverIsRight(t *testing.T) {
	now := &watch{now: day(1)}
	_, a := headed(t, now)
	now.set(day(2))
	if _, err := a.HandOver(t.Context(), code, to("乙", 5)); err != nil {
		t.Fatal(err)
	}
	documents := func() string {
		s := standing(t, a, "", time.Time{}).Seats[0]
		return s.Terms[0].Document + "/" + s.Terms[1].Document
	}
	if got := documents(); got != "/令乙" {
		t.Errorf("%s", got)
	}
	now.set(day(3))
	corrected := []territory.Term{{Person: "甲", Name: "甲", From: day(1), Until: day(5), Document: "更正"}, {Person: "乙", Name: "乙", From: day(5), Document: "更正"}}
	if o, err := publishSeats(t, a, territory.Seat{Unit: "G000", Post: "head", Terms: corrected}); err != nil || o.Changed != 2 || o.Refused() {
		t.Fatalf("%+v, %v", o, err)
	}
	if got := documents(); got != "更正/更正" {
		t.Errorf("%s", got)
	}
	// A clerk whose clock is slow still comes later.
	now.set(day(1))
	if _, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: "G000", Post: "head", Person: "乙", From: day(8), Vacate: true}); err != nil {
		t.Fatal(err)
	}
	if s := standing(t, a, "", time.Time{}).Seats[0]; !s.Terms[1].Until.Equal(day(8)) {
		t.Errorf("%+v", s.Terms)
	}
	// And so does an import after a clerk whose clock was fast.
	now.set(day(9))
	if _, err := a.HandOver(t.Context(), code, to("丁", 9)); err != nil {
		t.Fatal(err)
	}
	now.set(day(4))
	corrected = []territory.Term{{Person: "丁", Name: "丁", From: day(9), Document: "再更正"}}
	if _, err := publishSeats(t, a, territory.Seat{Unit: "G000", Post: "head", Terms: corrected}); err != nil {
		t.Fatal(err)
	}
	if s := standing(t, a, "", time.Time{}).Seats[0]; s.Terms[2].Document != "再更正" {
		t.Errorf("%+v", s.Terms)
	}
	// What speaks against the handover by now is refused.
	open := []territory.Term{{Person: "甲", Name: "甲", From: day(1)}}
	if o, err := publishSeats(t, a, territory.Seat{Unit: "G000", Post: "head", Terms: open}); err != nil || !o.Refused() {
		t.Errorf("%+v, %v", o, err)
	}
}

// An import that writes to many seats costs the readers little, and changes
// nothing before it is published.
func TestAnImportUnderWayIsNotSeen(t *testing.T) {
	now := &watch{now: day(1)}
	st, a := headed(t, now)
	counted := &counting{Store: st}
	reader := New(counted, Options{Now: now.Now})
	if err := reader.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	if _, err := a.HandOver(t.Context(), code, to("乙", 5)); err != nil {
		t.Fatal(err)
	}
	c := refresh(t, reader)
	counted.gets = 0
	draft := openDraft(t, a)
	seats := []territory.Seat{
		{Unit: "G000", Post: "head", Terms: []territory.Term{{Person: "丙", Name: "丙", From: day(1), Until: day(2), Deputy: true}}},
		{Unit: "G001", Post: "head", Terms: []territory.Term{{Person: "丙", Name: "丙", From: day(1)}}},
	}
	if _, err := a.AddSeats(t.Context(), code, draft, seats, Source{}, Silent); err != nil {
		t.Fatal(err)
	}
	if refresh(t, reader) != c || counted.gets != 0 {
		t.Errorf("the city was made again, with %d reads of units and profiles", counted.gets)
	}
	if headOf(c, "G000", day(1)) != "甲" {
		t.Error("a draft is in force")
	}
	mustPublish(t, a, draft, time.Time{})
	if c := refresh(t, reader); headOf(c, "G000", day(1)) != "甲丙" || headOf(c, "G000", day(6)) != "乙" {
		t.Errorf("%s, then %s", headOf(c, "G000", day(1)), headOf(c, "G000", day(6)))
	}
}

// A handover that died is there or not; repeated, it is there once.
func TestAHandoverThatDies(t *testing.T) {
	for _, after := range []bool{false, true} {
		now := &watch{now: day(1)}
		st, a := headed(t, now)
		killer := &dying{Store: st, after: after}
		killer.left.Store(1)
		if _, err := New(killer, Options{Now: now.Now}).HandOver(t.Context(), code, to("乙", 5)); !errors.Is(err, errDead) {
			t.Fatal(err)
		}
		seat, err := a.HandOver(t.Context(), code, to("乙", 5))
		if err != nil || len(seat.Terms) != 2 || len(territory.Clashes(seat.Terms)) != 0 {
			t.Errorf("%+v, %v", seat, err)
		}
	}
}

// An import that was checked without a handover, and comes later, cannot put the
// one who left back beside the one who came.
func TestAnImportBesideAHandoverMakesNoTwoHeads(t *testing.T) {
	now := &watch{now: day(9)}
	st, _ := headed(t, now)
	between := &interposed{Store: st}
	a := New(between, Options{Now: now.Now})
	draft := openDraft(t, a)
	again := territory.Term{Person: "甲", Name: "甲", From: day(1), Document: "改"}
	if _, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{{Unit: "G000", Post: "head", Terms: []territory.Term{again}}}, Source{}, Silent); err != nil {
		t.Fatal(err)
	}
	now.set(day(20))
	earlier := &watch{now: day(19)}
	between.happens = func() {
		if _, err := New(st, Options{Now: earlier.Now}).HandOver(t.Context(), code, to("乙", 5)); err != nil {
			t.Error(err)
		}
	}
	mustPublish(t, a, draft, time.Time{})
	terms := standing(t, a, "", time.Time{}).Seats[0].Terms
	if len(terms) != 2 || !terms[0].Until.Equal(day(5)) || terms[0].Document != "改" {
		t.Errorf("%+v", terms)
	}
	seat, err := a.HandOver(t.Context(), code, to("丙", 7))
	if err != nil || len(seat.Terms) != 3 || len(territory.Clashes(seat.Terms)) > 0 {
		t.Errorf("%+v, %v", seat.Terms, err)
	}
}
