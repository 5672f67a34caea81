package body

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Register says who has what in charge in one city (职能清单). It is immutable, so
// any number of questions may be asked of it at once.
type Register struct {
	bodies     []Body // by code
	categories []Category
	charges    []Charge // by category, unit, body and beginning
	body       map[string]int32
	category   map[string]int32
	// above are the bodies above each body, the nearest first.
	above [][]*Body
	// parents of the categories; none at the top.
	parents []int32
	// of the charges, who and what they are about.
	who, what []int32
	// everywhere are the charges of each category that are limited to no unit.
	everywhere []span
	limited    map[spot]span
	// narrowed marks the categories that some charge limits to a unit.
	narrowed []bool
}

const none = -1

// span is a run of the charges.
type span struct{ from, to int32 }

// spot is a category within a unit.
type spot struct {
	category int32
	unit     string
}

// NewRegister makes a register, or says why the parts do not fit together: a
// code twice, a parent, body or category that is not there, parents in a circle
// or deeper than MaxDepth.
// What CheckBodies, CheckCategories and CheckCharges let pass always fits.
func NewRegister(bodies []Body, categories []Category, charges []Charge) (*Register, error) {
	r := &Register{bodies: slices.Clone(bodies), categories: slices.Clone(categories), charges: slices.Clone(charges)}
	slices.SortFunc(r.bodies, func(a, b Body) int { return strings.Compare(a.Code, b.Code) })
	slices.SortFunc(r.categories, func(a, b Category) int { return strings.Compare(a.Code, b.Code) })
	slices.SortStableFunc(r.charges, compareCharges)
	if err := r.linkBodies(); err != nil {
		return nil, err
	}
	if err := r.linkCategories(); err != nil {
		return nil, err
	}
	return r, r.linkCharges()
}

func compareCharges(a, b Charge) int {
	return cmp.Or(strings.Compare(a.Category, b.Category), strings.Compare(a.Unit, b.Unit),
		strings.Compare(a.Body, b.Body), a.From.Compare(b.From))
}

func (r *Register) linkBodies() error {
	r.body = make(map[string]int32, len(r.bodies))
	parents := make(map[string]string, len(r.bodies))
	for i, b := range r.bodies {
		if _, twice := r.body[b.Code]; twice {
			return fmt.Errorf("two bodies have the code %s", b.Code)
		}
		r.body[b.Code] = int32(i)
		parents[b.Code] = b.Parent
	}
	if err := hang("body", parents); err != nil {
		return err
	}
	r.above = make([][]*Body, len(r.bodies))
	from := make([][]*Body, len(r.bodies)) // each body with those above it, once for all that hang under it
	var chain func(i int32) []*Body
	chain = func(i int32) []*Body {
		if from[i] == nil {
			from[i] = []*Body{&r.bodies[i]}
			if parent := r.bodies[i].Parent; parent != "" {
				from[i] = append(from[i], chain(r.body[parent])...)
			}
		}
		return from[i]
	}
	for i, b := range r.bodies {
		if b.Parent != "" {
			r.above[i] = chain(r.body[b.Parent])
		}
	}
	return nil
}

func (r *Register) linkCategories() error {
	r.category = make(map[string]int32, len(r.categories))
	parents := make(map[string]string, len(r.categories))
	for i, c := range r.categories {
		if _, twice := r.category[c.Code]; twice {
			return fmt.Errorf("two categories have the code %s", c.Code)
		}
		r.category[c.Code] = int32(i)
		parents[c.Code] = c.Parent
	}
	if err := hang("category", parents); err != nil {
		return err
	}
	r.parents = make([]int32, len(r.categories))
	for i, c := range r.categories {
		r.parents[i] = none
		if c.Parent != "" {
			r.parents[i] = r.category[c.Parent]
		}
	}
	return nil
}

// hang says whether everything hangs under something that is there, and nothing
// under itself or too deep. parents has the code above every code.
func hang(what string, parents map[string]string) error {
	for code, parent := range parents {
		if _, there := parents[parent]; parent != "" && !there {
			return fmt.Errorf("%s %s hangs under the unknown %s", what, code, parent)
		}
	}
	for code, depth := range depthsOf(parents) {
		switch {
		case depth == 0:
			return fmt.Errorf("%s %s hangs under itself", what, code)
		case depth > MaxDepth:
			return fmt.Errorf("%s %s hangs under more than %d others", what, code, MaxDepth-1)
		}
	}
	return nil
}

func (r *Register) linkCharges() error {
	r.who, r.what = make([]int32, len(r.charges)), make([]int32, len(r.charges))
	r.everywhere, r.narrowed = make([]span, len(r.categories)), make([]bool, len(r.categories))
	r.limited = map[spot]span{}
	for i := range r.charges {
		c := &r.charges[i]
		who, known := r.body[c.Body]
		if !known {
			return fmt.Errorf("category %s is in the charge of the unknown body %s", c.Category, c.Body)
		}
		what, known := r.category[c.Category]
		if !known {
			return fmt.Errorf("body %s has the unknown category %s in charge", c.Body, c.Category)
		}
		r.who[i], r.what[i] = who, what
		if c.Unit == "" {
			r.everywhere[what] = r.everywhere[what].with(i)
			continue
		}
		r.narrowed[what] = true
		at := spot{what, c.Unit}
		r.limited[at] = r.limited[at].with(i)
	}
	return nil
}

// with lengthens the run by the charge that comes next.
func (s span) with(i int) span {
	if s == (span{}) {
		s.from = int32(i)
	}
	s.to = int32(i) + 1
	return s
}

// Body returns the body with the code.
func (r *Register) Body(code string) (*Body, bool) {
	i, ok := r.body[code]
	if !ok {
		return nil, false
	}
	return &r.bodies[i], true
}

// Above returns the bodies above the one with the code, the nearest first: its
// task group 专项组, then the headquarters 指挥部. The slice is shared and must not
// be changed.
func (r *Register) Above(code string) []*Body {
	i, ok := r.body[code]
	if !ok {
		return nil
	}
	return r.above[i]
}

// Category returns the category with the code.
func (r *Register) Category(code string) (*Category, bool) {
	i, ok := r.category[code]
	if !ok {
		return nil, false
	}
	return &r.categories[i], true
}

// Bodies returns every body, by code. The slice is shared and must not be
// changed.
func (r *Register) Bodies() []Body { return r.bodies }

// Categories returns every category, by code. The slice is shared and must not
// be changed.
func (r *Register) Categories() []Category { return r.categories }

// Charges returns every charge that is, was or will be, by category, unit, body
// and beginning. The slice is shared and must not be changed.
func (r *Register) Charges() []Charge { return r.charges }
