package geo

import (
	"cmp"
	"math"
	"slices"
)

// Overlap returns the area that two valid shapes share, in square metres on the
// sphere of EarthRadius, and the point in its middle; a zero Point where it is
// nothing. Shapes that only touch come out within rounding of 0, well under a
// thousandth of a square metre for a city.
//
// A shape is the signed sum of the strips between its edges and a line south of
// it, so what two shapes share is the signed sum of what their strips share.
// Sorted from west to east, each strip meets only a few of the other shape, and
// no corner of the shared part needs to be found. Edges are cut as the straight
// lines in degrees that they are, so that a corner of one shape halfway along
// an edge of the other makes no sliver; only then is the ground measured.
func Overlap(a, b Shape) (areaM2 float64, middle Point) {
	boxA, boxB := a.Box(), b.Box()
	if !boxA.Overlaps(boxB) {
		return 0, Point{}
	}
	frame := overlapFrame(boxA.Union(boxB).Min)
	west, east := math.Max(boxA.Min.Lng, boxB.Min.Lng), math.Min(boxA.Max.Lng, boxB.Max.Lng)
	sum := moments{south: frame.Lat * math.Pi / 180}
	sum.addStrips(frame.strips(a, west, east), frame.strips(b, west, east))
	if sum.area <= 0 || sum.flat <= 0 {
		return 0, Point{}
	}
	const degrees = 180 / math.Pi
	return sum.area * EarthRadius * EarthRadius,
		Point{sum.x/sum.flat*degrees + frame.Lng, sum.y/sum.flat*degrees + frame.Lat}
}

// overlapFrame is the corner that strips are measured from, south and west of
// both shapes, so that no height is negative and rounding stays small.
type overlapFrame Point

// strip is the ground between an edge and the frame's southern line, in radians
// east and north of the frame; sign is +1 where the shape lies below the edge
// and -1 where it lies above.
type strip struct {
	west, east             float64
	heightWest, heightEast float64
	sign                   float64
}

func (f overlapFrame) strips(s Shape, west, east float64) []strip {
	var strips []strip
	for _, polygon := range s {
		for i, ring := range polygon {
			sign := 1.0
			if (ring.FlatArea() < 0) != (i > 0) {
				sign = -1
			}
			for k := 1; k < len(ring); k++ {
				p, q := ring[k-1], ring[k]
				if p.Lng == q.Lng || math.Max(p.Lng, q.Lng) <= west || math.Min(p.Lng, q.Lng) >= east {
					continue
				}
				strips = append(strips, f.under(p, q, sign))
			}
		}
	}
	slices.SortFunc(strips, func(a, b strip) int { return cmp.Compare(a.west, b.west) })
	return strips
}

// under is the strip below the edge from p to q of a ring that runs
// counter-clockwise when sign is +1: there, eastward edges are southern borders.
func (f overlapFrame) under(p, q Point, sign float64) strip {
	if p.Lng < q.Lng {
		sign = -sign
	} else {
		p, q = q, p
	}
	const radians = math.Pi / 180
	return strip{
		west: (p.Lng - f.Lng) * radians, east: (q.Lng - f.Lng) * radians, sign: sign,
		heightWest: (p.Lat - f.Lat) * radians, heightEast: (q.Lat - f.Lat) * radians,
	}
}

// moments sums up ground on the unit sphere, and the same ground with its first
// moments on the flat map of degrees, from which its middle follows.
type moments struct {
	south      float64 // latitude of the frame in radians
	area       float64
	flat, x, y float64
}

// addStrips sweeps from west to east and adds up what every strip of a shares
// with every strip of b.
func (m *moments) addStrips(a, b []strip) {
	var openA, openB []strip
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].west <= b[0].west {
			openB = m.addStrip(a[0], openB)
			openA = append(openA, a[0])
			a = a[1:]
		} else {
			openA = m.addStrip(b[0], openA)
			openB = append(openB, b[0])
			b = b[1:]
		}
	}
}

// addStrip adds what s shares with the open strips of the other shape, and
// returns those of them that do not end west of s.
func (m *moments) addStrip(s strip, open []strip) []strip {
	still := open[:0]
	for _, o := range open {
		if o.east <= s.west {
			continue
		}
		still = append(still, o)
		m.addShared(s, o)
	}
	return still
}

// addShared adds the signed ground under the lower of two edges, from where
// both have begun to where one ends; s begins no further west than o.
func (m *moments) addShared(s, o strip) {
	west, east := s.west, math.Min(s.east, o.east)
	s0, s1 := s.height(west), s.height(east)
	o0, o1 := o.height(west), o.height(east)
	sign := s.sign * o.sign
	if (s0 < o0) != (s1 < o1) && s0-o0 != s1-o1 { // the edges cross in between
		t := (s0 - o0) / ((s0 - o0) - (s1 - o1))
		cut, h := west+t*(east-west), s0+t*(s1-s0)
		m.addTrapezoid(sign, west, cut, math.Min(s0, o0), h)
		m.addTrapezoid(sign, cut, east, h, math.Min(s1, o1))
		return
	}
	m.addTrapezoid(sign, west, east, math.Min(s0, o0), math.Min(s1, o1))
}

func (s strip) height(x float64) float64 {
	return s.heightWest + (x-s.west)/(s.east-s.west)*(s.heightEast-s.heightWest)
}

// addTrapezoid adds the ground under one straight edge. On the sphere that is
// the integral of sin(latitude) less its value at the frame's southern line;
// along a straight edge the integral has the closed form below.
func (m *moments) addTrapezoid(sign, west, east, h0, h1 float64) {
	w := east - west
	half := (h1 - h0) / 2
	mean := math.Sin(m.south + (h0+h1)/2)
	if math.Abs(half) > 1e-6 { // sin(x)/x is 1 to the last bit below
		mean *= math.Sin(half) / half
	}
	m.area += sign * w * (mean - math.Sin(m.south))
	flat := w * (h0 + h1) / 2
	m.flat += sign * flat
	m.x += sign * (west*flat + w*w*(h0+2*h1)/6)
	m.y += sign * w * (h0*h0 + h0*h1 + h1*h1) / 6
}
