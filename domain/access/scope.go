package access

import "slices"

// Scope is everything that an actor has one right to (管辖范围): what lists are
// filtered by. The zero Scope holds nothing, so that to forget it leaks nothing.
type Scope struct {
	city string
	// whole is true for the whole city.
	whole bool
	// units are those held alone, trees those held with all below them.
	units, trees []string
	bodies       []string
}

// Scope returns what the actor has the right to.
func (a Actor) Scope(right Right) Scope {
	s := Scope{city: a.City}
	for i := range a.Holdings {
		if h := &a.Holdings[i]; h.gives(right) {
			s.add(h)
		}
	}
	return s
}

// add widens the scope by a holding; one that lacks its place adds nothing.
func (s *Scope) add(h *Holding) {
	switch {
	case h.Role.Reach == Whole:
		s.whole = true
	case h.Role.Reach == Below && h.Unit != "":
		s.trees = append(s.trees, h.Unit)
	case h.Role.Reach == OwnUnit && h.Unit != "":
		s.units = append(s.units, h.Unit)
	case h.Role.Reach == Charged && h.Body != "":
		s.bodies = append(s.bodies, h.Body)
	}
}

// Holds says whether the object is within the scope.
func (s Scope) Holds(o Object) bool {
	if s.city == "" || s.city != o.City {
		return false
	}
	if s.whole {
		return true
	}
	if len(o.Units) > 0 && slices.Contains(s.units, o.Units[0]) {
		return true
	}
	if slices.ContainsFunc(o.Also, func(unit string) bool { return slices.Contains(s.units, unit) }) {
		return true
	}
	for _, unit := range o.Units {
		if slices.Contains(s.trees, unit) {
			return true
		}
	}
	return slices.ContainsFunc(o.Bodies, func(b string) bool { return slices.Contains(s.bodies, b) })
}

// Empty says whether nothing is within the scope.
func (s Scope) Empty() bool {
	return s.city == "" || !s.whole && len(s.units)+len(s.trees)+len(s.bodies) == 0
}

// City returns the city that the scope lies in, empty for the zero Scope.
func (s Scope) City() string { return s.city }

// Whole says whether the scope is the whole city.
func (s Scope) Whole() bool { return s.whole }

// Trees returns the units that are held with all below them, Alone those that are
// held without, and Bodies whose charges are.
func (s Scope) Trees() []string  { return s.trees }
func (s Scope) Alone() []string  { return s.units }
func (s Scope) Bodies() []string { return s.bodies }
