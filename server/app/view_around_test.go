package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// asked counts the pages that are read of a collection.
type asked struct {
	store.Store
	pages map[string]int
}

func (a *asked) Query(ctx context.Context, q store.Query) (store.Page, error) {
	a.pages[q.Collection]++
	return a.Store.Query(ctx, q)
}

// What is read of a large city for a small table is what reading all of it would
// have found.
func TestASmallTableInALargeCity(t *testing.T) {
	st := &asked{open(t), map[string]int{}}
	now := &watch{now: day(1)}
	a := New(st, Options{Now: now.Now})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	large := []territory.Unit{town()}
	for i := range 900 {
		large = append(large, territory.Unit{Code: fmt.Sprintf("G%03d", i), Level: "grid", Parent: "T", Names: city.Names{ZH: "网格"}})
	}
	publish(t, a, large...)
	held := func(unit, person string, from, until int) territory.Seat {
		term := territory.Term{Person: person, Name: person, From: day(from)}
		if until > 0 {
			term.Until = day(until)
		}
		return territory.Seat{Unit: unit, Post: "head", Terms: []territory.Term{term}}
	}
	if _, err := publishSeats(t, a, held("G001", "甲", 1, 0), held("G002", "乙", 1, 0), held("G003", "丙", 1, 9), held("G004", "丁", 2, 0)); err != nil {
		t.Fatal(err)
	}
	publish(t, a, territory.Unit{Code: "G005", Ended: true}, territory.Unit{Code: "G006", Level: "grid", Names: city.Names{ZH: "改"}})
	now.set(day(3))
	if _, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: "G002", Post: "head", Person: "戊", Name: "戊", From: day(4)}); err != nil {
		t.Fatal(err)
	}
	if _, err := publishSeats(t, a, held("G004", "丁", 2, 2)); err != nil { // never held
		t.Fatal(err)
	}
	draft := openDraft(t, a)
	addUnits(t, a, draft, nil, territory.Unit{Code: "G900", Level: "grid", Parent: "T", Names: city.Names{ZH: "新"}}, territory.Unit{Code: "G007", Ended: true})
	if o, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{held("G001", "甲", 1, 8), held("G900", "己", 5, 0)}, Source{}, Silent); err != nil || o.Refused() {
		t.Fatalf("%+v, %v", o, err)
	}

	var named []territory.Seat
	for _, unit := range []string{"G001", "G002", "G003", "G004", "G005", "G006", "G007", "G008", "G900", "G001", "nowhere"} {
		named = append(named, held(unit, "某", 6, 0))
	}
	for _, with := range []string{"", draft} {
		few, err := a.viewWith(t.Context(), code, with)
		if err != nil {
			t.Fatal(err)
		}
		clear(st.pages)
		units, posts, err := few.around(t.Context(), named)
		if err != nil || st.pages[store.Units]+st.pages[store.Seats] > 0 {
			t.Fatalf("pages %v, %v", st.pages, err)
		}
		all, err := a.viewWith(t.Context(), code, with)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := all.everyUnit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		seats, err := all.seats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		has := func(unit string) bool {
			return slices.ContainsFunc(named, func(s territory.Seat) bool { return s.Unit == unit })
		}
		whole = slices.DeleteFunc(whole, func(u territory.Unit) bool { return !has(u.Code) })
		seats = slices.DeleteFunc(seats, func(s seatView) bool { return !has(s.Unit) })
		if got, want := levelsOf(units), levelsOf(whole); got != want || len(units) < 8 {
			t.Errorf("draft %q: units %s, want %s", with, got, want)
		}
		if got, want := seatsText(posts), seatsText(seats); got != want || len(posts) < 4 {
			t.Errorf("draft %q: seats\n%s\nwant\n%s", with, got, want)
		}
	}
	clear(st.pages)
	if o, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{held("nowhere", "某", 1, 0)}, Source{}, Silent); err != nil || !o.Refused() {
		t.Errorf("a seat nowhere: %+v, %v", o, err)
	}
	if o, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{held("G002", "某", 6, 0)}, Source{}, Silent); err != nil || !o.Refused() {
		t.Errorf("beside whoever took over: %+v, %v", o, err)
	}
	if st.pages[store.Units]+st.pages[store.Seats] > 0 {
		t.Errorf("all of the city was read: %v", st.pages)
	}
}

func levelsOf(units []territory.Unit) string {
	var texts []string
	for _, u := range units {
		texts = append(texts, u.Code+"="+u.Level+u.Names.ZH)
	}
	slices.Sort(texts)
	return strings.Join(texts, " ")
}

func seatsText(seats []seatView) string {
	var texts []string
	for _, s := range seats {
		texts = append(texts, fmt.Sprintf("%s/%s %+v %+v %+v %+v %s", s.Unit, s.Post, s.inForce, s.drafted, s.all, s.withdrawn, s.handover))
	}
	slices.Sort(texts)
	return strings.Join(texts, "\n")
}

// A publication that brings no version does not have the city indexed anew, and
// one that does has.
func TestPeopleAloneIndexNothing(t *testing.T) {
	st := &asked{open(t), map[string]int{}}
	writer := heads(t, st)
	a := New(st, Options{})
	refresh(t, a)
	later := territory.Seat{Unit: "G001", Post: "head", Terms: []territory.Term{{Person: "子", Name: "子", From: day(3)}}}
	if _, err := publishSeats(t, writer, later); err != nil {
		t.Fatal(err)
	}
	clear(st.pages)
	if c := refresh(t, a); headOf(c, "G001", time.Now()) != "子" || st.pages[store.Units] > 0 {
		t.Errorf("%q is head; %d pages of units", headOf(c, "G001", time.Now()), st.pages[store.Units])
	}
	equalToFresh(t, "with the seats", a, New(st, Options{}))
	publish(t, writer, grid(8))
	if c := refresh(t, a); !holds(c, "G008", time.Now()) || headOf(c, "G001", time.Now()) != "子" {
		t.Error("the unit is not there, or somebody is missing")
	}
	equalToFresh(t, "with the unit", a, New(st, Options{}))
}

// Where it may be another store that answers, what was indexed is not trusted.
func TestMistrustIndexesAnew(t *testing.T) {
	st := open(t)
	a := heads(t, st)
	refresh(t, a)
	d := onlyUnit(t, st, "G001")
	d.Body = bytes.Replace(d.Body, []byte("网格1"), []byte("网格甲"), 1)
	if _, err := st.Replace(t.Context(), d); err != nil { // as a store that was put back and mended has it
		t.Fatal(err)
	}
	a.mistrust()
	c := refresh(t, a)
	if u, _ := c.At(time.Now()).Unit("G001"); u.Names.ZH != "网格甲" {
		t.Errorf("it is still called %s", u.Names.ZH)
	}
}

func onlyUnit(t *testing.T, st store.Store, unit string) store.Document {
	t.Helper()
	page, err := st.Query(t.Context(), store.Query{Collection: store.Units, City: code, Limit: store.MaxLimit})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range page.Documents {
		if strings.HasSuffix(d.ID, "/"+unit) {
			return d
		}
	}
	t.Fatalf("there is no %s", unit)
	return store.Document{}
}

// Where a unit is looked up in memory the answer is that of the store.
func TestPlacesInMemoryAreThoseOfTheStore(t *testing.T) {
	st := open(t)
	now := &watch{now: day(1)}
	a := New(st, Options{Now: now.Now})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	for n, units := range [][]territory.Unit{
		grids(3), {grid(3), {Code: "G000", Ended: true}}, {{Code: "G001", Ended: true}, grid(4)}, {grid(1)}, {{Code: "G002", Ended: true}},
	} {
		draft := openDraft(t, a)
		addUnits(t, a, draft, nil, units...)
		mustPublish(t, a, draft, day(5+5*min(n, 3))) // the last two at once
	}
	now.set(day(12))
	refresh(t, a)
	cold := New(st, Options{Now: now.Now})
	record, err := a.readCity(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, unit := range []string{"T", "G000", "G001", "G002", "G003", "G004", "nowhere"} {
		for d := 1; d < 28; d++ {
			p, u, err := a.placeAt(t.Context(), record.city, unit, day(d))
			q, w, other := cold.placeAt(t.Context(), record.city, unit, day(d))
			switch {
			case (err == nil) != (other == nil) || err != nil && err.Error() != other.Error():
				t.Errorf("%s on day %d: %v, from the store %v", unit, d, err, other)
			case err == nil && (u.Code != w.Code || u.Level != w.Level || len(p.Posts) != len(q.Posts)):
				t.Errorf("%s on day %d: %+v, from the store %+v", unit, d, u, w)
			case err == nil:
				found++
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d places were found", found)
	}
}
