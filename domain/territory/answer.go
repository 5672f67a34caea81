package territory

import (
	"time"

	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// chainRoom is how many units a lookup keeps without allocating.
const chainRoom = 24

// Duty says who answers for p at an instant. With an accuracy in metres over
// zero it also says which other units the point may lie in.
func (t *Territory) Duty(p geo.Point, accuracyM float64, at time.Time) Duty {
	var room [chainRoom]int32
	found, fine := t.locate(room[:0], p)
	duty := Duty{Units: make([]UnitDuty, len(found))}
	if fine != 0 {
		duty.Cell = fine
		if res := t.profile.CellResolution; res != t.finest {
			duty.Cell, _ = hex.At(p, res) // cells do not nest: the parent may be a neighbour
		}
	}
	heads := make([]Holder, 0, 2*len(found))
	for i, unit := range found {
		from := len(heads)
		heads = t.addHeads(heads, unit, at)
		duty.Units[i] = UnitDuty{&t.units[unit], heads[from:len(heads):len(heads)]}
	}
	if answer, ok := t.answer(found, at); ok {
		duty.Answer = &answer
	}
	if accuracyM > 0 {
		duty.Ambiguous = t.ambiguous(found, p, accuracyM)
	}
	return duty
}

// Brief is Duty for those who ask often: it appends the units to dst, most
// specific first, returns who answers first, if anyone does, and allocates
// nothing of its own.
func (t *Territory) Brief(dst []*Unit, p geo.Point, at time.Time) ([]*Unit, Answer, bool) {
	var room [chainRoom]int32
	found, _ := t.locate(room[:0], p)
	for _, unit := range found {
		dst = append(dst, &t.units[unit])
	}
	answer, ok := t.answer(found, at)
	return dst, answer, ok
}

// Heads returns who is in office at the unit, in answering order, each
// principal before their deputies.
func (t *Territory) Heads(u *Unit, at time.Time) []Holder {
	return t.heads(t.byCode[u.Code], at)
}

func (t *Territory) heads(unit int32, at time.Time) []Holder {
	return t.addHeads(nil, unit, at)
}

// addHeads appends the unit's heads, so that a chain of units shares one array.
func (t *Territory) addHeads(heads []Holder, unit int32, at time.Time) []Holder {
	for _, s := range t.nodes[unit].seats {
		for _, deputies := range []bool{false, true} {
			for i := range s.terms {
				if term := &s.terms[i]; term.Deputy == deputies && term.InOffice(at) {
					heads = append(heads, Holder{s.post, term})
				}
			}
		}
	}
	return heads
}

// first returns who answers for the unit itself: what Heads would list first.
func (n *node) first(at time.Time) (Holder, bool) {
	for _, s := range n.seats {
		var deputy *Term
		for i := range s.terms {
			term := &s.terms[i]
			switch {
			case !term.InOffice(at):
			case !term.Deputy:
				return Holder{s.post, term}, true
			case deputy == nil:
				deputy = term
			}
		}
		if deputy != nil {
			return Holder{s.post, deputy}, true
		}
	}
	return Holder{}, false
}

// answer finds who answers first among units in order: the most specific one
// with somebody in office. See Answer.Fallback for when that is a fallback.
func (t *Territory) answer(units chain, at time.Time) (Answer, bool) {
	passed := false
	for _, unit := range units {
		n := &t.nodes[unit]
		if holder, ok := n.first(at); ok {
			return Answer{&t.units[unit], holder, passed || holder.Post.Kind == city.Leader}, true
		}
		passed = passed || n.answering
	}
	return Answer{}, false
}
