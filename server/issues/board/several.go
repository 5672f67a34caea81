package board

import (
	"math"
	"slices"
	"time"
)

// Several says whether n cards fit, the one of the id apart, and looks no further: the
// newest first, list by list, in no order among lists.
func (b *Board) Several(n int, f Filter, but string, now time.Time) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	m := b.match(&f, now)
	var found []uint32
	for _, r := range b.plan(m) {
		from := mark{m.until, ""}
		if m.until == math.MaxInt64 {
			from.id = "\xff"
		}
		for size, more := 16, true; more; size = min(2*size, portion) {
			slots := r.ahead(b, from, size, make([]uint32, 0, min(size, r.n)))
			for _, slot := range slots {
				if m.fits(slot) && b.id(slot) != but && !slices.Contains(found, slot) {
					found = append(found, slot)
				}
				if len(found) >= n {
					return true
				}
			}
			if more = len(slots) == size; more {
				from = b.markOf(slots[size-1])
				more = from.reported >= m.from
				b.mu.RUnlock() // whoever waits to write comes first
				b.mu.RLock()
			}
		}
	}
	return n <= 0
}
