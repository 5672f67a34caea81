package board

import (
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Filling is a board that is being filled with many cards, faster than by putting each.
// It is not safe for concurrent use.
type Filling struct{ b *Board }

// Fill begins to fill a board of the city with the division code.
func Fill(city string) *Filling { return &Filling{New(city)} }

// Add adds a card; of several with one id the latest stands. It keeps nothing of p.
func (f *Filling) Add(p *Packed) {
	if slot, known := f.b.slots[p.ID]; known && int(f.b.rests.at(slot).seq) >= p.Seq {
		return
	}
	f.b.lay(p)
}

// Board returns the board. The filling must not be used any more.
func (f *Filling) Board() *Board {
	b := f.b
	type place struct {
		reported int64
		slot     uint32
	}
	order := make([]place, b.rows.n)
	for slot := range order {
		order[slot] = place{b.rows.at(uint32(slot)).reported, uint32(slot)}
	}
	slices.SortFunc(order, func(x, y place) int {
		switch {
		case x.reported < y.reported:
			return -1
		case x.reported > y.reported:
			return 1
		}
		return strings.Compare(b.id(x.slot), b.id(y.slot))
	})
	slots := make([]uint32, len(order))
	for i, p := range order {
		slots[i] = p.slot
	}
	b.listAll(slots)
	return b
}

// listAll makes all lists of slots that are in order, on all processors: each makes those
// of some keys.
func (b *Board) listAll(slots []uint32) {
	parts := make([]map[key]*run, min(runtime.GOMAXPROCS(0), int(inNarrow)+1))
	var all sync.WaitGroup
	for part := range parts {
		all.Go(func() {
			lists, keys := map[key]*run{}, []key(nil)
			for _, slot := range slots {
				keys = b.appendKeys(keys[:0], slot)
				for _, k := range keys {
					if int(k.what)%len(parts) != part {
						continue
					}
					r := lists[k]
					if r == nil {
						r = &run{}
						lists[k] = r
					}
					r.add(slot)
				}
			}
			parts[part] = lists
		})
	}
	for _, slot := range slots {
		b.every.add(slot)
	}
	all.Wait()
	for _, lists := range parts {
		maps.Copy(b.lists, lists)
	}
}

// Later returns the ids of cards that are later than on another board, or are not on it,
// with the Seq that they have there.
func (b *Board) Later(than *Board) map[string]int {
	seqs := func(b *Board) map[string]int {
		b.mu.RLock()
		defer b.mu.RUnlock()
		all := make(map[string]int, len(b.slots))
		for id, slot := range b.slots {
			all[id] = int(b.rests.at(slot).seq)
		}
		return all
	}
	later, was := seqs(b), seqs(than)
	for id, seq := range later {
		if later[id] = was[id]; was[id] >= seq {
			delete(later, id)
		}
	}
	return later
}
