package territory

import (
	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// chain is the units that hold a point, most specific first, by index. Its room
// is on the caller's stack for all but absurd overlaps.
type chain []int32

// locate appends the units that hold p. A unit with ground holds what its ground
// says; one without holds what the units that name it as a parent hold, as long
// as no other of its level does.
func (m *Moment) locate(found chain, p geo.Point) (chain, hex.Cell) {
	cell, err := hex.At(p, m.t.finest)
	if err != nil || m.era == none {
		return found, cell
	}
	var levels uint64 // ranks of the tiling levels that have an owner
	for _, l := range m.of.layers {
		if m.of.forms[l.level] == city.Overlapping {
			found = m.owners(found, l, cell, p)
		} else if unit, ok := m.owner(l, cell, p); ok {
			found = append(found, unit)
			levels |= 1 << m.of.ranks[l.level]
		}
	}
	if !m.of.rooted {
		found, levels = m.climb(found, levels, levels)
		found, _ = m.climb(found, levels, ^levels) // what tiles has the first word
	}
	m.order(found)
	return found, cell
}

// climb appends the ancestors without ground of the units found so far at the
// ranks given, for levels that nobody has been found at.
func (m *Moment) climb(found chain, levels, ranks uint64) (chain, uint64) {
	for _, unit := range found[:len(found):len(found)] {
		s := m.stage(unit)
		if ranks>>m.of.ranks[s.level]&1 == 0 {
			continue
		}
		for up := s.parent; up != none; up = s.parent {
			s = m.stage(up)
			if rank := m.of.ranks[s.level]; levels>>rank&1 == 0 && s.Shape == nil {
				levels |= 1 << rank
				found = append(found, up)
			}
		}
	}
	return found, levels
}

// Holds says whether any unit holds p.
func (m Moment) Holds(p geo.Point) bool {
	var room [chainRoom]int32
	found, _ := m.locate(room[:0], p)
	return len(found) > 0
}

// order sorts most specific first, lower codes first among equals. Chains are
// short and nearly sorted.
func (m *Moment) order(c chain) {
	for i := 1; i < len(c); i++ {
		for k := i; k > 0 && m.before(c[k], c[k-1]); k-- {
			c[k], c[k-1] = c[k-1], c[k]
		}
	}
}

// before says whether unit a answers before unit b.
func (m *Moment) before(a, b int32) bool {
	if ra, rb := m.rank(a), m.rank(b); ra != rb {
		return ra > rb
	}
	return a < b
}

func (c chain) has(unit int32) bool {
	for _, u := range c {
		if u == unit {
			return true
		}
	}
	return false
}
