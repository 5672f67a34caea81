package issue

import "slices"

// reroute follows a change of posts, territory or categories (责任变更): the routing is
// as the world has it now, and so are the hands. Where those who worked on it are no
// longer there, somebody else has to claim it.
func reroute(s *step) error {
	was := s.Routing
	settled := was.Settled
	s.Routing = *s.w.Routing
	if s.Routing.Settled == "" {
		s.Routing.Settled = settled
	}
	s.with(map[string]string{WithCause: s.c.Cause})
	before := s.Hands
	switch s.State {
	case Reported, Verifying, Filed, Returned, SentBack:
		s.Hands = s.Routing.Root
		return nil
	}
	s.Hands = s.handsNow(before, &was)
	if s.Hands.same(before) {
		return nil
	}
	left := s.Worker.Person != "" && s.Worker.Person == before.Person
	if s.Hands.Unit == before.Unit && s.Hands.Post == before.Post && s.Hands.Body == before.Body && !left {
		return nil // another head of the same grid; who works on it goes on
	}
	return s.handOn()
}

// handOn has somebody else claim it.
func (s *step) handOn() error {
	switch s.State {
	case Handling:
		s.Worker, s.State = By{}, Dispatched
		return s.start([]Stage{ToClaim})
	case Rework:
		s.Worker = By{}
	case Suspended:
		s.Worker = By{}
		if s.Was == Handling {
			s.Was = Dispatched
		}
	}
	return nil
}

// handsNow is whose hands it would be in now: the same post or body where it still
// answers for the place, else those that the rules propose.
func (s *step) handsNow(before Hands, was *Routing) Hands {
	if before.Body != "" {
		chosen := !slices.Contains(was.Departments, before.Body) // by a dispatcher, who knew
		if s.w.HasBody(before.Body) && (chosen || slices.Contains(s.Routing.Departments, before.Body)) {
			return before
		}
		if len(s.Routing.Departments) == 0 {
			return s.Proposal(&s.w)
		}
		return s.department()
	}
	for _, h := range s.Routing.Heads {
		if h.Unit == before.Unit && h.Post == before.Post && h.Person != "" && !before.Fallback {
			return h
		}
	}
	return s.Proposal(&s.w)
}

// same says whether two are the same people in the same place; a name may be spelt anew.
func (h Hands) same(o Hands) bool {
	h.Name, o.Name = "", ""
	return h == o
}
