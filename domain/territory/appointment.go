package territory

import (
	"cmp"
	"time"
)

// Seat is one post at one unit with everyone who ever held it (岗位任期簿). All
// terms of a seat live together so that a handover is one write.
type Seat struct {
	Unit string // the unit's code
	Post string // the post's id
	// Terms in order of From; a deputy's beside the principal's.
	Terms []Term
}

// Term is one person's time in a seat (任期): an appointment.
type Term struct {
	// Person identifies the holder; Name is how the document calls them.
	Person string
	Name   string
	// From is the first instant of the term; Until the first after it, or the
	// zero time while no end is known.
	From, Until time.Time
	// Document is the number of the paper that appointed them (任命文号).
	Document string
	// Deputy marks one who stands in for the principal (副职、代理).
	Deputy bool
	// Generated marks a term that was made up for a demonstration.
	Generated bool
}

// InOffice says whether the term holds at the instant.
func (t Term) InOffice(at time.Time) bool {
	return !at.Before(t.From) && (t.Until.IsZero() || at.Before(t.Until))
}

// CompareTerms orders terms by when they begin, principals before deputies.
func CompareTerms(a, b Term) int {
	deputies := func(t Term) int {
		if t.Deputy {
			return 1
		}
		return 0
	}
	return cmp.Or(a.From.Compare(b.From), deputies(a)-deputies(b), cmp.Compare(a.Person, b.Person))
}
