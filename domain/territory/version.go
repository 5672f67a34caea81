package territory

import (
	"time"

	"sizhang/domain/city"
)

// Version is what came into force together at an instant (版本). It can be
// superseded, never edited: what was in force on a past day is what the versions
// up to that day add up to.
type Version struct {
	// Number counts from 1 in the order in which versions were published, which is
	// also the order in which they take effect.
	Number int
	// Effective is the first instant of the version; the zero time is before
	// everything.
	Effective time.Time
	// Profile is that in force from then on.
	Profile *city.Profile
	// Units are those added or changed since the version before, and, with Ended
	// set, those that are no more.
	Units []Unit
}
