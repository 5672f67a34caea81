package territory

import (
	"cmp"
	"iter"
	"slices"
)

// Unit returns the unit with the code.
func (t *Territory) Unit(code string) (*Unit, bool) {
	i, ok := t.byCode[code]
	if !ok {
		return nil, false
	}
	return &t.units[i], true
}

// Units returns every unit, by code.
func (t *Territory) Units() iter.Seq[*Unit] {
	return func(yield func(*Unit) bool) {
		for i := range t.units {
			if !yield(&t.units[i]) {
				return
			}
		}
	}
}

// Len returns the number of units.
func (t *Territory) Len() int { return len(t.units) }

// Children returns the units right below, wider levels first, then by code.
func (t *Territory) Children(code string) []*Unit {
	i, ok := t.byCode[code]
	if !ok {
		return nil
	}
	children := make([]*Unit, len(t.nodes[i].children))
	for k, c := range t.nodes[i].children {
		children[k] = &t.units[c]
	}
	return children
}

// List returns up to limit units with a code after the given one, by code, and
// whether there are more. An empty level or parent stands for any.
func (t *Territory) List(level, parent, after string, limit int) (page []*Unit, more bool) {
	from, found := slices.BinarySearchFunc(t.units, after, func(u Unit, code string) int { return cmp.Compare(u.Code, code) })
	if found {
		from++
	}
	for i := from; i < len(t.units); i++ {
		u := &t.units[i]
		if (level != "" && u.Level != level) || (parent != "" && u.Parent != parent) {
			continue
		}
		if len(page) == limit {
			return page, true
		}
		page = append(page, u)
	}
	return page, false
}
