package indicator

import (
	"time"

	"sizhang/domain/city"
)

// Period is a time from an instant up to, not including, another (时段), in whole
// seconds. Its days begin at midnight in China.
type Period struct {
	From, Until time.Time
}

// Span makes a period of two instants; parts of a second are cut off.
func Span(from, until time.Time) Period {
	return Period{from.Truncate(time.Second).In(city.China), until.Truncate(time.Second).In(city.China)}
}

// Day returns midnight of the day in China.
func Day(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, city.China)
}

// Every is how a time is split into periods (周期).
type Every string

const (
	Whole     Every = ""
	Daily     Every = "day"
	Weekly    Every = "week"       // from Monday on
	HalfMonth Every = "half_month" // 半月: to the 15th, and from the 16th on
	Monthly   Every = "month"
	Quarterly Every = "quarter"
	Yearly    Every = "year"
)

// Everies lists every way to split a time.
var Everies = []Every{Daily, Weekly, HalfMonth, Monthly, Quarterly, Yearly}

// around returns the period of its kind that holds the instant.
func (e Every) around(at time.Time) Period {
	at = at.In(city.China)
	y, m, d := at.Date()
	switch e {
	case Daily:
		return Period{Day(y, m, d), Day(y, m, d+1)}
	case Weekly:
		d -= (int(at.Weekday()) + 6) % 7
		return Period{Day(y, m, d), Day(y, m, d+7)}
	case HalfMonth:
		if d <= 15 {
			return Period{Day(y, m, 1), Day(y, m, 16)}
		}
		return Period{Day(y, m, 16), Day(y, m+1, 1)}
	case Monthly:
		return Period{Day(y, m, 1), Day(y, m+1, 1)}
	case Quarterly:
		m -= (m - 1) % 3
		return Period{Day(y, m, 1), Day(y, m+3, 1)}
	}
	return Period{Day(y, 1, 1), Day(y+1, 1, 1)}
}

// Split returns the whole periods that the time touches, in order; none of Whole. The
// first may begin before the time and the last end after it, so that each can be held
// against others of its kind.
func (p Period) Split(e Every) []Period {
	if e == Whole {
		return nil
	}
	var all []Period
	for at := p.From; at.Before(p.Until); {
		next := e.around(at)
		all = append(all, next)
		at = next.Until
	}
	return all
}

// Compare is what a figure is held against (对比).
type Compare string

const (
	NotCompared Compare = ""
	YearBefore  Compare = "year"     // 同比: the same time a year before
	Previous    Compare = "previous" // 环比: the time before
)

// Compares lists every comparison.
var Compares = []Compare{YearBefore, Previous}

// Before returns what the period is compared with; false where there is no such time.
func (p Period) Before(c Compare) (Period, bool) {
	switch c {
	case YearBefore:
		return p.yearBefore()
	case Previous:
		return p.previous(), true
	}
	return Period{}, false
}

// yearBefore is the same time a year before (去年同期). That of a week is 52 weeks
// before, so that it has the same days of the week; the 29th of February alone has
// none.
func (p Period) yearBefore() (Period, bool) {
	const week = 7 * 24 * time.Hour
	if p.Until.Sub(p.From) == week && Weekly.around(p.From) == p {
		return Period{p.From.Add(-52 * week), p.Until.Add(-52 * week)}, true
	}
	if Daily.around(p.From) == p && p.From.Month() == time.February && p.From.Day() == 29 {
		return Period{}, false
	}
	return Period{monthsBefore(p.From, 12), monthsBefore(p.Until, 12)}, true
}

// previous is the time before (上期): the half month, or as many months, before where
// the period is whole ones; the same days of the month before where it begins with a
// month that is not over; else as long a time that ends where it begins.
func (p Period) previous() Period {
	switch {
	case HalfMonth.around(p.From) == p:
		return HalfMonth.around(p.From.Add(-time.Second))
	case !beginsMonth(p.From):
	case beginsMonth(p.Until):
		n := (p.Until.Year()-p.From.Year())*12 + int(p.Until.Month()-p.From.Month())
		return Period{p.From.AddDate(0, -n, 0), p.From}
	case p.Until.Before(p.From.AddDate(0, 1, 0)) && Daily.around(p.From) != p && !p.weeks():
		return Period{monthsBefore(p.From, 1), monthsBefore(p.Until, 1)}
	}
	return Period{p.From.Add(-p.Until.Sub(p.From)), p.From}
}

// weeks says whether the period is one whole week.
func (p Period) weeks() bool { return Weekly.around(p.From) == p }

func beginsMonth(at time.Time) bool { return Monthly.around(at).From.Equal(at) }

// monthsBefore is the same day so many months before, the end of that month where it
// has no such day.
func monthsBefore(at time.Time, n int) time.Time {
	then := at.AddDate(0, -n, 0)
	if then.Day() != at.Day() { // it ran over into the next month
		return Day(then.Year(), then.Month(), 1)
	}
	return then
}

// windows finds the time and the period that an instant lies in. The periods are
// disjoint and whole days; what a time is compared with may begin later or end earlier
// than what its periods are compared with.
type windows struct {
	from, until int64 // of the whole time, in seconds
	day         int64 // number of the first day in table
	table       []int32
}

const daySeconds = 24 * 60 * 60

// newWindows returns the windows of a time and of periods. Those that are no time are
// zero.
func newWindows(whole Period, periods []Period) windows {
	w := windows{from: whole.From.Unix(), until: whole.Until.Unix()}
	for i, p := range periods {
		if p.From.IsZero() {
			continue
		}
		first, end := dayOf(p.From.Unix()), dayOf(p.Until.Unix())
		if w.table == nil {
			w.day = first
		}
		for int64(len(w.table)) < end-w.day {
			w.table = append(w.table, 0)
		}
		for d := first; d < end; d++ {
			w.table[d-w.day] = int32(i) + 1
		}
	}
	return w
}

// dayOf numbers the days of China.
func dayOf(seconds int64) int64 { return (seconds + 8*60*60) / daySeconds }

// spot is where an instant lies: in the whole time or not, and in which period, from
// 1, or in none. The zero spot is nowhere.
type spot int32

func (s spot) whole() bool { return s&1 != 0 }
func (s spot) part() int   { return int(s >> 1) }

func (w *windows) at(seconds int64) (s spot) {
	if seconds >= w.from && seconds < w.until {
		s = 1
	}
	if w.table == nil {
		return s
	}
	if d := dayOf(seconds) - w.day; d >= 0 && d < int64(len(w.table)) {
		s |= spot(w.table[d] << 1)
	}
	return s
}
