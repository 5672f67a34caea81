package territory

import (
	"cmp"
	"maps"
	"slices"

	"sizhang/domain/city"
	"sizhang/geo/hex"
)

// whole is the share above which a unit owns a cell; sums of shares round in
// their last digits.
const whole = 1 - 1e-9

// CellDuty says who owns a cell of any resolution, and who answers for it where
// every spot of it has the same answer.
func (m Moment) CellDuty(c hex.Cell) CellDuty {
	shares, contested := m.shares(c)
	order := make(chain, 0, len(shares))
	for unit := range shares {
		order = append(order, unit)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(m.rank(b)-m.rank(a), cmp.Compare(shares[b], shares[a]), cmp.Compare(a, b))
	})
	duty := CellDuty{Cell: c, AreaM2: c.AreaM2(), Units: make([]CellShare, len(order))}
	for i, unit := range order {
		duty.Units[i] = CellShare{&m.stage(unit).Unit, shares[unit], m.addHeads(nil, unit)}
	}
	if duty.Split = contested; !contested {
		duty.Answer, duty.Split = m.cellAnswer(order, shares)
	}
	return duty
}

// shares returns how much of the cell each unit owns, 1 where it owns it whole,
// and whether units that should tile the ground overlap in it: then some own
// less than their polygons say, and its spots may have different answers.
func (m *Moment) shares(c hex.Cell) (shares map[int32]float64, contested bool) {
	shares = map[int32]float64{}
	levels := make([]float64, len(m.of.profile.Levels)) // how much of the cell has an owner
	var summed uint64                                   // ranks that a more specific tiling level has summed up
	for _, l := range m.of.layers {
		own := m.of.ranks[l.level]
		var sums uint64
		m.sharesOf(l, c, func(unit int32, share float64) {
			shares[unit] = share
			if m.of.forms[l.level] == city.Overlapping {
				return
			}
			levels[own] += share
			contested = contested || levels[own] > 2-whole
			for up := m.stage(unit).parent; up != none; up = m.stage(up).parent {
				if rank := m.rank(up); summed>>rank&1 == 0 && m.stage(up).Shape == nil {
					shares[up] += share
					levels[rank] += share
					sums |= 1 << rank
				}
			}
		})
		summed |= sums
	}
	m.shareThroughParents(shares, levels)
	for unit, share := range shares {
		if share > whole {
			shares[unit] = 1
		}
	}
	return shares, contested
}

// shareThroughParents adds the units without ground that overlapping units name
// as their parents, where the tiling levels leave room for them; see climb.
func (m *Moment) shareThroughParents(shares map[int32]float64, levels []float64) {
	for _, unit := range slices.Sorted(maps.Keys(shares)) {
		share := shares[unit]
		for up := m.stage(unit).parent; up != none; up = m.stage(up).parent {
			rank := m.rank(up)
			if _, known := shares[up]; known || m.stage(up).Shape != nil || levels[rank] > whole {
				continue
			}
			shares[up] = min(share, 1-levels[rank])
			levels[rank] += shares[up]
		}
	}
}

// cellAnswer answers for a cell from the units that own it whole, unless a unit
// that owns only part of it would answer there before them.
func (m *Moment) cellAnswer(units chain, shares map[int32]float64) (*Answer, bool) {
	var holding chain
	for _, unit := range units {
		if shares[unit] == 1 {
			holding = append(holding, unit)
		}
	}
	m.order(holding)
	answer, ok := m.answer(holding)
	for _, unit := range units {
		if shares[unit] == 1 || (ok && !m.before(unit, m.t.byCode[answer.Unit.Code])) {
			continue
		}
		if _, held := m.first(unit); held {
			return nil, true
		}
		answer.Fallback = answer.Fallback || m.answering(unit)
	}
	if !ok {
		return nil, false
	}
	return &answer, false
}
