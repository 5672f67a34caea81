package demo

import (
	"math"
	"slices"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo/geotest"
)

func unrefused(t *testing.T, what string, findings []territory.Finding) {
	t.Helper()
	for _, f := range findings {
		if f.Severity == territory.Refusal || f.Severity == territory.Repair {
			t.Errorf("%s: %s %s: %s", what, f.Code, f.Unit, f.Text(fault.English))
		}
	}
}

// Every chapter passes what an import must pass, and together they are the city.
func TestThePastAddsUpToTheCity(t *testing.T) {
	m := makeCity(t)
	chapters, r := Past(m.units, m.seats)
	if len(chapters) != 2 || r.Split == "" {
		t.Fatalf("%d chapters, %+v", len(chapters), r)
	}
	p := Profile()
	first, second := chapters[0], chapters[1]
	unrefused(t, "first", territory.CheckDraft(p, nil, first.Units))
	unrefused(t, "second", territory.CheckDraft(p, first.Units, second.Units))
	unrefused(t, "lineage", territory.CheckLineage(first.Units, nil, second.Units))
	unrefused(t, "first seats", territory.CheckSeats(p, first.Units, nil, first.Seats))

	versions := []territory.Version{{Number: 1, Effective: first.Effective, Profile: p, Units: first.Units}, {Number: 2, Effective: second.Effective, Profile: p, Units: second.Units}}
	now, ended := territory.AddUp(versions)
	unrefused(t, "second seats", territory.CheckSeats(p, slices.Concat(now, ended), first.Seats, second.Seats))
	if len(now) != len(m.units) || len(ended) != 3 {
		t.Errorf("%d units now, want %d; %d ended", len(now), len(m.units), len(ended))
	}
	for _, u := range now {
		want := m.by[u.Code]
		if want == nil || u.Parent != want.Parent || u.Level != want.Level || math.Abs(u.Shape.AreaM2()-want.Shape.AreaM2()) > 1e-9 {
			t.Errorf("%s is not as the city has it: %+v", u.Code, want)
		}
	}
}

// What was redrawn keeps its ground, and the spot finds who answered then.
func TestWhatWasRedrawnKnowsWhatItCameOf(t *testing.T) {
	geotest.Reckons(t)
	m := makeCity(t)
	chapters, r := Past(m.units, m.seats)
	p := Profile()
	land, err := territory.Through([]territory.Version{
		{Number: 1, Effective: chapters[0].Effective, Profile: p, Units: chapters[0].Units},
		{Number: 2, Effective: chapters[1].Effective, Profile: p, Units: chapters[1].Units},
	}, slices.Concat(chapters[0].Seats, chapters[1].Seats), now)
	if err != nil {
		t.Fatal(err)
	}
	then, today := land.At(midnight(2024, time.June, 1)), land.At(now)
	area := func(at territory.Moment, code string) float64 {
		u, ok := at.Unit(code)
		if !ok {
			t.Fatalf("there is no %s", code)
		}
		return u.Shape.AreaM2()
	}
	if old, parts := area(then, r.Split), area(today, r.Parts[0])+area(today, r.Parts[1]); math.Abs(old-parts) > 1e-6*old {
		t.Errorf("%v m² were split into %v m²", old, parts)
	}
	if whole, parts := area(today, r.Whole), area(then, r.Merged[0])+area(then, r.Merged[1]); math.Abs(whole-parts) > 1e-6*whole {
		t.Errorf("%v m² were merged into %v m²", parts, whole)
	}
	before, after := then.Duty(r.At, 0), today.Duty(r.At, 0)
	if before.Answer == nil || before.Answer.Unit.Code != r.Split || after.Answer == nil || after.Answer.Unit.Code != r.Parts[1] || before.Answer.Term.Person == after.Answer.Term.Person {
		t.Errorf("at the spot answered %+v, and now %+v", before.Answer, after.Answer)
	}
	if u, _ := today.Unit(r.Whole); !slices.Equal(u.Predecessors, r.Merged[:]) {
		t.Errorf("%s came of %v", r.Whole, u.Predecessors)
	}
	for _, s := range chapters[1].Seats {
		if term := s.Terms[0]; !term.From.Equal(redrawn) {
			t.Errorf("%s has a head since %v", s.Unit, term.From)
		}
	}
	rehung := 0
	for _, b := range m.below[r.Whole] {
		u, _ := then.Unit(b.Code)
		parent, ok := then.Unit(u.Parent)
		if !ok || !slices.Contains(r.Merged[:], parent.Code) {
			t.Fatalf("%s hung under %s", b.Code, u.Parent)
		}
		for _, corner := range u.Shape[0][0] {
			if !parent.Shape.Contains(corner) {
				t.Errorf("%s hung under %s and stood across its border", b.Code, u.Parent)
			}
		}
		rehung++
	}
	if rehung < 2 {
		t.Errorf("%d buildings were hung anew", rehung)
	}
}

// A city too small to be redrawn has a past without turns.
func TestACityOfNothingHasASimplePast(t *testing.T) {
	if chapters, r := Past(nil, nil); len(chapters) != 1 || r != (Redrawn{}) {
		t.Errorf("%v, %v", chapters, r)
	}
}
