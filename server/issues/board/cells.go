package board

import (
	"sizhang/geo"
	"sizhang/geo/hex"
)

// Cells are the cells that hold a point at the resolutions that issues are counted by,
// the coarsest first; all zero where the point is nowhere.
type Cells [finest - coarsest + 1]hex.Cell

// CellsOf asks for the cells of a point.
func CellsOf(p geo.Point) (c Cells) {
	for i := range c {
		c[i], _ = hex.At(p, coarsest+i)
	}
	return c
}

// Names writes cells down, as short as can be: the finest, and each other that is not
// above the one before it; see hex.Cell.Parent. None where there are no cells.
func (c *Cells) Names() []string {
	var names []string
	for i := len(c) - 1; i >= 0 && c[i] != 0; i-- {
		if i == len(c)-1 || c[i+1].Parent(coarsest+i) != c[i] {
			names = append(names, c[i].String())
		}
	}
	return names
}

// CellsNamed returns the cells that Names wrote down; false where it wrote nothing of
// the kind.
func CellsNamed(names []string) (c Cells, written bool) {
	known := len(c) // and all behind it
	for _, name := range names {
		cell, err := hex.Parse(name)
		at := cell.Resolution() - coarsest
		if err != nil || at < 0 || at >= known || known == len(c) && at != known-1 {
			return Cells{}, false
		}
		c.climb(at+1, known)
		c[at], known = cell, at
	}
	c.climb(0, known)
	return c, known < len(c)
}

// climb fills in what is above a cell.
func (c *Cells) climb(to, from int) {
	for i := from - 1; i >= to && from < len(c); i-- {
		c[i] = c[i+1].Parent(coarsest + i)
	}
}
