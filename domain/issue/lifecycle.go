package issue

import "sizhang/domain/access"

// Transition is one row of the lifecycle: an action, from where, to where, who may and
// what it demands.
type Transition struct {
	Action  Action
	ZH, EN  string
	From    []State
	To      State // empty: it stays; see Effect for those that depend
	Right   access.Right
	Who     Who
	Demands []Demand
}

// Who narrows the right.
type Who string

const (
	AnyHolder Who = ""        // whoever has the right to the issue
	InHands   Who = "hands"   // of those, whoever is in whose hands it is
	NotHands  Who = "others"  // whoever did not handle it
	Reporting Who = "citizen" // the citizen who reported it
	Alone     Who = "system"  // the system itself
)

// Demand is what an action wants to be given.
type Demand string

const (
	WantReason Demand = "reason"
	WantBefore Demand = "photo_before"
	WantAfter  Demand = "photo_after"
	WantPhoto  Demand = "photo"
	WantSpot   Demand = "position"
	WantUntil  Demand = "until"
	WantInto   Demand = "into"
	WantUnit   Demand = "unit"
	WantBodies Demand = "bodies"
)
