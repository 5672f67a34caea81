package board

import (
	"time"

	"sizhang/domain/access"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// Filter says which cards are meant: those that fit all of it. The zero Filter means
// none, since its Scope holds nothing.
type Filter struct {
	Scope access.Scope
	// Open leaves out what is closed, Closed what is open.
	Open, Closed bool
	States       []issue.State
	// Cell is a cell of any resolution, and Ring how many rings around it.
	Cell hex.Cell
	Ring int
	// Unit with all below it.
	Unit string
	// Box, or all within RadiusM metres of Near.
	Box     *Box
	Near    *geo.Point
	RadiusM float64
	// Categories are codes, those below spelt out by the caller.
	Categories []string
	Sources    []issue.Source
	// Person is the worker or reporter; HandsUnit, HandsPost and HandsBody whose hands it is in.
	Person                          string
	HandsUnit, HandsPost, HandsBody string
	Body                            string // a department or supervisor that it concerns
	Text                            string // in text, address, number or id; any case
	// Clock is the state of the handling limit: see Clock constants.
	Clock Clock
	// Flagged are names of issue.Flags as JSON has them, all of which must be set.
	Flagged []string
	// From and Until bound when it was reported: from the first instant, before the second.
	From, Until time.Time
}

// Box is in WGS84 degrees.
type Box struct{ West, South, East, North float64 }

// Clock asks for a state of the handling limit.
type Clock string

const (
	AnyClock Clock = ""
	OnTime   Clock = "on_time"  // it runs, and not out within 24 hours
	Overdue  Clock = "overdue"  // 超期
	DueSoon  Clock = "due_soon" // due within 24 hours
	Paused   Clock = "paused"   // 挂账
)

// soon is what DueSoon means.
const soon = 24 * time.Hour

// ClockOf is the state that a card is found by; AnyClock where no limit of handling runs.
func ClockOf(c *issue.Card, now time.Time) Clock {
	switch {
	case c.State == issue.Suspended:
		return Paused
	case !c.State.Open() || c.State.Info().Done || c.Due.IsZero():
		return AnyClock
	case c.Overdue(now):
		return Overdue
	case c.Due.Sub(now) <= soon:
		return DueSoon
	}
	return OnTime
}
