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
	old, _ := k.Deadline()
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
	change = next.Instead(old, now)
	if to, _ := next.Deadline(); change.To != to {
		return k, change, nil
	}
	return next, change, nil
}

// Instead says what becomes of a deadline that people were told, by the rules of Reckon,
// where the clock is told by the calendar that knows more; of none, the zero Deadline,
// the clock's own. While it has none itself, what was told stays.
func (k Clock) Instead(old Deadline, now time.Time) Change {
	change := Change{From: old, To: old}
	to, running := k.Deadline()
	if !running {
		return change
	}
	now = k.Stamp(now)
	settled := !old.Provisional && !old.At.IsZero() && !to.At.Equal(old.At)
	change.Kept = to.At.Before(now) && !old.At.Before(now)
	if !settled && !change.Kept {
		change.To = to
	}
	return change
}

// Calendar returns the calendar that the clock is told by.
func (k Clock) Calendar() *Calendar { return k.calendar }
