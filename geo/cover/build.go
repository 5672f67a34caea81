package cover

import (
	"slices"

	"sizhang/geo/hex"
)

// builder grows the trie below one seed.
type builder struct {
	descent
	res  int
	trie trie
	sets map[string]uint32 // interned sets of owners by their bytes
}

// growSeed returns what grows below a seed; nil where nobody owns anything.
func growSeed(o *outlines, seed hex.Cell, res int) *trie {
	b := &builder{descent: descent{outlines: o}, res: res, trie: trie{starts: []uint32{0, 0}}, sets: map[string]uint32{"": 0}}
	top := b.grow(b.land(seed))
	if top == 0 {
		return nil
	}
	t := &b.trie
	t.borders = append(t.borders, border{edges: uint32(len(t.edges))})
	return &trie{ // without the room that growing left over
		top: top, nodes: slices.Clone(t.nodes), borders: slices.Clone(t.borders), edges: slices.Clone(t.edges),
		starts: slices.Clone(t.starts), members: slices.Clone(t.members),
	}
}

// grow returns the node of a cell.
func (b *builder) grow(s stop) node {
	if len(s.edges) == 0 {
		return leafNode | node(b.intern(s.known.owners))
	}
	if s.cell.Resolution() == b.res {
		return b.addBorder(s)
	}
	block := len(b.trie.nodes)
	b.trie.nodes = append(b.trie.nodes, make([]node, 7)...)
	b.below(s, func(digit int, child stop) {
		n := b.grow(child) // may move the nodes
		b.trie.nodes[block+digit] = n
	})
	return b.fold(block)
}

// fold takes a block back whose nodes are all the same leaf.
func (b *builder) fold(block int) node {
	nodes := b.trie.nodes[block : block+7]
	if nodes[0]&kindOfNode == leafNode && len(b.trie.nodes) == block+7 &&
		!slices.ContainsFunc(nodes, func(n node) bool { return n != nodes[0] }) {
		same := nodes[0]
		b.trie.nodes = b.trie.nodes[:block]
		return same
	}
	return branchNode | node(block)
}

func (b *builder) addBorder(s stop) node {
	n := borderNode | node(len(b.trie.borders))
	set := b.intern(s.known.owners)
	b.trie.borders = append(b.trie.borders, border{ref: s.known.at, set: set, edges: uint32(len(b.trie.edges))})
	b.trie.edges = append(b.trie.edges, s.edges...)
	return n
}

// intern returns the number of a set of owners, adding it if it is new.
func (b *builder) intern(owners []int32) uint32 {
	key := make([]byte, 0, 64)
	for _, o := range owners {
		key = append(key, byte(o), byte(o>>8), byte(o>>16), byte(o>>24))
	}
	if id, ok := b.sets[string(key)]; ok {
		return id
	}
	id := uint32(len(b.trie.starts) - 1)
	b.trie.members = append(b.trie.members, owners...)
	b.trie.starts = append(b.trie.starts, uint32(len(b.trie.members)))
	b.sets[string(key)] = id
	return id
}
