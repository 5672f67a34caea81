package issue

// claim notes who works on it: whoever of the hands does, also in another's place.
func claim(s *step) error {
	first(&s.Moments.Claimed, s.at)
	s.Worker = s.c.By
	s.Asked = nil
	return nil
}

func finish(s *step) error {
	first(&s.Moments.Fixed, s.at)
	return nil
}

// fixNow is finding, claiming and fixing at once (即办), proved by both photos.
func fixNow(s *step) error {
	first(&s.Moments.Claimed, s.at)
	first(&s.Moments.Fixed, s.at)
	first(&s.Moments.Announced, s.at)
	s.Worker, s.OnTheSpot = s.c.By, true
	if s.Hands == s.Routing.Root {
		s.Hands = s.Proposal(&s.w)
	}
	return nil
}

// rework gives it back to the same hands, as they are now, and the clock begins anew.
func rework(s *step) error {
	s.Reworks++
	return nil
}
