package mend

import (
	"math"

	"sizhang/geo"
)

// ground is what rings that meet each other say together.
type ground struct {
	polygons []geo.Polygon
	// doubtM2 is the ground wound round neither once nor not at all, counted as
	// often as it is wound round wrongly; at is in the largest piece of it.
	doubtM2 float64
	at      geo.Point
	// dropped is ground in pieces or holes below MinAreaM2.
	droppedM2 float64
}

// resolve reads rings by their winding: what lies left of more rings than right
// is ground. It fails, with a place, where it comes to no end; see node.
func resolve(rings []geo.Ring) (ground, *geo.Point) {
	a, failed := arrange(ringSegments(rings))
	if failed != nil {
		return ground{}, failed
	}
	var g ground
	g.doubtM2, g.at = a.doubt()
	g.polygons, g.droppedM2, failed = a.dissolve(func(c int) bool { return a.winding[c] >= 1 })
	return g, failed
}

// doubt sums up ground whose winding is neither 0 nor 1. The edge of a face can
// be several cycles, the inner ones with negative area: only the sum is right.
func (a *arrangement) doubt() (areaM2 float64, at geo.Point) {
	largest := 0.0
	for c, w := range a.winding {
		if w == 0 || w == 1 {
			continue
		}
		wrong := w - 1 // counted twice or more
		if w < 0 {
			wrong = -w
		}
		area := groundM2(a.ring(c))
		areaM2 += float64(wrong) * area
		if area > largest {
			largest, at = area, a.placeOn(c)
		}
	}
	return math.Max(areaM2, 0), at
}

// placeOn returns a crossing on the cycle, or else a point where borders meet,
// or else its first point.
func (a *arrangement) placeOn(cycle int) geo.Point {
	best, rank := a.from[a.first[cycle]], 0
	for h := range a.around(cycle) {
		n := a.from[h]
		switch {
		case !a.given[a.nodes[n]]:
			return a.nodes[n]
		case a.degree[n] > 2 && rank == 0:
			best, rank = n, 1
		}
	}
	return a.nodes[best]
}

// bad is a contact that a valid polygon cannot have.
type bad struct {
	at     geo.Point
	found  bool
	shared bool // in a line, not a point
}

// badContact looks for rings that meet themselves, or each other other than in
// points.
func badContact(rings []geo.Ring) (b bad) {
	segments := ringSegments(rings)
	contacts(segments, func(i, j int, how meeting, at geo.Point) bool {
		if how == touch && segments[i].ring != segments[j].ring {
			return true
		}
		b = bad{at: at, found: true, shared: how == share}
		return false
	})
	return b
}
