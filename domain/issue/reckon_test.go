package issue

import (
	"slices"
	"testing"
	"time"

	"sizhang/domain/clock"
)

// knowing is a calendar of the published years with the days off in March 2026.
func knowing(t *testing.T, published []int, off ...int) *clock.Calendar {
	t.Helper()
	s := clock.Settings{Published: published}
	for _, day := range off {
		s.Exceptions = append(s.Exceptions, clock.Exception{Day: clock.DayOf(2026, time.March, day), Kind: clock.Holiday, Name: "节"})
	}
	c, err := clock.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// by a calendar that knows more, deadlines that were provisional move, once, with an
// event that says which and from when; those that people were told for good stay, and
// their alarms with them.
func TestANewCalendar(t *testing.T) {
	l := begin(t, byCitizen())
	l.w.Calendar, l.w.CalendarVersion = knowing(t, []int{2025}), "0"
	l.then(by(dispatcher, File)).tick() // sent on at once: to claim by noon, to handle by Thursday
	march := func(day, hour, minute int) time.Time {
		return time.Date(2026, 3, day, hour, minute, 0, 0, monday.Location())
	}
	handle := l.timer(ToHandle)
	if !handle.Provisional || !handle.Due.Equal(march(5, 9, 1)) {
		t.Fatalf("%+v", handle)
	}
	events := len(l.History)
	wants := func(version string, due time.Time, more int) {
		t.Helper()
		l.tick()
		handle := l.timer(ToHandle)
		if handle.Provisional || handle.Calendar != version || !handle.Due.Equal(due) || l.timer(ToClaim).Calendar != version || len(l.History) != events+more || l.Verify() != 0 {
			t.Fatalf("%+v after %d events, event %d does not hold", handle, len(l.History)-events, l.Verify())
		}
	}
	l.w.Calendar, l.w.CalendarVersion = knowing(t, []int{2025, 2026}, 3), "1"
	wants("1", march(6, 9, 1), 1)
	if e := l.Last(); e.Action != Reckon || e.With[WithTimer] != string(ToHandle) || e.With[WithWas] != instantText(march(5, 9, 1)) ||
		e.With[WithDeadline] != instantText(march(6, 9, 1)) || e.With[WithClocks] != "1" {
		t.Errorf("%+v", e)
	}
	wants("1", march(6, 9, 1), 1)
	l.w.Calendar, l.w.CalendarVersion = knowing(t, []int{2025, 2026}, 3, 4), "2" // too late: the day was told
	wants("2", march(6, 9, 1), 1)

	if filed := l.Clocks[0]; !filed.Done || filed.Calendar != "1" {
		t.Errorf("what has finished was reckoned anew: %+v", filed)
	}

	overdue := func() bool {
		l.tick()
		return slices.ContainsFunc(l.History, func(e Event) bool { return e.With[WithTimer] == string(ToHandle) && e.With[WithMark] == "overdue" })
	}
	l.then(by(worker, Claim))
	if l.w.Now = march(6, 9, 1); overdue() {
		t.Error("in time, and somebody is told that it is not")
	}
	if l.later(time.Second); !overdue() {
		t.Error("overdue by what people were told, and nobody hears of it")
	}
}

// What is over is not reckoned anew, whatever the calendar; what nothing was done about
// yet is.
func TestANewCalendarOfWhatIsOver(t *testing.T) {
	fresh := begin(t, byCitizen())
	fresh.w.CalendarVersion = "2"
	if fresh.tick(); fresh.Clocks[0].Calendar != "2" {
		t.Errorf("%+v", fresh.Clocks[0])
	}
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)).in(Closed)
	was := len(l.History)
	l.w.Calendar, l.w.CalendarVersion = knowing(t, []int{2026}, 3), "2"
	if l.tick(); len(l.History) != was || l.Clocks[0].Calendar != "1" {
		t.Errorf("%+v", l.Last())
	}
}

// Each mark is told to those whom it names, and of a whistle the ones who did not come are
// named.
func TestWhomAnAlarmNames(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim))
	c := by(dispatcher, Whistle)
	c.Bodies, c.Until = []string{"roads", "sanitation"}, l.w.Now.Add(time.Hour)
	a := by(roads, Arrive)
	a.Body = "roads"
	l.then(c, a).later(30 * 24 * time.Hour).tick()
	told := map[string]string{}
	for _, e := range l.History {
		switch e.Action {
		case Missed:
			if e.With[WithBodies] != "sanitation" || e.With[WithTold] != "p6" {
				t.Errorf("missed: %v", e.With)
			}
		case Warn, Escalate:
			told[e.With[WithMark]] = e.With[WithTold]
		}
	}
	if told["soon"] != "hands" || told["overdue"] != "hands,next_head" || told["overdue_1"] != "next_head,leaders" || l.count(Missed) != 1 {
		t.Errorf("%v", told)
	}
}
