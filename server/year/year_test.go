package main

import (
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/issue"
	"sizhang/geo/geotest"
	"sizhang/server/calendar"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Reports come in by the hour, the weekday and the calendar: most on a Monday morning,
// few on a Sunday or a holiday, and on a Sunday that is worked as on a Monday.
func TestWhenReportsComeIn(t *testing.T) {
	calendar, err := calendar.Shipped().Calendar(clock.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	y := &year{settings: settings{reports: 10_000}, calendar: calendar, rng: rand.New(rand.NewPCG(1, 1))}
	on := func(month time.Month, d int) (total int, hours [24]int) {
		day := time.Date(2025, month, d, 0, 0, 0, 0, city.China)
		for _, at := range y.times(day) {
			if at.Before(day) || !at.Before(day.AddDate(0, 0, 1)) {
				t.Fatalf("%s is not of %s", at, day)
			}
			hours[at.Hour()]++
			total++
		}
		return total, hours
	}
	monday, hours := on(3, 3)
	if hours[9] < 10*hours[3] || hours[9] < hours[19] || hours[12] >= hours[14] {
		t.Errorf("by the hour of a Monday: %v", hours)
	}
	saturday, _ := on(3, 8)
	sunday, _ := on(3, 9)
	wednesday, _ := on(3, 5)
	holiday, _ := on(1, 29) // the first day of the year of the snake, a Wednesday
	makeUp, _ := on(1, 26)  // a Sunday that is worked
	if !(holiday < sunday && sunday < saturday && saturday < wednesday && wednesday < monday && makeUp == monday) {
		t.Errorf("holiday %d, Sunday %d, Saturday %d, Wednesday %d, Monday %d, a Sunday that is worked %d", holiday, sunday, saturday, wednesday, monday, makeUp)
	}
	week := 0
	for d := 3; d < 10; d++ {
		n, _ := on(3, d)
		week += n
	}
	if week < 69_900 || week > 70_100 {
		t.Errorf("%d in a week of 10,000 a day", week)
	}
}

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
	for _, action := range []string{"file", "dispatch", "claim", "finish", "pass", "fail", "merge", "strike"} {
		if found.Ledger.done[action] == 0 {
			t.Errorf("nobody ever did %s", action)
		}
	}
	if err := found.print(io.Discard); err != nil && len(found.Wrong) == 0 {
		t.Error(err)
	}
}
