package app

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

func addSeat(t *testing.T, a *App, draft string, terms ...territory.Term) Outcome {
	t.Helper()
	o, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{{Unit: "G000", Post: "head", Terms: terms}}, Source{}, Silent)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func spell(terms []territory.Term) (text string) {
	for _, t := range terms {
		until := "…"
		if !t.Until.IsZero() {
			until = t.Until.UTC().Format("2")
		}
		text += fmt.Sprintf("%s%s %s-%s ", t.Name, t.Document, t.From.UTC().Format("2"), until)
	}
	return text
}

// A draft that says something else of a term does not undo the end that a handover
// gave it since.
func TestAnOlderDraftKeepsAHandoversEnd(t *testing.T) {
	deputy := territory.Term{Person: "乙", Name: "乙", From: day(2), Until: day(20), Deputy: true}
	head := territory.Term{Person: "甲", Name: "甲", From: day(1)}
	with := func(t territory.Term, document string) territory.Term { t.Document = document; return t }
	vacate := territory.HandOver{Unit: "G000", Post: "head", From: day(8), Vacate: true}
	leave := vacate
	leave.Person, leave.Deputy = "乙", true
	for _, c := range []struct {
		name string
		term territory.Term // as the older draft has it
		h    territory.HandOver
		want string
	}{
		{"left empty", with(head, "改"), vacate, "甲改 1-8 乙 2-20 "},
		{"a deputy leaves", with(deputy, "改"), leave, "甲 1-… 乙改 2-8 "},
		{"a successor", with(head, "改"), to("丙", 8), "甲改 1-8 乙 2-20 丙令丙 8-… "},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := &watch{now: day(1)}
			st, a := headed(t, now)
			first := openDraft(t, a)
			addSeat(t, a, first, deputy)
			mustPublish(t, a, first, time.Time{})
			now.set(day(2))
			draft := openDraft(t, a)
			addSeat(t, a, draft, c.term)
			now.set(day(1)) // a clerk whose clock is slow still comes later
			if _, err := a.HandOver(t.Context(), code, c.h); err != nil {
				t.Fatal(err)
			}
			now.set(day(9))
			if got := spell(standing(t, a, draft, time.Time{}).Seats[0].Terms); got != c.want {
				t.Errorf("with the draft %s, want %s", got, c.want)
			}
			mustPublish(t, a, draft, time.Time{})
			if got := spell(standing(t, a, "", time.Time{}).Seats[0].Terms); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			// An import that comes after the handover knows of it.
			later := openDraft(t, a)
			if c.name != "a successor" {
				addSeat(t, a, later, with(c.term, "再改"))
				mustPublish(t, a, later, time.Time{})
				for _, term := range standing(t, New(st, Options{}), "", time.Time{}).Seats[0].Terms {
					if term.Document == "再改" && !term.Until.Equal(c.term.Until) {
						t.Errorf("a later import is overruled: %+v", term)
					}
				}
			}
		})
	}
}

// writing is a store where something else happens right before its first write to
// a seat.
type writing struct {
	store.Store
	happens func()
}

func (w *writing) Replace(ctx context.Context, d store.Document) (int64, error) {
	if happens := w.happens; happens != nil && d.Collection == store.Seats {
		w.happens = nil
		happens()
	}
	return w.Store.Replace(ctx, d)
}

// A handover between an import's reading and its writing is none that it knew of.
func TestAHandoverWhileAnImportIsWritten(t *testing.T) {
	now := &watch{now: day(1)}
	st, a := headed(t, now)
	between := &writing{Store: st}
	importer := New(between, Options{Now: now.Now})
	draft := openDraft(t, a)
	between.happens = func() {
		if _, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: "G000", Post: "head", From: day(8), Vacate: true}); err != nil {
			t.Error(err)
		}
	}
	addSeat(t, importer, draft, territory.Term{Person: "甲", Name: "甲", From: day(1), Document: "改"})
	mustPublish(t, a, draft, time.Time{})
	if got := spell(standing(t, a, "", time.Time{}).Seats[0].Terms); got != "甲改 1-8 " {
		t.Errorf("%s", got)
	}
}

// An older draft changes what it was to change and nothing else.
func TestAnOlderDraftKeepsWhatOthersPublished(t *testing.T) {
	a := settled(t, open(t))
	add := func(draft string, p person.Person, b body.Body, c body.Category) {
		t.Helper()
		for _, added := range []func() (Outcome, error){
			func() (Outcome, error) {
				return a.AddBodies(t.Context(), code, draft, []body.Body{b}, Source{}, Silent)
			},
			func() (Outcome, error) {
				return a.AddCategories(t.Context(), code, draft, []body.Category{c}, Source{}, Silent)
			},
			func() (Outcome, error) {
				return a.AddPeople(t.Context(), code, draft, []person.Person{p}, Source{}, Silent)
			},
		} {
			if o, err := added(); err != nil || o.Refused() {
				t.Fatalf("%+v, %v", o, err)
			}
		}
	}
	base := openDraft(t, a)
	p := person.Person{ID: "p", Name: "甲", Phone: "1", Body: "B"}
	b := body.Body{Code: "B", Names: city.Names{ZH: "局", EN: "Office"}, Kind: "部门"}
	c := body.Category{Code: "C", Names: city.Names{ZH: "类", EN: "Kind"}}
	add(base, p, b, c)
	mustPublish(t, a, base, time.Time{})

	older, newer := openDraft(t, a), openDraft(t, a)
	renamed, titled, called := p, b, c
	renamed.Name, titled.Kind, called.Names.ZH = "甲新", "指挥部", "新类"
	add(older, renamed, titled, called)
	renamed.Generated = true // what the draft's second import changes, too
	add(older, renamed, titled, called)
	phoned, named, translated := p, b, c
	phoned.Phone, named.Names.ZH, translated.Names.EN = "2", "新局", "Sort"
	add(newer, phoned, named, translated)
	mustPublish(t, a, newer, time.Time{})

	want := fmt.Sprintf("%+v %+v %+v",
		person.Person{ID: "p", Name: "甲新", Phone: "2", Body: "B", Generated: true},
		body.Body{Code: "B", Names: city.Names{ZH: "新局", EN: "Office"}, Kind: "指挥部"},
		body.Category{Code: "C", Names: city.Names{ZH: "新类", EN: "Sort"}})
	for range 2 {
		s := standing(t, a, older, time.Time{})
		if got := fmt.Sprintf("%+v %+v %+v", s.People[0], s.Bodies[0], s.Categories[0]); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if older != "" {
			mustPublish(t, a, older, time.Time{})
			older = ""
		}
	}
}

// What two drafts bring of one person who is new is put together.
func TestTwoDraftsBringOnePerson(t *testing.T) {
	a := settled(t, open(t))
	phoned, plain := openDraft(t, a), openDraft(t, a)
	for draft, p := range map[string]person.Person{phoned: {ID: "p", Name: "甲", Phone: "1"}, plain: {ID: "p", Name: "甲"}} {
		if _, err := a.AddPeople(t.Context(), code, draft, []person.Person{p}, Source{}, Silent); err != nil {
			t.Fatal(err)
		}
	}
	mustPublish(t, a, phoned, time.Time{})
	mustPublish(t, a, plain, time.Time{})
	if p := standing(t, a, "", time.Time{}).People; len(p) != 1 || p[0].Phone != "1" {
		t.Errorf("%+v", p)
	}
}

// Records from before they were kept with what they were merged with replace each
// other whole, as they did then.
func TestRecordsFromBeforeTheyWereMerged(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	for range 2 {
		draft := openDraft(t, a)
		if _, err := a.AddPeople(t.Context(), code, draft, []person.Person{{ID: "q" + draft, Name: "乙"}}, Source{}, Silent); err != nil {
			t.Fatal(err)
		}
		mustPublish(t, a, draft, time.Time{})
	}
	c, err := a.readCity(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	ids := c.city.ids(PeopleEdition)
	for i, text := range []string{`"phone": "1", "body": "B"`, `"phone": "2"`} {
		doc := fmt.Sprintf(`{"edition": %q, "id": "p", "name": "甲", %s}`, ids[i], text)
		if err := st.Insert(t.Context(), store.Document{Collection: store.People, City: code, ID: ids[i] + "/0000002", Body: []byte(doc)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range standing(t, a, "", time.Time{}).People {
		if p.ID == "p" && (p.Phone != "2" || p.Body != "") {
			t.Errorf("%+v", p)
		}
	}
}

// What is recorded can be cleared again.
func TestADashClears(t *testing.T) {
	a := settled(t, open(t))
	one := openDraft(t, a)
	for _, p := range []person.Person{{ID: "p", Name: "甲", Phone: "1"}, {ID: "p", Name: "甲", Phone: "-", Body: "-"}, {ID: "q", Name: "乙", Phone: "-"}} {
		if o, err := a.AddPeople(t.Context(), code, one, []person.Person{p}, Source{}, Silent); err != nil || o.Refused() {
			t.Fatalf("%+v, %v", o, err)
		}
	}
	mustPublish(t, a, one, time.Time{})
	for _, p := range standing(t, a, "", time.Time{}).People {
		if p.Phone != "" || p.Body != "" {
			t.Errorf("%+v", p)
		}
	}
	two := openDraft(t, a)
	if o, err := a.AddPeople(t.Context(), code, two, []person.Person{{ID: "p", Name: "甲", Phone: "-"}}, Source{}, Silent); err != nil || o.Unchanged != 1 {
		t.Errorf("cleared again: %+v, %v", o, err)
	}
}

// A term that was wrong from the start is withdrawn, and somebody else put in its
// place.
func TestAWrongPersonIsCorrected(t *testing.T) {
	now := &watch{now: day(2)}
	st, a := headed(t, now)
	wrong, right := territory.Term{Person: "甲", Name: "甲", From: day(1), Until: day(1)}, territory.Term{Person: "乙", Name: "乙", From: day(1)}
	draft := openDraft(t, a)
	if o := addSeat(t, a, draft, wrong, right); o.Refused() || o.Changed != 1 || o.Added != 1 || len(o.Findings) != 1 || o.Findings[0].Code != fault.TermWithdrawn {
		t.Fatalf("%+v", o)
	}
	if o := addSeat(t, a, draft, wrong, right); o.Refused() || o.Unchanged != 2 {
		t.Errorf("again: %+v", o)
	}
	if o := addSeat(t, a, draft, territory.Term{Person: "丙", Name: "丙", From: day(1), Until: day(1)}); !o.Refused() || o.Findings[0].Code != fault.TermEmpty {
		t.Errorf("one that is not there: %+v", o)
	}
	if o := addSeat(t, a, draft, territory.Term{Person: "乙", Name: "乙", From: day(3), Until: day(2)}); !o.Refused() || len(o.Findings) != 1 {
		t.Errorf("one that ends before it begins: %+v", o)
	}
	mustPublish(t, a, draft, time.Time{})
	for _, app := range []*App{a, New(st, Options{Now: now.Now})} {
		if c := refresh(t, app); headOf(c, "G000", day(3)) != "乙" || len(c.Seats("G000")[0].Terms) != 1 {
			t.Errorf("%+v", c.Seats("G000"))
		}
	}
	// The next handover knows nothing of it, and it can come back.
	if seat, err := a.HandOver(t.Context(), code, to("甲", 5)); err != nil || spell(seat.Terms) != "乙 1-5 甲令甲 5-… " {
		t.Errorf("%+v, %v", seat, err)
	}
}

// A draft can withdraw what it brought itself, and the only term of a seat.
func TestATermIsWithdrawnFromItsDraft(t *testing.T) {
	now := &watch{now: day(2)}
	_, a := headed(t, now)
	draft := openDraft(t, a)
	addSeat(t, a, draft, territory.Term{Person: "乙", Name: "乙", From: day(3), Until: day(9), Deputy: true})
	addSeat(t, a, draft, territory.Term{Person: "乙", Name: "乙", From: day(3), Until: day(3), Deputy: true}, territory.Term{Person: "甲", Name: "甲", From: day(1), Until: day(1)})
	mustPublish(t, a, draft, time.Time{})
	if c := refresh(t, a); headOf(c, "G000", day(4)) != "" || len(standing(t, a, "", time.Time{}).Seats) != 0 {
		t.Errorf("%s", headOf(c, "G000", day(4)))
	}
	if o := addSeat(t, a, openDraft(t, a), territory.Term{Person: "甲", Name: "甲", From: day(1), Until: day(1)}); o.Refused() || o.Unchanged != 1 {
		t.Errorf("withdrawn again: %+v", o)
	}
}

// A handover that was under way beside the publication that withdrew a term ends
// nothing.
func TestAHandoverBesideAWithdrawal(t *testing.T) {
	b := seatBody{Unit: "G000", Post: "head", Terms: []termBody{
		{Edition: "first", Person: "甲", From: store.FormatInstant(day(1))},
		{Edition: "second", Person: "甲", From: store.FormatInstant(day(1)), Until: store.FormatInstant(day(1))},
		{Recorded: store.FormatInstant(day(9)), Amends: true, Person: "甲", From: store.FormatInstant(day(1)), Until: store.FormatInstant(day(8))},
		{Recorded: store.FormatInstant(day(9)), Person: "乙", Name: "乙", From: store.FormatInstant(day(8))},
	}}
	seat, err := b.seat(map[string]place{"first": {store.FormatInstant(day(2)), 0}, "second": {store.FormatInstant(day(3)), 1}})
	if got := spell(seat.Terms); err != nil || got != "乙 8-… " {
		t.Errorf("%s, %v", got, err)
	}
}

// Times are kept to the millisecond; an import that is finer is the same again.
func TestFinerTimesComeTwice(t *testing.T) {
	now := &watch{now: day(2)}
	_, a := headed(t, now)
	fine := territory.Term{Person: "乙", Name: "乙", From: day(3).Add(1500 * time.Microsecond), Until: day(9).Add(time.Microsecond), Deputy: true}
	draft := openDraft(t, a)
	addSeat(t, a, draft, fine)
	if o := addSeat(t, a, draft, fine); o.Refused() || o.Unchanged != 1 {
		t.Errorf("%+v", o)
	}
	if !fine.From.Equal(day(3).Add(1500 * time.Microsecond)) {
		t.Error("the caller's term was changed")
	}
	for _, add := range []func() (Outcome, error){
		func() (Outcome, error) {
			return a.AddBodies(t.Context(), code, draft, []body.Body{{Code: "B", Names: city.Names{ZH: "局"}}}, Source{}, Silent)
		},
		func() (Outcome, error) {
			return a.AddCategories(t.Context(), code, draft, []body.Category{{Code: "C", Names: city.Names{ZH: "类"}}}, Source{}, Silent)
		},
	} {
		if _, err := add(); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 2 {
		o, err := a.AddCharges(t.Context(), code, draft, []body.Charge{{Category: "C", Body: "B", From: fine.From, Until: fine.Until}}, Source{}, Silent)
		if err != nil || o.Refused() || o.Unchanged != n {
			t.Errorf("charges %d: %+v, %v", n, o, err)
		}
	}
}

// What an older draft is checked for is what it would make of what stands by then.
func TestAnOlderDraftIsCheckedAsItWouldStand(t *testing.T) {
	a := settled(t, open(t))
	x, y := body.Body{Code: "X", Names: city.Names{ZH: "甲局"}, Parent: "Y"}, body.Body{Code: "Y", Names: city.Names{ZH: "乙局"}}
	add := func(draft string, list ...body.Body) {
		t.Helper()
		if o, err := a.AddBodies(t.Context(), code, draft, list, Source{}, Silent); err != nil || o.Refused() {
			t.Fatalf("%+v, %v", o, err)
		}
	}
	base := openDraft(t, a)
	add(base, x, y)
	mustPublish(t, a, base, time.Time{})
	older, newer := openDraft(t, a), openDraft(t, a)
	renamed := x
	renamed.Names.ZH = "新甲局"
	add(older, renamed)
	x.Parent, y.Parent = "-", "X"
	add(newer, x, y)
	mustPublish(t, a, newer, time.Time{})
	mustPublish(t, a, older, time.Time{}) // with X still under Y they would run in a circle
	s := standing(t, a, "", time.Time{})
	if s.Bodies[0].Names.ZH != "新甲局" || s.Bodies[0].Parent != "" || s.Bodies[1].Parent != "X" {
		t.Errorf("%+v", s.Bodies)
	}
}

// That a term was never held is not undone by an end that a handover gave it
// before that was known.
func TestAHandoverDoesNotBringBackWhatIsWithdrawn(t *testing.T) {
	now := &watch{now: day(2)}
	_, a := headed(t, now)
	draft := openDraft(t, a)
	addSeat(t, a, draft, territory.Term{Person: "甲", Name: "甲", From: day(1), Until: day(1)})
	if _, err := a.HandOver(t.Context(), code, to("乙", 8)); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, a, draft, time.Time{})
	if got := spell(standing(t, a, "", time.Time{}).Seats[0].Terms); got != "乙令乙 8-… " {
		t.Errorf("%s", got)
	}
}
