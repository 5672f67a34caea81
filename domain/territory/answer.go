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
	duty.Cell = m.cellOf(fine, p)
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
	units, _, answer, ok := m.BriefIn(dst, p)
	return units, answer, ok
}

// BriefIn is Brief with the cell that holds p, as Duty has it.
func (m Moment) BriefIn(dst []*Unit, p geo.Point) ([]*Unit, hex.Cell, Answer, bool) {
	var room [chainRoom]int32
	found, fine := m.locate(room[:0], p)
	for _, unit := range found {
		dst = append(dst, &m.stage(unit).Unit)
	}
	answer, ok := m.answer(found)
	return dst, m.cellOf(fine, p), answer, ok
}

// cellOf is the cell that holds p at the profile's resolution, where fine is the one at
// the finest that the units are indexed at; 0 where that is none.
func (m *Moment) cellOf(fine hex.Cell, p geo.Point) hex.Cell {
	res := m.of.profile.CellResolution
	if fine == 0 || res == m.t.finest {
		return fine
	}
	cell, _ := hex.At(p, res) // cells do not nest: the parent may be a neighbour
	return cell
}
