package limit

import (
	"hash/maphash"
	"time"
)

// spill counts the failures of keys that are kept no longer: a count-min sketch
// (Cormode and Muthukrishnan, 2005) whose counts end. A key's count is the least
// of its cells, so it is never less than what was added for it and is not over.
// Its size is fixed: 16 bytes for each cell, a cell for each key that is kept, in
// each of four rows.
type spill struct {
	seed maphash.Seed
	rows [rows][]cell
}

// rows are how many cells a key has.
const rows = 4

// cell is a count until an instant, in nanoseconds since 1970.
type cell struct{ count, until int64 }

func newSpill(cells int) *spill {
	s := &spill{seed: maphash.MakeSeed()}
	for row := range s.rows {
		s.rows[row] = make([]cell, max(cells, 1024))
	}
	return s
}

// cells returns the key's cells, one of each row.
func (s *spill) cells(key string) (all [rows]*cell) {
	hash := maphash.String(s.seed, key)
	for row := range s.rows {
		// The halves of one hash do for as many as are needed (Kirsch and
		// Mitzenmacher, 2006).
		at := (hash + uint64(row)*(hash>>32|1)) % uint64(len(s.rows[row]))
		all[row] = &s.rows[row][at]
	}
	return all
}

// add counts failures of the key until the instant, and with them whatever its
// cells hold already.
func (s *spill) add(key string, failures int, until, now time.Time) {
	for _, c := range s.cells(key) {
		if c.until <= now.UnixNano() {
			c.count = 0
		}
		c.count += int64(failures)
		c.until = max(c.until, until.UnixNano())
	}
}

// count returns the key's failures and when they are over.
func (s *spill) count(key string, now time.Time) (failures int, until time.Time) {
	if s == nil {
		return 0, now
	}
	least := cell{count: 1 << 62}
	for _, c := range s.cells(key) {
		if c.until <= now.UnixNano() {
			return 0, now
		}
		if c.count < least.count || c.count == least.count && c.until < least.until {
			least = *c
		}
	}
	return int(least.count), time.Unix(0, least.until)
}
