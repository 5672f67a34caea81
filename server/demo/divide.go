package demo

import (
	"errors"
	"math"
	"math/rand/v2"

	"sizhang/geo"
)

// surveyor divides ground. It works in metres on a flat map, whose straight
// lines are those of longitude and latitude.
type surveyor struct {
	plane geo.Plane
	rng   *rand.Rand
	// grain is the direction, in radians from east, that most of the ground's
	// edges keep to, they or their perpendiculars.
	grain float64
}

// cutMade is told of every cut that divide makes: the way, and how many parts
// lie on both sides of it together.
type cutMade func(c chord, parts int)

var errIndivisible = errors.New("no straight cut divides this ground")

// divide cuts the plot into one part a weight, their areas roughly in
// proportion, by cutting it in two and the two again. Without made, the cuts
// leave no corners on the borders around: nothing that outlasts the parts.
func (s *surveyor) divide(p plot, weights []float64, made cutMade) ([]plot, error) {
	if len(weights) == 1 {
		return []plot{p}, nil
	}
	half, share := middle(weights)
	c, ok := s.cut(p, share)
	if !ok {
		return nil, errIndivisible
	}
	line := &border{}
	line.put(c.from, c.to)
	left, right := p.split(c, line)
	if made != nil {
		p[c.fromEdge].border.put(c.from)
		p[c.toEdge].border.put(c.to)
		made(c, len(weights))
	}
	parts, err := s.divide(left, weights[:half], made)
	if err != nil {
		return nil, err
	}
	rest, err := s.divide(right, weights[half:], made)
	return append(parts, rest...), err
}

// middle returns where to part the weights so that the two sums differ least,
// and the first sum's share of the whole.
func middle(weights []float64) (half int, share float64) {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	sum, best := 0.0, math.Inf(1)
	for i, w := range weights[:len(weights)-1] {
		sum += w
		if off := math.Abs(sum/total - 0.5); off < best {
			best, half, share = off, i+1, sum/total
		}
	}
	return half, share
}

// cut finds the best way to cut the plot so that the given share of its area
// lies left of the way: along the grain or across it, a little off so that no
// town is a chessboard, with parts as compact as may be.
func (s *surveyor) cut(p plot, share float64) (best chord, ok bool) {
	const tries = 3
	xy := s.metres(p)
	lowest := math.Inf(1)
	for spread := 0.02; spread < 1 && !ok; spread *= 3 { // wilder until one fits
		for axis := range 2 {
			for range tries {
				angle := s.grain + float64(axis)*math.Pi/2 + s.rng.NormFloat64()*spread
				a, b := s.line(xy, angle, share+s.rng.NormFloat64()*0.01)
				for _, c := range p.chords(a, b) {
					left, right := p.split(c, nil)
					if cost := s.cost(left, right, share); cost < lowest {
						best, lowest, ok = c, cost, true
					}
				}
			}
		}
	}
	return best, ok
}

// cost rates a cut, the lower the better: how far the areas are from the share,
// and how far the parts are from compact.
func (s *surveyor) cost(left, right plot, share float64) float64 {
	l, r := s.metres(left), s.metres(right)
	areaL, areaR := l.area(), r.area()
	off := math.Abs(areaL/(areaL+areaR)-share) / min(share, 1-share)
	return 3*off + l.sprawl() + r.sprawl()
}

// line returns two points, well beyond the outline, of the line that runs at
// the angle and has the given share of the outline's area on its left.
func (s *surveyor) line(o outline, angle, share float64) (a, b geo.Point) {
	sin, cos := math.Sincos(angle)
	turned := make(outline, len(o))
	low, high, reach := math.Inf(1), math.Inf(-1), 0.0
	for i, v := range o { // along the line, and rightwards of it
		turned[i] = vec{v.x*cos + v.y*sin, v.x*sin - v.y*cos}
		low, high = min(low, turned[i].y), max(high, turned[i].y)
		reach = max(reach, math.Abs(turned[i].x))
	}
	whole := o.area()
	for range 30 {
		middle := (low + high) / 2
		if turned.areaBelow(middle) < share*whole {
			low = middle
		} else {
			high = middle
		}
	}
	reach += 10
	at := func(along float64) geo.Point {
		return s.plane.ToPoint(along*cos+low*sin, along*sin-low*cos)
	}
	return at(-reach), at(reach)
}

func (s *surveyor) metres(p plot) outline {
	o := make(outline, len(p))
	for i, c := range p {
		o[i].x, o[i].y = s.plane.ToMetres(c.at)
	}
	return o
}

// grainOf returns the direction that most of the outline's length keeps to, up
// to quarter turns: the mean of the edges' directions, turned four times as far
// so that quarter turns fall together.
func grainOf(o outline) float64 {
	var x, y float64
	for i, v := range o {
		edge := o.after(i).minus(v)
		sin, cos := math.Sincos(4 * math.Atan2(edge.y, edge.x))
		x, y = x+edge.length()*cos, y+edge.length()*sin
	}
	return math.Atan2(y, x) / 4
}
