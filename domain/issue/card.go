package issue

import (
	"slices"
	"time"
	"unicode/utf8"

	"sizhang/geo"
)

// Card is what lists, maps and figures need to know of an issue, without its history
// and without what not everybody who may see the issue may see, such as who a citizen
// is. A city holds all its cards in memory.
type Card struct {
	ID, Number string
	Outside    string // number in the system that it came from
	Seq        int    // of the last event
	Category   string
	Source     Source
	State      State
	Point      geo.Point
	Text       string // at most 200 bytes, whole runes
	Address    string // likewise
	// Units hold the place, with all above; Spots are those that hold it themselves.
	Units, Spots []string
	Bodies       []string // departments, supervisors, whoever was whistled for
	Hands        Hands
	Photos       int

	// Who did what, by person id; empty of citizens and of the system.
	Reporter, Filer, Dispatcher, Worker, Checker string

	// When it first was reported, filed, dispatched, claimed and fixed, when it last
	// passed the check, and was closed; zero where it was not.
	Reported, Filed, Dispatched, Claimed, Fixed, Checked, Closed time.Time
	Changed                                                      time.Time // the last event
	// Due is the deadline of handling, postponements and pauses counted, or as it was
	// when handling was done; zero where there is none, or while suspended.
	Due time.Time
	Flags
	Postponements, Suspensions, Bounces, Reworks, Reopenings, Dispatches int
	// Steps tell how the steps of each stage went, in the order of Stages.
	Steps [8]Step
	// Running are the clocks that run now and have a deadline, in the order of Stages;
	// none while suspended.
	Running []Running

	// Found, Announced and Answered are the first, fourth and fifth of the five first
	// moments, see Moments; the others are Claimed and Fixed. Zero where it has not
	// happened yet.
	Found, Announced, Answered time.Time
	// Answer is what the citizens said last of the outcome: Objected, until it is fixed
	// again and they say otherwise; Approved where any approved; Silent where all let
	// the time pass. Empty where nobody has answered yet, or it was reopened since.
	Answer Answer
	// Department is the code of the body that has the category in charge there, the
	// first of Routing.Departments; empty where none has.
	Department string
	// Verifier is the person who last verified it (核实), Checker who last checked it.
	Verifier string
}

// Running is a clock that has not ended: which step's, and its deadline as it stands.
type Running struct {
	Stage Stage
	Due   time.Time
}

// Step counts the clocks of one stage of an issue.
type Step struct {
	Begun int
	// Done ended, Late of them after their deadline.
	Done, Late int
}

// Flags are what is true of an issue.
type Flags struct {
	Disputed  bool // 争议位置, not settled
	Fallback  bool // 兜底: nobody else has it
	Chronic   bool // 老大难
	OnTheSpot bool // 即办
	Whistled  bool // 吹哨
	Citizen   bool // a citizen reported it, alone or with others
	Late      bool // handling was done after its deadline; while it is not done, compare Due
	Exempt    bool // late, but not held against anybody (申诉成功)
	True      bool // 核实属实
	Untrue    bool // 核实不属实
	Escalated bool // somebody above the hands was told
	// Provisional says that Due may move: its year's holidays are not published yet.
	Provisional bool
	Undone      bool // 未处置完: closed by order while the hands were not done, as out of rework
}

// Overdue says whether handling runs and is past its deadline.
func (c *Card) Overdue(now time.Time) bool {
	return c.State.Open() && !c.State.Info().Done && !c.Due.IsZero() && now.After(c.Due)
}

// Card returns the issue's card.
func (i *Issue) Card() Card {
	o := i.Object()
	c := Card{
		ID: i.ID, Number: i.Number, Outside: i.Outside, Seq: len(i.History), Category: i.Category, Source: i.Source, State: i.State,
		Point: i.Place.Point, Text: short(i.Text), Address: short(i.Place.Address),
		Units: o.Units, Spots: o.Also, Bodies: o.Bodies, Hands: i.Hands, Photos: len(i.Photos), Worker: i.Worker.Person,
		Found: i.Moments.Found, Claimed: i.Moments.Claimed, Fixed: i.Moments.Fixed, Announced: i.Moments.Announced, Answered: i.Moments.Answered,
		Postponements: i.Postponements, Suspensions: i.Suspensions, Bounces: i.Bounces, Reworks: i.Reworks, Reopenings: i.Reopenings,
	}
	c.Flags = Flags{
		Disputed: i.Routing.Disputed(), Fallback: i.Hands.Fallback, Chronic: i.Chronic, OnTheSpot: i.OnTheSpot, Whistled: i.Joint != nil,
		Late: i.late(), Exempt: i.Exempt,
	}
	for k := range i.Reporters {
		c.Citizen = c.Citizen || i.Reporters[k].Kind != Staff
	}
	for k := range i.History {
		c.tell(&i.History[k])
	}
	if len(i.Routing.Departments) > 0 {
		c.Department = i.Routing.Departments[0]
	}
	for k := range i.Clocks {
		c.count(&i.Clocks[k])
	}
	slices.SortStableFunc(c.Running, func(a, b Running) int {
		return slices.Index(Stages[:], a.Stage) - slices.Index(Stages[:], b.Stage)
	})
	if i.Joint != nil {
		c.called(i.Joint)
	}
	return c
}

// tell adds what an event says.
func (c *Card) tell(e *Event) {
	c.Changed = e.At
	switch e.Action {
	case Report:
		c.Reported, c.Reporter = e.At, e.By.Person
	case VerifyTrue, VerifyFalse:
		c.True, c.Untrue = e.Action == VerifyTrue, e.Action == VerifyFalse
		c.Verifier = e.By.Person
	case File:
		first(&c.Filed, e.At)
		c.Filer = e.By.Person
	case Dispatch:
		first(&c.Dispatched, e.At)
		c.Dispatcher = e.By.Person
		c.Dispatches++
	case Fix:
		first(&c.Filed, e.At)
		first(&c.Dispatched, e.At)
		c.Checked = e.At
	case Pass:
		c.Checked, c.Checker = e.At, e.By.Person
	case Fail:
		c.Checker = e.By.Person
	case Escalate:
		c.Escalated = true
	case Approve:
		c.Answer = Approved
	case Object:
		c.Answer = Objected
	case Lapse:
		if c.Answer != Approved {
			c.Answer = Silent
		}
	case Reopen:
		c.Answer = ""
	}
	if e.From.Open() && (e.To == Closed || e.To == Ordered) {
		c.Closed = e.At
		c.Undone = e.To == Ordered && !e.From.Info().Done
	}
	if e.To.Open() {
		c.Closed, c.Undone = time.Time{}, false
	}
}

// count adds a clock to the steps of its stage.
func (c *Card) count(t *Timer) {
	step := &c.Steps[slices.Index(Stages[:], t.Stage)]
	step.Begun++
	if t.Done {
		step.Done++
	}
	if t.Late {
		step.Late++
	}
	if !t.Done && !t.Due.IsZero() && c.State.Open() && c.State != Suspended {
		c.Running = append(c.Running, Running{t.Stage, t.Due})
	}
	if t.Stage == ToHandle {
		c.Due, c.Provisional = time.Time{}, false
		if !t.Done || c.State.Info().Done { // a clock that a bounce ended is nobody's deadline
			c.Due, c.Provisional = t.Due, t.Provisional
		}
	}
}

// called adds those who were whistled for.
func (c *Card) called(j *Joint) {
	step := &c.Steps[slices.Index(Stages[:], ToArrive)]
	for k := range j.Calls {
		step.Begun++
		if call := &j.Calls[k]; !call.Arrived.IsZero() {
			step.Done++
			if call.Late {
				step.Late++
			}
		}
	}
}

// shortText is how many bytes of a text a card holds at most.
const shortText = 200

// short cuts a text after a whole rune.
func short(text string) string {
	if len(text) <= shortText {
		return text
	}
	end := shortText
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
