package issue

// announce is when all concerned see that it is done (通报).
func announce(s *step) error {
	first(&s.Moments.Announced, s.at)
	return nil
}

// answer notes what a citizen said of the outcome. One who objects brings the issue
// back, and everybody is asked again.
func answer(said Answer) func(*step) error {
	return func(s *step) error {
		for k := range s.Reporters {
			r := &s.Reporters[k]
			if s.speaksFor(r, &s.c) {
				r.Answer = said
			}
		}
		if said == Objected {
			s.Reopenings++
			return s.askAgain()
		}
		return nil
	}
}

// speaksFor says whether the command is that of the reporter, who has not answered:
// known by their key or, of a hotline's order, by the order and who filed it.
func (i *Issue) speaksFor(r *Reporter, c *Command) bool {
	if r.Answer != "" {
		return false
	}
	order := r.Issue
	if order == "" {
		order = i.ID
	}
	return r.Kind == Citizen && r.Key != "" && r.Key == c.Citizen ||
		r.Kind == Partner && c.By.Kind == ByPartner && c.Order == order && r.By.same(c.By)
}

// lapse counts silence as approval (逾期未评价).
func lapse(s *step) error {
	for k := range s.Reporters {
		if r := &s.Reporters[k]; r.Kind != Staff && r.Answer == "" {
			r.Answer = Silent
		}
	}
	return nil
}

// reopen brings an issue back that was over.
func reopen(s *step) error {
	s.Reopenings++
	s.Exempt = false // what was forgiven is over; what comes now is not
	return s.askAgain()
}

// askAgain forgets the answers: they were about an outcome that is none any more.
func (s *step) askAgain() error {
	for k := range s.Reporters {
		s.Reporters[k].Answer = ""
	}
	if s.row.To == Filed || s.row.To == Reported {
		s.Hands, s.Worker = s.Routing.Root, By{}
	}
	return nil
}
