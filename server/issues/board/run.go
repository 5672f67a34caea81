package board

import (
	"math"
	"slices"
	"sort"
)

// run is a list of slots in the order of reports. It is kept in leaves, so that to put
// one in among a million moves few.
type run struct {
	leaves [][]uint32 // none is empty
	n      int
}

const leafMost = 512

// mark is a place in the order of reports: by instant, then by id.
type mark struct {
	reported int64
	id       string
}

// theEnd is where no card is: all come before it.
var theEnd = mark{math.MaxInt64, "\xff"}

// before says whether the slot's card comes before the mark.
func (b *Board) before(slot uint32, m mark) bool {
	if reported := b.rows.at(slot).reported; reported != m.reported {
		return reported < m.reported
	}
	return b.id(slot) < m.id
}

func (b *Board) id(slot uint32) string {
	rest := b.rests.at(slot)
	return rest.words[:rest.ends[0]]
}

func (b *Board) markOf(slot uint32) mark { return mark{b.rows.at(slot).reported, b.id(slot)} }

// find returns the leaf and the place in it of the first card that does not come before
// the mark; a leaf beyond the last where all do.
func (r *run) find(b *Board, m mark) (leaf, i int) {
	if m == theEnd { // where most begin, without a look at any
		return len(r.leaves), 0
	}
	leaf = sort.Search(len(r.leaves), func(i int) bool {
		l := r.leaves[i]
		return !b.before(l[len(l)-1], m)
	})
	if leaf < len(r.leaves) {
		l := r.leaves[leaf]
		i = sort.Search(len(l), func(i int) bool { return !b.before(l[i], m) })
	}
	return leaf, i
}

// insert puts a slot in that is not there.
func (r *run) insert(b *Board, slot uint32) {
	r.n++
	leaf, i := r.find(b, b.markOf(slot))
	if leaf == len(r.leaves) { // last of all
		if leaf == 0 {
			r.leaves = [][]uint32{{slot}}
			return
		}
		leaf--
		i = len(r.leaves[leaf])
		if i == leafMost { // most come so: leave full leaves behind
			r.leaves = append(r.leaves, append(make([]uint32, 0, 16), slot))
			return
		}
	}
	l := slices.Insert(r.leaves[leaf], i, slot)
	r.leaves[leaf] = l
	if len(l) > leafMost {
		r.leaves[leaf] = slices.Clone(l[:leafMost/2])
		r.leaves = slices.Insert(r.leaves, leaf+1, slices.Clone(l[leafMost/2:]))
	}
}

// remove takes a slot out that is there.
func (r *run) remove(b *Board, slot uint32) {
	leaf, i := r.find(b, b.markOf(slot))
	l := slices.Delete(r.leaves[leaf], i, i+1)
	r.leaves[leaf] = l
	if len(l) == 0 {
		r.leaves = slices.Delete(r.leaves, leaf, leaf+1)
	}
	r.n--
}

// take makes all of an empty list, of slots that are in order. It keeps them.
func (r *run) take(slots []uint32) {
	r.n = len(slots)
	r.leaves = make([][]uint32, 0, (len(slots)+leafMost-1)/leafMost)
	for leaf := range slices.Chunk(slots, leafMost) {
		r.leaves = append(r.leaves, leaf) // without room: what is put in moves it elsewhere
	}
}

// after appends up to most slots that come after the mark, in order.
func (r *run) after(b *Board, m mark, most int, to []uint32) []uint32 {
	leaf, i := r.find(b, m)
	if leaf < len(r.leaves) && b.markOf(r.leaves[leaf][i]) == m {
		i++
	}
	for ; leaf < len(r.leaves) && most > 0; leaf, i = leaf+1, 0 {
		part := r.leaves[leaf][i:]
		part = part[:min(most, len(part))]
		to, most = append(to, part...), most-len(part)
	}
	return to
}

// ahead appends up to most slots that come before the mark, the last of them first.
func (r *run) ahead(b *Board, m mark, most int, to []uint32) []uint32 {
	leaf, i := r.find(b, m)
	for leaf >= 0 && most > 0 {
		for i--; i >= 0 && most > 0; i-- {
			to, most = append(to, r.leaves[leaf][i]), most-1
		}
		if leaf--; leaf >= 0 {
			i = len(r.leaves[leaf])
		}
	}
	return to
}
