package main

import (
	"time"

	"sizhang/domain/clock"
)

// hourly is how much of a day's reports come in each hour: little at night, most in the
// middle of the morning and of the afternoon.
var hourly = [24]int{3, 2, 1, 1, 2, 6, 18, 45, 80, 95, 90, 70, 45, 55, 85, 90, 80, 70, 55, 40, 30, 20, 10, 7}

// weekly is how busy a day is, from Sunday on, in parts of an ordinary one.
var weekly = [7]float64{0.7, 1.15, 1.1, 1.05, 1.05, 1.1, 0.85}

// holiday is how busy a day is that is off although its weekday is worked.
const holiday = 0.55

// busy says how busy a day is.
func busy(calendar *clock.Calendar, at time.Time) float64 {
	share := weekly[at.Weekday()]
	works := calendar.Works(calendar.DayAt(at))
	weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
	switch {
	case works && weekend: // a make-up workday
		return weekly[time.Monday]
	case !works && !weekend:
		return share * holiday
	}
	return share
}

// times returns when the reports of a day come in.
func (y *year) times(day time.Time) []time.Time {
	n := int(float64(y.reports)*busy(y.calendar, day) + y.rng.Float64())
	total := 0
	for _, weight := range hourly {
		total += weight
	}
	list := make([]time.Time, n)
	for i := range list {
		pick, hour := y.rng.IntN(total), 0
		for pick >= hourly[hour] {
			pick -= hourly[hour]
			hour++
		}
		list[i] = day.Add(time.Duration(hour)*time.Hour + time.Duration(y.rng.Int64N(int64(time.Hour))))
	}
	return list
}

// atWork moves an instant to when the staff works: not before seven, not after nine in
// the evening. Heads live where they work, so that weekends count.
func atWork(at time.Time) time.Time {
	switch h := at.Hour(); {
	case h < 7:
		return time.Date(at.Year(), at.Month(), at.Day(), 7, at.Minute(), at.Second(), 0, at.Location())
	case h > 20:
		return time.Date(at.Year(), at.Month(), at.Day()+1, 7, at.Minute(), at.Second(), 0, at.Location())
	}
	return at
}
