package mend

import (
	"math"
	"slices"

	"sizhang/geo"
)

// mendPolygon returns the polygon mended, in several pieces where its border
// shuts parts off from each other.
func (m *mender) mendPolygon(polygon geo.Polygon) ([]geo.Polygon, error) {
	m.ring = 0
	if len(polygon) == 0 {
		return nil, m.refuse(NoRings, geo.Point{})
	}
	var shells []geo.Polygon // of the outer ring; usually one without holes
	var rings []ring         // all, running as they should
	simple := true
	for i, given := range polygon {
		m.ring = i
		clean, err := m.cleanRing(given)
		if err != nil {
			return nil, err
		}
		pieces, err := m.untangle(clean)
		if err != nil {
			return nil, err
		}
		for _, piece := range pieces {
			for _, r := range piece {
				rings = append(rings, ring{r, i})
			}
		}
		if i == 0 {
			shells = pieces
		}
		simple = simple && len(pieces) <= 1
	}
	if rings[len(rings)-1].from == 0 { // no holes were given, or none is left
		return shells, nil
	}
	whole := geo.Polygon(lines(rings))
	contact := badContact(whole)
	if simple && !contact.found && valid(geo.Shape{whole}) {
		return []geo.Polygon{whole}, nil
	}
	return m.joinRings(rings, contact)
}

// ring is a ring and the index of the given one that it came from.
type ring struct {
	line geo.Ring
	from int
}

func lines(rings []ring) []geo.Ring {
	all := make([]geo.Ring, len(rings))
	for i, r := range rings {
		all[i] = r.line
	}
	return all
}

// untangle splits a ring where it meets itself; a ring that does not comes back
// alone. Pieces of a hole run as holes do.
func (m *mender) untangle(ring geo.Ring) ([]geo.Polygon, error) {
	if ring == nil {
		return nil, nil
	}
	contact := badContact([]geo.Ring{ring})
	if !contact.found {
		if math.Abs(groundM2(ring)) < MinAreaM2 {
			return m.noArea(ring[0])
		}
		return []geo.Polygon{{ring}}, nil
	}
	hole := m.ring > 0
	if hole {
		ring = backwards(ring)
	}
	g, failed := resolve([]geo.Ring{ring})
	if failed != nil {
		return nil, m.refuse(SelfCrossing, *failed)
	}
	size := 0.0
	for _, p := range g.polygons {
		size += groundOf(p)
	}
	switch {
	case tooMuch(g.doubtM2, size):
		return nil, m.refuse(SelfCrossing, g.at)
	case len(g.polygons) == 0:
		return m.noArea(contact.at)
	case g.doubtM2 > 0:
		m.repaired(SelfCrossing, g.at, 1, g.doubtM2+g.droppedM2)
	default:
		m.repaired(SelfTouch, contact.at, 1, g.droppedM2)
	}
	if hole {
		for _, p := range g.polygons {
			for i, r := range p {
				p[i] = backwards(r)
			}
		}
	}
	return g.polygons, nil
}

// noArea drops a hole and refuses an outer ring.
func (m *mender) noArea(at geo.Point) ([]geo.Polygon, error) {
	if m.ring > 0 {
		m.repaired(HoleCollapsed, at, 1, 0)
		return nil, nil
	}
	return nil, m.refuse(NoArea, at)
}

// joinRings reads the rings of one polygon together: holes that share a line
// with the shell or with each other, leave the shell, or shut a part off.
func (m *mender) joinRings(rings []ring, contact bad) ([]geo.Polygon, error) {
	g, failed := resolve(lines(rings))
	if failed != nil {
		return nil, m.refuse(BeyondRepair, *failed)
	}
	kind, at := RingsTouch, contact.at
	m.ring = 0
	if !contact.found {
		at = rings[0].line[0]
	}
	if g.doubtM2 > 0 {
		kind, at = m.blameHole(rings), g.at
		if tooMuch(g.doubtM2, groundOf(lines(rings))) {
			return nil, m.refuse(kind, at)
		}
	}
	m.repaired(kind, at, 1, g.doubtM2+g.droppedM2)
	return g.polygons, nil
}

// blameHole says what doubt there is about holes, by the first one that brings
// any when holes are taken one after the other, and makes that the mender's
// ring.
func (m *mender) blameHole(rings []ring) Kind {
	var shell, holes []geo.Ring
	for _, r := range rings {
		if r.from == 0 {
			shell = append(shell, r.line)
			continue
		}
		m.ring = r.from
		if doubtful(append(slices.Clone(shell), r.line)) {
			return HoleOutside
		}
		for _, other := range holes {
			if doubtful([]geo.Ring{other, backwards(r.line)}) {
				return HolesOverlap
			}
		}
		holes = append(holes, backwards(r.line))
	}
	return HoleOutside
}

func doubtful(rings []geo.Ring) bool {
	g, failed := resolve(rings)
	return failed == nil && g.doubtM2 > 0
}

// groundOf is the ground of rings that run as they should.
func groundOf(rings []geo.Ring) float64 {
	sum := 0.0
	for _, r := range rings {
		sum += groundM2(r)
	}
	return sum
}

func backwards(ring geo.Ring) geo.Ring {
	ring = slices.Clone(ring)
	slices.Reverse(ring)
	return ring
}
