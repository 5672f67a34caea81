package clock

import (
	"time"

	"sizhang/domain/fault"
)

// Deadline is when something is due (截止时间). It is in time at that very instant,
// and overdue after it.
type Deadline struct {
	At time.Time
	// Provisional 预计: the limit runs through days whose holidays are not published
	// yet, so that At may move.
	Provisional bool
}

// Due returns when a limit that begins at the instant is due.
func (c *Calendar) Due(start time.Time, l Limit) (Deadline, error) {
	if err := c.ready(start, l); err != nil {
		return Deadline{}, err
	}
	from := start.UnixNano()
	at, ok := c.due(from, l)
	if !ok {
		return Deadline{}, c.beyond()
	}
	return Deadline{At: c.time(at), Provisional: c.provisional(l.Kind, from, at)}, nil
}

// Before returns the first instant from which no more than the limit is left until
// the given one: when to warn, 2 hours of work before a deadline. Days run back by the
// same moment.
func (c *Calendar) Before(end time.Time, l Limit) (time.Time, error) {
	if err := c.ready(end, l); err != nil {
		return time.Time{}, err
	}
	at, ok := c.instant(l.Kind, c.measure(l.Kind, end.UnixNano())-int64(l.Amount))
	if !ok {
		return time.Time{}, c.beyond()
	}
	return c.time(at), nil
}

// Between returns how much of a kind of limit passes from one instant to another, as
// an amount of a limit of that kind; it is negative where the second is earlier.
func (c *Calendar) Between(k Kind, from, until time.Time) (time.Duration, error) {
	for _, at := range []time.Time{from, until} {
		if err := c.ready(at, Limit{k, 1}); err != nil {
			return 0, err
		}
	}
	return time.Duration(c.measure(k, until.UnixNano()) - c.measure(k, from.UnixNano())), nil
}

// due returns when a limit that begins at the instant is due. EndOfDay leaves the day
// of the start out by beginning at the next midnight, and counts whole days.
func (c *Calendar) due(from int64, l Limit) (int64, bool) {
	amount := int64(l.Amount)
	if c.rule(l.Kind) == EndOfDay {
		from = c.midnight(c.dayAt(from) + 1)
		if from >= c.midnight(lastDay+1) {
			return 0, false
		}
		amount += (dayNS - amount%dayNS) % dayNS
	}
	return c.dueWhen(l.Kind, c.measure(l.Kind, from)+amount)
}

// dueWhen returns when a limit is due that ends at the measure.
func (c *Calendar) dueWhen(k Kind, measure int64) (int64, bool) {
	at, ok := c.instant(k, measure)
	if ok && c.rule(k) == EndOfDay {
		return c.closing(at)
	}
	return at, ok
}

// closing returns when business closes on the day that ends at the instant or holds
// it; of a day off, on the next workday (《民法典》第二百零三条). After business has
// closed on a day, which only a pause leads to, it is the next one, too.
func (c *Calendar) closing(at int64) (int64, bool) {
	last := c.dayAt(at - 1)
	for d := last; d <= lastDay; d++ {
		whole := c.worked(d)
		if whole == 0 {
			continue
		}
		if end := c.afterWork(d, whole); d > last || end >= at || at == c.midnight(d+1) {
			return end, true
		}
	}
	return 0, false
}

// rule is how the kind runs; hours have none.
func (c *Calendar) rule(k Kind) Rule { return c.rules[k.rank()] }

// provisional says whether a notice that is still to come may move the end of a limit.
func (c *Calendar) provisional(k Kind, from, until int64) bool {
	if k == Urgent || k == CalendarDays && c.rule(k) != EndOfDay {
		return false
	}
	return !c.Settled(c.dayAt(min(from, until)), c.dayAt(until))
}

func (c *Calendar) ready(at time.Time, l Limit) error {
	if err := l.Check("limit"); err != nil {
		return err
	}
	if !c.Holds(at) {
		return c.beyond()
	}
	return nil
}

func (c *Calendar) beyond() error {
	return fault.New(fault.ClockBeyondYears, "", fault.With{"min": firstYear, "max": lastYear})
}

func (c *Calendar) time(ns int64) time.Time { return time.Unix(0, ns).In(c.zone) }
