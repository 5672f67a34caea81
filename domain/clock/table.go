package clock

import "time"

const (
	dayNS    = int64(24 * time.Hour)
	dayCount = 109938 // days of the years 1900 to 2200
)

// table is what makes a calendar fast: for each day, by its place since the first,
// what lies before it. A sum over any stretch of days is then one subtraction, and a
// day is found from a sum by halving. All instants are nanoseconds since 1970.
type table struct {
	// work is the time of work before the day, days the workdays before it.
	work []int64
	days []int32
	// Where the zone never changes, offset is what it is ahead of UTC; else
	// midnights has the first instant of each day.
	offset    int64
	midnights []int64
}

func (c *Calendar) fill() {
	c.zoned()
	c.work, c.days = make([]int64, dayCount+1), make([]int32, dayCount+1)
	for i := range dayCount {
		worked, day := int64(0), firstDay+Day(i)
		if c.Works(day) {
			shape := c.shape(day)
			for _, s := range c.spansOn(day) {
				worked += shape.at(int64(s.Until)) - shape.at(int64(s.From))
			}
		}
		c.work[i+1], c.days[i+1] = c.work[i]+worked, c.days[i]
		if worked > 0 {
			c.days[i+1]++
		}
	}
}

// zoned finds out where the days of the zone begin.
func (c *Calendar) zoned() {
	first := time.Date(firstYear, 1, 1, 0, 0, 0, 0, c.zone)
	_, seconds := first.Zone()
	c.offset = int64(seconds) * int64(time.Second)
	if begun, over := first.ZoneBounds(); begun.IsZero() && over.IsZero() {
		return
	}
	c.midnights = make([]int64, dayCount+1)
	for i := range c.midnights {
		c.midnights[i] = firstInstant(firstDay+Day(i), c.zone)
	}
}

// firstInstant returns where the day begins. Where clocks are put forward over
// midnight the day begins with the change; where they are put back over it, at the
// first of the two midnights.
func firstInstant(d Day, zone *time.Location) int64 {
	y, m, day := d.Date()
	t := time.Date(y, m, day, 0, 0, 0, 0, zone)
	if DayOf(t.Date()) < d {
		_, t = t.ZoneBounds()
		return t.UnixNano()
	}
	if change, _ := t.ZoneBounds(); !change.IsZero() {
		_, before := change.Add(-1).Zone()
		if earlier := int64(d)*dayNS - int64(before)*int64(time.Second); earlier < change.UnixNano() {
			return earlier
		}
	}
	return t.UnixNano()
}

// midnight returns the first instant of the day, which may be the day after the last.
func (c *Calendar) midnight(d Day) int64 {
	if c.midnights == nil {
		return int64(d)*dayNS - c.offset
	}
	return c.midnights[d-firstDay]
}

// dayAt returns the day of an instant that the calendar holds.
func (c *Calendar) dayAt(ns int64) Day {
	if c.midnights == nil {
		return Day(floorDiv(ns+c.offset, dayNS))
	}
	d := min(max(Day(floorDiv(ns, dayNS)), firstDay), lastDay) // no zone is a day from UTC
	for d > firstDay && ns < c.midnight(d) {
		d--
	}
	for d < lastDay && ns >= c.midnight(d+1) {
		d++
	}
	return d
}

// worked returns the time of work of the whole day.
func (c *Calendar) worked(d Day) int64 { i := d - firstDay; return c.work[i+1] - c.work[i] }
