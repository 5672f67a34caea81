package diff

import (
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/carve"
	"sizhang/geo/hex"
)

// LevelChange is what changes on the ground of one tiling level.
type LevelChange struct {
	Level city.Level
	// Transfers by who gives, then by who takes, nobody first. They do not overlap.
	Transfers List[Transfer]
	// M2 and Cells are the sums of all transfers.
	M2    float64
	Cells int
	// CellsUncounted is true where there were too many cells to look at; then no
	// transfer of the level has any.
	CellsUncounted bool
}

// Transfer is ground that passes from one unit to another of the same level.
type Transfer struct {
	// From owns the ground before, To after; nil where nobody does.
	From, To *territory.Unit
	M2       float64
	Cells    Cells
	// Place is the ground; nil where it could not be cut out.
	Place geo.Shape
}

// Cells are those, of the profile's resolution, whose centres pass: a cell
// belongs to whoever owns its centre.
type Cells struct {
	Total int
	// List holds the first of them, ascending.
	List []hex.Cell
}

// levelTransfers are all transfers of a level, where a report lists only some.
type levelTransfers struct {
	level     string
	transfers []Transfer
}

// compareGround finds the transfers of one tiling level.
func (c *comparison) compareGround(level city.Level) {
	if len(c.redrawn[level.ID]) == 0 {
		return
	}
	book := c.openBook(level)
	book.exchange()
	book.withNobody()
	change := LevelChange{Level: level, CellsUncounted: !book.countCells()}
	all := book.entries()
	if len(all) == 0 {
		return // other corners for the same ground
	}
	for _, t := range all {
		change.M2 += t.M2
		change.Cells += t.Cells.Total
	}
	change.Transfers = first(all, c.Limit)
	for i := range change.Transfers.Items {
		t := &change.Transfers.Items[i]
		t.Place = book.place(t)
	}
	c.transfers = append(c.transfers, levelTransfers{level.ID, all})
	c.changes.Levels = append(c.changes.Levels, change)
}

// book is where the transfers of a level are entered.
type book struct {
	*comparison
	level         city.Level
	before, after *layer
	redrawn       []redrawn
	transfers     map[parties]*Transfer
	kept          map[string]float64 // m² that stay the unit's own
	given, taken  map[string]float64 // m² to and from somebody
}

// parties are the codes of who gives and who takes.
type parties struct{ from, to string }

func (c *comparison) openBook(level city.Level) *book {
	return &book{
		comparison: c, level: level, before: c.before.level(level.ID), after: c.after.level(level.ID), redrawn: c.redrawn[level.ID],
		transfers: map[parties]*Transfer{}, kept: map[string]float64{}, given: map[string]float64{}, taken: map[string]float64{},
	}
}

// exchange enters what passes between two units. One of them at least was
// redrawn: where two stay as they are, whoever owned a spot owns it.
func (b *book) exchange() {
	seen := map[parties]bool{}
	enter := func(from, to *territory.Unit) {
		p := parties{from.Code, to.Code}
		if seen[p] {
			return
		}
		seen[p] = true
		m2, _ := geo.Overlap(b.side(false).owned(from), b.side(true).owned(to))
		switch {
		case from.Code == to.Code:
			b.kept[from.Code] = m2
		case m2 > noise(0):
			b.transfers[p] = &Transfer{From: from, To: to, M2: m2}
			b.given[from.Code] += m2
			b.taken[to.Code] += m2
		}
	}
	for _, r := range b.redrawn {
		if r.before != nil {
			b.after.boxes.Near(r.before.Shape.Box(), func(to territory.Placed) { enter(r.before, to.Unit) })
		}
		if r.after != nil {
			b.before.boxes.Near(r.after.Shape.Box(), func(from territory.Placed) { enter(from.Unit, r.after) })
		}
	}
}

func (b *book) side(after bool) *side {
	if after {
		return b.comparison.after
	}
	return b.comparison.before
}

// withNobody enters what a redrawn unit had and nobody has, and what it has and
// nobody had.
func (b *book) withNobody() {
	for _, r := range b.redrawn {
		if r.before != nil {
			had := b.side(false).owned(r.before).AreaM2()
			if m2 := silent(had-b.kept[r.before.Code]-b.given[r.before.Code], had); m2 > 0 {
				b.transfers[parties{from: r.before.Code}] = &Transfer{From: r.before, M2: m2}
			}
		}
		if r.after != nil {
			has := b.side(true).owned(r.after).AreaM2()
			if m2 := silent(has-b.kept[r.after.Code]-b.taken[r.after.Code], has); m2 > 0 {
				b.transfers[parties{to: r.after.Code}] = &Transfer{To: r.after, M2: m2}
			}
		}
	}
}

// entries returns the transfers in order.
func (b *book) entries() []Transfer {
	all := make([]Transfer, 0, len(b.transfers))
	for _, t := range b.transfers {
		all = append(all, *t)
	}
	slices.SortFunc(all, comparePairs)
	return all
}

// place cuts out the ground of a transfer; nil where that fails.
func (b *book) place(t *Transfer) geo.Shape {
	from, to := b.side(false).owned(t.From), b.side(true).owned(t.To)
	var shape geo.Shape
	var err error
	switch {
	case t.From == nil:
		shape, err = carve.Difference(to, near(b.before, to)...)
	case t.To == nil:
		shape, err = carve.Difference(from, near(b.after, from)...)
	default:
		shape, err = carve.Intersection(from, to)
	}
	if err != nil {
		return nil
	}
	return shape
}

// near returns the shapes of a layer whose boxes meet the shape's.
func near(l *layer, s geo.Shape) []geo.Shape {
	var shapes []geo.Shape
	l.boxes.Near(s.Box(), func(u territory.Placed) { shapes = append(shapes, u.Shape) })
	return shapes
}
