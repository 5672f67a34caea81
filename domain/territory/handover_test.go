package territory

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/fault"
)

func onDay(d int) time.Time { return time.Date(2025, 1, d, 0, 0, 0, 0, time.UTC) }

func term(person string, from, until int) Term {
	t := Term{Person: person, Name: person, From: onDay(from)}
	if until > 0 {
		t.Until = onDay(until)
	}
	return t
}

func deputy(person string, from, until int) Term {
	t := term(person, from, until)
	t.Deputy = true
	return t
}

func handOver(person string, from, until int) HandOver {
	h := HandOver{Unit: "G", Post: "head", Person: person, Name: person, From: onDay(from)}
	if until > 0 {
		h.Until = onDay(until)
	}
	return h
}

func acting(h HandOver) HandOver {
	h.Deputy = true
	return h
}

func vacate(person string, from int) HandOver {
	return HandOver{Unit: "G", Post: "head", Person: person, From: onDay(from), Vacate: true}
}

// spell writes terms for people who read failures.
func spell(terms []Term) string {
	var s string
	for _, t := range terms {
		rank, until := "", "…"
		if t.Deputy {
			rank = "'"
		}
		if !t.Until.IsZero() {
			until = fmt.Sprint(t.Until.Sub(onDay(0)).Hours() / 24)
		}
		s += fmt.Sprintf("%s%s %v-%s ", t.Person, rank, t.From.Sub(onDay(0)).Hours()/24, until)
	}
	return s
}

func TestHandOver(t *testing.T) {
	for _, c := range []struct {
		name string
		have []Term
		h    HandOver
		want string // the terms after it, or the code of the refusal
	}{
		{"an empty post is filled", nil, handOver("a", 5, 0), "a 5-… "},
		{"one follows the other", []Term{term("a", 1, 0)}, handOver("b", 5, 0), "a 1-5 b 5-… "},
		{"an end in sight comes sooner", []Term{term("a", 1, 9)}, handOver("b", 5, 0), "a 1-5 b 5-… "},
		{"after a gap", []Term{term("a", 1, 3)}, handOver("b", 5, 0), "a 1-3 b 5-… "},
		{"they come back", []Term{term("a", 1, 3), term("b", 3, 0)}, handOver("a", 5, 0), "a 1-3 b 3-5 a 5-… "},
		{"a deputy steps up", []Term{term("a", 1, 0), deputy("b", 2, 9)}, handOver("b", 5, 0), "a 1-5 b' 2-5 b 5-… "},
		{"other deputies stay", []Term{term("a", 1, 0), deputy("c", 2, 9)}, handOver("b", 5, 0), "a 1-5 c' 2-9 b 5-… "},
		{"on the first day of the other", []Term{term("a", 5, 0)}, handOver("b", 5, 0), "handover_too_early"},
		{"before the other begins", []Term{term("a", 1, 7), term("b", 7, 0)}, handOver("c", 5, 0), "handover_later"},
		{"to oneself", []Term{term("a", 1, 0)}, handOver("a", 5, 0), "handover_same_person"},
		{"a term of no time", nil, handOver("a", 5, 5), "term_empty"},
		{"nobody", nil, handOver("", 5, 0), "value_missing"},
		{"at no time", nil, HandOver{Unit: "G", Post: "head", Person: "a", Name: "a"}, "value_missing"},
		{"somebody without a name", nil, HandOver{Unit: "G", Post: "head", Person: "a", From: onDay(1)}, "value_missing"},

		{"a deputy acts beside", []Term{term("a", 1, 0)}, acting(handOver("b", 3, 6)), "a 1-… b' 3-6 "},
		{"a deputy without an end", []Term{term("a", 1, 0)}, acting(handOver("b", 3, 0)), "handover_open_deputy"},
		{"a deputy of oneself", []Term{term("a", 1, 0)}, acting(handOver("a", 3, 6)), "handover_same_person"},
		{"a deputy twice at once", []Term{deputy("b", 5, 9)}, acting(handOver("b", 3, 6)), "handover_same_person"},
		{"a deputy again", []Term{deputy("b", 1, 3)}, acting(handOver("b", 3, 6)), "b' 1-3 b' 3-6 "},

		{"left empty", []Term{term("a", 1, 0)}, vacate("", 5), "a 1-5 "},
		{"left empty before the next", []Term{term("a", 1, 9), term("b", 9, 0)}, vacate("a", 5), "a 1-5 b 9-… "},
		{"nobody to leave", nil, vacate("", 5), "handover_vacant"},
		{"another than is meant", []Term{term("a", 1, 0)}, vacate("b", 5), "handover_vacant"},
		{"left on the first day", []Term{term("a", 5, 0)}, vacate("a", 5), "handover_too_early"},
		{"left until", []Term{term("a", 1, 0)}, HandOver{Unit: "G", Post: "head", From: onDay(5), Until: onDay(6), Vacate: true}, "value_unexpected"},
		{"a deputy leaves", []Term{term("a", 1, 0), deputy("b", 2, 9)}, acting(vacate("b", 5)), "a 1-… b' 2-5 "},
		{"which deputy", []Term{deputy("b", 2, 9)}, acting(vacate("", 5)), "value_missing"},
	} {
		seat := Seat{Unit: "G", Post: "head", Terms: c.have}
		after, changed, err := seat.HandOver(c.h)
		if err != nil {
			if code := string(fault.As(err).Code); code != c.want {
				t.Errorf("%s: refused with %v, want %s", c.name, err, c.want)
			}
			continue
		}
		if got := spell(after.Terms); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		again, none, err := after.HandOver(c.h)
		if err != nil || len(none) != 0 || spell(again.Terms) != c.want || len(changed) == 0 {
			t.Errorf("%s, again: %q, %d changes after %d (%v)", c.name, spell(again.Terms), len(none), len(changed), err)
		}
	}
}

// Texts that no table could give back are refused at their field.
func TestHandOverChecksTexts(t *testing.T) {
	for _, c := range []struct {
		person, name, document string
		field                  string
		code                   fault.Code
	}{
		{" a", "甲", "", "person", fault.TextSpaced},
		{"a\u3000", "甲", "", "person", fault.TextSpaced},
		{"a", "甲\ufeff", "", "name", fault.TextSpaced},
		{"a", " ", "", "name", fault.TextSpaced},
		{"a", "甲\x07乙", "", "name", fault.TextUnprintable},
		{"a\nb", "甲", "", "person", fault.TextUnprintable},
		{"a", "\xff", "", "name", fault.TextUnprintable},
		{"a", strings.Repeat("甲", 501), "", "name", fault.TextTooLong},
		{"a", strings.Repeat("甲", 500), "令\x00", "document", fault.TextUnprintable},
		{"a", strings.Repeat("甲", 500), "令〔1〕", "", ""},
	} {
		h := handOver("a", 5, 0)
		h.Person, h.Name, h.Document = c.person, c.name, c.document
		_, _, err := Seat{Unit: "G", Post: "head"}.HandOver(h)
		if got := fault.As(err); (err == nil) != (c.code == "") || err != nil && (got.Code != c.code || got.Field != c.field) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A handover that was repeated after others had followed has been done.
func TestAHandoverRepeatedLate(t *testing.T) {
	seat := Seat{Unit: "G", Post: "head", Terms: []Term{term("a", 1, 5), term("b", 5, 7), term("c", 7, 0)}}
	if after, changed, err := seat.HandOver(handOver("b", 5, 0)); err != nil || len(changed) != 0 || len(after.Terms) != 3 {
		t.Errorf("%v, %v, %v", spell(after.Terms), changed, err)
	}
	// That somebody is to stay longer is no repetition.
	left := Seat{Unit: "G", Post: "head", Terms: []Term{term("b", 5, 7)}}
	if _, _, err := left.HandOver(handOver("b", 5, 0)); err == nil {
		t.Error("a term that had ended was said to go on")
	}
}

// Whatever is handed over, in whatever order, there is one principal at a time,
// and nobody twice.
func TestHandoversNeverClash(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seat := Seat{Unit: "G", Post: "head"}
		for range rapid.IntRange(1, 12).Draw(t, "handovers") {
			h := handOver(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "person"), rapid.IntRange(1, 20).Draw(t, "from"), 0)
			if rapid.Bool().Draw(t, "until") {
				h.Until = h.From.AddDate(0, 0, rapid.IntRange(1, 10).Draw(t, "days"))
			}
			h.Deputy = rapid.Bool().Draw(t, "deputy")
			if h.Vacate = rapid.IntRange(0, 4).Draw(t, "vacate") == 0; h.Vacate {
				h.Until = time.Time{}
			}
			before := seat
			after, changed, err := seat.HandOver(h)
			if err != nil {
				continue
			}
			seat = after
			if clashes := Clashes(seat.Terms); len(clashes) > 0 {
				t.Fatalf("%q after %+v", spell(seat.Terms), h)
			}
			if !h.Vacate && !h.Deputy && len(changed) > 0 { // no gap where there was none
				eve := h.From.Add(-time.Nanosecond)
				was := slices.ContainsFunc(before.Terms, func(t Term) bool { return !t.Deputy && t.InOffice(eve) })
				is := slices.ContainsFunc(seat.Terms, func(t Term) bool { return !t.Deputy && t.InOffice(eve) })
				if was != is {
					t.Fatalf("%q before, %q after %+v", spell(before.Terms), spell(seat.Terms), h)
				}
			}
			if got := Reconcile(seat.Terms); spell(got) != spell(seat.Terms) {
				t.Fatalf("%q reconciled is %q", spell(seat.Terms), spell(got))
			}
		}
	})
}

func TestReconcile(t *testing.T) {
	for _, c := range []struct {
		name  string
		terms []Term
		want  string
	}{
		{"nothing to do", []Term{term("a", 1, 5), term("b", 5, 0)}, "a 1-5 b 5-… "},
		{"the next one ends the one before", []Term{term("b", 5, 0), term("a", 1, 0)}, "a 1-5 b 5-… "},
		{"of two that begin together", []Term{term("b", 5, 0), term("a", 1, 0), term("c", 5, 0)}, "a 1-5 c 5-… "},
		{"deputies stay", []Term{deputy("d", 2, 9), term("a", 1, 0), term("b", 5, 0)}, "a 1-5 d' 2-9 b 5-… "},
	} {
		if got := spell(Reconcile(c.terms)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
