package mend

import (
	"cmp"
	"slices"

	"sizhang/geo"
)

// maxCuts bounds the work that a hostile shape can ask for: n edges can cross
// each other n² times.
const maxCuts = 200_000

// node cuts segments until no two of them meet but in their ends. A crossing is
// rounded to a point, which bends both segments by a millionth of a millimetre
// or so; where that makes new crossings, they are cut in the next round.
//
// It fails, with a place, when that does not come to an end.
func node(segments []segment) ([]segment, *geo.Point) {
	const rounds = 12
	var last geo.Point
	for range rounds {
		cuts := map[int][]geo.Point{}
		total, crossed := 0, false
		contacts(segments, func(i, j int, how meeting, at geo.Point) bool {
			s, t := segments[i], segments[j]
			inS, inT := []geo.Point{at}, []geo.Point{at}
			if how != cross {
				inS, inT = insideOf(s, t), insideOf(t, s)
			}
			cuts[i], cuts[j] = append(cuts[i], inS...), append(cuts[j], inT...)
			total += len(inS) + len(inT)
			crossed = crossed || how == cross
			last = at
			return total <= maxCuts
		})
		if total > maxCuts {
			return nil, &last
		}
		next := cutAll(segments, cuts)
		if len(next) == len(segments) {
			if crossed {
				return nil, &last
			}
			return next, nil
		}
		segments = next
	}
	return nil, &last
}

// insideOf returns the ends of t that lie on s between its own ends.
func insideOf(s, t segment) []geo.Point {
	var inside []geo.Point
	for _, p := range [2]geo.Point{t.a, t.b} {
		if p != s.a && p != s.b && geo.OnSegment(p, s.a, s.b) {
			inside = append(inside, p)
		}
	}
	return inside
}

// cutAll returns the segments cut at the points, in order. Points that rounding
// put onto an end cut nothing.
func cutAll(segments []segment, cuts map[int][]geo.Point) []segment {
	var out []segment
	for i, s := range segments {
		points := cuts[i]
		slices.SortFunc(points, func(p, q geo.Point) int {
			return cmp.Compare(along(s, p), along(s, q))
		})
		from := s.a
		for _, p := range append(points, s.b) {
			if p == from || (p == s.b && from == s.b) {
				continue
			}
			piece := s
			piece.a, piece.b = from, p
			piece.ring, piece.place, piece.last = len(out), 0, 0 // nothing follows anything now
			out = append(out, piece)
			from = p
		}
	}
	return out
}

func along(s segment, p geo.Point) float64 {
	return (p.Lng-s.a.Lng)*(s.b.Lng-s.a.Lng) + (p.Lat-s.a.Lat)*(s.b.Lat-s.a.Lat)
}
