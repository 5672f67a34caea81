package issue

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// dispatchAtOnce sends what is filed on by itself, where the rules have it so and
// nobody has to decide first whose place it is.
func dispatchAtOnce(s *step) error {
	if s.w.Rules.DispatchAtOnce && !s.Routing.Disputed() {
		s.next = append(s.next, Command{Action: Dispatch})
	}
	return nil
}

// dispatch gives the issue into hands: those that are named, or those that the rules
// propose. There always are some.
func dispatch(s *step) error {
	s.Hands = s.Proposal(&s.w)
	if s.c.To != nil {
		to, err := s.named(*s.c.To)
		if err != nil {
			return err
		}
		s.Hands = to
	}
	return nil
}

// Proposal is whom the rules give the issue to: the first head in office or the first
// department, as the category or else the city says, then the other of them, then the
// root, which is marked as a fallback.
func (i *Issue) Proposal(w *World) Hands {
	order := []Hands{i.headInOffice(), i.department()}
	if w.handsRule() == city.ToDepartment {
		slices.Reverse(order)
	}
	for k, h := range order {
		if !h.Empty() {
			h.Fallback = h.Fallback || k > 0
			return h
		}
	}
	root := i.Routing.Root
	root.Fallback = true
	return root
}

func (w *World) handsRule() city.Hands {
	if w.Category != nil && w.Category.Hands != "" {
		return w.Category.Hands
	}
	return w.Rules.Hands
}

// headInOffice is the first of the heads who is there.
func (i *Issue) headInOffice() Hands {
	for _, h := range i.Routing.Heads {
		if h.Person != "" {
			return h
		}
	}
	return Hands{}
}

func (i *Issue) department() Hands {
	if len(i.Routing.Departments) == 0 {
		return Hands{}
	}
	return Hands{Body: i.Routing.Departments[0]}
}

// named fills in hands that a dispatcher named: a unit that holds the place, with its
// post, or a body.
func (s *step) named(to Hands) (Hands, error) {
	if to.Body != "" && to.Unit == "" && s.w.HasBody(to.Body) {
		return Hands{Body: to.Body}, nil
	}
	known := []string{}
	for _, h := range append(slices.Clone(s.Routing.Heads), s.Routing.Root) {
		if h.Unit == to.Unit && (to.Post == "" || h.Post == to.Post) && to.Body == "" {
			return h, nil
		}
		known = append(known, h.Unit+" "+h.Post)
	}
	return Hands{}, fault.New(fault.HandsImpossible, "to", fault.With{"hands": strings.TrimSpace(to.Unit + to.Body + " " + to.Post), "known": strings.Join(append(known, s.Routing.Departments...), ", ")})
}

// bounce leaves it with the dispatcher.
func bounce(s *step) error {
	s.Bounces++
	return toDesk(s)
}

// toDesk lays it on the desk of those who dispatch: the root of the city.
func toDesk(s *step) error {
	s.Hands, s.Worker = s.Routing.Root, By{}
	return nil
}

// correct changes what the report got wrong, and routes anew.
func correct(s *step) error {
	if s.c.Category != "" && s.c.Category != s.Category {
		if s.w.Category == nil || s.w.Category.Code != s.c.Category {
			return fault.New(fault.CategoryUnknown, "category", fault.With{"category": s.c.Category})
		}
		s.with(map[string]string{WithCategory: s.c.Category, WithWas: s.Category})
		s.Category, s.Condition = s.c.Category, ""
	}
	if err := s.correctCondition(); err != nil {
		return err
	}
	if s.c.Place != nil {
		if err := s.move(*s.c.Place); err != nil {
			return err
		}
	}
	s.Routing, s.Hands = *s.w.Routing, s.w.Routing.Root
	return nil
}

// move puts the issue elsewhere; the address stays where none is given.
func (s *step) move(to Place) error {
	if !to.Point.Valid() {
		return fault.New(fault.PositionMissing, "place", nil)
	}
	if err := checkAccuracy("place.accuracy_m", to.AccuracyM); err != nil {
		return err
	}
	if err := checkTexts(map[string]string{"address": to.Address}); err != nil {
		return err
	}
	s.with(map[string]string{WithPosition: position(to.Point), WithPlaceWas: position(s.Place.Point), WithAccuracy: strconv.FormatFloat(to.AccuracyM, 'f', -1, 64)})
	to.Address = cmp.Or(to.Address, s.Place.Address)
	s.Place = to
	return nil
}

func (s *step) correctCondition() error {
	code := s.c.Condition
	if code == "" && s.Condition != "" || s.w.Category == nil {
		return nil
	}
	condition, known := s.w.Category.Condition(code)
	if !known {
		if code == "" {
			return nil
		}
		return fault.New(fault.ConditionUnknown, "condition", fault.With{"category": s.Category, "condition": code, "known": ""})
	}
	s.Condition = condition.Code
	s.with(map[string]string{WithCondition: condition.Code})
	return nil
}
