package sponsor

import (
	"fmt"
	"testing"
)

// jiayuguan is 99 agencies on 83 streets: every street has one, sixteen have a
// second, and every third agency is at one more street.
func jiayuguan() []Sponsorship {
	var list []Sponsorship
	add := func(agency, street int) {
		list = append(list, Sponsorship{Kind: "adoption", Unit: fmt.Sprintf("R%02d", street), Sponsor: fmt.Sprintf("B%02d", agency), From: day(0)})
	}
	for agency := range 99 {
		add(agency, agency%83)
		if agency%3 == 0 {
			add(agency, (agency+40)%83)
		}
	}
	return list
}

func TestNinetyNineAgenciesOnEightyThreeStreets(t *testing.T) {
	list := jiayuguan()
	if got := lines(t, Check(testGround(), nil, list)); got != "" {
		t.Fatalf("found %q", got)
	}
	l := NewLedger(list)
	streets, pairs := 0, 0
	for street := range 83 {
		of := l.Of(nil, []string{fmt.Sprintf("R%02d", street)}, day(1))
		pairs += len(of)
		if len(of) > 0 {
			streets++
		}
	}
	loads := l.Loads(day(1))
	if streets != 83 || len(loads) != 99 || pairs != 99+33 || pairs != len(l.List()) {
		t.Errorf("%d streets, %d agencies, %d pairs", streets, len(loads), pairs)
	}
	if loads[0].Units != 2 || loads[32].Units != 2 || loads[33].Units != 1 {
		t.Errorf("loads %v", loads)
	}
	// R00 has the first agency and the 84th; R40 is the second street of the first.
	var names []string
	for _, s := range l.Of(nil, []string{"R00", "R40"}, day(1)) {
		names = append(names, s.Unit+" "+s.Sponsor)
	}
	if got := fmt.Sprint(names); got != "[R00 B00 R00 B83 R40 B00 R40 B40]" {
		t.Errorf("got %s", got)
	}
	if has := l.Units("B42", day(1)); len(has) != 2 || has[0].Unit != "R42" || has[1].Unit != "R82" {
		t.Errorf("B42 has %v", documents(has))
	}
	if l.Of(nil, []string{"R00"}, day(-1)) != nil || l.Units("B99", day(1)) != nil {
		t.Error("before the first, and of nobody")
	}
}

func TestTheLedgerTakesNoMemory(t *testing.T) {
	l := NewLedger(jiayuguan())
	var room [8]*Sponsorship
	units := []string{"X", "R00", "Y", "R01"}
	if n := testing.AllocsPerRun(100, func() { l.Of(room[:0], units, day(1)) }); n != 0 {
		t.Errorf("%v allocations a question", n)
	}
}

func TestHistoryHasEverything(t *testing.T) {
	l := NewLedger([]Sponsorship{row("link", "C1", "P2", 5, 0), row("link", "C1", "P1", 0, 5), row("link", "C2", "P3", 0, 0)})
	if h := l.History("C1"); len(h) != 2 || h[0].Sponsor != "P1" || h[1].Sponsor != "P2" {
		t.Errorf("got %+v", h)
	}
	if l.History("C3") != nil {
		t.Error("C3 has no history")
	}
}

func TestOverlay(t *testing.T) {
	old := row("link", "C1", "P1", 0, 0)
	ended, renamed, other := old, old, old
	ended.Until, renamed.Name, other.From = day(9), "别名", day(1)
	for name, test := range map[string]struct {
		imported                  Sponsorship
		added, changed, unchanged int
	}{
		"again": {old, 0, 0, 1}, "ended": {ended, 0, 1, 0}, "renamed": {renamed, 0, 1, 0}, "another beginning": {other, 1, 0, 0},
	} {
		o := Overlay([]Sponsorship{old}, []Sponsorship{test.imported})
		if o.Added != test.added || o.Changed != test.changed || o.Unchanged != test.unchanged || len(o.Fresh) != 1-o.Unchanged {
			t.Errorf("%s: %+v", name, o)
		}
	}
}
