package demo

import (
	"cmp"
	"math"
	"slices"

	"sizhang/geo"
)

// border is one straight line that plots meet along: an edge of a real
// subdistrict or a cut. It collects every corner that lies on it, so that in
// the end all plots along it name the same points and no two of them gap or
// overlap by even the last bit.
type border struct {
	nodes []geo.Point
}

// put adds corners to the border.
func (b *border) put(points ...geo.Point) {
	for _, p := range points {
		if !slices.Contains(b.nodes, p) {
			b.nodes = append(b.nodes, p)
		}
	}
}

// between returns the border's corners that lie between its corners p and q, in
// order from p to q. Rounding moves a corner off its line by the last bit only,
// so the order along the line's longer side is the order along the line.
func (b *border) between(p, q geo.Point) []geo.Point {
	along := func(x geo.Point) float64 { return x.Lng }
	if first, last := b.nodes[0], b.nodes[1]; math.Abs(last.Lat-first.Lat) > math.Abs(last.Lng-first.Lng) {
		along = func(x geo.Point) float64 { return x.Lat }
	}
	low, high := min(along(p), along(q)), max(along(p), along(q))
	var out []geo.Point
	for _, n := range b.nodes {
		if low < along(n) && along(n) < high {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(x, y geo.Point) int { return cmp.Compare(along(x), along(y)) })
	if along(p) > along(q) {
		slices.Reverse(out)
	}
	return out
}

// corner is a vertex of a plot and the border that leaves it.
type corner struct {
	at     geo.Point
	border *border
}

// plot is a piece of ground without holes: its corners counter-clockwise, the
// first not repeated.
type plot []corner

// chord is a straight way across a plot from one edge to another, touching no
// edge between. Edge i of a plot leaves corner i.
type chord struct {
	from, to         geo.Point
	fromEdge, toEdge int
}

// tooNear is how near to a corner, in degrees, a chord may not end: about half
// a metre.
const tooNear = 5e-6

// chords returns the ways across the plot along the line from a to b, in that
// direction. Ways that end too near to a corner are left out.
func (p plot) chords(a, b geo.Point) []chord {
	type crossing struct {
		at    geo.Point
		edge  int
		along float64
		leave bool // the line leaves the plot here
		near  bool
	}
	var found []crossing
	for i := range p {
		u, v := p[i].at, p[(i+1)%len(p)].at
		left, leftAfter := geo.Orient(a, b, u) >= 0, geo.Orient(a, b, v) >= 0
		if left == leftAfter {
			continue
		}
		x := meet(a, b, u, v)
		found = append(found, crossing{
			at: x, edge: i, leave: leftAfter,
			along: (x.Lng-a.Lng)*(b.Lng-a.Lng) + (x.Lat-a.Lat)*(b.Lat-a.Lat),
			near:  apart(x, u) < tooNear || apart(x, v) < tooNear,
		})
	}
	slices.SortFunc(found, func(x, y crossing) int { return cmp.Compare(x.along, y.along) })
	var out []chord
	for i := 0; i+1 < len(found); i += 2 {
		in, exit := found[i], found[i+1]
		if in.leave || !exit.leave || in.near || exit.near {
			continue
		}
		out = append(out, chord{from: in.at, to: exit.at, fromEdge: in.edge, toEdge: exit.edge})
	}
	return out
}

// split returns the two sides of the plot along the chord; cut is the border
// between them.
func (p plot) split(c chord, cut *border) (left, right plot) {
	n := len(p)
	left = plot{{c.from, cut}, {c.to, p[c.toEdge].border}}
	for i := (c.toEdge + 1) % n; ; i = (i + 1) % n {
		left = append(left, p[i])
		if i == c.fromEdge {
			break
		}
	}
	right = plot{{c.to, cut}, {c.from, p[c.fromEdge].border}}
	for i := (c.fromEdge + 1) % n; ; i = (i + 1) % n {
		right = append(right, p[i])
		if i == c.toEdge {
			break
		}
	}
	return left, right
}

// shape returns the plot's ground with every corner that any plot has put on
// its borders.
func (p plot) shape() geo.Shape {
	ring := make(geo.Ring, 0, 2*len(p))
	for i, c := range p {
		next := p[(i+1)%len(p)].at
		ring = append(ring, c.at)
		ring = append(ring, c.border.between(c.at, next)...)
	}
	return geo.Shape{geo.Polygon{append(ring, ring[0])}}
}

// meet returns where the line through a and b crosses the edge from u to v,
// which it does.
func meet(a, b, u, v geo.Point) geo.Point {
	side := func(p geo.Point) float64 {
		return (b.Lng-a.Lng)*(p.Lat-a.Lat) - (b.Lat-a.Lat)*(p.Lng-a.Lng)
	}
	t := side(u) / (side(u) - side(v))
	return geo.Point{Lng: u.Lng + t*(v.Lng-u.Lng), Lat: u.Lat + t*(v.Lat-u.Lat)}
}

// apart is a rough distance in degrees.
func apart(p, q geo.Point) float64 {
	return max(math.Abs(p.Lng-q.Lng), math.Abs(p.Lat-q.Lat))
}
