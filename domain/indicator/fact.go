package indicator

import (
	"slices"
	"time"

	"sizhang/domain/issue"
)

// fact is something that is so of an issue now; several are or-ed.
type fact uint64

const (
	// counted 计入: neither suspended nor merged into another.
	counted       fact = 1 << iota
	merged             // 已并案
	suspended          // 挂账中
	open               // 未结
	voided             // 作废
	stands             // 未作废
	filed              // 立案
	filedInTime        // 按时立案: no step of filing ended late
	byInspector        // 巡查发现: from a source of Scheme.Inspectors
	byOthers           // 他人发现: from any other
	byPublic           // 公众举报: from a source of Scheme.Public
	byHotline          // 12345
	verifyDue          // 应核实: a verification ended, or runs and is overdue
	verifyInTime       // 按时核实: one ended and none was late
	dispatchDue        // 应派遣: it was dispatched, or should have been by now
	dispatched         // 派遣
	sentInTime         // 按时派遣
	sentRight          // 准确派遣: dispatched and never bounced
	claimDue           // 应认领: it was claimed, or should have been by now
	claimInTime        // 按时认领
	handleDue          // 应处置: its deadline of handling is past
	handled            // 已处置: the hands are done with it, not an order that closed it before
	handledInTime      // 按期处置: and were so in time, or late and exempt
	unhandled          // 待处置: open and the hands are not done
	postponed          // 延期
	checkDue           // 应核查
	checkInTime        // 按时核查
	reworked           // 返工
	closed             // 结案: closed, by order or struck off the list
	closedInTime       // 按期结案: closed, and handled in time or exempt
	closedLate         // 超期结案
	asked              // 已评价: the citizens said something of the outcome, or let the time pass
	solved             // 已解决: and nobody's latest answer objects
	said               // 明确表态: they approved or objected
	approved           // 满意: they approved
	onTheSpot          // 即办
)

// counter turns issues into facts.
type counter struct {
	now    time.Time
	states map[issue.State]fact
	source map[issue.Source]fact
}

func newCounter(now time.Time, s *Scheme) *counter {
	c := &counter{now: now, states: map[issue.State]fact{}, source: map[issue.Source]fact{}}
	for _, info := range issue.States {
		c.states[info.State] = factsOfState(info)
	}
	for _, source := range issue.Sources {
		f := byOthers
		if slices.Contains(s.Inspectors, source) {
			f = byInspector
		}
		if slices.Contains(s.Public, source) {
			f |= byPublic
		}
		if source == issue.FromHotline {
			f |= byHotline
		}
		c.source[source] = f
	}
	return c
}

func factsOfState(info issue.StateInfo) fact {
	f := stands | counted
	if info.Open {
		f |= open
	}
	switch info.State {
	case issue.Void:
		f = voided | counted
	case issue.Merged:
		f = merged | stands
	case issue.Suspended:
		f = suspended | open | stands
	case issue.Closed, issue.Ordered, issue.Struck:
		f |= closed
	}
	if info.Done {
		f |= handled
	} else {
		f |= unhandled
	}
	return f
}

// of returns all that is so of the issue.
func (k *counter) of(c *issue.Card) fact {
	f := k.states[c.State] | k.source[c.Source]
	f |= k.beginning(c) | k.dispatch(c)
	f = k.handling(c, f)
	if k.due(c, toCheck) {
		f |= checkDue
		if k.inTime(c, toCheck) {
			f |= checkInTime
		}
	}
	if c.Reworks > 0 {
		f |= reworked
	}
	switch c.Answer {
	case issue.Approved:
		f |= asked | solved | said | approved
	case issue.Objected:
		f |= asked | said
	case issue.Silent:
		f |= asked | solved
	}
	return f
}

// beginning is what there is to say until an issue is filed.
func (k *counter) beginning(c *issue.Card) (f fact) {
	if !c.Filed.IsZero() {
		f = filed
		if c.Steps[toFile].Late == 0 {
			f |= filedInTime
		}
	}
	if k.due(c, toVerify) {
		f |= verifyDue
		if k.inTime(c, toVerify) {
			f |= verifyInTime
		}
	}
	if c.OnTheSpot {
		f |= onTheSpot
	}
	return f
}

// dispatch is about who it was sent to, and whether they took it. What is dispatched
// by the system has no clock, and is in time; what was fixed on the spot was sent to
// nobody, whatever instant stands there.
func (k *counter) dispatch(c *issue.Card) (f fact) {
	late := k.overdue(c, toDispatch)
	if !c.Dispatched.IsZero() && (c.Dispatches > 0 || !c.OnTheSpot) {
		f = dispatched | dispatchDue
		if !late && c.Steps[toDispatch].Late == 0 {
			f |= sentInTime
		}
		if c.Bounces == 0 {
			f |= sentRight
		}
	}
	if late {
		f |= dispatchDue
	}
	late = k.overdue(c, toClaim)
	if !c.Claimed.IsZero() || late {
		f |= claimDue
		if !late && c.Steps[toClaim].Late == 0 {
			f |= claimInTime
		}
	}
	return f
}

// handling adds what the deadline of handling says. Closed by an order without having been
// fixed, or while it was being done again, is not handled; without ever having been
// fixed it is late if it was closed after the deadline.
func (k *counter) handling(c *issue.Card, f fact) fact {
	if c.Fixed.IsZero() || c.Undone {
		f &^= handled
	}
	if !c.Due.IsZero() && !k.now.Before(c.Due) {
		f |= handleDue
	}
	inTime := c.Exempt || !c.Late && !(c.Fixed.IsZero() && !c.Due.IsZero() && c.Closed.After(c.Due))
	if f&handled != 0 && inTime {
		f |= handledInTime
	}
	if f&closed != 0 {
		if inTime {
			f |= closedInTime
		} else {
			f |= closedLate
		}
	}
	if c.Postponements > 0 {
		f |= postponed
	}
	return f
}

// stage is the place of one in issue.Stages.
type stage int

var (
	toFile     = stage(slices.Index(issue.Stages[:], issue.ToFile))
	toVerify   = stage(slices.Index(issue.Stages[:], issue.ToVerify))
	toDispatch = stage(slices.Index(issue.Stages[:], issue.ToDispatch))
	toClaim    = stage(slices.Index(issue.Stages[:], issue.ToClaim))
	toCheck    = stage(slices.Index(issue.Stages[:], issue.ToCheck))
)

// due says whether a step of the stage ended, or runs and should have ended by now.
func (k *counter) due(c *issue.Card, s stage) bool {
	return c.Steps[s].Done > 0 || k.overdue(c, s)
}

// inTime says whether every step of the stage that is due ended in time.
func (k *counter) inTime(c *issue.Card, s stage) bool {
	return c.Steps[s].Late == 0 && !k.overdue(c, s)
}

// overdue says whether a step of the stage runs and is past its deadline.
func (k *counter) overdue(c *issue.Card, s stage) bool {
	for i := range c.Running {
		if r := &c.Running[i]; r.Stage == issue.Stages[s] && k.now.After(r.Due) {
			return true
		}
	}
	return false
}
