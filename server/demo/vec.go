package demo

import "math"

// vec is a position or a step in metres, east and north unless turned.
type vec struct{ x, y float64 }

func (v vec) plus(w vec) vec      { return vec{v.x + w.x, v.y + w.y} }
func (v vec) minus(w vec) vec     { return vec{v.x - w.x, v.y - w.y} }
func (v vec) times(f float64) vec { return vec{v.x * f, v.y * f} }
func (v vec) dot(w vec) float64   { return v.x*w.x + v.y*w.y }
func (v vec) cross(w vec) float64 { return v.x*w.y - v.y*w.x }
func (v vec) length() float64     { return math.Hypot(v.x, v.y) }

// normal is the unit step to the left of v.
func (v vec) normal() vec { return vec{-v.y, v.x}.times(1 / v.length()) }

// turned gives v in axes that are turned by the angle, counter-clockwise.
func (v vec) turned(angle float64) vec {
	sin, cos := math.Sincos(angle)
	return vec{v.x*cos + v.y*sin, v.y*cos - v.x*sin}
}

// smooth drops the points of a line that lie within the tolerance of what is
// left (Douglas and Peucker, 1973).
func smooth(line []vec, tolerance float64) []vec {
	a, b := line[0], line[len(line)-1]
	worst, at := 0.0, 0
	for i := 1; i+1 < len(line); i++ {
		if off := fromSegment(line[i], a, b); off > worst {
			worst, at = off, i
		}
	}
	if worst <= tolerance {
		return []vec{a, b}
	}
	head := smooth(line[:at+1], tolerance)
	return append(head[:len(head)-1], smooth(line[at:], tolerance)...)
}

// fromSegment is the distance from p to the segment from a to b.
func fromSegment(p, a, b vec) float64 {
	d := b.minus(a)
	t := 0.0
	if dd := d.dot(d); dd > 0 {
		t = max(0, min(1, p.minus(a).dot(d)/dd))
	}
	return p.minus(a.plus(d.times(t))).length()
}
