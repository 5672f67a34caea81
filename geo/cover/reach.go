package cover

import (
	"math"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// reach is a disc, in the longitude-latitude plane scaled so that it is round
// on the ground, that holds every point whose cell, at whatever finer
// resolution, descends from one cell. Edges outside a cell's reach cannot
// matter to a lookup there.
type reach struct {
	centre geo.Point
	k      float64 // cosine of the latitude: degrees of longitude to degrees of latitude
	radius float64 // in degrees of latitude
}

// A cell's descendants stick out beyond it. With each generation centres move
// outward by at most √3/√7 of an edge that shrinks by √7, so no descendant of a
// hexagon of radius 1 reaches beyond √(3/7)·(1+1/√7+1/7+…) = 1.053. The rest of
// overhang is room for the bending of the grid and of the map under it.
const overhang = 1.2

// Radii are read off the cell's outline down to exactRadius; finer cells differ
// so little from their neighbours that the parent's radius over √7 will do,
// with radiusSlack for what differences there are.
const (
	exactRadius = 8
	radiusSlack = 1.01
)

// reachOf measures the reach of a cell.
func reachOf(c hex.Cell) reach {
	r := reach{centre: c.Centre()}
	r.k = math.Cos(r.centre.Lat * math.Pi / 180)
	for _, p := range c.Boundary() {
		r.radius = math.Max(r.radius, r.distance(p))
	}
	r.radius *= overhang
	return r
}

// childOf returns the reach of a child, given that of its parent.
func (r reach) childOf(child hex.Cell) reach {
	if child.Resolution() <= exactRadius {
		return reachOf(child)
	}
	centre := child.Centre()
	return reach{centre: centre, k: math.Cos(centre.Lat * math.Pi / 180), radius: r.radius / math.Sqrt(7) * radiusSlack}
}

// distance is in degrees of latitude.
func (r reach) distance(p geo.Point) float64 {
	return math.Hypot((p.Lng-r.centre.Lng)*r.k, p.Lat-r.centre.Lat)
}

// meets says whether the edge a-b comes within reach.
func (r reach) meets(a, b geo.Point) bool {
	ay, by := a.Lat-r.centre.Lat, b.Lat-r.centre.Lat
	if (ay > r.radius && by > r.radius) || (ay < -r.radius && by < -r.radius) {
		return false
	}
	ax, bx := (a.Lng-r.centre.Lng)*r.k, (b.Lng-r.centre.Lng)*r.k
	if (ax > r.radius && bx > r.radius) || (ax < -r.radius && bx < -r.radius) {
		return false
	}
	dx, dy := bx-ax, by-ay
	t := 0.0
	if d := dx*dx + dy*dy; d > 0 {
		t = math.Max(0, math.Min(1, -(ax*dx+ay*dy)/d))
	}
	x, y := ax+t*dx, ay+t*dy
	return x*x+y*y <= r.radius*r.radius
}

// box returns the box around the disc.
func (r reach) box() geo.Box {
	dx := r.radius / r.k
	return geo.Box{
		Min: geo.Point{Lng: r.centre.Lng - dx, Lat: r.centre.Lat - r.radius},
		Max: geo.Point{Lng: r.centre.Lng + dx, Lat: r.centre.Lat + r.radius},
	}
}
