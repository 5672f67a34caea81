package clock

import (
	"testing"
	"time"

	"sizhang/domain/fault"
)

// story replays events such as "start 2024-03-01 17:00".
func story(t testing.TB, c *Calendar, l string, events ...Event) Clock {
	t.Helper()
	k, err := Replay(c, limit(t, l), nil)
	for _, e := range events {
		if err == nil {
			k, err = k.After(e)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (c *Calendar) event(t testing.TB, kind EventKind, at string) Event {
	return Event{Kind: kind, At: c.local(t, at)}
}

func due(t testing.TB, k Clock, want string) {
	t.Helper()
	d, ok := k.Deadline()
	if want == "" && !ok {
		return
	}
	if !ok || !d.At.Equal(k.calendar.local(t, want)) {
		t.Errorf("due %s (%v), want %s", d.At, ok, want)
	}
}

func TestPauseAndResume(t *testing.T) {
	c := made(t, nil)
	k := story(t, c, "3工作日", c.event(t, Start, "2024-03-01 17:00"), c.event(t, Pause, "2024-03-04 10:00"))
	due(t, k, "")
	r := k.Read(c.local(t, "2024-06-01 00:00"))
	if r.State != Paused || r.Used != 9*time.Hour || r.Remaining != 63*time.Hour || r.Late { // 3/8 of a day
		t.Errorf("paused: %+v", r)
	}
	k, err := k.After(c.event(t, Resume, "2024-03-11 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	due(t, k, "2024-03-13 17:00")
	// A pause over a night and a weekend moves nothing.
	k = story(t, c, "3工作日", c.event(t, Start, "2024-03-01 17:00"), c.event(t, Pause, "2024-03-01 18:00"), c.event(t, Resume, "2024-03-04 08:00"))
	due(t, k, "2024-03-06 17:00")
	// Paused with nothing left it is due when it is resumed, not before.
	k = story(t, c, "4工作时", c.event(t, Start, "2024-03-08 15:00"), c.event(t, Pause, "2024-03-11 09:00"), c.event(t, Resume, "2024-03-12 13:00"))
	due(t, k, "2024-03-12 13:00")
	// By the civil code the deadline is the end of a day again.
	c = made(t, func(s *Settings) { s.Workdays = EndOfDay })
	k = story(t, c, "3工作日", c.event(t, Start, "2024-03-01 17:00"), c.event(t, Pause, "2024-03-05 10:00"), c.event(t, Resume, "2024-03-14 15:00"))
	due(t, k, "2024-03-18 18:00")
	k = story(t, c, "3工作日", c.event(t, Start, "2024-03-01 17:00"), c.event(t, Pause, "2024-03-05 10:00"), c.event(t, Resume, "2024-03-05 10:00"))
	due(t, k, "2024-03-06 18:00")
}

func TestAPauseEndsByItself(t *testing.T) {
	c := made(t, nil)
	pause := c.event(t, Pause, "2024-03-04 10:00")
	pause.Until = c.local(t, "2024-03-11 10:00")
	k := story(t, c, "3工作日", c.event(t, Start, "2024-03-01 17:00"), pause)
	due(t, k, "2024-03-13 17:00")
	for at, want := range map[string]State{"2024-03-04 10:00": Paused, "2024-03-11 09:59": Paused, "2024-03-11 10:00": Running, "2024-03-13 17:00": Running, "2024-03-13 17:00:01": Overdue} {
		if got := k.Read(c.local(t, at)).State; got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
	early, err := k.After(c.event(t, Resume, "2024-03-05 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	due(t, early, "2024-03-07 17:00")
	due(t, k, "2024-03-13 17:00") // the one before is as it was
	if _, err := k.After(c.event(t, Resume, "2024-03-12 10:00")); fault.As(err).Code != fault.ClockNotPaused {
		t.Errorf("resumed what runs: %v", err)
	}
	done, err := k.After(c.event(t, Finish, "2024-03-05 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	if r := done.Read(c.local(t, "2099-01-01 00:00")); r.State != Done || r.Late || r.Used != 9*time.Hour || r.Remaining != 63*time.Hour {
		t.Errorf("finished while paused: %+v", r)
	}
}

func TestExtending(t *testing.T) {
	c := made(t, nil)
	k := story(t, c, "3工作日", c.event(t, Start, "2024-03-01 17:00"), c.event(t, Extend, "2024-03-06 17:00"))
	due(t, k, "2024-03-11 17:00")
	k, _ = k.After(c.event(t, Extend, "2024-03-07 08:00"))
	due(t, k, "2024-03-14 17:00")
	if k.Count(Extend) != 2 {
		t.Errorf("extended %d times", k.Count(Extend))
	}
	end := made(t, func(s *Settings) { s.Workdays, s.CalendarDays = EndOfDay, EndOfDay })
	due(t, story(t, end, "3工作日", end.event(t, Start, "2024-03-01 17:00"), end.event(t, Extend, "2024-03-04 09:00")), "2024-03-11 18:00")
	due(t, story(t, end, "1自然日", end.event(t, Start, "2024-03-01 17:00"), end.event(t, Extend, "2024-03-04 09:00")), "2024-03-05 18:00")
}

func TestOverdue(t *testing.T) {
	c := made(t, nil)
	k := story(t, c, "4工作时", c.event(t, Start, "2024-03-08 15:00"))
	due(t, k, "2024-03-11 09:00")
	if r := k.Read(c.local(t, "2024-03-11 09:00")); r.State != Running || r.Remaining != 0 || r.Late {
		t.Errorf("at the deadline: %+v", r)
	}
	r := k.Read(c.local(t, "2024-03-11 15:00"))
	if r.State != Overdue || r.Overdue != 4*time.Hour || r.Elapsed != 6*time.Hour || r.Used != 8*time.Hour || !r.Late {
		t.Errorf("overdue: %+v", r)
	}
	k, err := k.After(c.event(t, Finish, "2024-03-11 10:00"))
	if r := k.Read(c.local(t, "2024-04-11 15:00")); err != nil || r.State != Done || !r.Late || r.Overdue != time.Hour {
		t.Errorf("finished late: %+v %v", r, err)
	}
}

func TestWhatCannotComeNext(t *testing.T) {
	c := made(t, nil)
	e := func(kind EventKind, at string) Event { return c.event(t, kind, at) }
	ends := e(Pause, "2024-03-04 10:00")
	ends.Until = ends.At
	started := []Event{e(Start, "2024-03-01 17:00")}
	for _, test := range []struct {
		before []Event
		event  Event
		want   fault.Code
	}{
		{nil, e(Pause, "2024-03-04 10:00"), fault.ClockNotStarted},
		{nil, e("stop", "2024-03-04 10:00"), fault.ClockUnknown},
		{nil, Event{Kind: Start}, fault.ClockBeyondYears},
		{nil, e(Start, "2200-12-31 23:00"), fault.ClockBeyondYears},
		{started, e(Start, "2024-03-04 10:00"), fault.ClockStarted},
		{started, e(Resume, "2024-03-04 10:00"), fault.ClockNotPaused},
		{started, e(Finish, "2024-03-01 16:59"), fault.ClockBackwards},
		{started, e(Extend, "2024-03-06 17:00:01"), fault.ClockOverdue},
		{started, e(Pause, "2024-03-06 17:00:01"), fault.ClockOverdue},
		{started, ends, fault.ClockPauseEnds},
		{append(started, e(Pause, "2024-03-04 10:00")), e(Pause, "2024-03-04 11:00"), fault.ClockPaused},
		{append(started, e(Pause, "2024-03-04 10:00")), e(Extend, "2024-03-04 11:00"), fault.ClockPaused},
		{append(started, e(Finish, "2024-03-04 10:00")), e(Extend, "2024-03-04 11:00"), fault.ClockFinished},
	} {
		k := story(t, c, "3工作日", test.before...)
		after, err := k.After(test.event)
		if err == nil || fault.As(err).Code != test.want {
			t.Errorf("%v, then %s: %v, want %s", test.before, test.event, err, test.want)
		}
		if len(after.events) != len(test.before) {
			t.Errorf("%v, then %s: taken all the same", test.before, test.event)
		}
	}
}

// Two clocks made from one know nothing of each other.
func TestClocksShareNothing(t *testing.T) {
	c := made(t, nil)
	k := story(t, c, "3工作日", c.event(t, Start, "2024-03-01 17:00"), c.event(t, Pause, "2024-03-04 10:00"), c.event(t, Resume, "2024-03-05 10:00"))
	one, _ := k.After(c.event(t, Extend, "2024-03-06 10:00"))
	other, _ := k.After(c.event(t, Finish, "2024-03-06 11:00"))
	if one.Count(Extend) != 1 || one.Count(Finish) != 0 || other.Count(Extend) != 0 || len(k.Events()) != 3 {
		t.Errorf("%v and %v", one.events, other.events)
	}
	one.Events()[0].Kind = Finish
	if one.Count(Start) != 1 {
		t.Error("its events were changed from outside")
	}
}

// Events that come twice, together or much later, have their effect once.
func TestDoubledEvents(t *testing.T) {
	c := made(t, nil)
	events := []Event{c.event(t, Start, "2024-03-01 17:00"), c.event(t, Pause, "2024-03-04 10:00"), c.event(t, Resume, "2024-03-05 10:00"), c.event(t, Extend, "2024-03-05 11:00"), c.event(t, Finish, "2024-03-05 12:00")}
	k := story(t, c, "3工作日")
	for i, e := range events {
		k = story(t, c, "3工作日", events[:i+1]...)
		want, _ := k.Deadline()
		for _, again := range events[:i+1] {
			again.At = again.At.UTC()
			next, err := k.After(again)
			if got, _ := next.Deadline(); err != nil || !got.At.Equal(want.At) || len(next.events) != i+1 {
				t.Errorf("%s, then %s again: %v %v", e, again, got, err)
			}
		}
	}
	if now := c.local(t, "2024-03-05 11:00"); !k.Stamp(now).Equal(events[4].At) {
		t.Error("a stamp before the last event")
	}
}
