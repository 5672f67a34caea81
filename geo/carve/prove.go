package carve

import (
	"errors"
	"fmt"
	"math"

	"sizhang/geo"
	"sizhang/geo/mend"
)

// operation is what is done with two shapes.
type operation string

const (
	intersection operation = "intersection"
	difference   operation = "difference"
	merging      operation = "union"
)

// How far the ground of a result may be from what was asked for. Areas are sums,
// each rounded to some parts in 10¹¹ of the whole; a wrong result is off by more
// than its smallest piece.
const (
	toleranceM2    = 0.05
	toleranceShare = 1e-10 // of the ground of both shapes
)

var errNoNumber = errors.New("a coordinate is no number")

// Error says that an operation failed, or that its result was wrong.
type Error struct {
	Op string
	// At lies near the shapes.
	At geo.Point
	// OffM2 is the ground by which the result was wrong.
	OffM2 float64
	Cause error // nil where the result was wrong
}

// Error returns the operation and what went wrong.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s near %v, %v: %v", e.Op, e.At.Lng, e.At.Lat, e.Cause)
	}
	return fmt.Sprintf("%s near %v, %v is off by %.3f m²", e.Op, e.At.Lng, e.At.Lat, e.OffM2)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// prove compares the ground of r with that of the shapes that it came from: it
// must be as large as it has to be, and lie where it has to lie. Together that
// leaves no room for another answer.
func (op operation) prove(a, b, r geo.Shape, at geo.Point) error {
	shared, sizeA, sizeB := common(a, b), a.AreaM2(), b.AreaM2()
	size, inA, inB := r.AreaM2(), common(r, a), common(r, b)
	var off [3]float64
	switch op {
	case intersection:
		off = [3]float64{size - shared, size - inA, size - inB}
	case difference:
		off = [3]float64{size - (sizeA - shared), size - inA, inB}
	case merging:
		off = [3]float64{size - (sizeA + sizeB - shared), sizeA - inA, sizeB - inB}
	}
	tolerance := toleranceM2 + toleranceShare*(sizeA+sizeB)
	for _, m2 := range off {
		if !(math.Abs(m2) <= tolerance) { // NaN is wrong, too
			return &Error{Op: string(op), At: at, OffM2: m2}
		}
	}
	return nil
}

func common(a, b geo.Shape) float64 {
	m2, _ := geo.Overlap(a, b)
	return m2
}

// finish makes valid ground of a result. Pieces and holes that are too small to
// be any are dropped, as mend does with those that its own repairs leave.
func finish(op operation, r geo.Shape) (geo.Shape, error) {
	r = AtLeast(r, mend.MinAreaM2)
	if r == nil {
		return nil, nil
	}
	mended, _, err := mend.Shape(r)
	if err != nil {
		return nil, &Error{Op: string(op), At: r[0][0][0], Cause: err}
	}
	return mended, nil
}

// AtLeast returns the polygons of the shape that have at least so much ground;
// nil where there are none.
func AtLeast(s geo.Shape, m2 float64) geo.Shape {
	var kept geo.Shape
	for _, polygon := range s {
		if (geo.Shape{polygon}).AreaM2() >= m2 {
			kept = append(kept, polygon)
		}
	}
	return kept
}

// Holes returns what the shape encloses but does not hold: the ground of the
// holes of its polygons. What of it another of its polygons holds, an island in a
// lake, is in it all the same.
func Holes(s geo.Shape) geo.Shape {
	var holes geo.Shape
	for _, polygon := range s {
		for _, ring := range polygon[1:] {
			holes = append(holes, geo.Polygon{ring})
		}
	}
	return holes
}
