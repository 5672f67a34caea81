package territory

import (
	"cmp"
	"slices"
	"time"

	"sizhang/domain/city"
)

// Territory is a city's units and seats through all its versions (辖区), indexed
// and ready to answer for any instant. It is immutable: a change makes a new one.
//
// One version is served fast, that in force when the Territory was made. For the
// others it keeps only what differs: a unit that never changed stands once, its
// ground is in one index, and its terms are those that answer for every instant.
type Territory struct {
	eras   []era // beside the versions
	served int32 // the era that is in force when the territory is made; none before the first
	made   time.Time
	lines  []line // by code, so that the order of indexes is that of codes
	byCode map[string]int32
	seats  benches
	levels []string // ids of the levels of all profiles
	posts  []string // ids of the posts of all profiles
	// finest is the resolution of the one cell that serves every layer.
	finest int
}

// none is the index of no unit and of no era.
const none int32 = -1

// New indexes units and seats that have always been in force under the profile.
// It fails when Sound does: drafts are checked, with better words, before they
// come here.
func New(p *city.Profile, units []Unit, seats []Seat) (*Territory, error) {
	return Through([]Version{{Number: 1, Profile: p, Units: units}}, seats, time.Time{})
}

// Through indexes a city's versions, in the order in which they take effect, and
// all its seats. The version in force at now is the one that is served fast.
func Through(versions []Version, seats []Seat, now time.Time) (*Territory, error) {
	t, err := assemble(versions, seats, now)
	if err != nil {
		return nil, err
	}
	return t, t.index()
}

// Sound says whether versions and seats make a territory at all: that the units
// form trees under known levels and lie where they can be indexed, and that every
// seat has a unit and a post. It is Through without the work of indexing.
func Sound(versions []Version, seats []Seat) error {
	_, err := assemble(versions, seats, time.Time{})
	return err
}

func assemble(versions []Version, seats []Seat, now time.Time) (*Territory, error) {
	t := &Territory{made: now, byCode: map[string]int32{}}
	if err := t.addEras(versions); err != nil {
		return nil, err
	}
	if err := t.addLines(versions); err != nil {
		return nil, err
	}
	t.served = t.eraAt(now)
	for i := range t.lines {
		l := &t.lines[i]
		l.serving = l.at(t.served)
	}
	t.measureEras()
	t.seats = newBenches(len(t.lines))
	return t, t.addSeats(seats)
}

// Profile returns the profile that is served: that in force when the territory
// was made or, before the first version, that of the first.
func (t *Territory) Profile() *city.Profile { return t.eras[max(t.served, 0)].profile }

// Versions returns the versions without their units, in the order in which they
// take effect.
func (t *Territory) Versions() []Version {
	versions := make([]Version, len(t.eras))
	for i, e := range t.eras {
		versions[i] = Version{Number: e.number, Effective: e.from, Profile: e.profile}
	}
	return versions
}

// Until returns when another version takes over from the one that is served
// fast; the zero time where none is to. Answers are right after it, too, but no
// longer as fast.
func (t *Territory) Until() time.Time {
	if next := t.served + 1; int(next) < len(t.eras) {
		return t.eras[next].from
	}
	return time.Time{}
}

// eraAt returns the era of an instant; none before the first.
func (t *Territory) eraAt(at time.Time) int32 {
	after, _ := slices.BinarySearchFunc(t.eras, at, func(e era, at time.Time) int {
		return cmp.Or(e.from.Compare(at), -1) // of eras that begin together the last counts
	})
	return int32(after) - 1
}
