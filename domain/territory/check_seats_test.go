package territory_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// term of a person over days of 2024; until 0 means no end.
func term(person string, from, until int, deputy bool) territory.Term {
	day := func(n int) time.Time { return time.Date(2024, 1, n, 0, 0, 0, 0, time.UTC) }
	t := territory.Term{Person: person, Name: person, From: day(from), Deputy: deputy}
	if until > 0 {
		t.Until = day(until)
	}
	return t
}

func TestCheckSeats(t *testing.T) {
	units := append(inForce(), named("510302R1", "street", community))
	head := func(terms ...territory.Term) []territory.Seat {
		return []territory.Seat{{Unit: "510302R1", Post: "street_head", Terms: terms}}
	}
	tests := []struct {
		name           string
		inForce, draft []territory.Seat
		want           string // codes and fields, in order
	}{
		{"a handover on one day", nil, head(term("a", 1, 10, false), term("b", 10, 0, false)), ""},
		{"a deputy beside the principal", nil, head(term("a", 1, 0, false), term("b", 5, 0, true), term("c", 5, 0, true)), ""},
		{"unit unknown", nil, []territory.Seat{{Unit: "9", Post: "street_head"}}, "unit_unknown unit;"},
		{"post unknown", nil, []territory.Seat{{Unit: theCity, Post: "mayor"}}, "post_unknown post;"},
		{"post of another level", nil, []territory.Seat{{Unit: theCity, Post: "street_head"}}, "post_not_at_level post;"},
		{"no time at all", nil, head(term("a", 5, 4, false)), "term_empty until;"},
		{"withdrawn beside the right one", nil, head(term("a", 5, 5, false), term("b", 5, 0, false)), ""},
		{"withdrawn from the one rank", nil, head(term("a", 5, 5, true), term("a", 5, 0, false)), ""},
		{"withdrawn and not", nil, head(term("a", 5, 0, false), term("a", 5, 5, false)), "term_doubled from;"},
		{"withdrawn, but then not", nil, head(term("a", 5, 5, false), term("a", 5, 0, false)), "term_doubled from;"},
		{"withdrawn twice", nil, head(term("a", 5, 5, false), term("a", 5, 5, false)), "term_doubled from;"},
		{"two principals", nil, head(term("a", 1, 10, false), term("b", 9, 0, false)), "principals_clash from;"},
		{"two without an end", nil, head(term("b", 9, 0, false), term("a", 1, 0, false)), "principals_clash from;"},
		{"a long one covers two", nil, head(term("a", 1, 0, false), term("b", 2, 3, false), term("c", 5, 0, false)), "principals_clash from;principals_clash from;"},
		{"one deputy twice", nil, head(term("a", 1, 10, true), term("a", 9, 0, true)), "term_doubled from;"},
		{"deputy of oneself", nil, head(term("a", 1, 10, true), term("a", 9, 0, false)), "term_doubled from;"},
		{"beside one in force", head(term("a", 1, 0, false)), head(term("b", 9, 0, false)), "principals_clash from;"},
		{"in the place of one in force", head(term("a", 1, 0, false)), head(term("a", 1, 9, false), term("b", 9, 0, false)), ""},
		{"in force already", head(term("a", 1, 0, false), term("b", 2, 0, false)), head(term("c", 3, 0, true)), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			for _, f := range territory.CheckSeats(town(), units, test.inForce, test.draft) {
				got += fmt.Sprintf("%s %s;", f.Code, f.Field)
				if f.Severity != territory.Refusal || f.Text(fault.Chinese) == "" {
					t.Errorf("%+v", f)
				}
			}
			if got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// Terms clash somewhere exactly when two of them do, held pair against pair.
func TestClashesAgreeWithComparingAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var terms []territory.Term
		for range rapid.IntRange(0, 6).Draw(t, "terms") {
			from := rapid.IntRange(1, 12).Draw(t, "from")
			until := from + rapid.IntRange(1, 5).Draw(t, "days")
			if rapid.IntRange(0, 3).Draw(t, "open") == 0 {
				until = 0
			}
			person := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "person")
			terms = append(terms, term(person, from, until, rapid.Bool().Draw(t, "deputy")))
		}
		want := false
		for i, a := range terms {
			for _, b := range terms[:i] {
				together := (a.Until.IsZero() || a.Until.After(b.From)) && (b.Until.IsZero() || b.Until.After(a.From))
				want = want || together && (a.Person == b.Person || !a.Deputy && !b.Deputy)
			}
		}
		if got := len(territory.Clashes(terms)) > 0; got != want {
			t.Fatalf("clash %v, want %v", got, want)
		}
	})
}
