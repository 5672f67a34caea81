package issue

import (
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
)

// World is what a decision depends on beside the issue and the command: all of it data
// and none of it asked for later.
type World struct {
	Now      time.Time
	Rules    *city.IssueRules
	Calendar *clock.Calendar
	// CalendarVersion names what Calendar was made from; it is kept beside each clock.
	CalendarVersion string
	// Category is the issue's, with what it has from above; nil where there is none.
	Category *body.Category
	// Routing is how the issue would be routed now: its place and category after the
	// command.
	Routing *Routing
	// HasBody says whether the city has the body.
	HasBody func(code string) bool
	// Above returns the codes of a unit and of all above it, the nearest first.
	Above func(unit string) []string
}
