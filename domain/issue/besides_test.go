package issue

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// disputed is a place near the border of g1 and g2.
func disputed() World {
	w := world(monday)
	r := *w.Routing
	r.Candidates = []Candidate{
		{Unit: "g1", Head: Hands{Unit: "g1", Post: "grid_head", Person: "p1", Name: "格一"}},
		{Unit: "g2", Metres: 3, Head: Hands{Unit: "g2", Post: "grid_head", Person: "p5", Name: "格二"}},
	}
	w.Routing = &r
	return w
}

func TestADisputedPlaceWaitsForAnArbitrator(t *testing.T) {
	w := disputed()
	i, err := New(filing(FromPatrol), w)
	if err != nil || i.State != Filed || i.Hands.Unit != "county" || !i.Card().Disputed {
		t.Fatalf("%v %s %+v", err, i.State, i.Hands)
	}
	l := &life{t: t, Issue: i, w: w}
	c := by(dispatcher, Arbitrate)
	c.Unit = "g9"
	l.refused(c, fault.CandidateUnknown)
	settled := *w.Routing
	settled.Settled = "g2"
	settled.Units = []string{"g2", "community", "county"}
	settled.Heads = []Hands{settled.Candidates[1].Head}
	l.w.Routing = &settled
	c.Unit = "g2"
	l.then(c).in(Dispatched)
	if l.Hands.Person != "p5" || l.Card().Disputed {
		t.Errorf("%+v", l.Hands)
	}
	l.then(by(neighbour, Claim)).in(Handling)
}

func TestWhoAnswersIsNeverNobody(t *testing.T) {
	w := world(monday)
	vacant := *w.Routing
	vacant.Heads = []Hands{{Unit: "g1", Post: "grid_head"}}
	w.Routing = &vacant
	i, err := New(filing(FromPatrol), w)
	if err != nil || i.Hands != (Hands{Body: "sanitation", Fallback: true}) {
		t.Errorf("no head: %v %+v", err, i.Hands)
	}
	vacant.Departments = nil
	if i, err = New(filing(FromPatrol), w); err != nil || i.Hands.Unit != "county" || !i.Hands.Fallback || !i.Card().Fallback {
		t.Errorf("nobody: %v %+v", err, i.Hands)
	}
	w = world(monday)
	w.Category.Hands = city.ToDepartment
	if i, err = New(filing(FromPatrol), w); err != nil || i.Hands != (Hands{Body: "sanitation"}) {
		t.Errorf("a department's: %v %+v", err, i.Hands)
	}
}

func TestADispatcherChoosesAmongThoseWhoMayHaveIt(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	c := by(dispatcher, Dispatch)
	c.To = &Hands{Unit: "g2"}
	l.refused(c, fault.HandsImpossible)
	c.To = &Hands{Body: "roads"}
	l.then(c).in(Dispatched)
	l.refused(by(worker, Claim), fault.NotInHands).then(by(roads, Claim)).in(Handling)
	c = by(dispatcher, Dispatch)
	c.To = &Hands{Unit: "community"}
	l.refused(c, fault.ActionImpossible)
}

func TestAChangeOfHeads(t *testing.T) {
	reroute := func() Command { c := by(system, Reroute); c.Cause = "post"; return c }
	l := begin(t, filing(FromPatrol)).then(by(gridHead, Claim)).in(Handling)
	next := *l.w.Routing
	next.Heads = []Hands{{Unit: "g1", Post: "grid_head", Person: "p11", Name: "新格长"}}
	l.w.Routing = &next
	l.then(reroute()).in(Dispatched)
	if l.Hands.Person != "p11" || l.Worker != (By{}) || l.timer(ToClaim) == nil || l.timer(ToHandle) == nil {
		t.Errorf("%+v %+v", l.Hands, l.Worker)
	}

	l = begin(t, filing(FromPatrol)).then(by(worker, Claim))
	l.w.Routing = &next
	l.then(reroute()).in(Handling) // a grid worker works on, whoever is the head
	if l.Hands.Person != "p11" || l.Worker.Person != "p2" {
		t.Errorf("%+v %+v", l.Hands, l.Worker)
	}

	l = begin(t, filing(FromPatrol)).then(by(gridHead, Claim))
	gone := *l.w.Routing
	gone.Heads = []Hands{{Unit: "g2", Post: "grid_head", Person: "p5"}}
	l.w.Routing = &gone
	l.then(reroute()).in(Dispatched)
	if l.Hands.Unit != "g2" {
		t.Errorf("%+v", l.Hands)
	}

	l = begin(t, filing(FromPatrol)).then(by(gridHead, Claim), by(gridHead, AskSuspend), by(dispatcher, Grant))
	l.w.Routing = &next
	l.then(reroute()).in(Suspended).then(by(dispatcher, Resume)).in(Dispatched)
}

func TestWhistle(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	l.refused(by(office, Arrive), fault.ActionImpossible)
	c := by(dispatcher, Whistle)
	c.Bodies, c.Until = []string{"roads", "sanitation", "roads"}, monday.Add(2*time.Hour)
	l.refused(by(dispatcher, Whistle), fault.BodiesMissing).then(c)
	again := by(dispatcher, Whistle)
	again.Bodies, again.Until = c.Bodies, c.Until
	l.refused(again, fault.WhistledAlready)
	if len(l.Joint.Calls) != 2 || !slices.Contains(l.Card().Bodies, "roads") {
		t.Fatalf("%+v", l.Joint)
	}
	a := by(roads, Arrive)
	a.Body = "roads"
	far := a
	here := spot
	here.Lng += 0.01
	far.At = &here
	l.refused(far, fault.TooFar)
	lost := a
	lost.At = nil
	l.refused(lost, fault.PositionMissing)
	foreign := a
	foreign.Body = "police"
	l.refused(foreign, fault.BodyNotCalled)
	other := a
	other.Body = "sanitation"
	l.refused(other, fault.NotInHands)
	l.then(a)
	a.ID += "x"
	l.refused(a, fault.ArrivedAlready)
	l.tick()
	if l.count(Missed) != 0 {
		t.Error("missed before the time")
	}
	l.w.Now = monday.Add(2*time.Hour + time.Second)
	l.tick().tick()
	if l.count(Missed) != 1 || l.Last().With[WithBodies] == "" {
		t.Errorf("missed %d times", l.count(Missed))
	}
	s := by(office, Arrive)
	s.Body = "sanitation"
	l.then(s)
	if call := l.Joint.Calls[1]; !call.Late || call.By.Person != "p8" {
		t.Errorf("%+v", call)
	}
	if step := l.Card().Steps[7]; step != (Step{2, 2, 1}) {
		t.Errorf("%+v", step)
	}
}

func TestMergingLosesNobody(t *testing.T) {
	main, f := begin(t, filing(FromPatrol)), byCitizen()
	f.ID, f.Command, f.Photos = "i2", "report2", []Photo{{ID: "other", Kind: Near}}
	part := begin(t, f)
	c := by(dispatcher, Merge)
	c.Into = "i2"
	part.refused(c, fault.MergeIntoItself)
	c.Into = "i1"
	part.then(c).in(Merged)
	absorb := system
	absorb.ID, absorb.Action, absorb.Part = "absorb-i2", Absorb, &part.Issue
	main.then(absorb)
	main.then(absorb) // once
	if len(main.Reporters) != 2 || len(main.Photos) != 2 || !main.Absorbed("i2") || main.count(Absorb) != 1 || !main.Card().Citizen {
		t.Errorf("%+v %+v", main.Reporters, main.Photos)
	}
	main.then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)).in(Asking) // the citizen of the part is asked
	main.then(by(citizen, Approve)).in(Closed)
}

// Where the issue was closed meanwhile, the citizen of the part still has the word.
func TestWhoIsMergedIntoAClosedIssueIsAsked(t *testing.T) {
	main, f := begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass)).in(Closed), byCitizen()
	f.ID, f.Command = "i2", "report2"
	part := begin(t, f)
	absorb := system
	absorb.ID, absorb.Action, absorb.Part = "absorb-i2", Absorb, &part.Issue
	main.then(absorb).in(Asking)
	if main.timer(ToAnswer) == nil {
		t.Error("they may be silent for ever")
	}
	main.then(by(citizen, Object)).in(Rework)

	f = filing(FromHead)
	f.ID, f.Command = "i3", "report3"
	part = begin(t, f)
	absorb.ID, absorb.Part = "absorb-i3", &part.Issue
	begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass), absorb).in(Closed)
}

func TestTwoCitizensAreBothAsked(t *testing.T) {
	l := begin(t, byCitizen())
	f := byCitizen()
	f.ID, f.Command, f.Reporter.Key = "i2", "report2", "key2"
	part := begin(t, f)
	absorb := system
	absorb.ID, absorb.Action, absorb.Part = "absorb-i2", Absorb, &part.Issue
	l.then(absorb, by(dispatcher, File), by(worker, Claim), by(worker, Finish), by(dispatcher, Pass), by(citizen, Approve)).in(Asking)
	l.refused(by(citizen, Object), fault.ReporterUnknown)
	second := citizen
	second.Citizen = "key2"
	l.then(by(second, Approve)).in(Closed)
}

func TestEscalations(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(worker, Claim)) // due on Thursday, 09:00
	l.tick()
	if n := l.count(Warn) + l.count(Escalate); n != 0 {
		t.Fatalf("%d alarms at once", n)
	}
	l.w.Now = time.Date(2026, 3, 4, 17, 0, 0, 0, monday.Location())
	l.tick().tick()
	if l.count(Warn) != 1 || l.count(Escalate) != 0 {
		t.Errorf("%d warnings, %d escalations", l.count(Warn), l.count(Escalate))
	}
	l.w.Now = time.Date(2026, 3, 5, 9, 0, 0, 0, monday.Location())
	l.tick()
	if l.count(Escalate) != 0 {
		t.Error("escalated at the deadline itself")
	}
	for _, step := range []struct {
		at   time.Time
		want int
	}{{time.Date(2026, 3, 5, 9, 0, 1, 0, monday.Location()), 1}, {time.Date(2026, 3, 6, 9, 1, 0, 0, monday.Location()), 2}, {time.Date(2026, 3, 30, 9, 0, 0, 0, monday.Location()), 3}} {
		l.w.Now = step.at
		l.tick().tick()
		if l.count(Escalate) != step.want {
			t.Errorf("%v: %d escalations, want %d", step.at, l.count(Escalate), step.want)
		}
	}
	if due := l.Due(l.w); !due.IsZero() {
		t.Errorf("and still something due %v", due)
	}
	if c := l.Card(); !c.Escalated || !c.Overdue(l.w.Now) {
		t.Error("its card knows nothing of it")
	}
	// After a postponement everybody is told anew; it cannot be had any more here.
	l.then(by(worker, Finish))
	if l.Due(l.w).IsZero() {
		t.Error("the check has a clock, too")
	}
}

// What was missed while nothing ran is made up for once.
func TestAlarmsAfterALongSleep(t *testing.T) {
	l := begin(t, filing(FromPatrol)).later(60 * 24 * time.Hour).tick()
	if l.count(Warn) != 1 || l.count(Escalate) != 3+3 { // of the claim and of handling
		t.Errorf("%d warnings, %d escalations", l.count(Warn), l.count(Escalate))
	}
	events := len(l.History)
	if l.later(time.Hour).tick(); len(l.History) != events {
		t.Error("told again")
	}
}

func TestAReportThatNobodyAcceptsEscalates(t *testing.T) {
	l := begin(t, byCitizen()).later(3 * time.Hour).tick().in(Reported)
	if l.count(Escalate) == 0 {
		t.Error("it lies in an inbox, and nobody hears of it")
	}
}

func TestRightsOfOthers(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	l.refused(by(neighbour, Claim), fault.RightMissing)
	l.refused(by(somebody("p40"), Claim), fault.RightMissing)
	l.refused(by(citizen, Claim), fault.RightMissing)
	l.refused(by(worker, Dispatch), fault.RightMissing)
	l.refused(by(worker, OrderClosed), fault.RightMissing)
	l.refused(by(somebody("p41", holds("supervisor", "county")), Reject), fault.ActionImpossible)
	for _, a := range []Action{Warn, Escalate, Reroute, Absorb, Lapse, Reckon, MarkChronic, Missed} {
		l.refused(by(dispatcher, a), fault.ActionImpossible)
	}
	l.refused(by(dispatcher, "eat"), fault.ActionUnknown)
	l.then(by(worker, Claim)).refused(by(gridHead, Finish), fault.NotInHands).then(by(gridHead, Claim), by(gridHead, Finish)).in(Checking)
}

func TestChoicesAreWhatIsThenAllowed(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	var got []Action
	for _, c := range l.Possible(worker, l.w) {
		got = append(got, c.Action)
	}
	if want := []Action{Bounce, Claim, Fix, Comment}; !slices.Equal(got, want) {
		t.Errorf("a grid worker may %v, want %v", got, want)
	}
	if list := l.Possible(Command{}, l.w); len(list) != 0 {
		t.Errorf("nobody may %v", list)
	}
}

// A sponsor of the street may read what lies on it, though a grid is nearer.
func TestWhoHoldsAUnitAloneSeesWhatLiesInIt(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	l.Routing.Spots = []string{"g1", "street"}
	sponsor := somebody("p50", holds("sponsor", "street")).Actor
	if !sponsor.Can(access.IssueRead, l.Object()) {
		t.Error("a sponsor does not see what lies on their street")
	}
}

// Whoever looks for an issue finds it where it went, and does not look for ever.
func TestWhereAnIssueWent(t *testing.T) {
	kept := map[string]Issue{"whole": {ID: "whole", State: Closed}, "a": {ID: "a", State: Merged, Into: "b"}, "b": {ID: "b", State: Merged, Into: "a"}}
	for k := range mostMerges - 1 {
		id, into := fmt.Sprint(k), fmt.Sprint(k-1)
		if k == 0 {
			into = "whole"
		}
		kept[id] = Issue{ID: id, State: Merged, Into: into}
	}
	asked := 0
	get := func(id string) (Issue, error) {
		asked++
		i, there := kept[id]
		if !there {
			return i, fault.New(fault.IssueNotFound, "", nil)
		}
		return i, nil
	}
	for from, hops := range map[string]int{"whole": 0, "0": 1, "63": 64, "64": 65, fmt.Sprint(mostMerges - 2): mostMerges - 1} {
		asked = 0
		if i, err := kept[from].Whole(get); err != nil || i.ID != "whole" || asked != hops {
			t.Errorf("from %s: %s after %d, %v", from, i.ID, asked, err)
		}
	}
	if _, err := kept["a"].Whole(get); err == nil || asked > 2*mostMerges {
		t.Errorf("in a circle: %v after %d", err, asked)
	}
	if _, err := (Issue{State: Merged, Into: "nowhere"}).Whole(get); fault.As(err).Code != fault.IssueNotFound {
		t.Errorf("part of none that there is: %v", err)
	}
}

// A tick says whether anything was due.
func TestATickSaysWhetherItDidAnything(t *testing.T) {
	l := begin(t, byCitizen())
	for _, due := range []bool{false, true} {
		next, did, err := l.Tick(l.w, func(_ *Issue, who []string) []string { return who })
		if err != nil || did != due || did != (len(next.History) > len(l.History)) {
			t.Errorf("due %v: %v with %d events of %d, %v", due, did, len(next.History), len(l.History), err)
		}
		l.later(20 * 24 * time.Hour)
	}
}
