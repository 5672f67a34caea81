package main

import (
	"io"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/geo/geotest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Three weeks over a Spring Festival, with some reports a day, go well: nothing is lost,
// nothing is with nobody, figures add up, histories verify. go run ./server/year is the
// whole year.
func TestSomeWeeksOfACity(t *testing.T) {
	geotest.Reckons(t)
	s := settings{from: time.Date(2025, 1, 20, 0, 0, 0, 0, city.China), days: 21, reports: 12, seed: 1, dir: t.TempDir(), log: io.Discard}
	found, err := live(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range found.Wrong {
		t.Error(wrong)
	}
	if found.Reported < 100 || found.States[issue.Struck] == 0 || found.Ledger.done["claim"] == 0 || found.Told == 0 {
		t.Errorf("hardly anything happened: %+v", found)
	}
	for _, action := range []string{"file", "dispatch", "claim", "finish", "pass", "fail", "strike"} {
		if found.Ledger.done[action] == 0 {
			t.Errorf("nobody ever did %s", action)
		}
	}
	if err := found.print(io.Discard); err != nil && len(found.Wrong) == 0 {
		t.Error(err)
	}
}
