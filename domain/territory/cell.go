package territory

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"sizhang/geo/hex"
)

// whole is the share above which a unit owns a cell; sums of shares round in
// their last digits.
const whole = 1 - 1e-9

// CellDuty says who owns a cell of any resolution, and who answers for it where
// every spot of it has the same answer.
func (t *Territory) CellDuty(c hex.Cell, at time.Time) CellDuty {
	shares, contested := t.shares(c)
	order := make(chain, 0, len(shares))
	for unit := range shares {
		order = append(order, unit)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(t.nodes[b].rank-t.nodes[a].rank, cmp.Compare(shares[b], shares[a]), cmp.Compare(a, b))
	})
	duty := CellDuty{Cell: c, AreaM2: c.AreaM2(), Units: make([]CellShare, len(order))}
	for i, unit := range order {
		duty.Units[i] = CellShare{&t.units[unit], shares[unit], t.heads(unit, at)}
	}
	if duty.Split = contested; !contested {
		duty.Answer, duty.Split = t.cellAnswer(order, shares, at)
	}
	return duty
}

// shares returns how much of the cell each unit owns, 1 where it owns it whole,
// and whether units that should tile the ground overlap in it: then some own
// less than their polygons say, and its spots may have different answers.
func (t *Territory) shares(c hex.Cell) (shares map[int32]float64, contested bool) {
	shares = map[int32]float64{}
	levels := make([]float64, len(t.profile.Levels)) // how much of the cell has an owner
	var summed uint64                                // ranks that a more specific tiling level has summed up
	for i := range t.layers {
		l := &t.layers[i]
		var sums uint64
		for _, s := range l.index.Shares(c) {
			unit := l.units[s.Area]
			shares[unit] = s.Share
			if !l.tiling {
				continue
			}
			levels[l.rank] += s.Share
			contested = contested || levels[l.rank] > 2-whole
			for up := t.nodes[unit].parent; up != none; up = t.nodes[up].parent {
				if rank := t.nodes[up].rank; summed>>rank&1 == 0 && t.units[up].Shape == nil {
					shares[up] += s.Share
					levels[rank] += s.Share
					sums |= 1 << rank
				}
			}
		}
		summed |= sums
	}
	t.shareThroughParents(shares, levels)
	for unit, share := range shares {
		if share > whole {
			shares[unit] = 1
		}
	}
	return shares, contested
}

// shareThroughParents adds the units without ground that overlapping units name
// as their parents, where the tiling levels leave room for them; see climb.
func (t *Territory) shareThroughParents(shares map[int32]float64, levels []float64) {
	for _, unit := range slices.Sorted(maps.Keys(shares)) {
		share := shares[unit]
		for up := t.nodes[unit].parent; up != none; up = t.nodes[up].parent {
			rank := t.nodes[up].rank
			if _, known := shares[up]; known || t.units[up].Shape != nil || levels[rank] > whole {
				continue
			}
			shares[up] = min(share, 1-levels[rank])
			levels[rank] += shares[up]
		}
	}
}

// cellAnswer answers for a cell from the units that own it whole, unless a unit
// that owns only part of it would answer there before them.
func (t *Territory) cellAnswer(units chain, shares map[int32]float64, at time.Time) (*Answer, bool) {
	var holding chain
	for _, unit := range units {
		if shares[unit] == 1 {
			holding = append(holding, unit)
		}
	}
	t.order(holding)
	answer, ok := t.answer(holding, at)
	for _, unit := range units {
		if shares[unit] == 1 || (ok && !t.before(unit, t.byCode[answer.Unit.Code])) {
			continue
		}
		if _, held := t.nodes[unit].first(at); held {
			return nil, true
		}
		answer.Fallback = answer.Fallback || t.nodes[unit].answering
	}
	if !ok {
		return nil, false
	}
	return &answer, false
}
