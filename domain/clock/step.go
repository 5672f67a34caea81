package clock

import (
	"slices"

	"sizhang/domain/fault"
)

// take returns the clock after the event. It may share no memory that it writes to.
func (k Clock) take(e Event) (Clock, error) {
	if k.taken(e) {
		return k, nil
	}
	if err := k.fits(e); err != nil {
		return k, err
	}
	next := k
	next.events = append(slices.Clip(k.events), e)
	next.runs = slices.Clone(k.runs)
	at := e.At.UnixNano()
	ok := true
	switch e.Kind {
	case Start:
		var due int64
		due, ok = k.calendar.due(at, k.limit)
		next.begin(at, due)
	case Pause:
		next.stop(at)
		next.held = e.Until.IsZero()
		ok = next.held || next.resume(e.Until.UnixNano())
	case Resume:
		if !k.held { // a pause that would have ended by itself ends earlier
			next.stop(at)
		}
		ok = next.resume(at)
	case Extend:
		ok = next.extend(at)
	case Finish:
		next.stop(at)
		next.held, next.finished = k.held || k.paused(at), true
	}
	if !ok {
		return k, k.calendar.beyond()
	}
	return next, nil
}

// fits says no to an event that cannot come next.
func (k Clock) fits(e Event) error {
	if err := e.check(k.calendar); err != nil {
		return err
	}
	n := len(k.events)
	if n == 0 {
		if e.Kind != Start {
			return fault.New(fault.ClockNotStarted, "", nil)
		}
		return nil
	}
	last := k.events[n-1].At
	paused := k.held || k.paused(e.At.UnixNano())
	switch {
	case e.Kind == Start:
		return fault.New(fault.ClockStarted, "", fault.With{"at": k.calendar.text(k.events[0].At)})
	case k.finished:
		return fault.New(fault.ClockFinished, "", fault.With{"at": k.calendar.text(last)})
	case e.At.Before(last):
		return fault.New(fault.ClockBackwards, "at", fault.With{"at": k.calendar.text(e.At), "last": k.calendar.text(last)})
	case paused && (e.Kind == Pause || e.Kind == Extend):
		return fault.New(fault.ClockPaused, "", fault.With{"at": k.calendar.text(last)})
	case !paused && e.Kind == Resume:
		return fault.New(fault.ClockNotPaused, "", nil)
	}
	return nil
}

// paused says whether it waits at the instant for a pause to end by itself.
func (k Clock) paused(at int64) bool {
	n := len(k.runs)
	return n > 0 && at < k.runs[n-1].from
}

// begin adds a stretch that runs until something stops it.
func (k *Clock) begin(from, due int64) {
	due = max(due, from)
	provisional := k.calendar.provisional(k.limit.Kind, from, due)
	k.runs = append(k.runs, run{from: from, until: never, due: due, round: k.Count(Extend), provisional: provisional})
}

// stop ends the stretch that runs, or takes back one that lies ahead, and keeps what
// is left. Of one that is overdue nothing is left.
func (k *Clock) stop(at int64) {
	if k.held {
		return
	}
	n := len(k.runs) - 1
	r, c := &k.runs[n], k.calendar
	k.left = max(c.measure(k.limit.Kind, r.due)-c.measure(k.limit.Kind, max(at, r.from)), 0)
	if at < r.from {
		k.runs = k.runs[:n]
	} else {
		r.until = at
	}
}

// resume begins a stretch with what was left.
func (k *Clock) resume(at int64) bool {
	due, ok := k.calendar.dueWhen(k.limit.Kind, k.calendar.measure(k.limit.Kind, at)+k.left)
	k.held = false
	k.begin(at, due)
	return ok
}

// extend begins a stretch whose deadline is one limit after the one that stood.
func (k *Clock) extend(at int64) bool {
	r := &k.runs[len(k.runs)-1]
	r.until = at
	due, ok := k.calendar.due(r.due, k.limit)
	k.begin(at, due)
	return ok
}
