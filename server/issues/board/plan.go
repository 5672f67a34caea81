package board

import (
	"math"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// plan returns the lists to go through: together they hold every card that fits. The
// shortest that there are are taken. A card may be in several.
func (b *Board) plan(m *match) []*run {
	if m.nothing {
		return nil
	}
	best := choice{most: b.every.n, runs: []*run{&b.every}}
	f := m.f
	if f.Open {
		best.take(b.lists.of(key{isOpen, 0}))
	}
	if len(f.States) > 0 {
		var runs []*run
		for _, s := range f.States {
			if number, known := b.states.number[s]; known {
				runs = append(runs, b.lists.of(key{inState, number}))
			}
		}
		best.take(runs...)
	}
	if f.Clock == Paused {
		if number, known := b.states.number[issue.Suspended]; known {
			best.take(b.lists.of(key{inState, number}))
		}
	}
	for _, by := range []struct {
		w    what
		text string
	}{{atUnit, f.Unit}, {ofBody, f.Body}, {withUnit, f.HandsUnit}, {withBody, f.HandsBody}} {
		if by.text != "" {
			best.take(b.under(by.w, by.text))
		}
	}
	if f.Person != "" {
		best.take(b.under(workedBy, f.Person), b.under(reportedBy, f.Person))
	}
	if !m.whole {
		best.take(b.within(m)...)
	}
	if cells, some := listCells(f); some {
		best.takeCells(b, cells)
	}
	if m.counted() {
		best.take(b.around(m)...)
	} else if f.Cell != 0 {
		if cells, some := cellsAround(m.cells); some {
			best.takeCells(b, cells)
		}
	}
	return best.runs
}

// choice is the best plan so far.
type choice struct {
	most int
	runs []*run
}

// mostRuns is through how many lists at once to go.
const mostRuns = 600

// take takes the lists, some of which may be nil, where they are shorter.
func (c *choice) take(runs ...*run) {
	sum, some := 0, make([]*run, 0, len(runs))
	for _, r := range runs {
		if r != nil && r.n > 0 {
			sum, some = sum+r.n, append(some, r)
		}
	}
	if sum < c.most && len(some) <= mostRuns {
		c.most, c.runs = sum, some
	}
}

func (c *choice) takeCells(b *Board, cells []hex.Cell) {
	runs := make([]*run, len(cells))
	for i, cell := range cells {
		runs[i] = b.in(cell)
	}
	c.take(runs...)
}

// within are the lists of what the scope holds.
func (b *Board) within(m *match) []*run {
	var runs []*run
	for _, units := range [][]string{m.f.Scope.Trees(), m.f.Scope.Alone()} {
		for _, unit := range units {
			runs = append(runs, b.under(atUnit, unit))
		}
	}
	for _, body := range m.f.Scope.Bodies() {
		runs = append(runs, b.under(ofBody, body))
	}
	return runs
}

// around are the lists of the places asked for.
func (b *Board) around(m *match) []*run {
	in := listRes(m.resolution)
	p, w := &b.places[m.resolution-coarsest], inNarrow
	if in == wideRes {
		w = inWide
	}
	if m.places == nil && in == m.resolution { // one place with a list, as it is nearly always
		return []*run{b.lists.of(key{w, m.place})}
	}
	some := map[uint32]bool{}
	add := func(place uint32) {
		if in == m.resolution {
			some[place] = true
			return
		}
		some[p.within[place]] = true
		for _, other := range p.more[place] {
			some[other] = true
		}
	}
	if m.places == nil {
		add(m.place)
	}
	for place := range m.places {
		add(place)
	}
	runs := make([]*run, 0, len(some))
	for place := range some {
		runs = append(runs, b.lists.of(key{w, place}))
	}
	return runs
}

// cellsAround are cells with lists that hold every point that lies in one of the cells,
// which nothing is counted by: those that they come from with their neighbours, or those
// that they and their neighbours were divided into. None where there would be too many.
func cellsAround(cells map[hex.Cell]bool) ([]hex.Cell, bool) {
	around := map[hex.Cell]bool{}
	for c := range cells {
		res := c.Resolution()
		switch {
		case res > finest:
			addDisk(around, c.Parent(narrowRes))
		case res >= wideRes-2:
			for _, near := range c.Disk(1) {
				addBelow(around, near)
			}
		default:
			return nil, false
		}
		if len(around) > mostRuns {
			return nil, false
		}
	}
	return keysOf(around), true
}

func addDisk(to map[hex.Cell]bool, c hex.Cell) {
	for _, near := range c.Disk(1) {
		to[near] = true
	}
}

func addBelow(to map[hex.Cell]bool, c hex.Cell) {
	if c.Resolution() == wideRes {
		to[c] = true
		return
	}
	for digit := range 7 {
		if digit != 1 || !c.Pentagon() {
			addBelow(to, c.Child(digit))
		}
	}
}

func keysOf(set map[hex.Cell]bool) []hex.Cell {
	list := make([]hex.Cell, 0, len(set))
	for c := range set {
		list = append(list, c)
	}
	return list
}

// listCells are cells with lists that hold every point of the filter's circle or box;
// none where it is large.
func listCells(f *Filter) ([]hex.Cell, bool) {
	var at geo.Point
	var radius float64
	if f.Near != nil {
		at, radius = *f.Near, f.RadiusM
	} else if x := f.Box; x != nil && x.West <= x.East && x.South <= x.North {
		at = geo.Point{Lng: (x.West + x.East) / 2, Lat: (x.South + x.North) / 2}
		for _, corner := range []geo.Point{{Lng: x.West, Lat: x.South}, {Lng: x.East, Lat: x.North}, {Lng: x.West, Lat: x.North}, {Lng: x.East, Lat: x.South}} {
			radius = max(radius, geo.Distance(at, corner))
		}
	} else {
		return nil, false
	}
	const mostRings = 12
	for _, res := range []int{narrowRes, wideRes} {
		// A ring is half as wide again as an edge is long on average; cells differ by
		// a third at most.
		rings := math.Ceil(radius/hex.EdgeLengthM(res)) + 1
		if c, err := hex.At(at, res); err == nil && rings <= mostRings {
			return c.Disk(int(rings)), true
		}
	}
	return nil, false
}
