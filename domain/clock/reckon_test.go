package clock

import "testing"

// 2026 is not published yet when a limit of ten workdays begins on 2025-12-22.
func TestReckoning(t *testing.T) {
	before, after := made(t, nil, 2024, 2025), made(t, nil)
	start := before.event(t, Start, "2025-12-22 17:00")
	k := story(t, before, "10工作日", start)
	d, _ := k.Deadline()
	if due(t, k, "2026-01-05 17:00"); !d.Provisional {
		t.Error("it is not provisional")
	}
	now := before.local(t, "2025-12-23 09:00")
	// Off on Thursday and Friday, January 1 and 2; work on Sunday the 4th.
	next, change, err := k.Reckon(after, now)
	if due(t, next, "2026-01-06 17:00"); err != nil || !change.Moved() || change.Kept || change.To.Provisional || next.Calendar() != after {
		t.Errorf("reckoned: %+v %v", change, err)
	}
	due(t, k, "2026-01-05 17:00")
	// What was settled stays, and knows the calendar that agrees.
	settled := story(t, before, "2工作日", start)
	if next, change, _ = settled.Reckon(after, now); change.Moved() || next.Calendar() != after {
		t.Errorf("settled: %+v", change)
	}
	odd := made(t, func(s *Settings) { s.Exceptions = append(s.Exceptions, Exception{day(t, "2025-12-23"), Holiday, ""}) })
	if next, change, _ = settled.Reckon(odd, now); change.Moved() || next.Calendar() != before {
		t.Errorf("moved what was settled: %+v", change)
	}
	// What is finished stays.
	done, _ := k.After(before.event(t, Finish, "2025-12-24 09:00"))
	if next, change, _ = done.Reckon(after, now); change.Moved() || next.Calendar() != before {
		t.Errorf("moved what is finished: %+v", change)
	}
	// A paused one has no deadline to move, and goes on by the new calendar.
	paused, _ := k.After(before.event(t, Pause, "2025-12-24 17:00"))
	next, _, _ = paused.Reckon(after, now)
	next, _ = next.After(after.event(t, Resume, "2025-12-31 17:00"))
	due(t, next, "2026-01-13 17:00")
}

// A notice that is put in late makes nobody overdue. A make-up Sunday brings a
// deadline forward, from Tuesday to Monday.
func TestReckoningMakesNobodyOverdue(t *testing.T) {
	before, after := made(t, nil, 2024), made(t, nil)
	k := story(t, before, "1工作日", before.event(t, Start, "2025-02-07 17:00"))
	due(t, k, "2025-02-10 17:00")
	early, change, _ := k.Reckon(after, before.local(t, "2025-02-07 18:00"))
	if due(t, early, "2025-02-08 17:00"); !change.Moved() {
		t.Error("it stayed")
	}
	late, change, _ := k.Reckon(after, before.local(t, "2025-02-09 10:00"))
	if due(t, late, "2025-02-10 17:00"); change.Moved() || !change.Kept {
		t.Errorf("overdue by a calendar: %+v", change)
	}
	// What was overdue is judged by the notice.
	over, change, _ := k.Reckon(after, before.local(t, "2025-02-11 10:00"))
	if due(t, over, "2025-02-08 17:00"); change.Kept {
		t.Errorf("kept: %+v", change)
	}
}

// What was allowed is not refused because the deadline moved.
func TestReckoningTakesWhatWasDecided(t *testing.T) {
	before, after := made(t, nil, 2024), made(t, nil)
	k := story(t, before, "1工作日", before.event(t, Start, "2025-02-07 17:00"), before.event(t, Extend, "2025-02-10 10:00"))
	due(t, k, "2025-02-11 17:00")
	next, _, err := k.Reckon(after, before.local(t, "2025-02-10 11:00"))
	if err != nil {
		t.Fatal(err)
	}
	due(t, next, "2025-02-10 17:00")
}

func TestProvisional(t *testing.T) {
	c := made(t, func(s *Settings) { s.CalendarDays = EndOfDay }, 2024, 2025)
	same := made(t, nil, 2024, 2025)
	for _, test := range []struct {
		c     *Calendar
		start string
		limit string
		want  bool
	}{
		{c, "2025-12-22 10:00", "2工作日", false},
		{c, "2025-12-23 10:00", "2工作日", true}, // the last week may still change
		{c, "2024-12-27 10:00", "2工作日", false},
		{c, "2025-12-30 10:00", "90紧急工作时", false},
		{c, "2025-12-24 10:00", "1自然日", true},
		{same, "2025-12-30 10:00", "7自然日", false},
		{c, "2025-12-31 10:00", "7工作时", true},
		{c, "2023-12-29 10:00", "1工作日", true}, // not published here
	} {
		d, err := test.c.Due(test.c.local(t, test.start), limit(t, test.limit))
		if err != nil || d.Provisional != test.want {
			t.Errorf("%s from %s: %v %v", test.limit, test.start, d, err)
		}
	}
	if years := PublishedYears([]Exception{{day(t, "2027-01-01"), Holiday, ""}, {day(t, "2028-10-01"), Workday, ""}}); len(years) != 0 {
		t.Errorf("published by one day: %v", years)
	}
	if years := c.Years(); len(years) != 2 || !c.Published(2025) || c.Published(2026) || c.Published(-5) || c.Published(9999) {
		t.Errorf("published: %v", years)
	}
	if !c.Settled(day(t, "2025-01-01"), day(t, "2025-12-24")) || c.Settled(day(t, "2025-01-01"), day(t, "2025-12-25")) || c.Settled(firstDay-1, firstDay) || c.Settled(lastDay, lastDay+1) {
		t.Error("settled days")
	}
}
