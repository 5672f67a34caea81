// Package board holds every card of one city in memory (看板): what lists, maps and
// figures ask, answered without the store. It is filled from the store at start and
// kept by its changes; a test fills another and finds them equal.
package board

import (
	"sync"

	"sizhang/domain/issue"
)

// Board is the cards of one city. Safe for concurrent use; who reads waits for no
// writer longer than it takes to put one card, and who writes for no reader longer than
// it takes to look at a thousand.
//
// Each card has a slot, for good. What most questions look at stands in a row of 64
// bytes, all else beside; texts that many cards share are kept once and have numbers.
// Lists of slots, each in the order of reports, say which cards have a unit, a cell and
// so on: a question goes through the shortest that cannot miss what it asks for, a
// thousand cards at a time, and looks at each whether it fits.
type Board struct {
	city string

	mu    sync.RWMutex
	slots map[string]uint32 // by id
	rows  slab[row]
	rests slab[rest]
	open  int
	names
	places [finest - coarsest + 1]places
	lists  lists
	every  run // all slots
}

// New makes an empty board of the city with the division code.
func New(city string) *Board {
	b := &Board{city: city, slots: map[string]uint32{}, names: newNames()}
	for i := range b.places {
		b.places[i] = newPlaces()
	}
	return b
}

// Put lays a card over the one with its id. It returns the Seq that was known before, 0
// for none, and whether the card is later; one that is not changes nothing.
func (b *Board) Put(c issue.Card) (since int, news bool) { return b.Lay(Pack(c)) }

// Lay is Put of a card that is packed for this board and for no other.
func (b *Board) Lay(p *Packed) (since int, news bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	slot, known := b.slots[p.ID]
	if known {
		if since = int(b.rests.at(slot).seq); since >= p.Seq {
			return since, false
		}
	}
	var before []key
	if known {
		before = b.keys(slot)
		if was := b.rows.at(slot); was.reported != p.row.reported { // which never should be
			b.unlist(slot, before)
			before = nil
		}
	}
	slot = b.lay(p, slot, known)
	b.list(slot, before)
	return since, true
}

// Card returns the card with the id.
func (b *Board) Card(id string) (issue.Card, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	slot, found := b.slots[id]
	var c issue.Card
	if found {
		b.unpack(slot, &c, new([]issue.Running))
	}
	return c, found
}

// Len is how many cards there are, Open how many of them are open.
func (b *Board) Len() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.slots)
}

func (b *Board) Open() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.open
}
