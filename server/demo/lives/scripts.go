package lives

import (
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// script is one way that an issue can go.
type script struct {
	// times is how many issues go it, of each hundred.
	times  int
	source issue.Source
	// begins bounds how long ago they were reported.
	least, most time.Duration
	play        func(*player)
}

const day = 24 * time.Hour

// scripts are ways that issues go, so that every state is there at the end.
var scripts = []script{
	{8, issue.FromCitizen, 10 * time.Minute, 3 * time.Hour, func(p *player) {}},                                              // to be accepted
	{4, issue.FromHotline, 20 * time.Minute, 20 * time.Hour, func(p *player) {}},                                             //
	{3, issue.FromCitizen, 4 * time.Hour, 2 * day, func(p *player) { p.verify(false) }},                                      // being verified
	{2, issue.FromCitizen, 6 * time.Hour, 2 * day, func(p *player) { p.accept(); p.sendBack() }},                             // sent back
	{9, issue.FromPatrol, time.Hour, 8 * time.Hour, func(p *player) {}},                                                      // to be claimed
	{4, issue.FromHead, day, 3 * day, func(p *player) {}},                                                                    // late to be claimed
	{12, issue.FromPatrol, day, 4 * day, func(p *player) { p.claim() }},                                                      // being handled
	{5, issue.FromSupervision, 6 * day, 12 * day, func(p *player) { p.claim() }},                                             // overdue
	{3, issue.FromPatrol, 5 * day, 9 * day, func(p *player) { p.claim(); p.postpone() }},                                     // postponed
	{3, issue.FromHead, 4 * day, 10 * day, func(p *player) { p.claim(); p.finish(); p.fail() }},                              // rework
	{3, issue.FromPatrol, day, 3 * day, func(p *player) { p.bounce() }},                                                      // returned
	{3, issue.FromPatrol, 9 * day, 20 * day, func(p *player) { p.claim(); p.suspend() }},                                     // suspended
	{4, issue.FromHead, 2 * day, 5 * day, func(p *player) { p.claim(); p.finish() }},                                         // to be checked
	{6, issue.FromCitizen, 4 * day, 6 * day, func(p *player) { p.accept(); p.claim(); p.finish(); p.pass() }},                // the citizen has the word
	{2, issue.FromCitizen, 2 * day, 5 * day, func(p *player) { p.accept(); p.double() }},                                     // reported twice
	{10, issue.FromPatrol, 9 * day, 28 * day, func(p *player) { p.claim(); p.finish(); p.pass() }},                           // closed
	{5, issue.FromCitizen, 12 * day, 28 * day, func(p *player) { p.accept(); p.claim(); p.finish(); p.pass(); p.approve() }}, //
	{2, issue.FromCitizen, 16 * day, 28 * day, func(p *player) {
		p.accept()
		p.claim()
		p.finish()
		p.pass()
		p.object()
		p.claim()
		p.finish()
		p.pass()
	}}, // not good enough at first
	{6, issue.FromHead, 12 * day, 28 * day, func(p *player) { p.claim(); p.finish(); p.pass(); p.strike() }}, // struck off
	{2, issue.FromPatrol, 10 * day, 20 * day, func(p *player) { p.claim(); p.order() }},                      // closed by order
	{4, issue.FromCitizen, 3 * day, 20 * day, func(p *player) { p.verify(true); p.reject() }},                // void
}

func (p *player) accept() {
	p.wait(20*time.Minute, 2*time.Hour)
	c := p.dispatcher()
	c.Action = issue.File
	p.do(c)
	if p.State == issue.Filed {
		p.dispatch()
	}
}

func (p *player) dispatch() {
	p.wait(5*time.Minute, time.Hour)
	if p.Routing.Disputed() {
		c := p.dispatcher()
		c.Action, c.Unit, c.Reason = issue.Arbitrate, p.Routing.Candidates[0].Unit, "现场在该单元一侧"
		p.do(c)
	}
	if p.State == issue.Filed || p.State == issue.Returned {
		c := p.dispatcher()
		c.Action = issue.Dispatch
		p.do(c)
	}
}

// claim has the hands claim it, wherever it is on its way to them.
func (p *player) claim() {
	if p.State == issue.Reported {
		p.accept()
	}
	if p.State == issue.Filed {
		p.dispatch()
	}
	p.wait(10*time.Minute, 4*time.Hour)
	c := p.worker()
	c.Action = issue.Claim
	p.do(c)
}

func (p *player) finish() {
	p.wait(2*time.Hour, 30*time.Hour)
	c := p.worker()
	c.Action, c.Reason = issue.Finish, "已处置"
	c.Photos = []issue.Photo{{ID: p.photos.After[p.rng.IntN(len(p.photos.After))], Kind: issue.After}}
	c.At, c.AccuracyM = p.spot(), 6
	p.do(c)
}

func (p *player) pass() { p.check(issue.Pass, "") }
func (p *player) fail() { p.check(issue.Fail, "只清了一半，路边仍有残留") }

func (p *player) check(a issue.Action, reason string) {
	p.wait(20*time.Minute, 6*time.Hour)
	c := p.checker()
	c.Action, c.Reason = a, reason
	p.do(c)
}

func (p *player) approve() {
	p.wait(time.Hour, 40*time.Hour)
	if p.State != issue.Asking { // silence counted as approval
		return
	}
	c := p.citizen()
	c.Action = issue.Approve
	p.do(c)
}

func (p *player) object() {
	p.wait(time.Hour, 20*time.Hour)
	c := p.citizen()
	c.Action, c.Reason = issue.Object, "第二天又是老样子"
	p.do(c)
}

func (p *player) bounce() {
	if p.State == issue.Filed {
		p.dispatch()
	}
	p.wait(30*time.Minute, 3*time.Hour)
	c := p.worker()
	c.Action, c.Reason = issue.Bounce, "不在本单元范围内"
	p.do(c)
}

func (p *player) sendBack() {
	if p.State != issue.Filed && p.State != issue.Returned {
		p.bounce()
	}
	p.wait(10*time.Minute, time.Hour)
	c := p.dispatcher()
	c.Action, c.Reason = issue.SendBack, "类别有误，请重新核对"
	p.do(c)
}

func (p *player) verify(done bool) {
	p.wait(10*time.Minute, 90*time.Minute)
	c := p.dispatcher()
	c.Action = issue.AskVerify
	p.do(c)
	if !done {
		return
	}
	p.wait(time.Hour, 8*time.Hour)
	c = p.checker()
	c.Action, c.Reason = issue.VerifyFalse, "现场未见"
	p.do(c)
}

func (p *player) reject() {
	p.wait(10*time.Minute, time.Hour)
	c := p.dispatcher()
	c.Action, c.Reason = issue.Reject, "核实不属实"
	p.do(c)
}

func (p *player) postpone() { p.ask(issue.AskPostpone, "须等配件到货") }
func (p *player) suspend()  { p.ask(issue.AskSuspend, "需列入明年改造计划") }

// ask has the hands ask for something and somebody else grant it. Where the limit was
// short, it is too late to ask.
func (p *player) ask(a issue.Action, reason string) {
	p.wait(10*time.Minute, time.Hour)
	c := p.worker()
	c.Action, c.Reason = a, reason
	if a == issue.AskSuspend {
		c.Until = p.now.AddDate(0, 3, 0)
	}
	if p.tooLate(c) {
		return
	}
	p.wait(10*time.Minute, time.Hour)
	c = p.dispatcher()
	c.Action = issue.Grant
	p.tooLate(c)
}

// tooLate does what may be refused because a deadline is over, and says whether it was.
func (p *player) tooLate(c issue.Command) bool {
	err := p.try(c)
	if err == nil {
		return false
	}
	if code := fault.As(err).Code; code != fault.OverdueNoPostpone && code != fault.ClockOverdue {
		p.must(err)
	}
	return true
}

func (p *player) strike() {
	p.wait(day, 3*day)
	c := p.dispatcher()
	c.Action = issue.Strike
	p.do(c)
}

func (p *player) order() {
	p.wait(day, 3*day)
	c := p.dispatcher()
	c.Action, c.Reason, c.Document = issue.OrderClosed, "并入片区综合整治", "东指〔2026〕7 号"
	p.do(c)
}

// double has another citizen report the same, and the dispatcher merge that.
func (p *player) double() {
	p.wait(30*time.Minute, 5*time.Hour)
	if p.over {
		return
	}
	again := p.report
	again.ID = again.ID[:19] + "9" + again.ID[20:]
	again.Command, again.Text, again.Found = "", "还是这里，"+again.Text, p.now
	again.Reporter.Name, again.Reporter.Key, again.Reporter.At = callers[p.rng.IntN(len(callers))], p.key+"-again", p.now
	i, _, err := p.desk.File(p.ctx, again)
	p.must(err)
	p.wait(10*time.Minute, time.Hour)
	if p.over {
		return
	}
	c := p.dispatcher()
	c.Action, c.Into, c.ID, c.Reason = issue.Merge, p.ID, i.ID+"-merge", "同一处、同一事"
	_, err = p.desk.Do(p.ctx, p.City, i.ID, c)
	p.must(err)
}
