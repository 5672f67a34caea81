package clock

import "math/bits"

// Each kind of limit has a measure: a number that grows while a limit of that kind
// runs and stands still while it does not. A limit is due when the measure has grown
// by its amount; what is left is the difference of two measures.
//
//	Urgent        nanoseconds
//	WorkHours     nanoseconds of work
//	Workdays      a workday is 24 h, shared out evenly over its hours of work, so that
//	              a summer day and a winter day count alike
//	CalendarDays  a day is 24 h by the clock on the wall, whatever summer time does
//
// Measures never go back. instant is the inverse: the first instant at which the
// measure is at least so much. So what ends with the hours of work is due when they
// end, not when the next begin.

func (c *Calendar) measure(k Kind, ns int64) int64 {
	if k == Urgent {
		return ns
	}
	d := c.dayAt(ns)
	i := d - firstDay
	switch k {
	case WorkHours:
		return c.work[i] + c.soFar(d, ns)
	case Workdays:
		whole := c.worked(d)
		if whole == 0 {
			return int64(c.days[i]) * dayNS
		}
		return int64(c.days[i])*dayNS + mulDiv(c.soFar(d, ns), dayNS, whole)
	}
	s := c.shape(d)
	return int64(d)*dayNS + s.wall(ns)
}

// instant returns false where the calendar does not reach so far.
func (c *Calendar) instant(k Kind, amount int64) (int64, bool) {
	switch {
	case k == Urgent:
		return amount, c.midnight(firstDay) <= amount && amount < c.midnight(lastDay+1)
	case k != CalendarDays && amount < 0:
		return 0, false
	case k == WorkHours:
		d, ok := c.search(func(i Day) bool { return c.work[i+1] >= amount })
		if !ok {
			return 0, false
		}
		return c.afterWork(d, amount-c.work[d-firstDay]), true
	case k == Workdays:
		d, ok := c.search(func(i Day) bool { return int64(c.days[i+1])*dayNS >= amount })
		if !ok {
			return 0, false
		}
		share := amount - int64(c.days[d-firstDay])*dayNS
		return c.afterWork(d, mulDivUp(share, c.worked(d), dayNS)), true
	}
	d := Day(floorDiv(amount-1, dayNS))
	if !d.within() {
		return 0, false
	}
	s := c.shape(d)
	return s.at(amount - int64(d)*dayNS), true
}

// search returns the first day for whose place the test holds; it holds for all after.
func (c *Calendar) search(holds func(Day) bool) (Day, bool) {
	low, high := Day(0), Day(dayCount)
	for low < high {
		if middle := (low + high) / 2; holds(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return firstDay + low, low < dayCount
}

// soFar returns the work of the day up to the instant.
func (c *Calendar) soFar(d Day, ns int64) int64 {
	if c.worked(d) == 0 {
		return 0
	}
	sum, s := int64(0), c.shape(d)
	for _, span := range c.spansOn(d) {
		from, until := s.at(int64(span.From)), s.at(int64(span.Until))
		sum += max(min(ns, until)-from, 0)
	}
	return sum
}

// afterWork returns when so much of the day's work is done.
func (c *Calendar) afterWork(d Day, work int64) int64 {
	s := c.shape(d)
	end := s.begin
	for _, span := range c.spansOn(d) {
		from, until := s.at(int64(span.From)), s.at(int64(span.Until))
		if work <= until-from {
			return from + work
		}
		work, end = work-(until-from), until
	}
	return end
}

// mulDiv returns a·b/c rounded down, mulDivUp rounded up, without overflow, for
// numbers that are not negative and a ≤ c or b ≤ c.
func mulDiv(a, b, c int64) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(high, low, uint64(c))
	return int64(q)
}

func mulDivUp(a, b, c int64) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	q, rest := bits.Div64(high, low, uint64(c))
	if rest > 0 {
		q++
	}
	return int64(q)
}
