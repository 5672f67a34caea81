package clock

import (
	"slices"
	"time"

	"sizhang/domain/fault"
)

// Clock is one limit that runs (计时), told from the events alone: the same events,
// limit and calendar make the same clock on any server and at any time. It is never
// changed; After makes another.
type Clock struct {
	calendar *Calendar
	limit    Limit
	events   []Event
	// runs are the stretches in which it ran, runs or will run, in order. Only the
	// last may lie ahead, where a pause ends by itself.
	runs []run
	// held says that it stands still until somebody resumes it, with so much left.
	held     bool
	left     int64
	finished bool
}

// run is a stretch in which the clock ran towards one deadline. Its end is the
// instant after its last, or never.
type run struct {
	from, until, due int64
	round            int // how often it was extended before
	provisional      bool
}

const never = int64(1<<63 - 1)

// Replay makes the clock that stored events tell of, the first of them its start.
// They were decided when they were stored, so that what was allowed then is not
// refused because a later calendar moved the deadline; only what cannot be told as a
// story at all is.
func Replay(c *Calendar, l Limit, events []Event) (Clock, error) {
	k := Clock{calendar: c, limit: l}
	if err := l.Check("limit"); err != nil {
		return k, err
	}
	for _, e := range events {
		next, err := k.take(e)
		if err != nil {
			return k, err
		}
		k = next
	}
	return k, nil
}

// After returns the clock after one more event. An event that it has taken already
// changes nothing, however late it comes again. One that is before the last, or does
// not fit the state, is refused; so is a pause or an extension once it is overdue.
func (k Clock) After(e Event) (Clock, error) {
	if k.taken(e) {
		return k, nil
	}
	next, err := k.take(e)
	if err != nil || e.Kind != Extend && e.Kind != Pause {
		return next, err
	}
	if due, ok := k.Deadline(); ok && e.At.After(due.At) {
		return k, fault.New(fault.ClockOverdue, "at", fault.With{"due": k.calendar.text(due.At)})
	}
	return next, nil
}

// Stamp returns the instant to write into an event that happens now: now, or the
// instant of the last event where a server's clock lags behind it.
func (k Clock) Stamp(now time.Time) time.Time {
	if n := len(k.events); n > 0 && now.Before(k.events[n-1].At) {
		return k.events[n-1].At
	}
	return now
}

// Events returns what the clock was made from.
func (k Clock) Events() []Event { return slices.Clone(k.events) }

// Limit returns the limit as it was before any extension.
func (k Clock) Limit() Limit { return k.limit }

// Count says how often something was done to the clock: how often it was extended.
func (k Clock) Count(kind EventKind) int {
	n := 0
	for _, e := range k.events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

// Deadline returns when it is due, or was when it finished; false where it has not
// begun, or is paused with no end in sight.
func (k Clock) Deadline() (Deadline, bool) {
	if k.held || len(k.runs) == 0 {
		return Deadline{}, false
	}
	last := k.runs[len(k.runs)-1]
	d := Deadline{At: k.calendar.time(last.due)}
	for _, r := range k.runs {
		d.Provisional = d.Provisional || r.provisional
	}
	return d, true
}

func (k Clock) taken(e Event) bool { return slices.ContainsFunc(k.events, e.same) }
