package territory

import (
	"sizhang/geo"
	"sizhang/geo/hex"
)

// chain is the units that hold a point, most specific first, by index. Its room
// is on the caller's stack for all but absurd overlaps.
type chain []int32

// locate appends the units that hold p. A unit with ground holds what its ground
// says; one without holds what the units that name it as a parent hold, as long
// as no other of its level does.
func (t *Territory) locate(found chain, p geo.Point) (chain, hex.Cell) {
	cell, err := hex.At(p, t.finest)
	if err != nil {
		return found, 0
	}
	var levels uint64 // ranks of the tiling levels that have an owner
	for i := range t.layers {
		l := &t.layers[i]
		if !l.tiling {
			found = l.owners(found, cell, p)
		} else if area, ok := l.index.Owner(cell, p); ok {
			found = append(found, l.units[area])
			levels |= 1 << l.rank
		}
	}
	if !t.rooted {
		found, levels = t.climb(found, levels, levels)
		found, _ = t.climb(found, levels, ^levels) // what tiles has the first word
	}
	t.order(found)
	return found, cell
}

// climb appends the ancestors without ground of the units found so far at the
// ranks given, for levels that nobody has been found at.
func (t *Territory) climb(found chain, levels, ranks uint64) (chain, uint64) {
	for _, unit := range found[:len(found):len(found)] {
		if ranks>>t.nodes[unit].rank&1 == 0 {
			continue
		}
		for up := t.nodes[unit].parent; up != none; up = t.nodes[up].parent {
			if rank := t.nodes[up].rank; levels>>rank&1 == 0 && t.units[up].Shape == nil {
				levels |= 1 << rank
				found = append(found, up)
			}
		}
	}
	return found, levels
}

// Holds says whether any unit holds p.
func (t *Territory) Holds(p geo.Point) bool {
	var room [chainRoom]int32
	found, _ := t.locate(room[:0], p)
	return len(found) > 0
}

// owners appends every owner in an overlapping layer.
func (l *layer) owners(found chain, cell hex.Cell, p geo.Point) chain {
	var room [16]int
	for _, area := range l.index.Owners(room[:0], cell, p) {
		found = append(found, l.units[area])
	}
	return found
}

// order sorts most specific first, lower codes first among equals. Chains are
// short and nearly sorted.
func (t *Territory) order(c chain) {
	for i := 1; i < len(c); i++ {
		for k := i; k > 0 && t.before(c[k], c[k-1]); k-- {
			c[k], c[k-1] = c[k-1], c[k]
		}
	}
}

// before says whether unit a answers before unit b.
func (t *Territory) before(a, b int32) bool {
	if ra, rb := t.nodes[a].rank, t.nodes[b].rank; ra != rb {
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
