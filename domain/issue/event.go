package issue

import "time"

// Event is one thing that happened to an issue (经过). Events are numbered from 1,
// only ever added, and chained: Hash covers the event and the Hash before it, so that
// none can be changed or taken out without all that follow.
type Event struct {
	Seq int
	// Command is the id of the command that it came of; empty where the system acted.
	Command string
	At      time.Time
	By      By
	Action  Action
	From    State // empty of the first
	To      State
	Reason  string
	Photos  []string
	// Hands are who has it after the event, where that changed.
	Hands *Hands
	// With is what else there is to say of it, such as until when; see With constants.
	With map[string]string
	// Hash is SHA-256 in hexadecimal digits, see chain.go.
	Hash string
}

// What an event can have in With.
const (
	WithNumber     = "number"   // receipt number, of the report
	WithFiling     = "filing"   // fingerprint of the report
	WithContent    = "content"  // fingerprint of the command, where somebody gave one
	WithSeal       = "seal"     // fingerprint of the issue after the change, of its last event; see seal.go
	WithUntil      = "until"    // RFC 3339: a suspension's end, a whistle's time
	WithDocument   = "document" // number of the paper that orders it
	WithInto       = "into"     // id of the issue that it is merged into
	WithPart       = "part"     // id of the issue that is merged into this one
	WithRequest    = "request"  // what was asked for
	WithMark       = "mark"     // id of the alarm's mark, WithTimer of its timer
	WithTimer      = "timer"    //
	WithTold       = "told"     // who was told, person ids and posts
	WithUnit       = "unit"     // unit that arbitration chose
	WithBodies     = "bodies"   // bodies that were whistled for
	WithBody       = "body"     // body that arrived
	WithMetres     = "metres"   // how far from the place somebody stood
	WithLeft       = "left"     // units that it lies in no more
	WithLeftSpots  = "left_spots"
	WithLeftBodies = "left_bodies"
	WithPosition   = "position"  // longitude,latitude in WGS84
	WithCategory   = "category"  // what was corrected, with the value before under WithWas
	WithWas        = "was"       //
	WithCause      = "cause"     // why it was re-routed: post, territory, category, arbitration
	WithCondition  = "condition" //
	WithPlaceWas   = "place_was" // position before it was corrected
	WithAccuracy   = "accuracy"  // metres
	WithLate       = "late"      // true or false
	WithClocks     = "clocks"    // how many clocks a new calendar moved
	WithImported   = "imported"  // RFC 3339: when it was taken in from another system
	WithDeadline   = "deadline"  // RFC 3339: the deadline after the event
)
