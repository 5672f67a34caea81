// Package sponsor holds who stands beside the heads of a unit (包保): agencies
// that adopt road sections, leaders that are linked to communities and points.
// It is many to many: 99 agencies on 83 road sections.
package sponsor

import "time"

// Sponsorship is one sponsor at one unit for some time (包保关系).
type Sponsorship struct {
	// Kind is the id of the profile's SponsorKind.
	Kind string
	// Unit is the code of the unit that is sponsored.
	Unit string
	// Sponsor is the code of a body or the id of a person, as the kind has it;
	// Name is how the document calls them.
	Sponsor string
	Name    string
	// From is the first instant, Until the first after it, or the zero time while
	// no end is known.
	From, Until time.Time
	// Document is the number of the paper that says so.
	Document  string
	Generated bool
}

// InForce says whether the sponsorship holds at the instant.
func (s Sponsorship) InForce(at time.Time) bool {
	return !at.Before(s.From) && (s.Until.IsZero() || at.Before(s.Until))
}
