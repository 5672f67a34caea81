package app

import (
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// A file that something was left out of is not the whole of anything: the units
// that it does name would end.
func TestAFileWithOmissionsIsNotTheWhole(t *testing.T) {
	a := settled(t, open(t))
	publish(t, a, grids(2)...)
	for _, c := range []struct {
		o    UnitsOptions
		want bool // refused
	}{
		{UnitsOptions{Whole: []string{"grid"}, LeftOut: 1}, true},
		{UnitsOptions{LeftOut: 1}, false},
		{UnitsOptions{Whole: []string{"grid"}}, false},
	} {
		o, err := a.AddUnits(t.Context(), code, openDraft(t, a), []territory.Unit{town(), grid(0)}, c.o, Source{}, Silent)
		if err != nil || o.Refused() != c.want || c.want && (o.Findings[0].Code != fault.WholeIncomplete || o.Findings[0].Field != "whole" || o.Ended != 0) {
			t.Errorf("%+v: %+v, %v", c.o, o, err)
		}
	}
}
