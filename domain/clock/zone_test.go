package clock

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func clockSpan(from, until string) Span {
	read := func(text string) time.Duration {
		if text == "24:00" {
			return 24 * time.Hour
		}
		t, err := time.Parse("15:04", text)
		if err != nil {
			panic(err)
		}
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return Span{read(from), read(until)}
}

// In New York clocks were put forward on 2024-03-10 at 02:00 and back on 2024-11-03
// at 02:00, both Sundays, here workdays.
func TestSummerTime(t *testing.T) {
	c := made(t, func(s *Settings) {
		s.Zone = zone(t, "America/New_York")
		s.Exceptions = []Exception{{day(t, "2024-03-10"), Workday, ""}, {day(t, "2024-11-03"), Workday, ""}}
		s.Hours = []Hours{{Spans: []Span{clockSpan("00:00", "06:00"), clockSpan("22:00", "24:00")}}}
	})
	for _, w := range []struct{ start, limit, due string }{
		{"2024-03-09T10:00:00-05:00", "1自然日", "2024-03-10T10:00:00-04:00"},
		{"2024-03-09T10:00:00-05:00", "24紧急工作时", "2024-03-10T11:00:00-04:00"},
		{"2024-03-09T02:30:00-05:00", "1自然日", "2024-03-10T03:00:00-04:00"}, // 02:30 is not
		{"2024-03-10T03:00:00-04:00", "1自然日", "2024-03-11T03:00:00-04:00"},
		{"2024-11-02T01:30:00-04:00", "1自然日", "2024-11-03T01:30:00-04:00"}, // the first of two
		{"2024-11-03T01:30:00-05:00", "1自然日", "2024-11-04T02:00:00-05:00"}, // taken for 02:00
		{"2024-11-02T10:00:00-04:00", "1自然日", "2024-11-03T10:00:00-05:00"},
		{"2024-03-10T00:00:00-05:00", "5工作时", "2024-03-10T06:00:00-04:00"}, // an hour is missing
		{"2024-11-03T00:00:00-04:00", "7工作时", "2024-11-03T06:00:00-05:00"}, // one is there twice
		{"2024-03-10T00:00:00-05:00", "1工作日", "2024-03-11T00:00:00-04:00"},
	} {
		start, _ := time.Parse(time.RFC3339, w.start)
		due, _ := time.Parse(time.RFC3339, w.due)
		if got, err := c.Due(start, limit(t, w.limit)); err != nil || !got.At.Equal(due) {
			t.Errorf("%s from %s is due %s, want %s (%v)", w.limit, w.start, got.At, w.due, err)
		}
	}
}

// Zones with all that zones do: summer time at midnight, half an hour of it, a day
// that never was, local mean time.
var zones = []string{"Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Beirut", "America/Havana", "America/St_Johns", "Europe/London", "UTC"}

// A day of work is as long as its clock, and days follow each other without a gap,
// through every change of every zone.
func TestDaysOfAnyZone(t *testing.T) {
	for _, name := range zones {
		c := made(t, func(s *Settings) { s.Zone = zone(t, name) })
		for d := firstDay; d <= lastDay; d++ {
			begin, end := c.midnight(d), c.midnight(d+1)
			if begin == end && name == "Pacific/Apia" && d == DayOf(2011, 12, 30) {
				continue
			}
			if end-begin < 22*int64(time.Hour) || end-begin > 26*int64(time.Hour) {
				if name != "Pacific/Apia" && d.String() != "1900-12-31" {
					t.Fatalf("%s: %s has %s", name, d, time.Duration(end-begin))
				}
			}
			if c.dayAt(begin) != d || c.dayAt(end-1) != d {
				t.Fatalf("%s: the ends of %s lie in %s and %s", name, d, c.dayAt(begin), c.dayAt(end-1))
			}
			if y, m, day := c.time(begin).Date(); DayOf(y, m, day) != d {
				t.Fatalf("%s: %s begins %s", name, d, c.time(begin))
			}
			if y, m, day := c.time(begin - 1).Date(); name == "America/Havana" && d > firstDay && DayOf(y, m, day) != d-1 {
				t.Fatalf("%s: %s begins before %s", name, d, c.time(begin))
			}
		}
	}
}

// The time of day is found again, and never goes back.
func TestTheClockOnTheWall(t *testing.T) {
	calendars := map[string]*Calendar{}
	for _, name := range zones {
		calendars[name] = made(t, func(s *Settings) { s.Zone = zone(t, name) })
	}
	rapid.Check(t, func(t *rapid.T) {
		c := calendars[rapid.SampledFrom(zones).Draw(t, "zone")]
		a := rapid.Int64Range(newYear(1980), newYear(2040)).Draw(t, "a")
		b := a + rapid.Int64Range(0, 3*dayNS).Draw(t, "b")
		if ma, mb := c.measure(CalendarDays, a), c.measure(CalendarDays, b); ma > mb {
			t.Fatalf("the wall goes back from %s to %s", c.time(a), c.time(b))
		}
		m := c.measure(CalendarDays, a)
		at, ok := c.instant(CalendarDays, m)
		if !ok || at > a || c.measure(CalendarDays, at) < m {
			t.Fatalf("%s is found as %s", c.time(a), c.time(at))
		}
		hour, minute, second := c.time(at).Clock()
		if wall := (int64(hour)*3600+int64(minute)*60+int64(second))*int64(time.Second) + at%int64(time.Second); m%dayNS != wall && c.shape(c.dayAt(at)).turn == c.shape(c.dayAt(at)).end {
			t.Fatalf("the wall shows %s, the measure %s", c.time(at), time.Duration(m%dayNS))
		}
	})
}

// newYear is the first instant of a year in UTC, in nanoseconds.
func newYear(year int) int64 { return int64(DayOf(year, 1, 1)) * dayNS }
