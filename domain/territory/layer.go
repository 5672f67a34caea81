package territory

import (
	"fmt"
	"slices"

	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/geo/cover"
	"sizhang/geo/hex"
)

// layer is the ground of one level: what the served era has, and apart from it
// what only other eras have, so that the past does not slow the present down.
type layer struct {
	level  int32
	served ground
	other  ground
}

// ground is an owner index and what its areas stand for.
type ground struct {
	index *cover.Index // nil where there is no ground
	areas []area
}

// area is the ground of a line for a time.
type area struct {
	line         int32
	since, until int32 // eras
}

// index builds the owner indexes of every level that ever had ground.
func (t *Territory) index() error {
	for v := range t.eras {
		t.finest = max(t.finest, t.eras[v].profile.CellResolution)
	}
	var layers []*layer
	for i := range t.levels {
		l := &layer{level: int32(i)}
		if err := t.survey(l, t.resolution(l.level)); err != nil {
			return fmt.Errorf("level %s: %w", t.levels[i], err)
		}
		if l.served.index != nil || l.other.index != nil {
			layers = append(layers, l)
			t.finest = max(t.finest, t.resolution(l.level))
		}
	}
	for v := range t.eras {
		e := &t.eras[v]
		for _, l := range layers {
			if e.ground(l.level) {
				e.layers = append(e.layers, l)
			}
		}
		slices.SortFunc(e.layers, func(a, b *layer) int { return e.ranks[b.level] - e.ranks[a.level] })
	}
	return nil
}

// resolution is where the level's indexes end: as the latest profile has it that
// gives the level ground.
func (t *Territory) resolution(level int32) int {
	for v := len(t.eras) - 1; v >= 0; v-- {
		if e := &t.eras[v]; e.ground(level) {
			return e.profile.Levels[e.ranks[level]].Resolution
		}
	}
	return city.DefaultTilingEnds
}

// survey gathers the level's ground.
func (t *Territory) survey(l *layer, res int) error {
	var served, other []geo.Shape
	for i := range t.lines {
		t.lines[i].grounds(func(level int32, shape geo.Shape, since, until int32) {
			switch a := (area{int32(i), since, until}); {
			case level != l.level:
			case since <= t.served && t.served < until:
				served, l.served.areas = append(served, shape), append(l.served.areas, a)
			default:
				other, l.other.areas = append(other, shape), append(l.other.areas, a)
			}
		})
	}
	if err := t.build(&l.served, served, res); err != nil {
		return err
	}
	return t.build(&l.other, other, res)
}

func (t *Territory) build(g *ground, shapes []geo.Shape, res int) (err error) {
	if len(shapes) == 0 {
		return nil
	}
	if g.index, err = cover.Build(shapes, res); err != nil {
		return err
	}
	for i, a := range g.areas { // the stages share the index's copy
		shared := g.index.Shared(i, shapes[i])
		for k := range t.lines[a.line].stages {
			if s := &t.lines[a.line].stages[k]; sameGround(s.Shape, shapes[i]) && len(s.Shape) > 0 {
				s.Shape = shared
			}
		}
	}
	return nil
}

// owners appends every line of the layer that holds p in the moment, in order of
// code, most of the time none or one.
func (m *Moment) owners(found chain, l *layer, cell hex.Cell, p geo.Point) chain {
	from := len(found)
	var room [16]int
	if l.served.index != nil {
		for _, i := range l.served.index.Owners(room[:0], cell, p) {
			if a := &l.served.areas[i]; m.has(a) {
				found = append(found, a.line)
			}
		}
	}
	if m.now || l.other.index == nil {
		return found
	}
	for _, i := range l.other.index.Owners(room[:0], cell, p) {
		if a := &l.other.areas[i]; m.has(a) {
			found = append(found, a.line)
		}
	}
	slices.Sort(found[from:])
	return found
}

// owner returns the line with the lowest code that holds p in the moment.
func (m *Moment) owner(l *layer, cell hex.Cell, p geo.Point) (int32, bool) {
	if m.now {
		if l.served.index == nil {
			return none, false
		}
		i, ok := l.served.index.Owner(cell, p)
		if !ok {
			return none, false
		}
		return l.served.areas[i].line, true
	}
	var room [16]int32
	if found := m.owners(room[:0], l, cell, p); len(found) > 0 {
		return found[0], true
	}
	return none, false
}

// near calls yield with every line of the layer whose border lies within metres
// of p.
func (m *Moment) near(l *layer, p geo.Point, metres float64, yield func(line int32, metres float64)) {
	m.grounds(l, func(g *ground) {
		for _, n := range g.index.Near(p, metres) {
			if a := &g.areas[n.Area]; m.has(a) {
				yield(a.line, n.Metres)
			}
		}
	})
}

// shares calls yield with every line of the layer that owns some of the cell.
func (m *Moment) sharesOf(l *layer, c hex.Cell, yield func(line int32, share float64)) {
	m.grounds(l, func(g *ground) {
		for _, s := range g.index.Shares(c) {
			if a := &g.areas[s.Area]; m.has(a) {
				yield(a.line, s.Share)
			}
		}
	})
}

// grounds calls visit with what may matter in the moment.
func (m *Moment) grounds(l *layer, visit func(*ground)) {
	if l.served.index != nil {
		visit(&l.served)
	}
	if !m.now && l.other.index != nil {
		visit(&l.other)
	}
}

func (m *Moment) has(a *area) bool { return m.now || a.since <= m.era && m.era < a.until }
