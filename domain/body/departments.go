package body

import "time"

// Department says that a body has a category in charge at a spot (职能部门).
type Department struct {
	Body *Body
	// Above are the bodies above it, the nearest first. The slice is shared and
	// must not be changed.
	Above []*Body
	// Category is the one that the charge is of: the one asked for or, where
	// nobody has that in charge, one above it.
	Category *Category
	Charge   *Charge
}

// Departments appends to dst who has the category in charge at a spot, by body;
// nobody where there is no such category. units are the codes of the units that
// hold the spot, the most specific first.
//
// Of the charges of a category, those limited to the most specific unit put
// aside those of wider units, and those the charges that hold everywhere. Only
// where nobody at all has the category in charge is its parent looked at: what
// is written for the very category, be it for the whole city, goes before what
// is written for a wider one.
func (r *Register) Departments(dst []Department, category string, units []string, at time.Time) []Department {
	c, known := r.category[category]
	if !known {
		return dst
	}
	for ; c != none; c = r.parents[c] {
		before := len(dst)
		if r.narrowed[c] {
			for _, unit := range units {
				if dst = r.inForce(dst, r.limited[spot{c, unit}], at); len(dst) > before {
					return dst
				}
			}
		}
		if dst = r.inForce(dst, r.everywhere[c], at); len(dst) > before {
			return dst
		}
	}
	return dst
}

// inForce appends those of a run of charges that hold at the instant.
func (r *Register) inForce(dst []Department, s span, at time.Time) []Department {
	for i := s.from; i < s.to; i++ {
		if charge := &r.charges[i]; charge.InForce(at) {
			who := r.who[i]
			dst = append(dst, Department{&r.bodies[who], r.above[who], &r.categories[r.what[i]], charge})
		}
	}
	return dst
}
