package clock

import (
	"fmt"
	"slices"
	"time"

	"sizhang/domain/fault"
)

// When says what a mark counts from.
type When string

const (
	// Share 按比例预警: when so many per cent of the whole limit are used.
	Share When = "share"
	// Ahead 提前预警: when no more than Limit is left, of whatever kind; at the start
	// where there never is more.
	Ahead When = "ahead"
	// Behind 超期升级: when it is overdue by Limit, of whatever kind; at the deadline
	// itself where that is the zero Limit.
	Behind When = "behind"
)

// Mark is a point at which somebody is told (预警、升级).
type Mark struct {
	ID    string
	When  When
	Share int // per cent
	Limit Limit
}

// Alarm is a mark at its instant. ID and Round together name it: an extension opens
// another round, in which every mark is new, while a pause or a moved deadline does
// not, so that whoever notes both tells everybody once.
type Alarm struct {
	ID    string
	Round int
	At    time.Time
	// Escalation marks what comes after the deadline.
	Escalation  bool
	Provisional bool
}

// Reached says whether the alarm is due. The instant of a deadline is in time, so that
// an escalation comes after it.
func (a Alarm) Reached(now time.Time) bool {
	if a.Escalation {
		return now.After(a.At)
	}
	return !now.Before(a.At)
}

// CheckMarks returns what is wrong with the marks.
func CheckMarks(marks []Mark) error {
	for i, m := range marks {
		ok := m.ID != "" && !slices.ContainsFunc(marks[:i], func(o Mark) bool { return o.ID == m.ID })
		switch m.When {
		case Share:
			ok = ok && 0 < m.Share && m.Share < 100
		case Ahead:
			ok = ok && m.Limit.Check("") == nil
		case Behind:
			ok = ok && (m.Limit == Limit{} || m.Limit.Check("") == nil)
		default:
			ok = false
		}
		if !ok {
			return fault.New(fault.MarkInvalid, fmt.Sprintf("marks[%d]", i), nil)
		}
	}
	return nil
}

// Alarms returns the marks of the round that stands, each at the instant at which it
// was or will be reached if nothing else happens, in order of time. A mark that was
// not reached when the clock finished, or stands still, has none.
func (k Clock) Alarms(marks []Mark) []Alarm {
	var alarms []Alarm
	deadline, _ := k.Deadline()
	for _, m := range marks {
		for i := range k.runs {
			r := &k.runs[i]
			if r.round != k.Count(Extend) {
				continue
			}
			if at, ok := k.mark(m, i); ok && max(at, r.from) < r.until {
				alarms = append(alarms, Alarm{ID: m.ID, Round: r.round, At: k.calendar.time(max(at, r.from)), Escalation: m.When == Behind, Provisional: deadline.Provisional})
				break
			}
		}
	}
	slices.SortStableFunc(alarms, func(a, b Alarm) int { return a.At.Compare(b.At) })
	return alarms
}

// mark returns when a mark is reached in a stretch, were it to run on.
func (k Clock) mark(m Mark, i int) (int64, bool) {
	c, kind, r := k.calendar, k.limit.Kind, k.runs[i]
	switch m.When {
	case Share:
		begun, before := c.measure(kind, r.from), k.used(r.from)
		whole := before + c.measure(kind, r.due) - begun
		return c.instant(kind, begun+shareOf(whole, m.Share)-before)
	case Ahead:
		at, err := c.Before(c.time(r.due), m.Limit)
		if err != nil {
			return r.from, true // more than there is
		}
		return at.UnixNano(), true
	case Behind:
		if m.Limit.Amount == 0 {
			return r.due, true
		}
		return c.instant(m.Limit.Kind, c.measure(m.Limit.Kind, r.due)+int64(m.Limit.Amount))
	}
	return 0, false
}

// shareOf returns so many per cent, rounded up, without overflow.
func shareOf(whole int64, percent int) int64 {
	return whole/100*int64(percent) + (whole%100*int64(percent)+99)/100
}
