package issue

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sizhang/domain/clock"
)

// alarm is something that the system has to do about an issue at an instant.
type alarm struct {
	at     time.Time
	timer  int // -1 where it is of none
	clock  clock.Alarm
	action Action
}

// Due is the next instant at which the system itself has something to do about an
// issue (到点事项): a warning, an escalation, the end of a suspension, a citizen's
// silence, somebody who was called and did not come. The zero time where there is
// none. Escalations are due just after their instant, so a millisecond later.
func (i *Issue) Due(w World) time.Time {
	due := time.Time{}
	for _, a := range i.alarms(&w) {
		if due.IsZero() || a.at.Before(due) {
			due = a.at
		}
	}
	return due
}

// Tick does what is due by now (到点处理), each thing once, and says whether anything
// was. Whoever keeps the issue writes the result by compare-and-set, so that of
// several servers one does it. tell names whom a mark's Tell stands for.
func (i Issue) Tick(w World, tell func(i *Issue, who []string) []string) (Issue, bool, error) {
	next, did, err := i.reckon(w)
	for range maxTicks {
		due := next.alarms(&w)
		slices.SortStableFunc(due, func(a, b alarm) int { return a.at.Compare(b.at) })
		if err != nil || len(due) == 0 || due[0].at.After(w.Now) {
			break
		}
		next, err = next.sound(due[0], w, tell)
		did = true
	}
	if err != nil {
		return i, false, err
	}
	return next, did, nil
}

// maxTicks is more than can ever be due of one issue at once.
const maxTicks = 200

// alarms lists everything that is still to be done by itself, at whatever time.
func (i *Issue) alarms(w *World) []alarm {
	if !i.Open() {
		return nil
	}
	var list []alarm
	for k := range i.Clocks {
		t := &i.Clocks[k]
		if t.Done {
			continue
		}
		if t.Stage == ToAnswer {
			list = append(list, alarm{at: t.Due.Add(time.Millisecond), timer: k, action: Lapse})
			continue
		}
		list = append(list, i.marks(k, w)...)
		if i.State == Suspended && t.Stage == ToHandle {
			if last := t.Events[len(t.Events)-1]; last.Kind == clock.Pause && !last.Until.IsZero() {
				list = append(list, alarm{at: last.Until, timer: k, action: Resume})
			}
		}
	}
	if i.Joint != nil && i.Joint.waits() && !i.told(-1, missedMark, i.whistles()) {
		list = append(list, alarm{at: i.Joint.Until.Add(time.Millisecond), timer: -1, action: Missed})
	}
	return list
}

const missedMark = "missed"

// whistles is how often somebody whistled.
func (i *Issue) whistles() int {
	n := 0
	for k := range i.History {
		if i.History[k].Action == Whistle {
			n++
		}
	}
	return n
}

// marks are the alarms of one clock that were not given. Warnings are of handling
// alone; an escalation is of every step, so that nothing lies in an inbox for days.
func (i *Issue) marks(k int, w *World) []alarm {
	t := &i.Clocks[k]
	var marks []clock.Mark
	for _, m := range w.Rules.Marks {
		if t.Stage == ToHandle || m.When == clock.Behind {
			marks = append(marks, m.Mark)
		}
	}
	replayed, err := t.replay(w.Calendar)
	if err != nil {
		return nil
	}
	// A deadline that was kept although the calendar says another by now keeps its marks
	// at their distance.
	kept := time.Duration(0)
	if deadline, running := replayed.Deadline(); running && !t.Due.IsZero() {
		kept = t.Due.Sub(deadline.At)
	}
	var list []alarm
	for _, a := range replayed.Alarms(marks) {
		a.At = a.At.Add(kept)
		if i.told(k, a.ID, a.Round) {
			continue
		}
		one := alarm{at: a.At, timer: k, clock: a, action: Warn}
		if a.Escalation {
			one.at, one.action = a.At.Truncate(time.Millisecond).Add(time.Millisecond), Escalate
		}
		list = append(list, one)
	}
	return list
}

func (i *Issue) told(timer int, mark string, round int) bool {
	return slices.ContainsFunc(i.Told, func(t Told) bool { return t.Timer == timer && t.Mark == mark && t.Round == round })
}

// sound does one thing that is due.
func (i Issue) sound(a alarm, w World, tell func(*Issue, []string) []string) (Issue, error) {
	c := Command{Action: a.action, By: By{Kind: BySystem}}
	row, err := i.rowFor(c)
	if err != nil {
		return i, err
	}
	s := i.begin(row, c, w)
	s.also = func() {
		switch a.action {
		case Warn, Escalate:
			t := &s.Clocks[a.timer]
			s.Told = append(s.Told, Told{Timer: a.timer, Mark: a.clock.ID, Round: a.clock.Round, At: s.at})
			s.with(map[string]string{WithMark: a.clock.ID, WithTimer: string(t.Stage), WithDeadline: instantText(t.Due), WithTold: strings.Join(tell(&s.Issue, whoOf(w, a.clock.ID)), ",")})
		case Missed:
			s.Told = append(s.Told, Told{Timer: -1, Mark: missedMark, Round: s.whistles(), At: s.at})
			s.with(map[string]string{WithBodies: strings.Join(s.Joint.missing(), ","), WithTold: s.Joint.By.Person})
		}
	}
	err = s.run()
	return s.Issue, err
}

func whoOf(w World, mark string) []string {
	for _, m := range w.Rules.Marks {
		if m.ID == mark {
			return m.Tell
		}
	}
	return nil
}

// missing are the bodies that were called and have not come.
func (j *Joint) missing() []string {
	var list []string
	for _, c := range j.Calls {
		if c.Arrived.IsZero() {
			list = append(list, c.Body)
		}
	}
	return list
}

// reckon tells the clocks anew where the calendar is another than the one that they
// were reckoned by, and says so in the history where a deadline moved.
func (i Issue) reckon(w World) (Issue, bool, error) {
	if !i.Open() {
		return i, false, nil
	}
	stale := slices.ContainsFunc(i.Clocks, func(t Timer) bool { return !t.Done && t.Calendar != w.CalendarVersion })
	if !stale {
		return i, false, nil
	}
	c := Command{Action: Reckon, By: By{Kind: BySystem}}
	row, err := i.rowFor(c)
	if err != nil {
		return i, false, err
	}
	s := i.begin(row, c, w)
	moved := map[string]string{}
	for k := range s.Clocks {
		t := &s.Clocks[k]
		if t.Done || t.Calendar == w.CalendarVersion {
			continue
		}
		if err := t.reckon(w, moved); err != nil {
			return i, false, err
		}
	}
	if len(moved) == 0 {
		return s.Issue, true, nil
	}
	s.also = func() { s.with(moved) }
	err = s.run()
	return s.Issue, true, err
}

// reckon tells the timer's deadline anew, see clock.Reckon.
func (t *Timer) reckon(w World, moved map[string]string) error {
	k, err := t.replay(w.Calendar)
	if err != nil {
		return err
	}
	change := k.Instead(clock.Deadline{At: t.Due, Provisional: t.Provisional}, w.Now)
	t.Calendar, t.Due, t.Provisional = w.CalendarVersion, change.To.At, change.To.Provisional
	if change.Moved() {
		moved[WithTimer], moved[WithWas] = string(t.Stage), instantText(change.From.At)
		moved[WithDeadline] = instantText(t.Due)
		n, _ := strconv.Atoi(moved[WithClocks])
		moved[WithClocks] = strconv.Itoa(n + 1)
	}
	return nil
}
