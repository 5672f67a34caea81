package cover

import (
	"sizhang/geo"
	"sizhang/geo/hex"
)

// trie is the searchable part of an index, or of the ground below one seed.
type trie struct {
	nodes []node // blocks of seven, one node a digit

	borders []border
	edges   []uint32 // of every border in turn, ascending within each

	// Sets of owners, ascending; set i is members[starts[i]:starts[i+1]] and set
	// 0 is empty.
	starts  []uint32
	members []int32
}

// node is a tagged number: which kind, and where to go on reading.
type node uint32

const (
	leafNode   node = 0 << 30 // owners: a set
	branchNode node = 1 << 30 // a block of nodes
	borderNode node = 2 << 30 // a border
	kindOfNode node = 3 << 30
)

func (n node) at() int { return int(n &^ kindOfNode) }

// border is a cell of the finest resolution that edges come near.
type border struct {
	ref   geo.Point // a point near the cell's centre and on no edge
	set   uint32    // owners of ref
	edges uint32    // where the cell's edges start; they end where the next one's do
}

func (t *trie) set(id uint32) []int32 { return t.members[t.starts[id]:t.starts[id+1]] }

// intern returns the number of a set of owners, adding it if it is new.
func (t *trie) intern(owners []int32, known map[string]uint32) uint32 {
	key := make([]byte, 0, 64)
	for _, o := range owners {
		key = append(key, byte(o), byte(o>>8), byte(o>>16), byte(o>>24))
	}
	if id, ok := known[string(key)]; ok {
		return id
	}
	id := uint32(len(t.starts) - 1)
	t.members = append(t.members, owners...)
	t.starts = append(t.starts, uint32(len(t.members)))
	known[string(key)] = id
	return id
}

// adopt takes over a part and returns what its top node has become.
func (t *trie) adopt(part *trie, top node, known map[string]uint32) node {
	sets := make([]uint32, len(part.starts)-1)
	for id := range sets {
		sets[id] = t.intern(part.set(uint32(id)), known)
	}
	nodes, borders, edges := node(len(t.nodes)), node(len(t.borders)), uint32(len(t.edges))
	moved := func(n node) node {
		switch n & kindOfNode {
		case branchNode:
			return n + nodes
		case borderNode:
			return n + borders
		}
		return leafNode | node(sets[n.at()])
	}
	for _, n := range part.nodes {
		t.nodes = append(t.nodes, moved(n))
	}
	for _, b := range part.borders {
		t.borders = append(t.borders, border{ref: b.ref, set: sets[b.set], edges: b.edges + edges})
	}
	t.edges = append(t.edges, part.edges...)
	return moved(top)
}

// graft puts a seed's top node into the trie below n, an ancestor of the seed at
// resolution res, and returns what stands in n's place.
func (t *trie) graft(n node, res int, seed hex.Cell, top node) node {
	if res == seed.Resolution() {
		return top
	}
	if n == 0 {
		n = branchNode | node(len(t.nodes))
		t.nodes = append(t.nodes, make([]node, 7)...)
	}
	slot := n.at() + seed.Digit(res+1)
	below := t.graft(t.nodes[slot], res+1, seed, top)
	t.nodes[slot] = below
	return n
}
