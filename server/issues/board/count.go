package board

import (
	"slices"
	"time"

	"sizhang/geo/hex"
)

// CellCount is how many cards lie in a cell.
type CellCount struct {
	Cell           hex.Cell
	Count, Overdue int
}

// Cells counts the cards that fit by cell of a resolution from 7 to 11, by cell. A card
// is in the cell that holds its point.
func (b *Board) Cells(f Filter, resolution int, now time.Time) []CellCount {
	if resolution < coarsest || resolution > finest {
		return nil
	}
	i := resolution - coarsest
	var tallies []struct{ count, overdue int32 } // by place
	var places []hex.Cell
	counted := 0
	b.through(&f, now, func(slots []uint32, m *match) {
		if places = b.places[i].cells; len(places) > len(tallies) {
			tallies = slices.Grow(tallies, len(places)-len(tallies))[:len(places)]
		}
		counted += len(slots)
		for _, slot := range slots {
			row := b.rows.at(slot)
			t := &tallies[row.places[i]]
			t.count++
			if m.overdue(row) {
				t.overdue++
			}
		}
	})
	counts := make([]CellCount, 0, min(counted, len(tallies)))
	for _, n := range inOrder(places, b.places[i].sorted) {
		if int(n) < len(tallies) && n > 0 && tallies[n].count > 0 {
			counts = append(counts, CellCount{places[n], int(tallies[n].count), int(tallies[n].overdue)})
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
