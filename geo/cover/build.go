package cover

import (
	"slices"

	"sizhang/geo/hex"
)

// builder grows the part of an index below one seed.
type builder struct {
	descent
	res  int
	part trie
	sets map[string]uint32 // interned sets of owners by their bytes
}

// growSeed returns what grows below a seed, and the node at its top.
func growSeed(o *outlines, seed hex.Cell, res int) (trie, node) {
	b := &builder{descent: descent{outlines: o}, res: res, part: trie{starts: []uint32{0, 0}}, sets: map[string]uint32{"": 0}}
	top := b.grow(b.land(seed))
	return b.part, top
}

// grow returns the node of a cell.
func (b *builder) grow(s stop) node {
	if len(s.edges) == 0 {
		return leafNode | node(b.part.intern(s.known.owners, b.sets))
	}
	if s.cell.Resolution() == b.res {
		return b.addBorder(s)
	}
	block := len(b.part.nodes)
	b.part.nodes = append(b.part.nodes, make([]node, 7)...)
	b.below(s, func(digit int, child stop) {
		n := b.grow(child) // may move the nodes
		b.part.nodes[block+digit] = n
	})
	return b.fold(block)
}

// fold takes a block back whose nodes are all the same leaf.
func (b *builder) fold(block int) node {
	nodes := b.part.nodes[block : block+7]
	if nodes[0]&kindOfNode == leafNode && len(b.part.nodes) == block+7 &&
		!slices.ContainsFunc(nodes, func(n node) bool { return n != nodes[0] }) {
		same := nodes[0]
		b.part.nodes = b.part.nodes[:block]
		return same
	}
	return branchNode | node(block)
}

func (b *builder) addBorder(s stop) node {
	n := borderNode | node(len(b.part.borders))
	set := b.part.intern(s.known.owners, b.sets)
	b.part.borders = append(b.part.borders, border{ref: s.known.at, set: set, edges: uint32(len(b.part.edges))})
	b.part.edges = append(b.part.edges, s.edges...)
	return n
}
