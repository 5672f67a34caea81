package territory

import "time"

// Stage is a unit as it stood for a time (沿革阶段).
type Stage struct {
	*Unit
	// Version is the number of the version that made it so.
	Version int
	// From is the first instant, the zero time where it is not known; Until the
	// first after it, the zero time while nothing is to follow.
	From, Until time.Time
}

// Past returns every stage of the unit with the code, the first first; none where
// no version ever had it. Between two of them the unit may not have been.
func (t *Territory) Past(code string) []Stage {
	i, ok := t.byCode[code]
	if !ok {
		return nil
	}
	return t.past(i)
}

// past leaves out what another version superseded at the very instant when it
// would have come into force.
func (t *Territory) past(line int32) []Stage {
	stages := t.lines[line].stages
	out := make([]Stage, 0, len(stages))
	for i := range stages {
		s := &stages[i]
		stage := Stage{Unit: &s.Unit, Version: t.eras[s.since].number, From: t.eras[s.since].from}
		if s.until != forever {
			stage.Until = t.eras[s.until].from
			if !stage.Until.After(stage.From) {
				continue
			}
		}
		out = append(out, stage)
	}
	return out
}

// Seats returns every seat of the unit with everyone who ever held it, in the
// served profile's answering order.
func (t *Territory) Seats(code string) []Seat {
	i, ok := t.byCode[code]
	if !ok {
		return nil
	}
	seats := make([]Seat, len(t.seats.of(i)))
	for k, s := range t.seats.of(i) {
		seats[k] = Seat{Unit: code, Post: t.posts[s.post], Terms: s.terms}
	}
	return seats
}
