package body

import (
	"cmp"
	"slices"
	"time"
)

// Sheet is what a register has in force at an instant, made ready for questions
// without a category (值班总表). It is immutable and stays true until the next
// charge begins or ends, so whoever is asked often keeps it and makes another
// one only when it no longer Holds.
type Sheet struct {
	register *Register
	// from is the first instant at which the sheet is true, until the first after;
	// the zero time leaves that side open.
	from, until time.Time
	everywhere  []Duties
	// held are the charges behind everywhere, by body and category.
	held []int32
	// limited are the charges within a unit, by body and category.
	limited map[string][]int32
}

// Duties are the categories that a body has in charge at a spot.
type Duties struct {
	Body *Body
	// Above are the bodies above it, the nearest first.
	Above []*Body
	// Held are the categories with the charges, by category. Neither this nor
	// Above may be changed: they are shared.
	Held []Held
}

// Held is a category in somebody's charge.
type Held struct {
	Category *Category
	Charge   *Charge
}

// Sheet returns what is in force at the instant. It looks at every charge once.
func (r *Register) Sheet(at time.Time) *Sheet {
	s := &Sheet{register: r, limited: map[string][]int32{}}
	for i := range r.charges {
		c := &r.charges[i]
		s.narrow(c.From, at)
		s.narrow(c.Until, at)
		switch {
		case !c.InForce(at):
		case c.Unit == "":
			s.held = append(s.held, int32(i))
		default:
			s.limited[c.Unit] = append(s.limited[c.Unit], int32(i))
		}
	}
	slices.SortFunc(s.held, r.byBody)
	for _, charges := range s.limited {
		slices.SortFunc(charges, r.byBody)
	}
	s.everywhere = r.duties(s.held)
	return s
}

// byBody orders charges, by their places, by body and category.
func (r *Register) byBody(a, b int32) int {
	return cmp.Or(cmp.Compare(r.who[a], r.who[b]), cmp.Compare(r.what[a], r.what[b]), cmp.Compare(a, b))
}

// narrow takes note of an instant at which something changes.
func (s *Sheet) narrow(change, at time.Time) {
	switch {
	case change.IsZero():
	case !change.After(at):
		if s.from.IsZero() || change.After(s.from) {
			s.from = change
		}
	case s.until.IsZero() || change.Before(s.until):
		s.until = change
	}
}

// Holds says whether the sheet is true of the register at the instant, too.
func (s *Sheet) Holds(r *Register, at time.Time) bool {
	return s.register == r && !at.Before(s.from) && (s.until.IsZero() || at.Before(s.until))
}

// Departments returns everybody who has anything in charge at a spot, by code,
// with the categories that they have. units are the codes of the units that hold
// the spot, the most specific first. For each category the rule is that of
// Register.Departments, but for the parents: a category that nobody has in
// charge is not listed, the one above it is.
//
// There are never more entries than bodies, nor more in one than categories; who
// wants fewer takes the first, which are always the same. The slice is shared
// and must not be changed. Where no charge is limited to any of the units it
// costs nothing, else time in proportion to the charges that hold; see Narrow.
func (s *Sheet) Departments(units []string) []Duties {
	narrower, put := s.narrower(units)
	if len(narrower) == 0 {
		return s.everywhere
	}
	slices.SortFunc(narrower, s.register.byBody)
	all := make([]int32, 0, len(s.held)+len(narrower))
	for _, i := range s.held {
		if put[s.register.what[i]] > 0 {
			continue
		}
		for len(narrower) > 0 && s.register.byBody(narrower[0], i) < 0 {
			all, narrower = append(all, narrower[0]), narrower[1:]
		}
		all = append(all, i)
	}
	return s.register.duties(append(all, narrower...))
}

// Narrow appends to dst those of the units that some charge is limited to, in
// their order. Spots for which they are the same have the same Departments, so
// these can be kept by them: a city with charges by county has as many lists as
// counties.
func (s *Sheet) Narrow(dst, units []string) []string {
	for _, unit := range units {
		if len(s.limited[unit]) > 0 {
			dst = append(dst, unit)
		}
	}
	return dst
}

// narrower returns the charges that are limited to the units, for each category
// those of the most specific unit, and for each category the place of that unit
// among the units, counted from 1.
func (s *Sheet) narrower(units []string) (found []int32, put []int) {
	for k, unit := range units {
		for _, i := range s.limited[unit] {
			if put == nil {
				put = make([]int, len(s.register.categories))
			}
			if by := &put[s.register.what[i]]; *by == 0 || *by == k+1 {
				*by = k + 1
				found = append(found, i)
			}
		}
	}
	return found, put
}

// duties groups charges that are in order of body and category.
func (r *Register) duties(charges []int32) []Duties {
	held := make([]Held, len(charges))
	var list []Duties
	for k, i := range charges {
		held[k] = Held{&r.categories[r.what[i]], &r.charges[i]}
		if who := r.who[i]; k == 0 || who != r.who[charges[k-1]] {
			list = append(list, Duties{Body: &r.bodies[who], Above: r.above[who], Held: held[k:k]})
		}
		d := &list[len(list)-1]
		d.Held = d.Held[:len(d.Held)+1]
	}
	for i := range list {
		list[i].Held = slices.Clip(list[i].Held)
	}
	return list
}
