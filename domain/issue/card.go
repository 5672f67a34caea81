package issue

import (
	"time"

	"sizhang/geo"
)

// Card is what lists, maps and figures need to know of an issue, without its history
// and without what not everybody who may see the issue may see, such as who a citizen
// is. A city holds all its cards in memory.
type Card struct {
	ID, Number string
	Seq        int // of the last event
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
}

// Overdue says whether handling runs and is past its deadline.
func (c *Card) Overdue(now time.Time) bool {
	return c.State.Open() && !c.State.Info().Done && !c.Due.IsZero() && now.After(c.Due)
}

// Card returns the issue's card.
func (i *Issue) Card() Card { panic("not yet") }
