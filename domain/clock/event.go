package clock

import (
	"fmt"
	"strings"
	"time"

	"sizhang/domain/fault"
)

// EventKind is what can be done to a clock.
type EventKind string

const (
	// Start 开始计时, at filing or dispatch.
	Start EventKind = "start"
	// Pause 挂账、缓办 stops the clock; Until, where it is given, resumes it by itself.
	Pause EventKind = "pause"
	// Resume 恢复计时.
	Resume EventKind = "resume"
	// Extend 延期 adds one more of the limit to the deadline as it stands.
	Extend EventKind = "extend"
	// Finish 结束计时, for good: rework 返工 gets a clock of its own.
	Finish EventKind = "finish"
)

var eventKinds = []EventKind{Start, Pause, Resume, Extend, Finish}

// Event is one fact about a clock, as it is stored: what was done, and when.
type Event struct {
	Kind EventKind
	At   time.Time
	// Until is when a pause is over by itself; the zero time for one that lasts until
	// it is resumed.
	Until time.Time
}

// same says whether two events are one that was told twice.
func (e Event) same(o Event) bool {
	return e.Kind == o.Kind && e.At.Equal(o.At) && e.Until.Equal(o.Until)
}

func (e Event) check(c *Calendar) error {
	known := false
	var names []string
	for _, k := range eventKinds {
		known = known || k == e.Kind
		names = append(names, string(k))
	}
	switch {
	case !known:
		return fault.New(fault.ClockUnknown, "kind", fault.With{"kind": string(e.Kind), "known": strings.Join(names, ", ")})
	case !c.Holds(e.At), !e.Until.IsZero() && !c.Holds(e.Until):
		return c.beyond()
	case e.Kind == Pause && !e.Until.IsZero() && !e.Until.After(e.At):
		return fault.New(fault.ClockPauseEnds, "until", fault.With{"until": c.text(e.Until), "at": c.text(e.At)})
	}
	return nil
}

// text writes an instant for people, in the calendar's zone.
func (c *Calendar) text(at time.Time) string { return at.In(c.zone).Format("2006-01-02 15:04:05") }

// String writes the event for logs and tests.
func (e Event) String() string { return fmt.Sprintf("%s %s", e.Kind, e.At.Format(time.RFC3339)) }
