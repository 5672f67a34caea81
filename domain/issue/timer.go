package issue

import (
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

// Due is the next instant at which the system itself has something to do about an
// issue (到点事项): an alarm, the end of a suspension, a citizen's silence. The zero
// time where there is none. It looks at what stands in the issue and the rules alone,
// so that whoever keeps the issue can keep it beside.
func (i *Issue) Due(w World) time.Time { panic("not yet") }

// Tick does what is due by now (到点处理), each thing once, and says whether anything
// was. Whoever keeps the issue writes the result by compare-and-set, so that of
// several servers one does it. tell names whom a mark's Tell stands for.
func (i *Issue) Tick(w World, tell func(who []string) []string) (Issue, bool, error) {
	panic("not yet")
}

// Stages lists every stage, in the order of Card.Steps.
var Stages = [8]Stage{ToFile, ToVerify, ToDispatch, ToClaim, ToHandle, ToCheck, ToAnswer, ToArrive}
