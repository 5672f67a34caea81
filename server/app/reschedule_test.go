package app

import (
	"testing"
	"time"

	"sizhang/domain/fault"
)

// A slip in a date does not lock the city: what is not in force yet can be moved,
// but nothing that was.
func TestReschedule(t *testing.T) {
	now := &watch{now: day(10)}
	a := New(open(t), Options{Now: now.Now})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	for number, effective := range map[int]time.Time{2: day(20)} {
		draft := openDraft(t, a)
		addUnits(t, a, draft, nil, grids(number)...)
		mustPublish(t, a, draft, effective)
	}
	slip := openDraft(t, a)
	addUnits(t, a, slip, nil, grid(5))
	last := mustPublish(t, a, slip, day(20).AddDate(36, 0, 0)).Version
	for _, c := range []struct {
		what    string
		version int
		to      time.Time
		code    fault.Code
	}{
		{"one that another follows", last - 1, day(25), fault.VersionNotLast},
		{"one that never was", last + 1, day(25), fault.VersionNotLast},
		{"into the past", last, day(9), fault.EffectivePast},
		{"before the one that it follows", last, day(15), fault.EffectiveTooEarly},
		{"beyond all years", last, day(1).AddDate(7000, 0, 0), fault.InstantInvalid},
	} {
		_, err := a.Reschedule(t.Context(), code, c.version, c.to)
		wantFault(t, c.what, err, c.code)
	}
	if at, err := a.Reschedule(t.Context(), code, last, day(30)); err != nil || !at.Equal(day(30)) {
		t.Fatal(at, err)
	}
	c := refresh(t, a)
	if holds(c, "G005", day(29)) || !holds(c, "G005", day(30)) {
		t.Error("the version did not move to day 30")
	}
	now.set(day(31))
	_, err := a.Reschedule(t.Context(), code, last, day(40))
	wantFault(t, "one that is in force", err, fault.VersionInForce)
	later := openDraft(t, a)
	addUnits(t, a, later, nil, grid(6))
	mustPublish(t, a, later, time.Time{})
}
