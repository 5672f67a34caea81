package coverage

import "sizhang/domain/territory"

// State tells a count from there being nothing to count.
type State string

const (
	Counted State = "counted"
	// NotApplicable: units of the level cannot have such a thing, so that having
	// none is no fault.
	NotApplicable State = "not_applicable"
	// NoData: the city has no units of the level, or no ground to hold it against.
	NoData State = "no_data"
)

// Measure says how many of a level's units have something.
type Measure struct {
	State State
	// Count of Of units; both are 0 unless State is Counted.
	Count, Of int
}

// Share is the part of the units that have it, from 0 to 1; 0 unless State is
// Counted.
func (m Measure) Share() float64 {
	if m.State != Counted {
		return 0
	}
	return float64(m.Count) / float64(m.Of)
}

// Complete says whether every unit has it.
func (m Measure) Complete() bool { return m.State == Counted && m.Count == m.Of }

// Ground says how much of the city's ground a level covers. Units of one level
// that overlap by mistake count twice where they do.
type Ground struct {
	// State is NotApplicable unless the level tiles the ground: areas that may
	// overlap do not add up.
	State State
	// M2 is the true area of the level's units in square metres, OfM2 that of the
	// widest level.
	M2, OfM2 float64
}

// Share is M2 of OfM2; over 1 where the wider level has too few shapes, 0 unless
// State is Counted.
func (g Ground) Share() float64 {
	if g.State != Counted {
		return 0
	}
	return g.M2 / g.OfM2
}

// against holds the ground against that of the widest level; 0 means that there
// is none.
func (g *Ground) against(widest float64) {
	switch {
	case g.State != Counted:
	case widest == 0:
		*g = Ground{State: NoData}
	default:
		g.OfM2 = widest
	}
}

// count says how many units of the level have something.
func (s *survey) count(rank int, applies bool, has func(u *territory.Unit) bool) Measure {
	units := s.levels[rank]
	switch {
	case !applies:
		return Measure{State: NotApplicable}
	case len(units) == 0:
		return Measure{State: NoData}
	}
	m := Measure{State: Counted, Of: len(units)}
	for _, u := range units {
		if has(u) {
			m.Count++
		}
	}
	return m
}
