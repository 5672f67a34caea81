package clock

import "time"

// State is what a clock does at an instant.
type State string

const (
	Idle    State = "idle"    // not begun
	Running State = "running" // 计时中
	Overdue State = "overdue" // 已超期
	Paused  State = "paused"  // 已暂停
	Done    State = "done"    // 已结束
)

// Reading is a clock at an instant. Used, Remaining and Overdue are amounts of the
// limit's kind: for workdays a day is 24 h. With EndOfDay what was left of the day of
// the start counts to Used and Remaining, too.
type Reading struct {
	State    State
	Deadline Deadline // zero where there is none
	Used     time.Duration
	// Remaining is 0 once it is overdue, Overdue 0 until then. Elapsed is what
	// Overdue is by the clock on the wall.
	Remaining, Overdue, Elapsed time.Duration
	// Late says that it is overdue, or was when it finished.
	Late bool
}

// Read returns the clock at the instant, or at its last event where the instant is
// before that: a clock never shows less than what is known to have happened.
func (k Clock) Read(now time.Time) Reading {
	if len(k.events) == 0 {
		return Reading{State: Idle}
	}
	at := k.calendar.clamp(k.Stamp(now))
	if k.finished {
		at = k.events[len(k.events)-1].At.UnixNano()
	}
	r := Reading{State: Running, Used: time.Duration(k.used(at))}
	r.Deadline, _ = k.Deadline()
	if k.held || k.paused(at) {
		r.State = Paused
		r.Remaining = time.Duration(k.leftAt(at))
	} else {
		k.against(&r, at)
	}
	if k.finished {
		r.State = Done
	}
	return r
}

// against holds the instant against the deadline of the stretch that runs then.
func (k Clock) against(r *Reading, at int64) {
	c, kind, due := k.calendar, k.limit.Kind, k.runs[len(k.runs)-1].due
	if at <= due {
		r.Remaining = time.Duration(max(c.measure(kind, due)-c.measure(kind, at), 0))
		return
	}
	r.State, r.Late = Overdue, true
	r.Overdue = time.Duration(c.measure(kind, at) - c.measure(kind, due))
	r.Elapsed = time.Duration(at - due)
}

// leftAt returns what is left while it is paused.
func (k Clock) leftAt(at int64) int64 {
	if k.held {
		return k.left
	}
	last := k.runs[len(k.runs)-1]
	kind := k.limit.Kind
	return max(k.calendar.measure(kind, last.due)-k.calendar.measure(kind, max(at, last.from)), 0)
}

// used returns how much the clock ran until the instant.
func (k Clock) used(at int64) int64 {
	sum := int64(0)
	for _, r := range k.runs {
		if until := min(at, r.until); until > r.from {
			sum += k.calendar.measure(k.limit.Kind, until) - k.calendar.measure(k.limit.Kind, r.from)
		}
	}
	return sum
}

// clamp returns the instant in nanoseconds, or the nearest that the calendar holds.
func (c *Calendar) clamp(at time.Time) int64 {
	switch {
	case c.Holds(at):
		return at.UnixNano()
	case at.Before(c.time(0)):
		return c.midnight(firstDay)
	}
	return c.midnight(lastDay+1) - 1
}
