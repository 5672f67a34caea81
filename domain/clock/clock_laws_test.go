package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawStory is a start and up to three pauses and two extensions, none once overdue.
func drawStory(t *rapid.T, c *Calendar, l Limit) Clock {
	k, err := Replay(c, l, []Event{{Kind: Start, At: drawTime(t, "start")}})
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.IntRange(0, 6).Draw(t, "steps") {
		last := k.events[len(k.events)-1].At
		e := Event{Kind: rapid.SampledFrom([]EventKind{Pause, Pause, Resume, Resume, Extend}).Draw(t, "kind")}
		e.At = last.Add(time.Duration(rapid.Int64Range(0, int64(l.Amount)).Draw(t, "step")))
		if e.Kind == Pause && rapid.Bool().Draw(t, "ends") {
			e.Until = e.At.Add(time.Duration(rapid.Int64Range(1, 9*dayNS).Draw(t, "until")))
		}
		if next, err := k.After(e); err == nil {
			k = next
		}
	}
	return k
}

// The same facts make the same clock: step by step, from the store, in other zones,
// with any of them told twice.
func TestTheSameFactsMakeTheSameClock(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, l := p.draw(t, SameMoment, EndOfDay), drawLimit(t, "limit")
		k := drawStory(t, c, l)
		var told []Event
		for i, e := range k.Events() {
			e.At = e.At.UTC()
			if !e.Until.IsZero() {
				e.Until = e.Until.In(China)
			}
			told = append(told, e, k.events[rapid.IntRange(0, i).Draw(t, "again")])
		}
		again, err := Replay(c, l, told)
		if err != nil {
			t.Fatal(err)
		}
		a, aok := k.Deadline()
		b, bok := again.Deadline()
		now := drawTime(t, "now")
		if aok != bok || !a.At.Equal(b.At) || k.Read(now) != again.Read(now) {
			t.Fatalf("%v and %v, %+v and %+v", a, b, k.Read(now), again.Read(now))
		}
	})
}

// While it runs in time what was used and what is left are the whole; nothing that
// is used is given back, and the clock stands still while it is paused.
func TestUsedAndLeftAreTheWhole(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, l := p.draw(t, SameMoment), drawLimit(t, "limit")
		k := drawStory(t, c, l)
		last := k.events[len(k.events)-1].At
		now := last.Add(time.Duration(rapid.Int64Range(0, 40*dayNS).Draw(t, "now")))
		a, b := k.Read(now), k.Read(now.Add(time.Hour))
		whole := l.Amount * time.Duration(1+k.Count(Extend))
		if l.Kind == CalendarDays && c.midnights != nil {
			return // a leap of the wall counts for nobody
		}
		if sum := a.Used + a.Remaining - a.Overdue; sum < whole-48 || sum > whole+48*time.Duration(len(k.events)) {
			t.Fatalf("%s used, %s left of %s", a.Used, a.Remaining, whole)
		}
		if b.Used < a.Used || b.Remaining > a.Remaining || b.Overdue < a.Overdue || a.State == Paused && b.State == Paused && a.Used != b.Used {
			t.Fatalf("an hour later %+v became %+v", a, b)
		}
		if early := k.Read(last.Add(-time.Hour)); early != k.Read(last) {
			t.Fatalf("before the last event %+v", early)
		}
	})
}

// A pause moves the deadline by just what passed in it, and one of no length by
// nothing.
func TestPausesShiftTheDeadline(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, l := p.draw(t, SameMoment, EndOfDay), drawLimit(t, "limit")
		start := drawTime(t, "start")
		k, _ := Replay(c, l, []Event{{Kind: Start, At: start}})
		due, _ := k.Deadline()
		from := start.Add(time.Duration(rapid.Int64Range(0, int64(due.At.Sub(start))).Draw(t, "from")))
		length := time.Duration(rapid.SampledFrom([]int64{0, 0, int64(time.Hour), dayNS, 5 * dayNS}).Draw(t, "length"))
		k, err := k.After(Event{Kind: Pause, At: from})
		if err != nil {
			t.Fatal(err)
		}
		if k, err = k.After(Event{Kind: Resume, At: from.Add(length)}); err != nil {
			t.Fatal(err)
		}
		moved, _ := k.Deadline()
		left, _ := c.Between(l.Kind, from, due.At)
		if length == 0 && !moved.At.Equal(due.At) && !(left == 0 && moved.At.Equal(from)) {
			t.Fatalf("a pause of no length moved %s to %s", due.At, moved.At)
		}
		by, _ := c.Between(l.Kind, due.At, moved.At)
		passed, _ := c.Between(l.Kind, from, from.Add(length))
		exact := c.rule(l.Kind) != EndOfDay && !(l.Kind == CalendarDays && c.midnights != nil)
		if by < passed-48 || exact && by > passed+48 {
			t.Fatalf("%s passed, and the deadline moved by %s", passed, by)
		}
	})
}

// An extension adds one limit, and no alarm is raised before its time or out of order.
func TestExtensionsAndAlarms(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, l := p.draw(t, SameMoment), drawLimit(t, "limit")
		k := drawStory(t, c, l)
		due, ok := k.Deadline()
		extended, err := k.After(Event{Kind: Extend, At: k.Stamp(time.Time{})})
		if later, _ := extended.Deadline(); err == nil && extended.Count(Extend) > k.Count(Extend) {
			by, _ := c.Between(l.Kind, due.At, later.At)
			if leap := l.Kind == CalendarDays && c.midnights != nil; by < l.Amount-24 || by > l.Amount+24 && !leap {
				t.Fatalf("extended by %s instead of %s", by, l.Amount)
			}
		}
		for _, a := range k.Alarms(marks) {
			if a.At.Before(k.events[0].At) || a.Escalation && (!ok || a.At.Before(due.At)) || !a.Escalation && ok && a.At.After(due.At) {
				t.Fatalf("due %s, alarm %+v", due.At, a)
			}
			if a.Escalation && a.Reached(a.At.Add(1)) && k.Read(a.At.Add(1)).State != Overdue {
				t.Fatalf("%+v while %+v", a, k.Read(a.At.Add(1)))
			}
		}
	})
}
