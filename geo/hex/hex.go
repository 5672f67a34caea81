// Package hex is the project's one door to Uber's H3 grid: every call to the
// h3 library is in this package, so that another binding is a one-file swap.
package hex

import (
	"fmt"

	"github.com/uber/h3-go/v4"

	"sizhang/geo"
)

// MaxResolution is the finest resolution that H3 has; the coarsest is 0.
const MaxResolution = 15

// Cell is an H3 cell index. The zero Cell is no cell.
type Cell uint64

// At returns the cell of resolution res that holds p. It fails when p is not on
// the globe or res is not 0 to 15.
func At(p geo.Point, res int) (Cell, error) {
	if !p.Valid() {
		return 0, fmt.Errorf("no cell at %v: not on the globe", p)
	}
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat, Lng: p.Lng}, res)
	return Cell(c), err
}

// Parse reads a cell written as hexadecimal text, as at every edge of the
// system. It fails on anything that is not a valid cell.
func Parse(text string) (Cell, error) {
	if len(text) > 16 {
		return 0, fmt.Errorf("not an H3 cell: %d characters", len(text))
	}
	c := h3.CellFromString(text)
	if !c.IsValid() {
		return 0, fmt.Errorf("not an H3 cell: %q", text)
	}
	return Cell(c), nil
}

// String returns the cell as hexadecimal text.
func (c Cell) String() string { return h3.Cell(c).String() }

// Resolution returns the cell's resolution, 0 to 15.
func (c Cell) Resolution() int { return int(c>>52) & 0xf }

// Base returns the number of the cell's ancestor at resolution 0, 0 to 121.
func (c Cell) Base() int { return int(c>>45) & 0x7f }

// Digit returns which child, 0 to 6, the cell or its ancestor at resolution
// res is of the ancestor above it. It means something for res 1 up to the
// cell's own resolution.
func (c Cell) Digit(res int) int { return int(c>>(3*(MaxResolution-res))) & 7 }

// Parent returns the cell's ancestor at resolution res, which must not be finer
// than the cell's own.
//
// H3 cells do not nest exactly: a point near a cell's edge may lie in a child
// whose parent is the neighbour.
func (c Cell) Parent(res int) Cell {
	const unused = 1<<45 - 1
	finer := Cell(unused) >> (3 * res)
	return c&^(0xf<<52)&^finer | Cell(res)<<52 | finer
}

// Child returns the cell's child with the given digit, 0 to 6, one resolution
// finer. A pentagon has no child 1.
func (c Cell) Child(digit int) Cell {
	res := c.Resolution() + 1
	shift := 3 * (MaxResolution - res)
	return c&^(0xf<<52)&^(7<<shift) | Cell(res)<<52 | Cell(digit)<<shift
}

// Pentagon says whether the cell is one of the twelve pentagons of its
// resolution.
func (c Cell) Pentagon() bool { return h3.Cell(c).IsPentagon() }

// Centre returns the cell's centre.
func (c Cell) Centre() geo.Point {
	ll, err := h3.CellToLatLng(h3.Cell(c))
	must(c, err)
	return geo.Point{Lng: ll.Lng, Lat: ll.Lat}
}

// Boundary returns the cell's outline as a closed ring, counter-clockwise. A
// cell that straddles the antimeridian comes with longitudes beyond ±180 so
// that the ring stays in one piece.
func (c Cell) Boundary() geo.Ring {
	boundary, err := h3.CellToBoundary(h3.Cell(c))
	must(c, err)
	ring := make(geo.Ring, 0, len(boundary)+1)
	for _, ll := range boundary {
		p := geo.Point{Lng: ll.Lng, Lat: ll.Lat}
		if len(ring) > 0 {
			p.Lng = unwrap(p.Lng, ring[0].Lng)
		}
		ring = append(ring, p)
	}
	return append(ring, ring[0])
}

// AreaM2 returns the cell's true area in square metres on the sphere.
func (c Cell) AreaM2() float64 {
	area, err := h3.CellAreaM2(h3.Cell(c))
	must(c, err)
	return area
}

// Disk returns the cells at most k steps from c, c among them.
func (c Cell) Disk(k int) []Cell {
	cells, err := h3.GridDisk(h3.Cell(c), k)
	must(c, err)
	return fromH3(cells)
}

// Compact replaces every complete family of children by its parent, over and
// over. The cells must be distinct and of one resolution.
func Compact(cells []Cell) ([]Cell, error) {
	in := make([]h3.Cell, len(cells))
	for i, c := range cells {
		in[i] = h3.Cell(c)
	}
	out, err := h3.CompactCells(in)
	if err != nil {
		return nil, err
	}
	return fromH3(out), nil
}

// EdgeLengthM returns the average length in metres of a cell's edge at
// resolution res, 0 to 15.
func EdgeLengthM(res int) float64 {
	length, err := h3.HexagonEdgeLengthAvgM(res)
	must(Cell(res), err)
	return length
}

// Roots returns the 122 cells of resolution 0.
func Roots() []Cell {
	cells, err := h3.Res0Cells()
	must(0, err)
	return fromH3(cells)
}

func fromH3(cells []h3.Cell) []Cell {
	out := make([]Cell, len(cells))
	for i, c := range cells {
		out[i] = Cell(c)
	}
	return out
}

func unwrap(lng, near float64) float64 {
	if lng-near > 180 {
		return lng - 360
	}
	if near-lng > 180 {
		return lng + 360
	}
	return lng
}

// must guards calls that fail only for an invalid cell: Cells come from At,
// Parse and other Cells, so a failure here is a bug in this module.
func must(c Cell, err error) {
	if err != nil {
		panic(fmt.Sprintf("h3 on cell %x: %v", uint64(c), err))
	}
}
