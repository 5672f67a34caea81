package clock

import (
	"fmt"
	"time"

	"sizhang/domain/fault"
)

// Day is a day of the calendar, without a zone: its number since 1970-01-01. A
// number makes days cheap to count and to look up.
type Day int32

// The first and last day that a calendar holds: the years that the product knows.
const firstYear, lastYear = 1900, 2200

var (
	firstDay = DayOf(firstYear, time.January, 1)
	lastDay  = DayOf(lastYear, time.December, 31)
)

// DayOf returns the day of the date. A day or month beyond its range counts on, as
// in time.Date.
func DayOf(year int, month time.Month, day int) Day {
	return Day(floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), 24*60*60))
}

// ParseDay reads a date such as 2026-10-01.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fault.New(fault.CalendarDateInvalid, "", fault.With{"date": text})
	}
	return DayOf(t.Date()), nil
}

// Date returns the day's year, month and day of the month, by days counted from the
// first of March, so that the leap day comes last (H. Hinnant, civil_from_days).
func (d Day) Date() (year int, month time.Month, day int) {
	const era = 146097 // days of 400 years
	n := int(d) + 719468
	of := n / era // no day is before the year 0
	n -= of * era
	y := (n - n/1460 + n/36524 - n/146096) / 365
	n -= 365*y + y/4 - y/100
	m := (5*n + 2) / 153
	day = n - (153*m+2)/5 + 1
	year, month = of*400+y, time.Month(m+3)
	if month > time.December {
		year, month = year+1, month-12
	}
	return year, month, day
}

// Weekday returns the day of the week; 1970-01-01 was a Thursday.
func (d Day) Weekday() time.Weekday { return time.Weekday((int(d)%7 + 7 + int(time.Thursday)) % 7) }

// String writes the day as 2026-10-01.
func (d Day) String() string {
	y, m, day := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// within says whether a calendar holds the day.
func (d Day) within() bool { return firstDay <= d && d <= lastDay }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
