package body

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

func named(zh string) city.Names { return city.Names{ZH: zh} }

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

func TestCheckBodies(t *testing.T) {
	inForce := []Body{{Code: "HQ", Names: named("指挥部")}, {Code: "G1", Parent: "HQ", Names: named("第一专项组")}}
	tests := []struct {
		name  string
		draft []Body
		want  string
	}{
		{"good", []Body{{Code: "D1", Parent: "G1", Names: named("城管局")}}, ""},
		{"parent further down the file", []Body{{Code: "D1", Parent: "D2", Names: named("队")}, {Code: "D2", Names: named("局")}}, ""},
		{"no code", []Body{{Names: named("城管局")}}, "refused code_invalid code"},
		{"code in Chinese", []Body{{Code: "城管", Names: named("城管局")}}, "refused code_invalid 城管 code"},
		{"code too long", []Body{{Code: strings.Repeat("9", 65), Names: named("城管局")}}, "refused code_invalid " + strings.Repeat("9", 65) + " code"},
		{"code twice", []Body{{Code: "D1", Names: named("甲")}, {Code: "D1", Names: named("乙")}}, "refused code_doubled D1 code"},
		{"no name", []Body{{Code: "D1", Names: city.Names{ZH: " ", EN: "Bureau"}}}, "refused name_missing D1 name"},
		{"parent unknown", []Body{{Code: "D1", Parent: "G9", Names: named("城管局")}}, "refused body_parent_unknown D1 parent"},
		{"its own parent", []Body{{Code: "D1", Parent: "D1", Names: named("城管局")}}, "refused parent_cycle D1 parent"},
		{"a circle with what is in force", []Body{{Code: "HQ", Parent: "G1", Names: named("指挥部")}}, "refused parent_cycle HQ parent"},
		{"under a circle", []Body{{Code: "D0", Parent: "D1", Names: named("甲")}, {Code: "D1", Parent: "D2", Names: named("乙")}, {Code: "D2", Parent: "D1", Names: named("丙")}},
			"refused parent_cycle D1 parent"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := lines(t, CheckBodies(inForce, test.draft)); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// A long circle is told in short, and only once.
func TestALongCircleIsToldInShort(t *testing.T) {
	draft := make([]Body, 1000)
	for i := range draft {
		draft[i] = Body{Code: fmt.Sprint(i), Parent: fmt.Sprint((i + 1) % len(draft)), Names: named("组")}
	}
	findings := CheckBodies(nil, draft)
	if got := lines(t, findings); got != "refused parent_cycle 0 parent" {
		t.Fatalf("found %q", got)
	}
	if text := findings[0].Text(fault.English); !strings.Contains(text, "0 → 1 → 2") || !strings.HasSuffix(text, "→ ….") || len(text) > 300 {
		t.Errorf("text %q", text)
	}
}

func TestCheckCharges(t *testing.T) {
	known := func(codes ...string) func(string) bool {
		return func(code string) bool { return strings.Contains(" "+strings.Join(codes, " ")+" ", " "+code+" ") }
	}
	ground := ChargeGround{Categories: known("C1", "C2"), Bodies: known("B1", "B2"), Units: known("U1")}
	charge := func(category, body, unit string, from, until int) Charge {
		c := Charge{Category: category, Body: body, Unit: unit, From: day0(from)}
		if until > 0 {
			c.Until = day0(until)
		}
		return c
	}
	inForce := []Charge{charge("C1", "B1", "", 0, 0)}
	tests := []struct {
		name  string
		draft []Charge
		want  string
	}{
		{"another category", []Charge{charge("C2", "B1", "", 0, 0)}, ""},
		{"nothing known", []Charge{charge("C9", "B9", "U9", 0, 0)}, "refused category_unknown U9 category; refused body_unknown U9 body; refused unit_unknown U9 unit"},
		{"ends as it begins", []Charge{charge("C2", "B1", "", 3, 3)}, "refused span_empty until"},
		{"shared", []Charge{charge("C1", "B2", "", 3, 0)}, "noted charge_shared body"},
		{"not shared: limited to a unit", []Charge{charge("C1", "B2", "U1", 3, 0)}, ""},
		{"not shared: the other is ended", []Charge{charge("C1", "B1", "", 0, 3), charge("C1", "B2", "", 3, 0)}, ""},
		{"shared for an instant", []Charge{charge("C1", "B1", "", 0, 3), {Category: "C1", Body: "B2", From: day0(3).Add(-time.Nanosecond)}}, "noted charge_shared body"},
		{"twice at once", []Charge{charge("C1", "B1", "", 5, 0)}, "refused charge_doubled from"},
		{"twice at once beside another", []Charge{charge("C1", "B2", "", 1, 4), charge("C1", "B2", "", 2, 3)}, "noted charge_shared body; refused charge_doubled from"},
		{"since ever", []Charge{{Category: "C2", Body: "B1"}, charge("C2", "B1", "", 5, 0)}, "refused charge_doubled from"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := lines(t, CheckCharges(ground, inForce, test.draft)); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

// What was wrong before can be put right one charge at a time.
func TestEndingAChargeIsNotHeldAgainstIt(t *testing.T) {
	ground := ChargeGround{func(string) bool { return true }, func(string) bool { return true }, func(string) bool { return true }}
	inForce := []Charge{{Category: "C", Body: "B", From: day0(0)}, {Category: "C", Body: "B", From: day0(2)}}
	ended := []Charge{{Category: "C", Body: "B", From: day0(0), Until: day0(9)}}
	if got := lines(t, CheckCharges(ground, inForce, ended)); got != "" {
		t.Errorf("found %q", got)
	}
	inForce[0].Until = day0(1)
	if got := lines(t, CheckCharges(ground, inForce, ended)); got != "refused charge_doubled from" {
		t.Errorf("lengthened into another: found %q", got)
	}
}

// Of several charges that are in the way, the finding names the body's own.
func TestAClashNamesTheBodysOwnCharge(t *testing.T) {
	charges := []Charge{{Category: "C", Body: "A"}, {Category: "C", Body: "B", From: day0(1)}, {Category: "C", Body: "B", From: day0(2)}}
	clashes := Clashes(charges)
	if got := fmt.Sprint(clashes); got != "[{0 1 false} {1 2 true}]" {
		t.Errorf("got %s", got)
	}
	want := "Body B has category C in charge twice at once (unit *, * being everywhere; from 2025-01-03 and from 2025-01-02)."
	if got := clashes[1].Finding(charges).Text(fault.English); got != want {
		t.Errorf("got %q", got)
	}
}
