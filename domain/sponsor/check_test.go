package sponsor

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// testProfile has streets that anybody may adopt and communities with one
// leader each.
func testProfile() *city.Profile {
	return &city.Profile{
		Levels: []city.Level{{ID: "community"}, {ID: "street"}},
		Sponsorships: []city.SponsorKind{
			{ID: "adoption", By: city.ByBody, Levels: []string{"street"}},
			{ID: "link", By: city.ByPerson, Levels: []string{"community"}, MaxUnits: 1, MaxSponsors: 1},
		},
	}
}

func testGround() Ground {
	return Ground{
		Profile: testProfile(),
		Level: func(unit string) (string, bool) {
			switch {
			case strings.HasPrefix(unit, "R"):
				return "street", true
			case strings.HasPrefix(unit, "C"):
				return "community", true
			}
			return "", false
		},
		Bodies: func(code string) bool { return strings.HasPrefix(code, "B") },
	}
}

// lines writes findings as "severity code unit field", in order, and fails the
// test where a text is missing or unfinished.
func lines(t *testing.T, findings []territory.Finding) string {
	t.Helper()
	var text []string
	for _, f := range findings {
		text = append(text, strings.Join(strings.Fields(fmt.Sprintln(f.Severity, f.Code, f.Unit, f.Field)), " "))
		for _, in := range []fault.Language{fault.Chinese, fault.English} {
			if said := f.Text(in); said == "" || strings.ContainsAny(said, "{}") {
				t.Errorf("%s in %s: %q", f.Code, in, said)
			}
		}
	}
	return strings.Join(text, "; ")
}

// row writes a sponsorship from "kind unit sponsor from until", in days; until 0
// has no end.
func row(kind, unit, sponsor string, from, until int) Sponsorship {
	s := Sponsorship{Kind: kind, Unit: unit, Sponsor: sponsor, Name: "某某", From: day(from)}
	if until > 0 {
		s.Until = day(until)
	}
	return s
}

func TestCheck(t *testing.T) {
	inForce := []Sponsorship{row("link", "C1", "P1", 10, 0), row("adoption", "R1", "B1", 10, 0)}
	tests := []struct {
		name  string
		draft []Sponsorship
		want  string
	}{
		{"another community and leader", []Sponsorship{row("link", "C2", "P2", 0, 0)}, ""},
		{"many agencies, many streets", []Sponsorship{row("adoption", "R1", "B2", 0, 0), row("adoption", "R2", "B1", 0, 0), row("adoption", "R2", "B2", 0, 0)}, ""},
		{"no such kind", []Sponsorship{row("friend", "C2", "P2", 0, 0)}, "refused sponsor_kind_unknown C2 kind"},
		{"no such unit", []Sponsorship{row("link", "X", "P2", 0, 0)}, "refused unit_unknown X unit"},
		{"not at this level", []Sponsorship{row("link", "R1", "P2", 0, 0)}, "refused sponsor_kind_not_at_level R1 kind"},
		{"no sponsor", []Sponsorship{row("link", "C2", " ", 0, 0)}, "refused value_missing C2 sponsor"},
		{"no such body", []Sponsorship{row("adoption", "R2", "P1", 0, 0)}, "refused sponsor_unknown R2 sponsor"},
		{"ends as it begins", []Sponsorship{row("link", "C2", "P2", 5, 5)}, "refused span_empty C2 until"},
		{"everything at once", []Sponsorship{{}}, "refused sponsor_kind_unknown kind; refused unit_unknown unit; refused value_missing sponsor"},
		{"second community", []Sponsorship{row("link", "C2", "P1", 13, 0)}, "refused sponsor_too_many_units C2 sponsor"},
		{"second community from the same day", []Sponsorship{row("link", "C2", "P1", 10, 0)}, "refused sponsor_too_many_units C2 sponsor"},
		{"second community, over before the first", []Sponsorship{row("link", "C2", "P1", 1, 4)}, ""},
		{"second leader, long ago", []Sponsorship{row("link", "C3", "P3", 1, 5), row("link", "C3", "P4", 4, 8)}, "refused unit_too_many_sponsors C3 unit"},
		{"one after the other", []Sponsorship{row("link", "C3", "P3", 1, 5), row("link", "C3", "P4", 5, 8)}, ""},
		{"handed over", []Sponsorship{row("link", "C1", "P1", 10, 19), row("link", "C1", "P2", 19, 0)}, ""},
		{"handed over a day too early", []Sponsorship{row("link", "C1", "P1", 10, 19), row("link", "C1", "P2", 18, 0)}, "refused unit_too_many_sponsors C1 unit"},
		{"before what is in force", []Sponsorship{row("link", "C1", "P2", 3, 11)}, "refused unit_too_many_sponsors C1 unit"},
		{"the same twice", []Sponsorship{row("adoption", "R1", "B1", 14, 0)}, "refused sponsorship_doubled R1 from"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := lines(t, Check(testGround(), inForce, test.draft)); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// A rule that is made stricter leaves alone what is in force, lets it be ended
// bit by bit, and refuses only what adds to it.
func TestARuleThatIsNewerThanWhatItForbids(t *testing.T) {
	inForce := []Sponsorship{row("link", "C1", "P1", 0, 0), row("link", "C2", "P1", 0, 0), row("link", "C3", "P1", 0, 0)}
	for name, test := range map[string]struct {
		draft Sponsorship
		want  string
	}{
		"somebody else": {row("link", "C4", "P2", 0, 0), ""},
		"one is ended":  {row("link", "C1", "P1", 0, 9), ""},
		"a fourth":      {row("link", "C4", "P1", 5, 0), "refused sponsor_too_many_units C4 sponsor"},
	} {
		if got := lines(t, Check(testGround(), inForce, []Sponsorship{test.draft})); got != test.want {
			t.Errorf("%s: found %q, want %q", name, got, test.want)
		}
	}
}

func TestABreachNamesWhoIsInTheWay(t *testing.T) {
	draft := []Sponsorship{row("link", "C2", "P1", 3, 9), row("link", "C1", "P1", 0, 0), row("link", "C0", "P1", 0, 2)}
	findings := Check(testGround(), nil, draft[:2])
	want := "某某 P1 has 2 units at once from 2025-01-04 on (C1, C2); link allows at most 1."
	if len(findings) != 1 || findings[0].Text(fault.English) != want {
		t.Errorf("got %v", findings)
	}
	breaches := Breaches(testProfile(), draft, len(draft))
	if got := fmt.Sprint(breaches); got != "[{sponsor_too_many_units 0 2 1 [C1 C2]} {sponsor_too_many_units 2 2 1 [C0 C1]}]" {
		t.Errorf("got %s", got)
	}
}
