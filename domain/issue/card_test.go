package issue

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
)

// A card worked by hand, event by event; each command comes a minute after the last.
func TestACardByHand(t *testing.T) {
	l := begin(t, byCitizen())
	minute := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Minute) }
	l.then(by(dispatcher, AskVerify), by(gridHead, VerifyTrue), by(dispatcher, File)) // 1, 2, 3
	l.then(by(gridHead, Bounce), by(chief, Dispatch), by(worker, Claim))              // 4, 5, 6
	l.then(by(worker, Finish), by(chief, Fail), by(worker, Finish))                   // 7, 8, 9
	l.then(by(dispatcher, Pass), by(citizen, Approve))                                // 10, 11
	want := Card{
		ID: "i1", Number: "260302-000001", Seq: len(l.History), Category: "0101", Source: FromCitizen, State: Closed, Point: spot, Text: "井盖缺失",
		Units: []string{"g1", "community", "county"}, Spots: []string{"g1", "community", "county"}, Bodies: []string{"roads", "sanitation"},
		Hands: Hands{Unit: "g1", Post: "grid_head", Person: "p1", Name: "格一"}, Photos: 3,
		Filer: "p6", Dispatcher: "p7", Worker: "p2", Checker: "p6",
		Reported: monday, Filed: minute(3), Dispatched: minute(3), Claimed: minute(6), Fixed: minute(7), Checked: minute(10), Closed: minute(11), Changed: minute(11),
		Due:     time.Date(2026, 3, 5, 9, 8, 0, 0, monday.Location()), // three workdays from the second clock's start
		Bounces: 1, Reworks: 1, Dispatches: 2,
		Flags: Flags{Citizen: true, True: true},
		Found: monday, Announced: minute(10), Answered: minute(11), Answer: Approved, Department: "sanitation", Verifier: "p1",
	}
	want.Steps = [8]Step{{2, 2, 0}, {1, 1, 0}, {2, 2, 0}, {2, 2, 0}, {3, 3, 0}, {2, 2, 0}, {1, 1, 0}, {}}
	got := l.Card()
	got.Due = got.Due.In(monday.Location())
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestMoreOfCards(t *testing.T) {
	l := begin(t, byCitizen())
	if c := l.Card(); c.Overdue(monday.AddDate(1, 0, 0)) || c.Due != (time.Time{}) || c.Reporter != "" || c.Whistled {
		t.Errorf("not dispatched: %+v", c)
	}
	l.then(by(dispatcher, AskVerify), by(gridHead, VerifyFalse))
	if c := l.Card(); !c.Untrue || c.True {
		t.Errorf("untrue: %+v", c.Flags)
	}
	l.then(by(dispatcher, File), by(worker, Claim)).later(20 * 24 * time.Hour)
	if c := l.Card(); !c.Overdue(l.w.Now) || c.Overdue(monday) || c.Late {
		t.Error("late while it runs is overdue")
	}
	l.then(by(worker, Finish))
	if c := l.Card(); c.Overdue(l.w.Now) || !c.Late || c.Steps[4] != (Step{1, 1, 1}) {
		t.Errorf("late once it is done: %+v", c)
	}
	l.then(by(dispatcher, OrderClosed))
	if c := l.Card(); c.Closed.IsZero() || c.State != Ordered {
		t.Errorf("%+v", c)
	}
	at := l.Card().Closed
	if l.then(by(dispatcher, Strike)); !l.Card().Closed.Equal(at) {
		t.Error("striking off is not closing")
	}
	f := filing(FromPatrol)
	f.Fixed, f.Photos = true, append(f.Photos, Photo{ID: "after", Kind: After})
	i, _ := New(f, l.w)
	if c := i.Card(); c.Reporter != "p2" || c.Filed.IsZero() || c.Dispatched.IsZero() || c.Checked.IsZero() || c.Citizen {
		t.Errorf("fixed on the spot: %+v", c)
	}
	void := begin(t, byCitizen()).then(by(dispatcher, Reject))
	if c := void.Card(); !c.Closed.IsZero() {
		t.Error("void is not closed")
	}
}

// A card has the clocks that run, in order, and the latest word of the citizens.
func TestClocksAndAnswersOnACard(t *testing.T) {
	l := begin(t, byCitizen())
	running := func(want ...Stage) {
		t.Helper()
		var got []Stage
		for _, r := range l.Card().Running {
			if got = append(got, r.Stage); r.Due.IsZero() {
				t.Errorf("%s has no deadline", r.Stage)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v run, want %v", l.State, got, want)
		}
	}
	running(ToFile)
	l.then(by(dispatcher, AskVerify))
	running(ToVerify)
	l.then(by(gridHead, VerifyTrue), by(dispatcher, File))
	running(ToClaim, ToHandle)
	l.then(by(worker, Claim), by(worker, Finish), by(dispatcher, Pass))
	if l.Card().Answer != "" {
		t.Error("nobody has answered yet")
	}
	l.then(by(citizen, Object))
	if c := l.Card(); c.Answer != Objected || l.Reporters[0].Answer != "" {
		t.Errorf("the objection is %q", c.Answer)
	}
	l.then(by(worker, Finish), by(dispatcher, Pass), by(citizen, Approve))
	running()
	if l.Card().Answer != Approved {
		t.Error("the last word was approval")
	}
	if l.then(by(dispatcher, Reopen)); l.Card().Answer != "" {
		t.Error("what was said of an outcome that is none any more stands")
	}
}

func TestLongTextsAreCutAfterAWholeRune(t *testing.T) {
	for _, test := range [][2]string{{strings.Repeat("a", 200), strings.Repeat("a", 200)}, {strings.Repeat("a", 201), strings.Repeat("a", 200)}, {strings.Repeat("街", 67), strings.Repeat("街", 66)}} {
		if got := short(test[0]); got != test[1] {
			t.Errorf("%d bytes, want %d", len(got), len(test[1]))
		}
	}
}

func TestWhoSeesAndWhoActs(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	police := somebody("p60", holds("department", "police"))
	if police.Actor.Can(access.IssueRead, l.Object()) {
		t.Error("nobody called the police")
	}
	to := by(dispatcher, Dispatch)
	to.To = &Hands{Body: "police"}
	l.then(to)
	if !police.Actor.Can(access.IssueRead, l.Object()) {
		t.Error("who has it does not see it")
	}
	l.refused(by(office, Claim), fault.NotInHands).then(by(police, Claim)).in(Handling)

	// What lies with a unit that does not hold the place is seen there, too.
	far := begin(t, filing(FromPatrol))
	far.Hands = Hands{Unit: "g2", Post: "grid_head"}
	if !neighbour.Actor.Can(access.IssueRead, far.Object()) {
		t.Error("who has it does not see it")
	}
	far.Hands = Hands{Unit: "g1", Post: "grid_head"}
	if got := far.Object().Units; len(got) != 3 {
		t.Errorf("units %v", got)
	}

	// Whoever is above the hands may act for them.
	cadre := somebody("p61", holds("cadre", "community"))
	begin(t, filing(FromPatrol)).then(by(cadre, Claim), by(cadre, Finish)).in(Checking)
}

func TestOneWhoIsTwoIsKnownByAccountOrPerson(t *testing.T) {
	a := By{Kind: ByStaff, Account: "a", Person: "p"}
	for _, test := range []struct {
		other By
		same  bool
	}{
		{By{Kind: ByStaff, Account: "a"}, true}, {By{Kind: ByStaff, Account: "b", Person: "p"}, true}, {By{Kind: ByStaff, Account: "b", Person: "q"}, false},
		{By{Kind: BySystem, Account: "a"}, false}, {By{Kind: ByStaff}, false},
	} {
		if got := a.same(test.other); got != test.same {
			t.Errorf("%+v: %v", test.other, got)
		}
	}
	if (By{Kind: ByStaff}).same(By{Kind: ByStaff}) || (By{}).same(By{}) {
		t.Error("two nobodies are somebody")
	}
}

func TestArbitrationOfWhatIsBeingHandled(t *testing.T) {
	l := begin(t, filing(FromPatrol)).then(by(gridHead, Claim))
	w := disputed()
	l.Routing.Candidates = w.Routing.Candidates
	settled := *w.Routing
	settled.Settled, settled.Heads = "g2", []Hands{w.Routing.Candidates[1].Head}
	c := by(dispatcher, Arbitrate)
	c.Unit = "g2"
	wrong := settled
	wrong.Settled = "g1"
	l.w.Routing = &wrong
	l.refused(c, fault.CandidateUnknown)
	l.w.Routing = &settled
	l.then(c).in(Dispatched)
	if l.Hands.Unit != "g2" || l.Last().Action != Reroute || l.Last().With[WithCause] != "arbitration" || l.History[len(l.History)-2].With[WithUnit] != "g2" {
		t.Errorf("%+v after %+v", l.Hands, l.Last())
	}
}
