// Package cover maps shapes onto H3 cells and back: which areas own a point or
// a cell, exactly as their polygons say, and which cells an area touches.
package cover

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// Index answers which areas of one layer own a point. It is exact: it agrees
// with geo.Shape.Contains on every point, borders and holes included. Where the
// layer tiles the ground, a point on a shared border is owned by the area that
// comes first in the slice the index was built from.
//
// The index is a trie over the digits of H3 cells, below seeds of one coarse
// resolution. A cell that no border comes
// near is a leaf that names its owners. A cell of the finest resolution that a
// border does come near keeps the edges near it and the owners of one reference
// point; a lookup there counts the edges on the way from that point. Resolution
// therefore sets memory and speed, never the answer.
//
// An Index is immutable and safe for concurrent use.
type Index struct {
	res   int
	seeds map[hex.Cell]*trie // by their cells of seedResolution
	outlines
}

// The finest resolutions that an index may end at. Coarser than 5 the ground
// under a cell is too curved for its flat arithmetic; finer than 13 brings
// nothing.
const (
	MinResolution = 5
	MaxResolution = 13
)

// Limits of the ground that an index covers, in degrees. Beyond them a cell may
// reach over a pole or the antimeridian, where no city lies.
const (
	MaxLat = 85.0
	MaxLng = 179.9
)

// Beyond returns a point of the shape that lies beyond what an index covers, if
// there is one.
func Beyond(s geo.Shape) (geo.Point, bool) {
	for ring := range s.Rings {
		for _, p := range ring {
			if !(math.Abs(p.Lat) <= MaxLat && math.Abs(p.Lng) <= MaxLng) { // so is what is not a number
				return p, true
			}
		}
	}
	return geo.Point{}, false
}

// Build makes the index of the shapes, which must be valid and within the
// limits, with the trie ending at resolution res. A nil shape owns nothing.
func Build(shapes []geo.Shape, res int) (*Index, error) {
	if res < MinResolution || res > MaxResolution {
		return nil, fmt.Errorf("index resolution %d is not %d to %d", res, MinResolution, MaxResolution)
	}
	for i, s := range shapes {
		if p, ok := Beyond(s); ok {
			return nil, fmt.Errorf("area %d: %v lies beyond what an index covers", i, p)
		}
	}
	ix := &Index{res: res, seeds: map[hex.Cell]*trie{}, outlines: outlinesOf(shapes)}
	ix.grow(ix.outlines.seeds())
	return ix, nil
}

// grow grows every seed, as many at once as there are processors.
func (ix *Index) grow(cells []hex.Cell) {
	grown := make([]*trie, len(cells))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(cells); i = int(next.Add(1)) - 1 {
				grown[i] = growSeed(&ix.outlines, cells[i], ix.res)
			}
		})
	}
	workers.Wait()
	for i, t := range grown {
		if t != nil {
			ix.seeds[cells[i]] = t
		}
	}
}

// Resolution returns the resolution at which the trie ends.
func (ix *Index) Resolution() int { return ix.res }

// Stats tells what an index holds.
type Stats struct {
	Areas, Edges   int
	Nodes, Borders int
	Bytes          int // what the index keeps in memory, its outlines included
}

// Stats counts what the index holds.
func (ix *Index) Stats() Stats {
	s := Stats{Areas: len(ix.first) - 1, Edges: len(ix.points), Bytes: ix.outlines.bytes()}
	for _, t := range ix.seeds {
		s.Nodes += len(t.nodes)
		s.Borders += len(t.borders) - 1
		s.Bytes += t.bytes()
	}
	return s
}

// Owner returns the first area that owns p; false where none does. The cell is
// the one that hex.At gives for p at the index's resolution or a finer one: one
// call serves every layer.
func (ix *Index) Owner(cell hex.Cell, p geo.Point) (int, bool) {
	w := ix.walk(cell, p)
	area, ok := w.next()
	return int(area), ok
}

// Owners appends every area that owns p to dst, ascending. See Owner for cell.
func (ix *Index) Owners(dst []int, cell hex.Cell, p geo.Point) []int {
	w := ix.walk(cell, p)
	for area, ok := w.next(); ok; area, ok = w.next() {
		dst = append(dst, int(area))
	}
	return dst
}

// walk finds the leaf or border of the cell.
func (ix *Index) walk(cell hex.Cell, p geo.Point) walk {
	t, ok := ix.seeds[cell.Parent(seedResolution)]
	if !ok {
		return walk{}
	}
	n := t.top
	for res := seedResolution + 1; n&kindOfNode == branchNode; res++ {
		n = t.nodes[n.at()+cell.Digit(res)]
	}
	if n&kindOfNode == leafNode {
		return walk{set: t.set(uint32(n.at()))}
	}
	b := &t.borders[n.at()]
	next := t.borders[n.at()+1].edges
	return walk{outlines: &ix.outlines, from: b.ref, to: p, set: t.set(b.set), edges: t.edges[b.edges:next]}
}
