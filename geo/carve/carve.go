// Package carve cuts shapes by each other, for showing places: where two units
// overlap, what of a unit no other holds.
//
// The cutting is simplefeatures' port of the JTS overlay; whether it cut rightly
// is not taken on trust. Every result is measured against the shapes that it came
// from by geo.Overlap, which shares no code with it: a result whose ground is not
// that of the question is an error, never an answer.
package carve

import (
	"slices"

	"github.com/peterstace/simplefeatures/geom"

	"sizhang/geo"
)

// Intersection returns the ground that two valid shapes share; nil where there is
// none. The result is valid in the sense of geo/mend; pieces below
// mend.MinAreaM2 are left out. The error is an *Error.
func Intersection(a, b geo.Shape) (geo.Shape, error) {
	r, err := carve(intersection, a, b)
	if err != nil {
		return nil, err
	}
	return finish(intersection, r)
}

// Difference returns what of a is in none of the others, which may overlap each
// other. See Intersection for what comes back.
func Difference(a geo.Shape, others ...geo.Shape) (geo.Shape, error) {
	box := a.Box()
	near := slices.DeleteFunc(slices.Clone(others), func(s geo.Shape) bool {
		return !s.Box().Overlaps(box) && !s.Box().Empty() // a box that is none holds no number
	})
	whole, err := union(near)
	if err != nil {
		return nil, err
	}
	r, err := carve(difference, a, whole)
	if err != nil {
		return nil, err
	}
	return finish(difference, r)
}

// Union returns the ground that at least one of the shapes holds. See
// Intersection for what comes back.
func Union(shapes ...geo.Shape) (geo.Shape, error) {
	r, err := union(shapes)
	if err != nil {
		return nil, err
	}
	return finish(merging, r)
}

// union joins two halves, so that every step can be proven, and so that no edge
// is looked at more often than the halving is deep. Neighbours in the order from
// west to east are joined first: most of their edges go.
func union(shapes []geo.Shape) (geo.Shape, error) {
	shapes = slices.DeleteFunc(slices.Clone(shapes), func(s geo.Shape) bool { return len(s) == 0 })
	slices.SortStableFunc(shapes, func(a, b geo.Shape) int { return fromWest(a.Box(), b.Box()) })
	return joinHalves(shapes)
}

func joinHalves(shapes []geo.Shape) (geo.Shape, error) {
	switch len(shapes) {
	case 0:
		return nil, nil
	case 1:
		return shapes[0], nil
	}
	west, err := joinHalves(shapes[:len(shapes)/2])
	if err != nil {
		return nil, err
	}
	east, err := joinHalves(shapes[len(shapes)/2:])
	if err != nil {
		return nil, err
	}
	return carve(merging, west, east)
}

// carve does one operation and proves it.
func carve(op operation, a, b geo.Shape) (geo.Shape, error) {
	for _, s := range [2]geo.Shape{a, b} {
		if len(s) > 0 && s.Box().Empty() {
			return nil, &Error{Op: string(op), At: s[0][0][0], Cause: errNoNumber}
		}
	}
	if r, known := op.trivial(a, b); known {
		return r, nil
	}
	f := frameOf(a, b)
	cut := map[operation]func(a, b geom.Geometry) (geom.Geometry, error){
		intersection: geom.Intersection, difference: geom.Difference, merging: geom.Union,
	}[op]
	g, err := cut(f.geometry(a), f.geometry(b))
	if err != nil {
		return nil, &Error{Op: string(op), At: geo.Point(f), Cause: err}
	}
	r := f.shape(g)
	return r, op.prove(a, b, r, geo.Point(f))
}

// trivial answers where the boxes of the shapes say it all.
func (op operation) trivial(a, b geo.Shape) (r geo.Shape, known bool) {
	if len(a) > 0 && len(b) > 0 && a.Box().Overlaps(b.Box()) {
		return nil, false
	}
	switch op {
	case intersection:
		return nil, true
	case difference:
		return a, true
	}
	return slices.Concat(a, b), true
}
