// Package clock reckons time limits (时限) on a city's work calendar (工作日历): when
// a limit that began at an instant is due, how much of it is left, and when to warn
// and to escalate. It reads no clock: whoever asks brings the instant.
//
// Two sources say how a limit of days runs, and they differ:
//
//   - The systems that cities run under CJ/T 315 and GB/T 30428.8 give limits in
//     紧急工作时, 工作时, 工作日 and 自然日 and reckon them from the instant of filing
//     on: hours that are called urgent run day and night, all others in hours of work
//     only, and a workday is a day's hours of work. So 3 workdays from Friday 17:00
//     end on Wednesday 17:00. Here that is the rule SameMoment, and the default.
//   - 《民法典》第二百零一条 does not count the day on which a period of days begins,
//     and 第二百零三条 ends it when business closes on its last day, or on the next
//     workday after where that is a day off. So the same limit ends on Wednesday at
//     18:00. Here that is the rule EndOfDay. 第二百零四条 leaves room for the other.
//
// What systems do was read from the source of one of them; the wording of the two
// standards has not been at hand (未经核实).
package clock

import (
	"maps"
	"slices"
	"time"
)

// China is the zone of a calendar that names none: UTC+8 all year, as it has been
// since 1991.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)

// ExceptionKind is what a day is that the weekdays alone do not tell.
type ExceptionKind string

const (
	// Holiday 放假: a day off, by 《全国年节及纪念日放假办法》 and the State
	// Council's yearly notice.
	Holiday ExceptionKind = "holiday"
	// Workday 调休上班: a day of work, such as a Saturday that makes up for a holiday.
	Workday ExceptionKind = "workday"
)

// Exception is one day that a notice names.
type Exception struct {
	Day  Day
	Kind ExceptionKind
	Name string // of the holiday that it belongs to
}

// Settings are what a calendar is made of.
type Settings struct {
	// Zone is where days begin; China where nil.
	Zone *time.Location
	// Hours are the city's hours of work; OfficeHours where there are none.
	Hours []Hours
	// Exceptions are the holidays and make-up workdays, each day once.
	Exceptions []Exception
	// Published are the years whose holidays are known; see PublishedYears.
	Published []int
	// Workdays and CalendarDays say how limits of days run; SameMoment where empty.
	Workdays, CalendarDays Rule
}

// Calendar is a city's work calendar. It is never changed, only replaced, and may be
// asked by many at once. One takes some 1.3 MB, in a zone with summer time 2.2 MB.
type Calendar struct {
	zone      *time.Location
	hours     []Hours
	named     map[Day]Exception
	published [lastYear - firstYear + 2]bool // one more, so that every year has a next
	rules     [4]Rule                        // by kind
	table
}

// New makes a calendar. The error joins a fault for everything that is wrong.
func New(s Settings) (*Calendar, error) {
	if s.Zone == nil {
		s.Zone = China
	}
	if len(s.Hours) == 0 {
		s.Hours = OfficeHours()
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	c := &Calendar{zone: s.Zone, named: make(map[Day]Exception, len(s.Exceptions))}
	for _, h := range s.Hours {
		h.Spans = slices.Clone(h.Spans)
		c.hours = append(c.hours, h)
	}
	for _, e := range s.Exceptions {
		c.named[e.Day] = e
	}
	for _, year := range s.Published {
		c.published[year-firstYear] = true
	}
	c.rules[Workdays.rank()], c.rules[CalendarDays.rank()] = s.Workdays.orDefault(), s.CalendarDays.orDefault()
	c.fill()
	return c, nil
}

// Zone returns where the calendar's days begin.
func (c *Calendar) Zone() *time.Location { return c.zone }

// DayAt returns the day of an instant in the calendar's zone.
func (c *Calendar) DayAt(at time.Time) Day {
	if !c.Holds(at) {
		return DayOf(at.In(c.zone).Date())
	}
	return c.dayAt(at.UnixNano())
}

// Holds says whether the instant lies in the years of the calendar, 1900 to 2200.
func (c *Calendar) Holds(at time.Time) bool {
	const second = int64(time.Second) // nanoseconds alone end in 2262
	s := at.Unix()
	return floorDiv(c.midnight(firstDay), second) <= s && s < floorDiv(c.midnight(lastDay+1), second)
}

// Works says whether the day is a day of work: from Monday to Friday, unless it is
// named as something else.
func (c *Calendar) Works(d Day) bool {
	if e, ok := c.named[d]; ok {
		return e.Kind == Workday
	}
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday
}

// Exception returns what a notice says about the day, if any does.
func (c *Calendar) Exception(d Day) (Exception, bool) {
	e, ok := c.named[d]
	return e, ok
}

// Exceptions returns every day that a notice names, in order.
func (c *Calendar) Exceptions() []Exception {
	return slices.SortedFunc(maps.Values(c.named), func(a, b Exception) int { return int(a.Day - b.Day) })
}
