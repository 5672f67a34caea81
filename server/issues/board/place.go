package board

import (
	"math"
	"slices"
	"sync/atomic"

	"sizhang/geo/hex"
)

// Issues are counted by cell at these resolutions. H3 cells do not nest exactly: at each
// the cell is the one that holds the point, not one of its ancestors.
const coarsest, finest = 7, 12

// places are the cells of one resolution that cards lie in, numbered in the order in
// which they came. Number 0 is nowhere.
type places struct {
	number map[hex.Cell]uint32
	cells  []hex.Cell
	open   []int32 // cards
	// above are, of each place, where its last card lay at the next coarser resolution.
	above []uint32
	// within are, of each place, the places with lists that its cards ever lay in: all of
	// its cards are in those lists. Nearly every place that is smaller than they are has
	// one; more are the others of those that have several.
	within []uint32
	more   map[uint32][]uint32
	// settled are, of each cell of the coarsest resolution, the coarser cells by their
	// resolution that hold all of it; no cell where its points lie in several.
	settled [][coarsest]hex.Cell
	// sorted are numbers by cell, as many as there were when somebody last asked.
	sorted *atomic.Pointer[[]uint32]
}

func newPlaces() places {
	return places{number: map[hex.Cell]uint32{0: 0}, cells: []hex.Cell{0}, open: []int32{0}, above: []uint32{0}, within: []uint32{nowhere}, more: map[uint32][]uint32{}, settled: make([][coarsest]hex.Cell, 1), sorted: new(atomic.Pointer[[]uint32])}
}

func (p *places) of(c hex.Cell) uint32 {
	number, known := p.number[c]
	if !known {
		number = uint32(len(p.cells))
		p.number[c] = number
		p.cells, p.open = append(p.cells, c), append(p.open, 0)
		p.above, p.within = append(p.above, 0), append(p.within, nowhere)
		if c.Resolution() == coarsest {
			p.settled = append(p.settled, settledOf(c))
		}
	}
	return number
}

// nowhere is no place.
const nowhere = math.MaxUint32

// lies notes that a card of the place lies in one with a list.
func (p *places) lies(place, in uint32) {
	switch p.within[place] {
	case in:
	case nowhere:
		p.within[place] = in
	default:
		if !slices.Contains(p.more[place], in) {
			p.more[place] = append(p.more[place], in)
		}
	}
}

// listRes is the resolution of the lists that hold the cards of cells of another: the
// coarsest whose cells are no larger, or else the finest.
func listRes(res int) int {
	if res <= wideRes {
		return wideRes
	}
	return narrowRes
}

// settledOf asks where the centres of the cells around lie: two rings of one mind leave
// no room for a border between.
func settledOf(c hex.Cell) (settled [coarsest]hex.Cell) {
	around := c.Disk(2)
	for res := range settled {
		settled[res], _ = hex.At(c.Centre(), res)
		for _, near := range around {
			if at, _ := hex.At(near.Centre(), res); at != settled[res] {
				settled[res] = 0
				break
			}
		}
	}
	return settled
}

// inOrder returns the numbers of cells, which is all or the first of what the places
// held at some moment, by cell. It needs no lock.
func inOrder(cells []hex.Cell, sorted *atomic.Pointer[[]uint32]) []uint32 {
	var known []uint32
	if s := sorted.Load(); s != nil {
		known = *s
	}
	if len(known) >= len(cells) {
		return known
	}
	fresh := make([]uint32, 0, len(cells)-len(known))
	for n := len(known); n < len(cells); n++ {
		fresh = append(fresh, uint32(n))
	}
	slices.SortFunc(fresh, func(a, b uint32) int { return compareCells(cells[a], cells[b]) })
	all := make([]uint32, 0, len(cells))
	for len(known) > 0 && len(fresh) > 0 {
		if cells[known[0]] < cells[fresh[0]] {
			all, known = append(all, known[0]), known[1:]
		} else {
			all, fresh = append(all, fresh[0]), fresh[1:]
		}
	}
	all = append(append(all, known...), fresh...)
	sorted.Store(&all)
	return all
}

func compareCells(a, b hex.Cell) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
