package issue

import (
	"time"

	"sizhang/domain/access"
	"sizhang/geo"
)

// Command asks for one action (指令). What an action does not want is refused, not
// ignored.
type Command struct {
	// ID is chosen by whoever asks; the same command again changes nothing.
	ID     string
	Action Action
	// Actor is who asks, with what they hold now, and By how the history names them.
	// A citizen and the system have no holdings; By.Kind says so.
	Actor  access.Actor
	By     By
	Reason string
	Photos []Photo
	// At is where they stand, in WGS84, and AccuracyM how well they know, in metres.
	At        *geo.Point
	AccuracyM float64

	To        *Hands    // Dispatch: where to; the proposal where nil
	Unit      string    // Arbitrate: whose place it is
	Until     time.Time // AskSuspend, Whistle
	Document  string    // Strike, OrderClosed, Grant
	Into      string    // Merge: the issue that it becomes part of
	Part      *Issue    // Absorb: the issue that becomes part of this one
	Category  string    // Correct
	Condition string    // Correct
	Place     *Place    // Correct
	Bodies    []string  // Whistle
	Body      string    // Arrive: which of the bodies
	Citizen   string    // Approve, Object: the Key of the reporter who speaks
	Order     string    // Approve, Object for a caller: id of the issue that their order was filed as
	Cause     string    // Reroute: why
}

// Filing is what is reported (上报). Everything but the text, the address and the
// photos is needed, as far as the category does not demand photos.
type Filing struct {
	City, ID, Number string
	Source           Source
	Outside          string
	Category         string
	Condition        string
	Text             string
	Place            Place
	Photos           []Photo
	Reporter         Reporter
	// Found is when it was found; the zero time for now.
	Found time.Time
	// Actor and By are who reports; a citizen has no holdings.
	Actor access.Actor
	By    By
	// Command is the id that the report is known by in the history.
	Command string
	// Fixed says that it was fixed on the spot (即办): with photos before and after.
	Fixed bool
}

// Request is what waits for somebody's decision (申请): a postponement, a suspension,
// an appeal.
type Request struct {
	Action Action // AskPostpone, AskSuspend or Appeal
	At     time.Time
	By     By
	Reason string
	Until  time.Time // AskSuspend
	// Seconded is who agreed first, where two must (申诉: 派遣员, then 受理员).
	Seconded *By
}
