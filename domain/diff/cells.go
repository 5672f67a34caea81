package diff

import (
	"cmp"
	"maps"
	"slices"

	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/cover"
	"sizhang/geo/hex"
)

// countCells enters the cells that pass, and says whether it could: it looks at
// every cell of the ground that was redrawn.
func (b *book) countCells() bool {
	candidates, ok := b.candidates()
	if !ok {
		return false
	}
	if len(candidates) == 0 {
		return true
	}
	before, okBefore := b.owners(false)
	after, okAfter := b.owners(true)
	if !okBefore || !okAfter {
		return false
	}
	res := max(b.level.Resolution, b.changes.After.Profile.CellResolution)
	for _, cell := range candidates {
		centre := cell.Centre()
		fine, err := hex.At(centre, res)
		if err != nil {
			return false
		}
		if from, to := before.of(fine, centre), after.of(fine, centre); codeOf(from) != codeOf(to) {
			b.enterCell(cell, from, to)
		}
	}
	return true
}

func (b *book) enterCell(cell hex.Cell, from, to *territory.Unit) {
	p := parties{codeOf(from), codeOf(to)}
	t := b.transfers[p]
	if t == nil { // the centre lies on ground too small to measure
		t = &Transfer{From: from, To: to}
		b.transfers[p] = t
	}
	t.Cells.Total++
	if len(t.Cells.List) < b.CellLimit {
		t.Cells.List = append(t.Cells.List, cell)
	}
}

// candidates returns the cells that share ground with any that was redrawn,
// ascending; false where there are too many.
func (b *book) candidates() ([]hex.Cell, bool) {
	found := map[hex.Cell]struct{}{}
	for _, r := range b.redrawn {
		if _, beyond := cover.Beyond(r.either); beyond {
			return nil, false
		}
		c, err := cover.Cells(r.either, b.changes.After.Profile.CellResolution, b.CellWork-b.looked)
		if err != nil {
			return nil, false
		}
		b.looked += c.Len()
		for _, cell := range slices.Concat(c.Inside, c.Border) {
			found[cell] = struct{}{}
		}
	}
	return slices.Sorted(maps.Keys(found)), true
}

// owners tells who of a level owns a point in one of the states, near the ground
// that was redrawn.
type owners struct {
	units []*territory.Unit
	index *cover.Index
}

// owners indexes the units that come near the ground that was redrawn; false
// where they cannot be indexed.
func (b *book) owners(after bool) (*owners, bool) {
	layer := b.before
	if after {
		layer = b.after
	}
	around := map[*territory.Unit]bool{}
	for _, r := range b.redrawn {
		layer.boxes.Near(r.either.Box(), func(u territory.Placed) { around[u.Unit] = true })
	}
	o := &owners{units: slices.Collect(maps.Keys(around))}
	slices.SortFunc(o.units, func(a, b *territory.Unit) int { return cmp.Compare(a.Code, b.Code) })
	shapes := make([]geo.Shape, len(o.units))
	for i, u := range o.units {
		shapes[i] = u.Shape
	}
	var err error
	o.index, err = cover.Build(shapes, b.level.Resolution)
	return o, err == nil
}

// of returns the owner of a point, the lowest code of those that hold it; nil for
// nobody. The cell is the point's, as cover.Index.Owner wants it.
func (o *owners) of(cell hex.Cell, p geo.Point) *territory.Unit {
	if area, ok := o.index.Owner(cell, p); ok {
		return o.units[area]
	}
	return nil
}
