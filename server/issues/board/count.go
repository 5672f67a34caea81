package board

import (
	"reflect"
	"slices"
	"time"

	"sizhang/domain/access"
	"sizhang/geo/hex"
)

// CellCount is how many cards lie in a cell.
type CellCount struct {
	Cell           hex.Cell
	Count, Overdue int
}

// numbers are what is counted in one place.
type numbers struct{ count, overdue int32 }

// Cells counts the cards that fit by cell of a resolution from 7 to 11, by cell. A card
// is in the cell that holds its point.
func (b *Board) Cells(f Filter, resolution int, now time.Time) []CellCount {
	if resolution < coarsest || resolution > finest {
		return nil
	}
	i := resolution - coarsest
	if f.allOpen(b.city) {
		return b.openCells(i, now)
	}
	var found []numbers // by place
	var places []hex.Cell
	b.through(&f, now, func(slots []uint32, m *match) {
		if places = b.places[i].cells; len(places) > len(found) {
			found = slices.Grow(found, len(places)-len(found))[:len(places)]
		}
		for _, slot := range slots {
			row := b.rows.at(slot)
			n := &found[row.places[i]]
			n.count++
			if m.overdue(row) {
				n.overdue++
			}
		}
	})
	return b.byCell(i, places, found)
}

// allOpen says whether the filter means everything open in the city, as maps of all of it
// do.
func (f Filter) allOpen(city string) bool {
	open := f.Open && f.Scope.Whole() && f.Scope.City() == city
	f.Open, f.Scope = false, access.Scope{}
	return open && reflect.DeepEqual(f, Filter{})
}

// openCells is Cells of all that is open: how many there are in each place is counted as
// they come, and only which of them are overdue has to be looked for.
func (b *Board) openCells(i int, now time.Time) []CellCount {
	b.mu.RLock()
	places := b.places[i].cells
	found := make([]numbers, len(places))
	for n, open := range b.places[i].open {
		found[n].count = open
	}
	m := b.match(&Filter{Open: true}, now)
	for slot, end := uint32(0), b.rows.n; slot < end; {
		for upTo := min(slot+portion, end); slot < upTo; slot++ {
			row := b.rows.at(slot)
			if row.due >= m.now || !m.overdue(row) || int(row.places[i]) >= len(found) {
				continue
			}
			if n := &found[row.places[i]]; n.overdue < n.count {
				n.overdue++
			}
		}
		b.mu.RUnlock() // whoever waits to write comes first
		b.mu.RLock()
	}
	b.mu.RUnlock()
	return b.byCell(i, places, found)
}

// byCell lists what was found in the places, by cell. Nowhere is no cell.
func (b *Board) byCell(i int, places []hex.Cell, found []numbers) []CellCount {
	some := 0
	for n := range found {
		if found[n].count > 0 {
			some++
		}
	}
	counts := make([]CellCount, 0, some)
	for _, n := range inOrder(places, b.places[i].sorted) {
		if int(n) < len(found) && n > 0 && found[n].count > 0 {
			counts = append(counts, CellCount{places[n], int(found[n].count), int(found[n].overdue)})
		}
	}
	return counts
}

// Outstanding returns how many open issues lie in the cell, of any resolution. It reads
// one place of an index for resolutions 7 to 12, whatever else the board holds.
func (b *Board) Outstanding(cell hex.Cell) int {
	res := cell.Resolution()
	b.mu.RLock()
	defer b.mu.RUnlock()
	if coarsest <= res && res <= finest {
		p := &b.places[res-coarsest]
		if number := p.number[cell]; number != 0 {
			return int(p.open[number])
		}
		return 0
	}
	f := Filter{Open: true, Cell: cell}
	m := b.match(&f, time.Time{})
	m.nothing, m.whole = false, true // a number is for everybody
	n := 0
	for w := m.walk(true, nil); ; {
		if n += len(w.next()); w.done {
			return n
		}
		b.mu.RUnlock()
		b.mu.RLock()
	}
}
