package clock

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What a kind counts between a start and what is due is the limit, and not an instant
// earlier.
func TestDueIsTheInverse(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, start, l := p.draw(t, SameMoment), drawTime(t, "start"), drawLimit(t, "limit")
		due, err := c.Due(start, l)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := c.Between(l.Kind, start, due.At)
		early, _ := c.Between(l.Kind, start, due.At.Add(-1))
		slack := time.Duration(0)
		if l.Kind == Workdays {
			slack = 24 // a share of a day is rounded by less than a nanosecond of work
		}
		wall := l.Kind == CalendarDays && c.shape(c.dayAt(due.At.UnixNano())).turn == due.At.UnixNano() // a leap of the clock
		if got < l.Amount || got > l.Amount+slack && !wall || early >= l.Amount {
			t.Fatalf("%s from %s is due %s: %s between, %s before", l, start.In(c.zone), due.At, got, early)
		}
	})
}

func TestLaterStartsAndLongerLimitsAreDueLater(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, start, l := p.draw(t, SameMoment, EndOfDay), drawTime(t, "start"), drawLimit(t, "limit")
		due, _ := c.Due(start, l)
		later, _ := c.Due(start.Add(time.Duration(rapid.Int64Range(0, 9*dayNS).Draw(t, "later"))), l)
		longer, _ := c.Due(start, Limit{l.Kind, l.Amount + time.Duration(rapid.Int64Range(0, 9*dayNS).Draw(t, "longer"))})
		if due.At.Before(start) || later.At.Before(due.At) || longer.At.Before(due.At) {
			t.Fatalf("%s from %s: %s, later %s, longer %s", l, start, due.At, later.At, longer.At)
		}
	})
}

// Two limits one after the other are one.
func TestLimitsAddUp(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, start, l := p.draw(t, SameMoment), drawTime(t, "start"), drawLimit(t, "limit")
		if l.Kind == CalendarDays && c.midnights != nil {
			return // a leap of the wall is lost between
		}
		part := time.Duration(rapid.Int64Range(1, int64(l.Amount)).Draw(t, "part"))
		first, _ := c.Due(start, Limit{l.Kind, part})
		if part < l.Amount {
			first, _ = c.Due(first.At, Limit{l.Kind, l.Amount - part})
		}
		whole, _ := c.Due(start, l)
		if d, _ := c.Between(l.Kind, first.At, whole.At); d > 48 || d < -48 {
			t.Fatalf("%s from %s is %s, in two parts %s", l, start, whole.At, first.At)
		}
	})
}

// An instant is one instant, in whatever zone it is written.
func TestTheZoneOfTheAskerIsNothing(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, start, l := p.draw(t, SameMoment, EndOfDay), drawTime(t, "start"), drawLimit(t, "limit")
		there := time.FixedZone("", rapid.IntRange(-12*3600, 14*3600).Draw(t, "offset"))
		a, _ := c.Due(start, l)
		b, _ := c.Due(start.In(there), l)
		if !a.At.Equal(b.At) || a.At.Location() != c.zone {
			t.Fatalf("%s and %s", a.At, b.At)
		}
	})
}

func TestBeforeIsDueBackwards(t *testing.T) {
	p := calendars(t)
	rapid.Check(t, func(t *rapid.T) {
		c, end, l := p.draw(t, SameMoment, EndOfDay), drawTime(t, "end"), drawLimit(t, "limit")
		start, err := c.Before(end, l)
		if err != nil {
			t.Fatal(err)
		}
		left, _ := c.Between(l.Kind, start, end)
		more, _ := c.Between(l.Kind, start.Add(-1), end)
		if start.After(end) || left > l.Amount || more <= l.Amount {
			t.Fatalf("%s before %s is %s: %s left, %s before", l, end, start, left, more)
		}
	})
}

func TestAFarDeadlineIsRefused(t *testing.T) {
	c := made(t, func(s *Settings) { s.Workdays, s.CalendarDays = EndOfDay, EndOfDay })
	for _, start := range []string{"2200-12-31 23:59:59", "1899-12-31 23:59:59", "9000-01-01 00:00"} {
		for _, k := range Kinds {
			at := c.local(t, start)
			if d, err := c.Due(at, Limit{k, 48 * time.Hour}); err == nil {
				t.Errorf("%s of 48 h from %s is due %s", k, start, d.At)
			}
		}
	}
	if _, err := c.Before(c.local(t, "1900-01-01 00:00"), Limit{WorkHours, time.Hour}); err == nil {
		t.Error("an hour before the first day")
	}
	for _, start := range []string{"1970-01-01 00:00", "2100-06-01 12:00", "1900-01-01 00:00"} {
		d, err := c.Due(c.local(t, start), Limit{Workdays, 72 * time.Hour})
		if err != nil || !d.Provisional {
			t.Errorf("from %s: %v, %v", start, d, err)
		}
	}
}

func BenchmarkDue(b *testing.B) {
	c := made(b, nil)
	start, l := c.local(b, "2025-01-20 09:30"), limit(b, "15工作日")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Due(start, l); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		made(b, nil)
	}
}

func TestDueAllocatesNothing(t *testing.T) {
	c := made(t, nil)
	start, l := c.local(t, "2025-01-20 09:30"), limit(t, "15工作日")
	if n := testing.AllocsPerRun(100, func() { _, _ = c.Due(start, l) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
