package board

import (
	"fmt"
	"maps"

	"sizhang/domain/issue"
)

// Equal says whether two boards hold the same cards, and count and list them alike, by
// whatever way they came there.
func (b *Board) Equal(o *Board) bool {
	return b.city == o.city && b.Open() == o.Open() && maps.Equal(b.contents(), o.contents())
}

// contents are all cards as texts, where in each list they stand, and the counts of all
// cells, under names that do not depend on the order in which things came.
func (b *Board) contents() map[string]string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	all := map[string]string{}
	for id, slot := range b.slots {
		var c issue.Card
		b.unpack(slot, &c, new([]issue.Running))
		all[id] = fmt.Sprintf("%+v", c)
	}
	list := func(name string, r *run) {
		for n, slot := range r.after(b, mark{never, ""}, r.n, nil) {
			all[fmt.Sprintf("%s %d", name, n)] = b.id(slot)
		}
	}
	list("every", &b.every)
	for w, runs := range b.lists {
		for value, r := range runs {
			if r != nil {
				k := key{what(w), uint32(value)}
				list(b.nameOf(k), r)
			}
		}
	}
	for i := range b.places {
		for n, open := range b.places[i].open {
			if open != 0 {
				all["open in "+b.places[i].cells[n].String()] = fmt.Sprint(open)
			}
		}
	}
	return all
}

func (b *Board) nameOf(k key) string {
	name := ""
	switch k.what {
	case isOpen:
	case inState:
		name = string(b.states.values[k.value].State)
	case inWide:
		name = b.places[wideRes-coarsest].cells[k.value].String()
	case inNarrow:
		name = b.places[narrowRes-coarsest].cells[k.value].String()
	default:
		name = b.texts.values[k.value]
	}
	return fmt.Sprintf("%d %s", k.what, name)
}
