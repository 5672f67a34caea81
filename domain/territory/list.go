package territory

import (
	"cmp"
	"iter"
	"slices"
)

// Unit returns the unit with the code; false where there is none in the moment.
func (m Moment) Unit(code string) (*Unit, bool) {
	i, ok := m.t.byCode[code]
	if !ok {
		return nil, false
	}
	s := m.stage(i)
	if s == nil {
		return nil, false
	}
	return &s.Unit, true
}

// Units returns every unit, by code.
func (m Moment) Units() iter.Seq[*Unit] {
	return func(yield func(*Unit) bool) {
		for i := range m.t.lines {
			if s := m.stage(int32(i)); s != nil && !yield(&s.Unit) {
				return
			}
		}
	}
}

// Len returns the number of units.
func (m Moment) Len() int {
	if m.era == none {
		return 0
	}
	return m.of.units
}

// Children returns the units right below, wider levels first, then by code.
func (m Moment) Children(code string) []*Unit {
	i, ok := m.t.byCode[code]
	if !ok {
		return nil
	}
	var below chain
	for _, c := range m.t.lines[i].children {
		if s := m.stage(c); s != nil && s.parent == i {
			below = append(below, c)
		}
	}
	slices.SortFunc(below, func(a, b int32) int { return cmp.Or(m.rank(a)-m.rank(b), cmp.Compare(a, b)) })
	children := make([]*Unit, len(below))
	for k, c := range below {
		children[k] = &m.stage(c).Unit
	}
	return children
}

// List returns up to limit units with a code after the given one, by code, and
// whether there are more. An empty level or parent stands for any.
func (m Moment) List(level, parent, after string, limit int) (page []*Unit, more bool) {
	from, found := slices.BinarySearchFunc(m.t.lines, after, func(l line, code string) int { return cmp.Compare(l.code, code) })
	if found {
		from++
	}
	for i := from; i < len(m.t.lines); i++ {
		s := m.stage(int32(i))
		if s == nil || (level != "" && s.Level != level) || (parent != "" && s.Parent != parent) {
			continue
		}
		if len(page) == limit {
			return page, true
		}
		page = append(page, &s.Unit)
	}
	return page, false
}
