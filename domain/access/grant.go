package access

// MayGive says whether the actor may give the role at the place, or take it away:
// they manage accounts there and hold every right that the role carries there
// themselves, so that nobody raises anybody above themselves.
func (a Actor) MayGive(role *Role, at Object) bool {
	return a.Can(AccountManage, at) && a.Covers(role, at)
}

// Covers says whether the actor holds every right that the role carries at the place,
// so that the role there would add nothing to what they may do.
func (a Actor) Covers(role *Role, at Object) bool {
	_, lacks := a.Lacks(role, at)
	return !lacks
}

// Lacks returns the first right of the role that the actor does not hold at the place.
func (a Actor) Lacks(role *Role, at Object) (Right, bool) {
	for _, right := range role.Rights {
		if !a.covers(right, role.Reach, at) {
			return right, true
		}
	}
	return "", false
}

// covers says whether the actor has the right to all that the reach stands for at
// the place. Who holds a unit alone does not hold what is below it, and only the
// whole city holds a body's charges everywhere, or itself.
func (a Actor) covers(right Right, reach Reach, at Object) bool {
	s := a.Scope(right)
	switch {
	case s.whole:
		return s.Holds(at)
	case reach == Whole:
		return false
	case reach == Charged:
		return s.Holds(Object{City: at.City, Bodies: at.Bodies})
	case reach == Below:
		s.units = nil
	}
	return s.Holds(Object{City: at.City, Units: at.Units})
}
