package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"sizhang/domain/city"
	"sizhang/geo"
)

// wayKind is what a street runs between; it sets how wide it is and what it is
// called.
type wayKind int

const (
	subdistrictWay wayKind = iota // 大街: between two subdistricts
	districtWay                   // 路: between two districts
	communityWay                  // 街: between two communities
	gridWay                       // 胡同、巷: between the grids of a community
)

// widths in metres, from and to.
var widths = [...][2]float64{
	subdistrictWay: {28, 40}, districtWay: {18, 26}, communityWay: {11, 16}, gridWay: {6, 9},
}

// way is a street that has no name yet.
type way struct {
	kind   wayKind
	line   geo.Line
	widthM float64
	parent string
}

// Of the ways between grids only those that part this many are streets; the
// others are passages.
const laneGrids = 8

// open returns a cutMade that opens a way along every cut.
func (g *ground) open(s *surveyor, parent string, kind wayKind) cutMade {
	return func(c chord, parts int) {
		if kind == gridWay && parts < laneGrids {
			return
		}
		g.ways = append(g.ways, way{
			kind: kind, line: geo.Line{c.from, c.to}, widthM: widthOf(kind, s.rng), parent: parent,
		})
	}
}

func widthOf(kind wayKind, rng *rand.Rand) float64 {
	w := widths[kind]
	return math.Round(w[0] + rng.Float64()*(w[1]-w[0]))
}

// street is a way with a name and its ground.
type street struct {
	way
	code  string
	names city.Names
	shape geo.Shape
}

// streets names the ways and makes them units.
func (g *ground) streets(county string) []street {
	rng := randomFor("streets")
	names := streetNames(rng)
	out := make([]street, len(g.ways))
	for i, w := range g.ways {
		out[i] = street{
			way:  w,
			code: fmt.Sprintf("%sR%05d", county[:6], i+1), names: names(w.kind),
			shape: g.ribbon(w),
		}
	}
	return out
}

// ribbon returns the ground of a way: its line, half its width to both sides,
// cut off square at the ends.
func (g *ground) ribbon(w way) geo.Shape {
	points := g.metres(w.line)
	last := len(points) - 1
	var right, left geo.Ring
	for i, p := range points {
		in := points[max(i, 1)].minus(points[max(i, 1)-1]).normal()
		out := points[min(i+1, last)].minus(points[min(i+1, last)-1]).normal()
		// At a bend the step to the side goes along the bisector, and is longer
		// the sharper the bend, so that the width holds.
		side := in.plus(out).times(w.widthM / 2 / (1 + in.dot(out)))
		l, r := p.plus(side), p.minus(side)
		left = append(left, g.plane.ToPoint(l.x, l.y))
		right = append(right, g.plane.ToPoint(r.x, r.y))
	}
	slices.Reverse(left)
	ring := append(right, left...)
	return geo.Shape{geo.Polygon{append(ring, ring[0])}}
}
