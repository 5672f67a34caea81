package mend

import (
	"math"

	"github.com/peterstace/simplefeatures/rtree"

	"sizhang/geo"
)

// segment is a straight piece of a ring or a line, from a to b.
type segment struct {
	a, b geo.Point
	// ring numbers the ring it is part of, and place counts along that of rings
	// with last+1 pieces.
	ring, place, last int
	// times is how often it counts: 1 for the edge of a ring, 0 for a line that
	// only cuts.
	times int
}

func ringSegments(rings []geo.Ring) []segment {
	var all []segment
	for r, ring := range rings {
		for i := 1; i < len(ring); i++ {
			all = append(all, segment{ring[i-1], ring[i], r, i - 1, len(ring) - 2, 1})
		}
	}
	return all
}

// meeting is how two segments meet.
type meeting int

const (
	apart meeting = iota
	touch         // in one point, an end of at least one of them
	cross         // in one point, inside both
	share         // in more than one point
)

// meet is exact; the point is one that the two have in common, the rounded one
// where they cross.
func meet(s, t segment) (meeting, geo.Point) {
	sa, sb := geo.Orient(t.a, t.b, s.a), geo.Orient(t.a, t.b, s.b)
	if sa*sb > 0 {
		return apart, geo.Point{}
	}
	ta, tb := geo.Orient(s.a, s.b, t.a), geo.Orient(s.a, s.b, t.b)
	if ta*tb > 0 {
		return apart, geo.Point{}
	}
	if sa*sb < 0 && ta*tb < 0 {
		return cross, crossing(s, t)
	}
	var first geo.Point
	how := apart
	for _, end := range [4]struct {
		turn int
		p    geo.Point
		of   segment
	}{{ta, t.a, s}, {tb, t.b, s}, {sa, s.a, t}, {sb, s.b, t}} {
		if end.turn != 0 || !inBox(end.p, end.of) {
			continue
		}
		if how == apart {
			how, first = touch, end.p
		} else if end.p != first {
			return share, first
		}
	}
	return how, first
}

func inBox(p geo.Point, s segment) bool {
	return math.Min(s.a.Lng, s.b.Lng) <= p.Lng && p.Lng <= math.Max(s.a.Lng, s.b.Lng) &&
		math.Min(s.a.Lat, s.b.Lat) <= p.Lat && p.Lat <= math.Max(s.a.Lat, s.b.Lat)
}

// crossing is where two segments that cross do, rounded, and within the boxes
// of both.
func crossing(s, t segment) geo.Point {
	dx, dy := s.b.Lng-s.a.Lng, s.b.Lat-s.a.Lat
	ex, ey := t.b.Lng-t.a.Lng, t.b.Lat-t.a.Lat
	u := ((t.a.Lng-s.a.Lng)*ey - (t.a.Lat-s.a.Lat)*ex) / (dx*ey - dy*ex)
	if !(u >= 0 && u <= 1) { // lines so alike that rounding decides
		u = 0.5
	}
	p := geo.Point{Lng: s.a.Lng + u*dx, Lat: s.a.Lat + u*dy}
	for _, o := range [2]segment{s, t} {
		p.Lng = clamp(p.Lng, o.a.Lng, o.b.Lng)
		p.Lat = clamp(p.Lat, o.a.Lat, o.b.Lat)
	}
	return p
}

func clamp(v, a, b float64) float64 {
	return math.Max(math.Min(a, b), math.Min(math.Max(a, b), v))
}

// expected says whether two segments of one ring follow each other and meet
// only in the point that joins them.
func expected(s, t segment, how meeting, at geo.Point) bool {
	if s.ring != t.ring || how != touch {
		return false
	}
	follows := func(s, t segment) bool {
		return s.b == t.a && s.b == at && (t.place == s.place+1 || s.place == s.last && t.place == 0)
	}
	return follows(s, t) || follows(t, s)
}

// contacts calls yield with every two segments that meet, other than those
// that follow each other in a ring, until it returns false.
func contacts(segments []segment, yield func(i, j int, how meeting, at geo.Point) bool) {
	pair := func(i, j int) bool {
		how, at := meet(segments[i], segments[j])
		return how == apart || expected(segments[i], segments[j], how, at) || yield(i, j, how, at)
	}
	const few = 16
	if len(segments) <= few {
		for i := range segments {
			for j := range i {
				if !pair(j, i) {
					return
				}
			}
		}
		return
	}
	items := make([]rtree.BulkItem, len(segments))
	for i, s := range segments {
		items[i] = rtree.BulkItem{Box: treeBox(s), RecordID: i}
	}
	tree := rtree.BulkLoad(items)
	for i, s := range segments {
		done := false
		// The callback's error only ends the search.
		_ = tree.RangeSearch(treeBox(s), func(j int) error {
			if j < i && !pair(j, i) {
				done = true
				return rtree.Stop
			}
			return nil
		})
		if done {
			return
		}
	}
}

func treeBox(s segment) rtree.Box {
	return rtree.Box{
		MinX: math.Min(s.a.Lng, s.b.Lng), MinY: math.Min(s.a.Lat, s.b.Lat),
		MaxX: math.Max(s.a.Lng, s.b.Lng), MaxY: math.Max(s.a.Lat, s.b.Lat),
	}
}
