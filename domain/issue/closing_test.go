package issue

import (
	"slices"
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
)

// Ways in which an issue could seem better than it is.

func TestLatenessIsNotWonByDoingItAgain(t *testing.T) {
	late := func() *life { return begin(t, filing(FromPatrol)).later(20 * 24 * time.Hour) }
	stillLate := func(name string, l *life) {
		t.Helper()
		if !l.late() || !l.Card().Late {
			t.Errorf("%s: late no more", name)
		}
	}
	l := late()
	due := l.timer(ToHandle).Due
	if l.then(by(dispatcher, Dispatch)); !l.timer(ToHandle).Due.Equal(due) {
		t.Error("sent anew, it has another deadline")
	}
	stillLate("sent anew", l.then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)))
	stillLate("bounced", late().then(by(gridHead, Bounce), by(dispatcher, Dispatch), by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)))
	stillLate("done again", late().then(by(worker, Claim), by(worker, Finish), by(dispatcher, Fail), by(worker, Finish), by(dispatcher, Pass)))
	l = late().then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass), by(worker, Appeal), by(dispatcher, Grant), by(chief, Grant))
	if l.then(by(dispatcher, Reopen)); l.Exempt {
		t.Error("what was forgiven once is forgiven for ever")
	}
}

func TestADeadlineThatABounceEndedIsNobodys(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	if l.Card().Due.IsZero() {
		t.Error("dispatched, and no deadline")
	}
	if l.then(by(gridHead, Bounce)); !l.Card().Due.IsZero() {
		t.Error("on the dispatcher's desk, and still due")
	}
}

func TestEveryOpenStateEscalates(t *testing.T) {
	back := begin(t, byCitizen()).then(by(dispatcher, File), by(gridHead, Bounce), by(dispatcher, SendBack))
	verified := begin(t, byCitizen()).then(by(dispatcher, File), by(gridHead, Bounce), by(dispatcher, SendBack), by(dispatcher, AskVerify), by(gridHead, VerifyTrue))
	for _, l := range []*life{back, verified} {
		before := l.count(Escalate)
		if l.later(100 * 24 * time.Hour).tick(); l.count(Escalate) == before {
			t.Errorf("%s for a hundred days, and nobody hears of it", l.State)
		}
	}
}

func TestNobodyWhoHadAHandInItChecksIt(t *testing.T) {
	cadre := somebody("p70", holds("cadre", "community"))
	l := begin(t, filing(FromPatrol)).then(by(cadre, Claim), by(worker, Claim), by(worker, Finish))
	l.refused(by(cadre, Pass), fault.OwnCheck).then(by(dispatcher, Pass))
	other := cadre
	other.By.Account, other.Actor.Account = "another", "another" // and the same person
	begin(t, filing(FromPatrol)).then(by(cadre, Claim), by(worker, Claim), by(worker, Finish)).refused(by(other, Pass), fault.OwnCheck)
}

// An order of the hotline, filed by its account.
func byHotline(id string) Filing {
	f := filing(FromHotline)
	f.ID, f.Command, f.Outside, f.Photos = id, "report-"+id, "order-"+id, nil
	hotline := somebody("p80", access.Holding{Role: &access.Role{ID: "hotline", Reach: access.Whole, Rights: []access.Right{access.IssueOrder}}})
	f.Actor, f.By = hotline.Actor, hotline.By
	f.By.Kind = ByPartner
	f.Reporter = Reporter{Kind: Partner, By: f.By, Name: "来电人"}
	return f
}

func answering(a Action, order string) Command {
	f := byHotline(order)
	c := by(Command{Actor: f.Actor, By: f.By}, a)
	c.Order = order
	return c
}

func TestEachCallerAnswersForThemselves(t *testing.T) {
	l, part := begin(t, byHotline("i1")), begin(t, byHotline("i2"))
	absorb := system
	absorb.ID, absorb.Action, absorb.Part = "absorb", Absorb, &part.Issue
	l.then(absorb, by(dispatcher, File), by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)).in(Asking)
	l.refused(answering(Approve, "i9"), fault.ReporterUnknown)
	another := answering(Approve, "i1") // of the same caller's order, from an account that did not file it
	another.By.Account, another.By.Person = "a-p81", "p81"
	l.refused(another, fault.ReporterUnknown)
	l.then(answering(Approve, "i1")).in(Asking).refused(answering(Approve, "i1"), fault.ReporterUnknown)
	l.then(answering(Object, "i2")).in(Rework)
	l.then(by(worker, Finish), by(dispatcher, Pass), answering(Approve, "i2"), answering(Approve, "i1")).in(Closed)

	f := byHotline("i3")
	f.Actor.Holdings = nil
	if _, err := New(f, world(monday)); fault.As(err).Code != fault.RightMissing {
		t.Errorf("an order of somebody without the right: %v", err)
	}
	// Who works on it does not answer for who called, whatever they call themselves.
	same := byHotline("i4")
	same.By.Person, same.By.Account = "p2", "a-p2"
	same.Reporter.By = same.By
	l = begin(t, same).then(by(dispatcher, File), by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)).in(Asking)
	c := answering(Approve, "i4")
	c.By, c.Order = same.By, "i4"
	c.Actor.Account = "a-p2"
	l.refused(c, fault.OwnCheck)
}

func TestWhoJoinsLateHasTheirOwnTimeToAnswer(t *testing.T) {
	l := begin(t, byCitizen()).then(by(dispatcher, File), by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)).in(Asking)
	f := byCitizen()
	f.ID, f.Command, f.Reporter.Key = "i2", "report2", "key2"
	part := begin(t, f)
	absorb := system
	absorb.ID, absorb.Action, absorb.Part = "absorb", Absorb, &part.Issue
	l.later(3*24*time.Hour - 5*time.Minute).then(absorb).later(time.Hour).tick().in(Asking)
	l.later(3 * 24 * time.Hour).tick().in(Closed)
}

func TestProofIsNew(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim))
	old := by(worker, Finish)
	old.Photos = []Photo{{ID: "before", Kind: After}}
	l.refused(old, fault.PhotosTooFew)
	l.w.Category.PhotosFinish = 2
	twice := by(worker, Finish)
	twice.Photos = []Photo{{ID: "x", Kind: After}, {ID: "x", Kind: After}}
	l.refused(twice, fault.PhotosTooFew)
	fix := by(gridHead, Fix)
	begin(t, filing(FromPatrol)).then(fix)
	fresh := begin(t, filing(FromPatrol))
	fresh.w.Category.PhotosFinish = 2
	fresh.refused(fix, fault.PhotosTooFew)
	f := filing(FromPatrol)
	f.Fixed, f.Photos = true, []Photo{{ID: "one", Kind: Before}, {ID: "one", Kind: After}}
	if _, err := New(f, world(monday)); fault.As(err).Code != fault.PhotosTooFew {
		t.Errorf("one photo before and after: %v", err)
	}
}

func TestABadPositionProvesLittle(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish))
	c := by(dispatcher, Pass)
	far := spot
	far.Lng += 0.05 // some 4 km
	c.At, c.AccuracyM = &far, 5000
	l.refused(c, fault.TooFar)
	near := spot
	near.Lng += 0.003 // some 256 m
	c.At, c.AccuracyM = &near, 100
	if l.then(c); l.Last().With[WithAccuracy] != "100" {
		t.Errorf("%+v", l.Last())
	}
}

func TestWhatAnActionDoesNotWantIsRefused(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	for field, change := range map[string]func(*Command){
		"to": func(c *Command) { c.To = &Hands{} }, "unit": func(c *Command) { c.Unit = "g1" }, "until": func(c *Command) { c.Until = monday },
		"into": func(c *Command) { c.Into = "i2" }, "category": func(c *Command) { c.Category = "x" }, "condition": func(c *Command) { c.Condition = "2" },
		"place": func(c *Command) { c.Place = &Place{} }, "bodies": func(c *Command) { c.Bodies = []string{"x"} }, "body": func(c *Command) { c.Body = "x" },
	} {
		c := by(worker, Claim)
		change(&c)
		l.refused(c, fault.FieldNotWanted)
		if _, err := l.Do(c, l.w); fault.As(err).Field != field {
			t.Errorf("%s: at %s", field, fault.As(err).Field)
		}
	}
}

func TestBodiesThatThereAreNot(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	c := by(dispatcher, Dispatch)
	c.To = &Hands{Body: "nobody"}
	l.refused(c, fault.HandsImpossible)
	w := by(dispatcher, Whistle)
	w.Bodies, w.Until = []string{"roads", "nobody"}, monday.AddDate(0, 0, 1)
	l.refused(w, fault.BodyUnknown)

	// A body that a dispatcher chose keeps it, whatever else changes, while it is there.
	c.To = &Hands{Body: "police"}
	reroute := by(system, Reroute)
	l.then(c, reroute)
	if l.Hands.Body != "police" {
		t.Errorf("%+v", l.Hands)
	}
	l.w.HasBody = func(code string) bool { return code != "police" }
	reroute.ID = "again"
	if l.then(reroute); l.Hands.Body != "sanitation" {
		t.Errorf("%+v", l.Hands)
	}
}

func TestASecondWhistleIsMissedToo(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	for n := range 2 {
		c := by(dispatcher, Whistle)
		c.Bodies, c.Until = []string{"roads"}, l.w.Now.Add(time.Hour)
		l.then(c).later(2 * time.Hour).tick().tick()
		if l.count(Missed) != n+1 {
			t.Errorf("whistle %d: missed %d times", n+1, l.count(Missed))
		}
	}
}

func TestALongHistoryCanStillEnd(t *testing.T) {
	l := begin(t, byCitizen()).then(by(dispatcher, File), by(worker, Claim))
	for len(l.History) < MaxEvents {
		l.then(by(dispatcher, Comment))
	}
	l.refused(by(dispatcher, Comment), fault.IssueTooLong)
	l.then(by(worker, Finish), by(dispatcher, Pass), by(citizen, Object), by(worker, Finish), by(dispatcher, Pass), by(citizen, Approve)).in(Closed)
}

// An order that closes what the hands were not done with does not make it done: not when
// it had been fixed once, nor when it was opened again.
func TestAnOrderDoesNotFinishTheWork(t *testing.T) {
	begun := func(c ...Command) *life { return begin(t, byCitizen()).then(by(dispatcher, File)).then(c...) }
	fixed := []Command{by(worker, Claim), by(worker, Finish)}
	passed := append(slices.Clip(fixed), by(dispatcher, Pass))
	for name, c := range map[string]struct {
		l      *life
		undone bool
	}{
		"dispatched":  {begun(), true},
		"handling":    {begun(fixed[0]), true},
		"checking":    {begun(fixed...), false},
		"rework":      {begun(append(slices.Clip(fixed), by(dispatcher, Fail))...), true},
		"asking":      {begun(passed...), false},
		"objected to": {begun(append(slices.Clip(passed), by(citizen, Object))...), true},
		"reopened":    {begun(append(slices.Clip(passed), by(citizen, Approve), by(dispatcher, Reopen))...), true},
	} {
		c.l.then(by(chief, OrderClosed)).in(Ordered)
		if c.l.Card().Undone != c.undone {
			t.Errorf("%s: closed by order, undone is %v", name, !c.undone)
		}
		if c.l.then(by(chief, Strike)); c.l.Card().Undone != c.undone {
			t.Errorf("%s: struck off, undone is %v", name, !c.undone)
		}
	}
	again := begun(fixed[0]).then(by(chief, OrderClosed), by(dispatcher, Reopen)).in(Rework)
	if again.Card().Undone {
		t.Error("open again, and still closed undone")
	}
	if again.then(by(worker, Finish), by(dispatcher, Pass), by(citizen, Approve)).in(Closed); again.Card().Undone {
		t.Error("done after all, and undone")
	}
}
