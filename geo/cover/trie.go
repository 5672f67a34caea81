package cover

import "sizhang/geo"

// trie is the searchable ground below one seed.
type trie struct {
	top   node
	nodes []node // blocks of seven, one node a digit

	borders []border // and one beyond the last, to end its edges
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

// bytes is what the trie keeps in memory.
func (t *trie) bytes() int {
	const nodeBytes, borderBytes, word = 4, 24, 4
	return nodeBytes*cap(t.nodes) + borderBytes*cap(t.borders) + word*(cap(t.edges)+cap(t.starts)+cap(t.members))
}
