package clock

import (
	"errors"
	"fmt"
	"time"

	"sizhang/domain/fault"
)

// Check returns everything that is wrong with the settings, each with the path of
// the field at fault, such as hours[1].spans[0].
func (s *Settings) Check() error {
	c := &checker{}
	if len(s.Hours) > 0 {
		c.hours(s.Hours)
	}
	c.exceptions(s.Exceptions)
	for i, year := range s.Published {
		if year < firstYear || year > lastYear {
			c.add(fault.CalendarYearInvalid, fmt.Sprintf("published[%d]", i), fault.With{"year": year, "min": firstYear, "max": lastYear})
		}
	}
	c.rule("workdays", s.Workdays)
	c.rule("calendar_days", s.CalendarDays)
	return errors.Join(c.problems...)
}

type checker struct{ problems []error }

func (c *checker) add(code fault.Code, field string, with fault.With) {
	c.problems = append(c.problems, fault.New(code, field, with))
}

func (c *checker) rule(field string, r Rule) {
	if r != "" && r != SameMoment && r != EndOfDay {
		c.add(fault.CalendarRuleUnknown, field, fault.With{"rule": string(r), "known": fmt.Sprintf("%s, %s", SameMoment, EndOfDay)})
	}
}

// hours wants the first entry to hold always, so that no day is without.
func (c *checker) hours(all []Hours) {
	if !all[0].always() {
		c.add(fault.CalendarHoursMissing, "hours[0]", nil)
	}
	for i, h := range all {
		at := fmt.Sprintf("hours[%d]", i)
		if h.Until != 0 && h.Until < h.From {
			c.add(fault.CalendarHoursOrder, at+".until", fault.With{"from": h.From, "until": h.Until})
		}
		whole := h.SeasonFrom == (MonthDay{}) && h.SeasonUntil == (MonthDay{})
		if !whole && !(h.SeasonFrom.exists() && h.SeasonUntil.exists()) {
			c.add(fault.CalendarSeasonInvalid, at+".season", nil)
		}
		c.spans(at+".spans", h.Spans)
	}
}

func (c *checker) spans(at string, spans []Span) {
	if len(spans) == 0 {
		c.add(fault.CalendarSpansMissing, at, nil)
	}
	for i, s := range spans {
		field := fmt.Sprintf("%s[%d]", at, i)
		switch {
		case s.From < 0 || s.Until > 24*time.Hour || s.From >= s.Until || s.From%time.Minute != 0 || s.Until%time.Minute != 0:
			c.add(fault.CalendarSpanInvalid, field, fault.With{"from": s.From, "until": s.Until})
		case i > 0 && s.From <= spans[i-1].Until:
			c.add(fault.CalendarSpansOrder, field, nil)
		}
	}
}

func (c *checker) exceptions(all []Exception) {
	seen := map[Day]int{}
	for i, e := range all {
		at := fmt.Sprintf("exceptions[%d]", i)
		if e.Kind != Holiday && e.Kind != Workday {
			c.add(fault.CalendarKindUnknown, at+".kind", fault.With{"kind": string(e.Kind), "known": fmt.Sprintf("%s, %s", Holiday, Workday)})
		}
		if !e.Day.within() {
			c.add(fault.CalendarDateInvalid, at+".day", fault.With{"date": e.Day})
		}
		if first, twice := seen[e.Day]; twice {
			c.add(fault.CalendarDayTwice, at+".day", fault.With{"date": e.Day, "first": first + 1})
		}
		seen[e.Day] = i
	}
}
