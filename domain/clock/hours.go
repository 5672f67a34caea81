package clock

import (
	"cmp"
	"slices"
	"time"
)

// Span is a stretch of a day by the clock on the wall, such as 08:00–12:00: its
// first instant and the first one after it, counted from 00:00. It ends at 24:00 at
// the latest; work through the night is two spans.
type Span struct {
	From, Until time.Duration
}

// MonthDay is a day of any year, such as May 1.
type MonthDay struct {
	Month time.Month
	Day   int
}

func (m MonthDay) compare(o MonthDay) int {
	return cmp.Or(cmp.Compare(m.Month, o.Month), cmp.Compare(m.Day, o.Day))
}

// exists says whether some year has the day.
func (m MonthDay) exists() bool {
	year, month, day := DayOf(2024, m.Month, m.Day).Date() // a leap year
	return m.Day > 0 && year == 2024 && month == m.Month && day == m.Day
}

// Hours are the hours of work (作息时间) of the days that they hold for. A city has
// one entry for the whole year, and puts behind it what differs: summer hours, or
// hours that came into force on a day. Where several hold, the last of the list
// counts.
type Hours struct {
	// From and Until are the first and last day that the hours are in force; 0 for
	// no bound.
	From, Until Day
	// SeasonFrom and SeasonUntil are the first and last day of a season of every
	// year (夏令时间、冬令时间), which may run across New Year; both zero for the
	// whole year.
	SeasonFrom, SeasonUntil MonthDay
	// Spans run in order and do not touch.
	Spans []Span
}

// always says whether the hours hold for every day.
func (h *Hours) always() bool {
	return h.From == 0 && h.Until == 0 && h.SeasonFrom == (MonthDay{}) && h.SeasonUntil == (MonthDay{})
}

func (h *Hours) hold(d Day) bool {
	if h.From != 0 && d < h.From || h.Until != 0 && d > h.Until {
		return false
	}
	if h.SeasonFrom == (MonthDay{}) {
		return true
	}
	_, month, day := d.Date()
	at := MonthDay{month, day}
	begun, over := h.SeasonFrom.compare(at) <= 0, h.SeasonUntil.compare(at) < 0
	if h.SeasonFrom.compare(h.SeasonUntil) <= 0 {
		return begun && !over
	}
	return begun || !over // across New Year
}

// OfficeHours are the hours that a city gets that names none: 08:00–12:00 and
// 14:00–18:00, eight in all, as in the tables of limits that cities publish.
func OfficeHours() []Hours {
	return []Hours{{Spans: []Span{{8 * time.Hour, 12 * time.Hour}, {14 * time.Hour, 18 * time.Hour}}}}
}

// SpansOn returns the hours of work that would hold on the day if it is a workday.
func (c *Calendar) SpansOn(d Day) []Span { return slices.Clone(c.spansOn(d)) }

func (c *Calendar) spansOn(d Day) []Span {
	for i := len(c.hours) - 1; i >= 0; i-- {
		if c.hours[i].hold(d) {
			return c.hours[i].Spans
		}
	}
	return nil
}
