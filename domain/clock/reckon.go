package clock

import "time"

// Change is what another calendar does to a clock.
type Change struct {
	From, To Deadline
	// Kept says that the new deadline had passed already, so that the old one stays.
	Kept bool
}

// Moved says whether the deadline is another.
func (c Change) Moved() bool { return !c.From.At.Equal(c.To.At) }

// Reckon tells the clock anew by a calendar that knows more, such as after the State
// Council published the next year, at the instant now. It holds to four rules:
//
//   - What has finished stays as it was judged.
//   - A deadline that was settled stays. People were told it, and no notice changes a
//     day that one has named before; a city that does so answers for it day by day.
//     Where both calendars agree about it the new one is taken.
//   - A provisional one is reckoned from its events again, earlier or later.
//   - Nobody becomes overdue by it: a deadline that was not over and would be is kept
//     until a better calendar comes. That happens only where a notice was put in after
//     the days that it names.
//
// It returns the clock to keep, which knows its calendar, and what changed.
func (k Clock) Reckon(by *Calendar, now time.Time) (Clock, Change, error) {
	old, running := k.Deadline()
	change := Change{From: old, To: old}
	if len(k.events) == 0 {
		k.calendar = by
		return k, change, nil
	}
	if k.finished {
		return k, change, nil
	}
	next, err := Replay(by, k.limit, k.events)
	if err != nil {
		return k, change, err
	}
	to, _ := next.Deadline()
	now = k.Stamp(now)
	settled := running && !old.Provisional && !to.At.Equal(old.At)
	change.Kept = running && to.At.Before(now) && !old.At.Before(now)
	if settled || change.Kept {
		return k, change, nil
	}
	change.To = to
	return next, change, nil
}

// Calendar returns the calendar that the clock is told by.
func (k Clock) Calendar() *Calendar { return k.calendar }
