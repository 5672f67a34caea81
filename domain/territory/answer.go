package territory

import (
	"sizhang/geo"
	"sizhang/geo/hex"
)

// chainRoom is how many units a lookup keeps without allocating.
const chainRoom = 24

// Duty says who answers for p. With an accuracy in metres over zero it also says
// which other units the point may lie in.
func (m Moment) Duty(p geo.Point, accuracyM float64) Duty {
	var room [chainRoom]int32
	found, fine := m.locate(room[:0], p)
	duty := Duty{Units: make([]UnitDuty, len(found))}
	if fine != 0 {
		duty.Cell = fine
		if res := m.of.profile.CellResolution; res != m.t.finest {
			duty.Cell, _ = hex.At(p, res) // cells do not nest: the parent may be a neighbour
		}
	}
	heads := make([]Holder, 0, 2*len(found))
	for i, unit := range found {
		from := len(heads)
		heads = m.addHeads(heads, unit)
		duty.Units[i] = UnitDuty{&m.stage(unit).Unit, heads[from:len(heads):len(heads)]}
	}
	if answer, ok := m.answer(found); ok {
		duty.Answer = &answer
	}
	if accuracyM > 0 {
		duty.Ambiguous = m.ambiguous(found, p, accuracyM)
	}
	return duty
}

// Brief is Duty for those who ask often: it appends the units to dst, most
// specific first, returns who answers first, if anyone does, and allocates
// nothing of its own.
func (m Moment) Brief(dst []*Unit, p geo.Point) ([]*Unit, Answer, bool) {
	var room [chainRoom]int32
	found, _ := m.locate(room[:0], p)
	for _, unit := range found {
		dst = append(dst, &m.stage(unit).Unit)
	}
	answer, ok := m.answer(found)
	return dst, answer, ok
}
