package issue

import (
	"slices"
	"strings"

	"sizhang/domain/fault"
)

// arbitrate settles whose place it is (裁定), and sends it there if it was waiting.
func arbitrate(s *step) error {
	if s.w.Routing == nil || s.w.Routing.Settled != s.c.Unit || !s.candidate(s.c.Unit) {
		var known []string
		for _, c := range s.Routing.Candidates {
			known = append(known, c.Unit)
		}
		return fault.New(fault.CandidateUnknown, "unit", fault.With{"unit": s.c.Unit, "known": strings.Join(known, ", ")})
	}
	s.with(map[string]string{WithUnit: s.c.Unit})
	s.Routing = *s.w.Routing
	switch s.State {
	case Filed:
		if s.w.Rules.DispatchAtOnce {
			s.next = append(s.next, Command{Action: Dispatch})
		}
	case Dispatched, Handling, Rework, Suspended:
		s.next = append(s.next, Command{Action: Reroute, Cause: "arbitration"})
	}
	return nil
}

// candidate says whether the unit may have the place.
func (s *step) candidate(unit string) bool {
	return slices.ContainsFunc(s.Routing.Candidates, func(c Candidate) bool { return c.Unit == unit }) ||
		slices.Contains(s.Routing.Spots, unit)
}
