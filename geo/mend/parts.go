package mend

import (
	"sizhang/geo"
)

// mergeParts makes one polygon of those that share a line. Polygons that meet
// only in points stay as they are.
func (m *mender) mergeParts(parts []part) ([]part, error) {
	m.ring = 0
	groups := newSets(len(parts))
	boxes := boxesOf(parts)
	for i := range parts {
		for j := range i {
			if boxes[i].Overlaps(boxes[j]) {
				groups.join(i, j)
			}
		}
	}
	members := map[int][]part{}
	for i, p := range parts {
		root := groups.find(i)
		members[root] = append(members[root], p)
	}
	var merged []part
	for i := range parts {
		group := members[groups.find(i)]
		delete(members, groups.find(i)) // at its first part, so that the order stays
		if len(group) > 1 {
			var err error
			if group, err = m.mergeGroup(group); err != nil {
				return nil, err
			}
		}
		merged = append(merged, group...)
	}
	return merged, nil
}

func (m *mender) mergeGroup(group []part) ([]part, error) {
	var rings []geo.Ring
	var shape geo.Shape
	for _, p := range group {
		rings = append(rings, p.polygon...)
		shape = append(shape, p.polygon)
	}
	contact := badContact(rings)
	if !contact.found && valid(shape) {
		return group, nil
	}
	m.polygon = group[0].from
	g, failed := resolve(rings)
	if failed != nil {
		return nil, m.refuse(BeyondRepair, *failed)
	}
	if g.doubtM2 > 0 {
		m.polygon = blamePart(group)
		if tooMuch(g.doubtM2, groundOf(rings)) {
			return nil, m.refuse(PartsOverlap, g.at)
		}
		m.repaired(PartsOverlap, g.at, 1, g.doubtM2+g.droppedM2)
	}
	if fewer := len(group) - len(g.polygons); fewer > 0 {
		at := contact.at
		if !contact.found {
			at = g.at
		}
		m.repaired(PartsTouch, at, fewer, 0)
	}
	out := make([]part, len(g.polygons))
	for i, p := range g.polygons {
		out[i] = part{p, group[0].from}
	}
	return out, nil
}

// blamePart returns which given polygon overlaps an earlier one the most.
func blamePart(group []part) int {
	worst, from := 0.0, group[len(group)-1].from
	boxes := boxesOf(group)
	for i, p := range group {
		for j, q := range group[:i] {
			if !boxes[i].Overlaps(boxes[j]) {
				continue
			}
			if m2, _ := geo.Overlap(geo.Shape{p.polygon}, geo.Shape{q.polygon}); m2 > worst {
				worst, from = m2, p.from
			}
		}
	}
	return from
}

func boxesOf(parts []part) []geo.Box {
	boxes := make([]geo.Box, len(parts))
	for i, p := range parts {
		boxes[i] = geo.Shape{p.polygon}.Box()
	}
	return boxes
}
