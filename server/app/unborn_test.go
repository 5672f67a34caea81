package app

import (
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Nobody takes over a post at a unit that is not there yet; but what came before
// all versions may be older than the territory that is known.
func TestAHandoverBeforeItsUnit(t *testing.T) {
	now := &watch{now: day(10)}
	a := New(open(t), Options{Now: now.Now})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		units []territory.Unit
		from  int
	}{{grids(1), 10}, {[]territory.Unit{grid(1)}, 20}} {
		draft := openDraft(t, a)
		addUnits(t, a, draft, nil, v.units...)
		mustPublish(t, a, draft, day(v.from))
	}
	take := func(unit string, from int) error {
		_, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: unit, Post: "head", Person: "p", Name: "甲", From: day(from)})
		return err
	}
	wantFault(t, "before it is there", take("G001", 11), fault.UnitUnborn)
	for unit, from := range map[string]int{"G001": 20, "G000": 5} {
		if err := take(unit, from); err != nil {
			t.Errorf("%s from day %d: %v", unit, from, err)
		}
	}
}
