package live

import (
	"context"
	"time"

	"sizhang/domain/access"
)

// Caller is who listens.
type Caller struct {
	// Actor is who they are, as just identified.
	Actor access.Actor
	// Check identifies them again, as a new request of theirs would be; a fault that
	// is fault.Missing ends the stream.
	Check func(context.Context) (access.Actor, error)
	// Until is when their token is over; the zero time for never.
	Until time.Time
	// Since is the place of the last message that they had; empty for a new stream.
	Since string
	// Mine leaves out what is within their scope only.
	Mine bool
}

// key is shared by what may see the same.
func (c *Caller) key() string {
	return c.Actor.City + "/" + c.Actor.Account + "/" + c.Actor.Session
}

// Event is the kind of a message; kinds are stable.
type Event string

const (
	// Beat only says that the stream lives, and its place.
	Beat Event = ""
	// Issue tells the latest state of an issue.
	Issue Event = "issue"
	// Gone tells of an issue that it is no longer the listener's to see, or no longer
	// theirs where they ask for that only.
	Gone Event = "gone"
	// Reset tells to read lists anew: what was missed is not known, or what may be
	// seen is another.
	Reset Event = "reset"
	// End tells why nothing follows; its data has the code of a fault.
	End Event = "end"
)

// Message is one thing that is told.
type Message struct {
	Event Event
	// Place is where to go on after it.
	Place string
	// Data is JSON of one line; none of a Beat.
	Data []byte
}
