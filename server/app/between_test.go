package app

import (
	"context"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// interposed is a store where something else happens right before its first write
// to a city's document.
type interposed struct {
	store.Store
	happens func()
}

func (i *interposed) Replace(ctx context.Context, d store.Document) (int64, error) {
	if happens := i.happens; happens != nil && d.Collection == store.Cities {
		i.happens = nil
		happens()
	}
	return i.Store.Replace(ctx, d)
}

// What others do between the check and the moment of publication.
func TestWhatComesBetweenTheCheckAndThePublication(t *testing.T) {
	seat := func(document string) territory.Seat {
		return territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{{Person: "甲", Name: "甲", From: day(1), Document: document}}}
	}
	heads := func(c *City, n int) (names string) {
		for _, term := range c.Seats("G000")[0].Terms {
			if term.InOffice(day(n)) {
				names += term.Name + term.Document
			}
		}
		return names
	}
	for _, c := range []struct {
		name    string
		happens func(a *App, draft string) error
		want    fault.Code // of the publication
		check   func(c *City) bool
	}{
		{"nothing", func(*App, string) error { return nil }, "", func(c *City) bool { return holds(c, "G001", time.Now()) }},
		{"another import into the draft", func(a *App, draft string) error {
			_, err := a.AddUnits(t.Context(), code, draft, []territory.Unit{grid(2)}, UnitsOptions{}, Source{}, Silent)
			return err
		}, "", func(c *City) bool { return holds(c, "G001", time.Now()) && holds(c, "G002", time.Now()) }},
		{"the draft is dropped", func(a *App, draft string) error {
			return a.DropDraft(t.Context(), code, draft, Silent)
		}, fault.DraftDropped, func(c *City) bool { return !holds(c, "G001", time.Now()) }},
		{"another version", func(a *App, _ string) error {
			_, err := publishUnits(t, a, grid(3))
			return err
		}, fault.DraftOutdated, func(c *City) bool { return !holds(c, "G001", time.Now()) && holds(c, "G003", time.Now()) }},
		{"another draft is added to", func(a *App, _ string) error {
			_, err := a.AddUnits(t.Context(), code, openDraft(t, a), []territory.Unit{grid(3)}, UnitsOptions{}, Source{}, Silent)
			return err
		}, "", func(c *City) bool { return holds(c, "G001", time.Now()) && !holds(c, "G003", time.Now()) }},
		{"the draft is published", func(a *App, draft string) error {
			_, err := a.Publish(t.Context(), code, draft, time.Time{})
			return err
		}, "", func(c *City) bool { return holds(c, "G001", time.Now()) && len(c.Versions()) == 3 }},
		{"a handover", func(a *App, _ string) error {
			_, err := a.HandOver(t.Context(), code, to("乙", 5))
			return err
		}, "", func(c *City) bool {
			return heads(c, 4) == "甲改" && heads(c, 5) == "乙令乙"
		}},
		{"a head is made by import", func(a *App, _ string) error {
			other := territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{{Person: "甲", Name: "甲", From: day(1), Until: day(3)}, {Person: "丙", Name: "丙", From: day(3)}}}
			_, err := publishSeats(t, a, other)
			return err
		}, "refused", func(c *City) bool { return heads(c, 4) == "丙" && !holds(c, "G001", time.Now()) }},
	} {
		st := &interposed{Store: open(t)}
		a := settled(t, st)
		publish(t, a, grids(1)...)
		if _, err := publishSeats(t, a, seat("")); err != nil {
			t.Fatal(err)
		}
		draft := openDraft(t, a)
		addUnits(t, a, draft, nil, grid(1))
		if _, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{seat("改")}, Source{}, Silent); err != nil {
			t.Fatal(err)
		}
		var happened error
		st.happens = func() { happened = c.happens(New(st, Options{}), draft) }
		p, err := a.Publish(t.Context(), code, draft, time.Time{})
		switch {
		case happened != nil:
			t.Errorf("%s: %v", c.name, happened)
		case c.want == "refused":
			if err != nil || !p.Refused() {
				t.Errorf("%s: %+v, %v", c.name, p, err)
			}
		case c.want != "":
			wantFault(t, c.name, err, c.want)
		case err != nil || p.Refused():
			t.Errorf("%s: %+v, %v", c.name, p, err)
		}
		if !c.check(refresh(t, a)) {
			t.Errorf("%s: what is in force is wrong", c.name)
		}
	}
}

// What others do between an import's taking in and the end of it.
func TestAPublicationPassesNoImportBy(t *testing.T) {
	st := &interposed{Store: open(t)}
	a := settled(t, st)
	publish(t, a, grids(1)...)
	draft := openDraft(t, a)
	addUnits(t, a, draft, nil, grid(1))
	// Somebody publishes what the draft was before: as if they had read it then.
	r, err := a.readDraft(t.Context(), code, draft)
	if err != nil {
		t.Fatal(err)
	}
	c, err := a.readCity(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.prepare(t.Context(), c.city, r, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	st.happens = func() {
		if err := a.writeCity(t.Context(), cityRecord{p.city, c.version}); err != nil {
			t.Error(err)
		}
	}
	_, err = a.AddUnits(t.Context(), code, draft, []territory.Unit{grid(2)}, UnitsOptions{}, Source{}, Silent)
	wantFault(t, "an import that came too late", err, fault.DraftPublished)
}
