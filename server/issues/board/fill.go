package board

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Filling is a board that is being filled with many cards, faster than by putting each.
// It is not safe for concurrent use.
type Filling struct{ b *Board }

// Fill begins to fill a board of the city with the division code.
func Fill(city string) *Filling { return &Filling{New(city)} }

// Add adds a card; of several with one id the latest stands. It keeps nothing of p.
func (f *Filling) Add(p *Packed) {
	slot, known := f.b.slots[p.ID]
	if known && int(f.b.rests.at(slot).seq) >= p.Seq {
		return
	}
	f.b.lay(p, slot, known)
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
// of some sorts of keys.
func (b *Board) listAll(slots []uint32) {
	var next atomic.Int32
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), int(whats)) {
		all.Go(func() {
			for w := next.Add(1) - 1; w < int32(whats); w = next.Add(1) - 1 {
				b.lists[w] = b.listsOf(what(w), slots)
			}
		})
	}
	b.every.take(slots)
	all.Wait()
}

// listsOf makes the lists of one sort of slots that are in order. It counts first, so
// that they are cut from one piece.
func (b *Board) listsOf(w what, slots []uint32) []*run {
	var counts, values []uint32
	total := 0
	for _, slot := range slots {
		values = b.values(w, slot, values[:0])
		total += len(values)
		for _, value := range values {
			for int(value) >= len(counts) {
				counts = append(counts, 0)
			}
			counts[value]++
		}
	}
	room, parts := make([]uint32, total), make([][]uint32, len(counts))
	for value, n := range counts {
		parts[value], room = room[:0:n], room[n:]
	}
	for _, slot := range slots {
		values = b.values(w, slot, values[:0])
		for _, value := range values {
			parts[value] = append(parts[value], slot)
		}
	}
	lists := make([]*run, len(parts))
	for value, part := range parts {
		if len(part) > 0 {
			lists[value] = &run{}
			lists[value].take(part)
		}
	}
	return lists
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
