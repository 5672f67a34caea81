package cover

import (
	"math"
	"slices"

	"github.com/tidwall/rtree"

	"sizhang/geo"
)

// outlines keeps the edges of every area, one ring after another, and finds
// those near a place.
type outlines struct {
	// Edge i runs from points[i] to points[i+1] and belongs to area owner[i];
	// owner is noArea at a ring's closing point, where no edge starts.
	points []geo.Point
	owner  []int32
	// Area k has the edges first[k] up to first[k+1].
	first []uint32
	// runs finds stretches of up to runLength edges by their box.
	runs rtree.RTreeGN[float32, uint32]
}

const (
	noArea    = -1
	runLength = 16
)

func outlinesOf(shapes []geo.Shape) outlines {
	total := 0
	for _, s := range shapes {
		total += s.Points()
	}
	o := outlines{
		points: make([]geo.Point, 0, total),
		owner:  make([]int32, 0, total),
		first:  make([]uint32, 0, len(shapes)+1),
	}
	for area, s := range shapes {
		o.first = append(o.first, uint32(len(o.points)))
		for _, polygon := range s {
			for i, ring := range polygon {
				o.addRing(area, ring, i > 0)
			}
		}
	}
	o.first = append(o.first, uint32(len(o.points)))
	return o
}

// addRing keeps outer rings counter-clockwise and holes clockwise, whichever way
// they were given, so that areas under rings add up.
func (o *outlines) addRing(area int, ring geo.Ring, hole bool) {
	start := len(o.points)
	o.points = append(o.points, ring...)
	if (ring.SignedAreaM2() < 0) != hole {
		slices.Reverse(o.points[start:])
	}
	for range len(ring) - 1 {
		o.owner = append(o.owner, int32(area))
	}
	o.owner = append(o.owner, noArea)
	for from := start; from < len(o.points)-1; from += runLength {
		box := geo.EmptyBox()
		for _, p := range o.points[from:min(from+runLength+1, len(o.points))] {
			box = box.Extend(p)
		}
		lo, hi := outward(box)
		o.runs.Insert(lo, hi, uint32(from))
	}
}

// edgesIn calls yield with every edge whose run's box meets the box; some of
// them lie outside it. It stops when yield returns false.
func (o *outlines) edgesIn(box geo.Box, yield func(edge uint32) bool) {
	lo, hi := outward(box)
	o.runs.Search(lo, hi, func(_, _ [2]float32, from uint32) bool {
		for e := from; e < from+runLength && o.owner[e] != noArea; e++ {
			if !yield(e) {
				return false
			}
		}
		return true
	})
}

// ring calls yield with every ring of the area until it returns false.
func (o *outlines) rings(area int, yield func(geo.Ring) bool) {
	from := o.first[area]
	for e := from; e < o.first[area+1]; e++ {
		if o.owner[e] == noArea {
			if !yield(geo.Ring(o.points[from : e+1])) {
				return
			}
			from = e + 1
		}
	}
}

// outward rounds a box to float32 without losing any of it.
func outward(b geo.Box) (lo, hi [2]float32) {
	down := func(x float64) float32 {
		f := float32(x)
		if float64(f) > x {
			f = math.Nextafter32(f, float32(math.Inf(-1)))
		}
		return f
	}
	up := func(x float64) float32 {
		f := float32(x)
		if float64(f) < x {
			f = math.Nextafter32(f, float32(math.Inf(1)))
		}
		return f
	}
	return [2]float32{down(b.Min.Lng), down(b.Min.Lat)}, [2]float32{up(b.Max.Lng), up(b.Max.Lat)}
}

// bytes is what the outlines keep in memory. The tree of runs is estimated: a
// box and a number each, and half as much again for half-full nodes.
func (o *outlines) bytes() int {
	const pointBytes, runBytes, word = 16, 4*4 + 4, 4
	return pointBytes*cap(o.points) + word*(cap(o.owner)+cap(o.first)) + o.runs.Len()*runBytes*3/2
}

// Shared returns the area's shape on the index's own copy of the points, so that
// the given one need not be kept. It has the same rings; outer ones run
// counter-clockwise and holes clockwise.
func (o *outlines) Shared(area int, given geo.Shape) geo.Shape {
	at := o.first[area]
	shape := make(geo.Shape, len(given))
	for i, polygon := range given {
		shape[i] = make(geo.Polygon, len(polygon))
		for k, ring := range polygon {
			end := at + uint32(len(ring))
			shape[i][k] = geo.Ring(o.points[at:end:end])
			at = end
		}
	}
	return shape
}
