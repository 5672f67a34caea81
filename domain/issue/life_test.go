package issue

import (
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

func TestTheWholeLife(t *testing.T) {
	l := begin(t, byCitizen()).in(Reported)
	if l.Hands.Unit != "county" {
		t.Errorf("reported and with %+v", l.Hands)
	}
	l.then(by(dispatcher, AskVerify)).in(Verifying).then(by(gridHead, VerifyTrue)).in(Reported)
	l.then(by(dispatcher, File)).in(Dispatched)
	if l.Hands.Unit != "g1" || l.Hands.Person != "p1" || l.Hands.Fallback {
		t.Errorf("filed, and with %+v", l.Hands)
	}
	l.then(by(worker, Claim)).in(Handling).then(by(worker, Finish)).in(Checking).then(by(dispatcher, Pass)).in(Asking)
	l.then(by(citizen, Approve)).in(Closed).then(by(dispatcher, Strike)).in(Struck)
	m := l.Moments
	for k, pair := range [][2]time.Time{{m.Found, m.Claimed}, {m.Claimed, m.Fixed}, {m.Fixed, m.Announced}, {m.Announced, m.Answered}} {
		if pair[0].IsZero() || !pair[1].After(pair[0]) {
			t.Errorf("moment %d: %v", k, pair)
		}
	}
	if bad := l.Verify(); bad != 0 {
		t.Errorf("event %d does not hold", bad)
	}
	for _, timer := range l.Clocks {
		if !timer.Done || timer.Late {
			t.Errorf("clock %+v", timer)
		}
	}
}

func TestTrustedSourcesAreFiledAtOnce(t *testing.T) {
	l := begin(t, filing(FromPatrol)).in(Dispatched)
	if got := []Action{l.History[0].Action, l.History[1].Action, l.History[2].Action}; got[0] != Report || got[1] != File || got[2] != Dispatch || l.History[2].By.Kind != BySystem {
		t.Errorf("history %v", got)
	}
	l.w.Rules.DispatchAtOnce = false
	slow, err := New(filing(FromPatrol), l.w)
	if err != nil || slow.State != Filed || slow.Hands.Unit != "county" {
		t.Errorf("%v %v %+v", err, slow.State, slow.Hands)
	}
}

func TestABouncedIssueIsNotPushedForward(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(gridHead, Bounce)).in(Returned)
	if l.Hands.Unit != "county" || l.Bounces != 1 {
		t.Errorf("returned to %+v", l.Hands)
	}
	for _, a := range []Action{Claim, Finish, Fix, Pass, Reject, File, Strike} {
		l.refused(by(dispatcher, a), fault.ActionImpossible)
	}
	l.then(by(dispatcher, SendBack)).in(SentBack)
	for _, a := range []Action{Claim, Finish, Fix, Pass, File, Dispatch} {
		l.refused(by(dispatcher, a), fault.ActionImpossible)
	}
	c := by(dispatcher, Correct)
	c.Condition = "2"
	l.then(c).in(Reported).then(by(dispatcher, File)).in(Dispatched)
	if due := l.timer(ToHandle).Due.Sub(l.w.Now); due > 2*time.Hour {
		t.Errorf("condition 2 leaves %v", due)
	}
}

func TestOnlyBeforeHandlingIsItBounced(t *testing.T) {
	begin(t, filing(FromPatrol)).then(by(worker, Claim)).refused(by(worker, Bounce), fault.ActionImpossible)
}

func TestReworkComesBackToTheSameHands(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish))
	hands, who := l.Hands, l.Worker
	l.then(by(dispatcher, Fail)).in(Rework)
	if l.Hands != hands || l.Worker != who || l.Reworks != 1 || len(l.Photos) != 2 {
		t.Errorf("%+v %+v", l.Hands, l.Worker)
	}
	if l.timer(ToHandle) == nil {
		t.Error("rework has no clock")
	}
	l.then(by(worker, Finish), by(dispatcher, Pass)).in(Closed)
}

func TestNobodyChecksTheirOwnWork(t *testing.T) {
	both := somebody("p20", holds("head", "g1"))
	l := begin(t, filing(FromPatrol)).then(by(both, Claim), by(both, Finish)).refused(by(both, Pass), fault.OwnCheck).refused(by(both, Fail), fault.OwnCheck)
	l.then(by(gridHead, Pass)).in(Closed)
}

func TestPostponements(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim))
	due := l.timer(ToHandle).Due
	for range 2 {
		l.then(by(worker, AskPostpone)).refused(by(worker, AskPostpone), fault.RequestPending)
		l.refused(by(worker, Grant), fault.RightMissing).then(by(dispatcher, Refuse))
		l.then(by(worker, AskPostpone), by(dispatcher, Grant))
		next := l.timer(ToHandle).Due
		if got := next.Sub(due); got < 3*24*time.Hour {
			t.Errorf("postponed by %v", got)
		}
		due = next
	}
	l.refused(by(worker, AskPostpone), fault.PostponedTooOften).then(by(worker, Finish))

	late := begin(t, filing(FromPatrol)).then(by(worker, Claim)).later(10 * 24 * time.Hour)
	late.refused(by(worker, AskPostpone), fault.OverdueNoPostpone)
}

func TestAGrantThatComesTooLate(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, AskPostpone)).later(10 * 24 * time.Hour)
	l.refused(by(dispatcher, Grant), fault.ClockOverdue)
}

func TestNobodyGrantsTheirOwnRequest(t *testing.T) {
	both := somebody("p21", holds("dispatcher", "county"), holds("head", "g1"))
	begin(t, filing(FromPatrol)).then(by(both, Claim), by(both, AskPostpone)).refused(by(both, Grant), fault.OwnRequest).refused(by(both, Refuse), fault.OwnRequest)
}

func TestASuspensionStopsTheClockOnceAndForAYear(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim))
	far := by(worker, AskSuspend)
	far.Until = monday.AddDate(1, 0, 3)
	l.refused(far, fault.UntilInvalid)
	past := by(worker, AskSuspend)
	past.Until = monday.UTC()
	l.refused(past, fault.UntilInvalid)
	if _, err := l.Do(past, l.w); !strings.Contains(err.Error(), monday.In(city.China).Format(time.RFC3339)) {
		t.Errorf("not by the clocks of the city: %v", err)
	}
	before := l.timer(ToHandle).Due
	l.then(by(worker, AskSuspend), by(dispatcher, Grant)).in(Suspended)
	if due := l.timer(ToHandle).Due; due.Before(monday.AddDate(0, 2, 0)) {
		t.Errorf("suspended for two months, and due %v (was %v)", due, before)
	}
	l.refused(by(worker, Finish), fault.ActionImpossible)
	l.later(30 * 24 * time.Hour).then(by(dispatcher, Resume)).in(Handling)
	if due := l.timer(ToHandle).Due; due.After(l.w.Now.AddDate(0, 0, 6)) {
		t.Errorf("resumed on %v, and due %v", l.w.Now, due)
	}
	l.refused(by(worker, AskSuspend), fault.SuspendedAlready)
}

func TestASuspensionEndsByItself(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, AskSuspend), by(dispatcher, Grant)).in(Suspended)
	if due := l.Due(l.w); !due.Equal(monday.AddDate(0, 2, 0)) {
		t.Errorf("next due %v", due)
	}
	l.later(59 * 24 * time.Hour).tick().in(Suspended)
	l.w.Now = monday.AddDate(0, 2, 0)
	l.tick().in(Handling)
	if l.count(Resume) != 1 {
		t.Errorf("resumed %d times", l.count(Resume))
	}
}

func TestAnAppealIsMadeOnceAndDecidedByTwo(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim)).later(20*24*time.Hour).then(by(worker, Finish), by(dispatcher, Pass)).in(Closed)
	if !l.late() {
		t.Fatal("not late after twenty days")
	}
	l.then(by(worker, Appeal), by(dispatcher, Grant)).refused(by(dispatcher, Grant), fault.OwnRequest)
	if l.Exempt {
		t.Error("one is not two")
	}
	l.then(by(chief, Grant))
	if !l.Exempt || !l.Card().Late {
		t.Error("granted, and held against somebody, or forgotten")
	}
	l.refused(by(worker, Appeal), fault.AppealedAlready)

	begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)).refused(by(worker, Appeal), fault.ActionImpossible)
}

// Who is refused is told what is possible, by code and name: nothing that would be
// refused again.
func TestWhatIsPossibleInstead(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass))
	_, err := l.Do(by(worker, Appeal), l.w)
	if text := fault.As(err).Text(fault.Chinese); text != "问题现为“closed 已结案”，不能执行 appeal 申诉；现在可以：strike 销号, reopen 重开, comment 批注。" {
		t.Error(text)
	}
	if text := fault.As(err).Text(fault.English); text != "The issue is in the state closed, where appeal is not possible; possible now: strike, reopen, comment." {
		t.Error(text)
	}
}

func TestFixedOnTheSpot(t *testing.T) {
	f := filing(FromPatrol)
	f.Fixed = true
	w := world(monday)
	if _, err := New(f, w); fault.As(err).Code != fault.PhotosTooFew {
		t.Errorf("with one photo: %v", err)
	}
	f.Photos = append(f.Photos, Photo{ID: "after", Kind: After})
	i, err := New(f, w)
	if err != nil || i.State != Closed || !i.OnTheSpot || i.Worker.Person != "p2" || i.Hands.Empty() {
		t.Fatalf("%v %+v", err, i)
	}
	if c := i.Card(); c.Closed.IsZero() || !c.OnTheSpot || c.Fixed.IsZero() {
		t.Errorf("card %+v", c)
	}
	f.Actor = somebody("p30", holds("sponsor", "g1")).Actor
	if _, err := New(f, w); fault.As(err).Code != fault.RightMissing {
		t.Errorf("fixed by who may not handle it: %v", err)
	}
	begin(t, filing(FromPatrol)).then(by(gridHead, Fix)).in(Closed)
	begin(t, byCitizen()).then(by(gridHead, Fix)).in(Asking).then(by(citizen, Object)).in(Rework)
}

func TestTheCitizenHasTheWord(t *testing.T) {
	l := begin(t, byCitizen()).then(by(dispatcher, File), by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)).in(Asking)
	stranger := by(citizen, Approve)
	stranger.Citizen = "another"
	l.refused(stranger, fault.ReporterUnknown)
	nobody := by(citizen, Approve)
	nobody.Citizen = ""
	l.refused(nobody, fault.ReporterUnknown)
	l.refused(by(dispatcher, Approve), fault.ReporterUnknown)
	l.then(by(citizen, Object)).in(Rework)
	if l.Reopenings != 1 || l.Reporters[0].Answer != "" {
		t.Errorf("%+v", l.Reporters)
	}
	l.then(by(worker, Finish), by(dispatcher, Pass), by(citizen, Approve)).in(Closed)
	l.refused(by(citizen, Object), fault.ActionImpossible)
}

func TestSilenceIsApprovalOnceItsTimeIsOver(t *testing.T) {
	l := begin(t, byCitizen()).then(by(dispatcher, File), by(worker, Claim), by(worker, Finish), by(dispatcher, Pass))
	l.later(3*24*time.Hour - time.Minute).tick().in(Asking)
	l.later(2 * time.Minute).tick().in(Closed)
	if l.Reporters[0].Answer != Silent || l.count(Lapse) != 1 {
		t.Errorf("%+v", l.Reporters)
	}
}

func TestReopening(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass), by(dispatcher, Strike))
	l.then(by(dispatcher, Reopen)).in(Rework)
	if !l.Card().Closed.IsZero() || l.Hands.Unit != "g1" {
		t.Error("open again, and closed on its card")
	}
	ordered := begin(t, byCitizen()).then(by(dispatcher, OrderClosed)).in(Ordered).then(by(dispatcher, Reopen)).in(Filed)
	if ordered.timer(ToDispatch) == nil {
		t.Error("nothing runs")
	}
	begin(t, byCitizen()).then(by(dispatcher, Reject)).in(Void).then(by(dispatcher, Reopen)).in(Reported)
}

// Nobody can file what is being verified: the limit to file it ends then, and begins
// anew when the answer is there. Who was late before that was late for good.
func TestFilingWaitsForVerification(t *testing.T) {
	for _, answer := range []Action{VerifyTrue, VerifyFalse} {
		l := begin(t, byCitizen()).then(by(dispatcher, AskVerify)).later(20 * time.Hour)
		if l.tick(); l.count(Escalate) > 0 || l.timer(ToFile) != nil {
			t.Fatalf("%s: nobody could file it, and somebody is told so", l.Last().Action)
		}
		l.then(by(gridHead, answer))
		if due := l.timer(ToFile).Due; !due.Equal(time.Date(2026, 3, 3, 10, 0, 0, 0, monday.Location())) {
			t.Errorf("to be filed by %s", due) // two work hours from Tuesday 05:01 on
		}
		if c := l.then(by(dispatcher, File)).Card(); c.Steps[0] != (Step{2, 2, 0}) {
			t.Errorf("in time, and %+v", c.Steps[0])
		}
	}
	late := begin(t, byCitizen()).later(5*time.Hour).then(by(dispatcher, AskVerify), by(gridHead, VerifyTrue), by(dispatcher, File))
	if c := late.Card(); c.Steps[0] != (Step{2, 2, 1}) {
		t.Errorf("asked after the limit, and %+v", c.Steps[0])
	}
}
