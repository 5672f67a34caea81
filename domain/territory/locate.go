package territory

import (
	"sizhang/geo"
	"sizhang/geo/hex"
)

// chain is the units that hold a point, most specific first, by index. Its room
// is on the caller's stack for all but absurd overlaps.
type chain []int32

// locate appends the units that hold p. The most specific tiling level that has
// an owner answers for every level above it through parents; a level that it
// says nothing of, and every overlapping level, is asked for itself.
func (t *Territory) locate(found chain, p geo.Point) (chain, hex.Cell) {
	cell, err := hex.At(p, t.finest)
	if err != nil {
		return found, 0
	}
	var levels uint64 // ranks that a tiling level or its parents have answered
	for i := range t.layers {
		l := &t.layers[i]
		if !l.tiling {
			found = l.owners(found, cell, p)
			continue
		}
		if levels>>l.rank&1 == 1 {
			continue
		}
		if area, ok := l.index.Owner(cell, p); ok {
			found, levels = t.climb(found, levels, l.units[area])
		}
	}
	found = t.fill(found, levels)
	t.order(found)
	return found, cell
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

// climb appends the unit and its ancestors at levels that nothing has answered.
func (t *Territory) climb(found chain, levels uint64, unit int32) (chain, uint64) {
	for ; unit != none; unit = t.nodes[unit].parent {
		rank := t.nodes[unit].rank
		if levels>>rank&1 == 1 {
			continue
		}
		levels |= 1 << rank
		if !found.has(unit) {
			found = append(found, unit)
		}
	}
	return found, levels
}

// fill appends, for levels without ground of their own that are still
// unanswered, what the overlapping units name as their parents.
func (t *Territory) fill(found chain, levels uint64) chain {
	for _, unit := range found[:len(found):len(found)] {
		for up := t.nodes[unit].parent; up != none; up = t.nodes[up].parent {
			rank := t.nodes[up].rank
			if (levels|t.mapped)>>rank&1 == 0 {
				levels |= 1 << rank
				found = append(found, up)
			}
		}
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
