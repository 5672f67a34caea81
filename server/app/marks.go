package app

import (
	"hash/maphash"
	"maps"
)

// marks are when the latest handover of each seat was recorded, by the seat's id.
// They stand in parts, so that to note one copies little of a large city.
type marks [256]map[string]string

var markSeed = maphash.MakeSeed()

func markPart(id string) uint64 { return maphash.String(markSeed, id) % uint64(len(marks{})) }

// of returns the mark of a seat; empty where it was never handed over.
func (m *marks) of(id string) string { return m[markPart(id)][id] }

// all calls yield with every mark until it returns false.
func (m *marks) all(yield func(id, at string) bool) {
	for _, part := range m {
		for id, at := range part {
			if !yield(id, at) {
				return
			}
		}
	}
}

// with returns the marks with others in the place of what they have or beside it.
func (m marks) with(others map[string]string) marks {
	own := [len(m)]bool{}
	for id, at := range others {
		part := markPart(id)
		if !own[part] {
			own[part], m[part] = true, maps.Clone(m[part])
		}
		if m[part] == nil {
			m[part] = map[string]string{}
		}
		m[part][id] = at
	}
	return m
}
