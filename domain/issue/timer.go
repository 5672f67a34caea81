package issue

import (
	"slices"
	"time"

	"sizhang/domain/clock"
)

// Timer is a clock of one step of an issue (环节计时), as it is kept: its limit and its
// events tell all the rest. Rework starts another of the same stage.
type Timer struct {
	Stage Stage
	Limit clock.Limit
	// Events are its story, the first is its start; Calendar names the calendar that
	// its Due was reckoned by.
	Events   []clock.Event
	Calendar string
	// Due is the deadline as it stands; zero while paused with no end in sight.
	Due time.Time
	// Provisional says that the calendar of the deadline's year was not yet published.
	Provisional bool
	// Done says that it has finished, Late that it was overdue then.
	Done, Late bool
}

// Stage is a step with a limit of its own (环节).
type Stage string

const (
	ToFile     Stage = "file"     // 立案
	ToVerify   Stage = "verify"   // 核实
	ToDispatch Stage = "dispatch" // 派遣
	ToClaim    Stage = "claim"    // 认领
	ToHandle   Stage = "handle"   // 处置
	ToCheck    Stage = "check"    // 核查
	ToAnswer   Stage = "answer"   // 群众评价
	ToArrive   Stage = "arrive"   // 报到
)

// Told says that an alarm was given (预警、升级): the mark of a timer, in a round.
type Told struct {
	Timer int // its place in Clocks
	Mark  string
	Round int
	At    time.Time
}

// Stages lists every stage, in the order of Card.Steps.
var Stages = [8]Stage{ToFile, ToVerify, ToDispatch, ToClaim, ToHandle, ToCheck, ToAnswer, ToArrive}

// timer returns the clock of the stage that runs; nil where none does.
func (i *Issue) timer(of Stage) *Timer {
	for k := len(i.Clocks) - 1; k >= 0; k-- {
		if t := &i.Clocks[k]; t.Stage == of && !t.Done {
			return t
		}
	}
	return nil
}

// limit is how long the stage may take: a category's condition says it of handling, the
// city's rules of the rest.
func (s *step) limit(of Stage) clock.Limit {
	l := &s.w.Rules.Limits
	switch of {
	case ToFile:
		return l.File
	case ToVerify:
		return l.Verify
	case ToDispatch:
		return l.Dispatch
	case ToClaim:
		return l.Claim
	case ToCheck:
		return l.Check
	case ToAnswer:
		return l.Silence
	}
	if s.w.Category != nil {
		if condition, known := s.w.Category.Condition(s.Condition); known && condition.Limit.Amount > 0 {
			return condition.Limit
		}
	}
	return l.Handle
}

// start begins the clocks of stages; a stage without a limit has none.
func (s *step) start(stages []Stage) error {
	for _, stage := range stages {
		limit := s.limit(stage)
		if limit.Amount == 0 || s.timer(stage) != nil {
			continue
		}
		s.Clocks = append(s.Clocks, Timer{Stage: stage, Limit: limit})
		if err := s.clock(stage, clock.Event{Kind: clock.Start, At: s.at}); err != nil {
			return err
		}
	}
	return nil
}

// end finishes the clocks of stages that run.
func (s *step) end(stages []Stage) error {
	for _, stage := range stages {
		for k := range s.Clocks {
			if t := &s.Clocks[k]; !t.Done && (t.Stage == stage || stage == Everything) {
				if err := s.clock(t.Stage, clock.Event{Kind: clock.Finish, At: s.at}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// clock does something to the running clock of a stage and keeps what came of it.
func (s *step) clock(of Stage, e clock.Event) error {
	t := s.timer(of)
	if t == nil {
		return nil
	}
	k, err := t.replay(s.w.Calendar)
	if err != nil {
		return err
	}
	if k, err = k.After(e); err != nil {
		return err
	}
	t.keep(k, s.w.CalendarVersion, s.at)
	return nil
}

// replay makes the clock that the timer tells of.
func (t *Timer) replay(by *clock.Calendar) (clock.Clock, error) {
	return clock.Replay(by, t.Limit, t.Events)
}

// keep writes a clock into the timer. What has finished is judged by the deadline that
// people were told.
func (t *Timer) keep(k clock.Clock, calendar string, now time.Time) {
	t.Events = k.Events()
	r := k.Read(now)
	if t.Done = r.State == clock.Done; t.Done {
		t.Late = !t.Due.IsZero() && now.After(t.Due)
		return
	}
	t.Calendar, t.Due, t.Provisional = calendar, r.Deadline.At, r.Deadline.Provisional
}

// late says whether handling ever ended after its deadline: who is sent it anew, has it
// sent back or does it again wins nothing by that.
func (i *Issue) late() bool {
	return slices.ContainsFunc(i.Clocks, func(t Timer) bool { return t.Stage == ToHandle && t.Done && t.Late })
}
