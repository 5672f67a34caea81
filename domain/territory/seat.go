package territory

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sizhang/domain/city"
)

// seat is a post at a line with all its terms.
type seat struct {
	post  int32
	terms []Term
	// ended is how many of the first terms were over when the territory was made:
	// questions about later instants need not look at them.
	ended int
}

// addSeats puts seats at their units, in the served era's answering order. The
// territory must have their benches to itself.
func (t *Territory) addSeats(seats []Seat) error {
	touched := map[int32]bool{}
	for _, s := range seats {
		i, ok := t.byCode[s.Unit]
		if !ok {
			return fmt.Errorf("a seat is at the unknown unit %s", s.Unit)
		}
		post := slices.Index(t.posts, s.Post)
		if post < 0 {
			return fmt.Errorf("unit %s has a seat for the unknown post %q", s.Unit, s.Post)
		}
		ended := slices.IndexFunc(s.Terms, func(term Term) bool { return term.lasts(t.made) })
		if ended < 0 {
			ended = len(s.Terms)
		}
		bench := t.seats.at(i)
		*bench = append(*bench, seat{int32(post), s.Terms, ended})
		touched[i] = true
	}
	for i := range touched {
		sortSeats(t.seats.of(i), &t.eras[max(t.served, 0)])
	}
	return nil
}

func sortSeats(seats []seat, e *era) {
	slices.SortFunc(seats, func(a, b seat) int { return cmp.Or(e.order[a.post]-e.order[b.post], int(a.post-b.post)) })
}

// seats returns the seats of a line in the moment's answering order.
func (m *Moment) seats(line int32) []seat {
	seats := m.t.seats.of(line)
	for i := 1; i < len(seats); i++ {
		if m.of.order[seats[i-1].post] > m.of.order[seats[i].post] { // another profile, another order
			seats = slices.Clone(seats)
			sortSeats(seats, m.of)
			break
		}
	}
	return seats
}

// past is how many of the seat's first terms need no look.
func (m *Moment) past(s *seat) int {
	if m.at.Before(m.t.made) {
		return 0
	}
	return s.ended
}

// Heads returns who is in office at the unit, in answering order, each
// principal before their deputies.
func (m Moment) Heads(u *Unit) []Holder {
	i, ok := m.t.byCode[u.Code]
	if !ok {
		return nil
	}
	return m.addHeads(nil, i)
}

// addHeads appends the unit's heads, so that a chain of units shares one array.
func (m *Moment) addHeads(heads []Holder, line int32) []Holder {
	seats := m.seats(line)
	for i := range seats {
		s := &seats[i]
		post := m.of.posts[s.post]
		if post == nil {
			continue
		}
		for _, deputies := range []bool{false, true} {
			for k := m.past(s); k < len(s.terms); k++ {
				if term := &s.terms[k]; term.Deputy == deputies && term.InOffice(m.at) {
					heads = append(heads, Holder{post, term})
				}
			}
		}
	}
	return heads
}

// first returns who answers for the unit itself: what Heads would list first.
func (m *Moment) first(line int32) (Holder, bool) {
	seats := m.seats(line)
	for i := range seats {
		s := &seats[i]
		post := m.of.posts[s.post]
		if post == nil {
			continue
		}
		if term := s.first(m.at, m.past(s)); term != nil {
			return Holder{post, term}, true
		}
	}
	return Holder{}, false
}

// first returns the principal in office, else the deputy; nil where nobody is.
func (s *seat) first(at time.Time, from int) *Term {
	var deputy *Term
	for i := from; i < len(s.terms); i++ {
		term := &s.terms[i]
		switch {
		case !term.InOffice(at):
		case !term.Deputy:
			return term
		case deputy == nil:
			deputy = term
		}
	}
	return deputy
}

// answer finds who answers first among units in order: the most specific one
// with somebody in office. See Answer.Fallback for when that is a fallback.
func (m *Moment) answer(units chain) (Answer, bool) {
	passed := false
	for _, unit := range units {
		if holder, ok := m.first(unit); ok {
			return Answer{&m.stage(unit).Unit, holder, passed || holder.Post.Kind == city.Leader}, true
		}
		passed = passed || m.answering(unit)
	}
	return Answer{}, false
}
