package clock

import (
	"slices"
	"time"
)

// The State Council publishes the holidays of a year late in the year before. Until
// then that year is reckoned by weekdays, and what is reckoned so is provisional 预计.

// turn is the first day of December that the notice of the next year may still
// change: those of 2004 to 2026 reach back to December 29 at the most.
const turn = 25

// PublishedYears returns the years of which the exceptions hold the notice: those
// that have October 1 as a holiday, which every notice has.
func PublishedYears(of []Exception) []int {
	var years []int
	for _, e := range of {
		if year, month, day := e.Day.Date(); month == time.October && day == 1 && e.Kind == Holiday {
			years = append(years, year)
		}
	}
	slices.Sort(years)
	return slices.Compact(years)
}

// Published says whether the calendar knows the holidays of the year.
func (c *Calendar) Published(year int) bool {
	return firstYear <= year && year <= lastYear && c.published[year-firstYear]
}

// Years returns the years whose holidays the calendar knows.
func (c *Calendar) Years() []int {
	var years []int
	for i, known := range c.published {
		if known {
			years = append(years, firstYear+i)
		}
	}
	return years
}

// Settled says whether no notice is still to come for any of the days, the first and
// the last among them.
func (c *Calendar) Settled(first, last Day) bool {
	if !first.within() || !last.within() {
		return false
	}
	from, _, _ := first.Date()
	until, month, day := last.Date()
	for year := from; year <= until; year++ {
		if !c.published[year-firstYear] {
			return false
		}
		end := year < until || month == time.December && day >= turn
		if end && !c.published[year+1-firstYear] {
			return false
		}
	}
	return true
}

// Overlaid lays exceptions that came later over those that stood before; of a day
// that both name, the later counts. A day off that a later notice took back is named
// there as a workday.
func Overlaid(before, later []Exception) []Exception {
	byDay := map[Day]Exception{}
	for _, list := range [][]Exception{before, later} {
		for _, e := range list {
			byDay[e.Day] = e
		}
	}
	all := make([]Exception, 0, len(byDay))
	for _, e := range byDay {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Exception) int { return int(a.Day - b.Day) })
	return all
}
