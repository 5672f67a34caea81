package demo

import (
	"math"

	"sizhang/geo"
)

// rect is a turned rectangle.
type rect struct {
	at    vec
	angle float64 // of its longer side, radians from east
	half  vec
}

// inside says whether the rectangle keeps its setback inside the outline.
func (r rect) inside(o outline) bool {
	if !o.contains(r.at) {
		return false
	}
	for i, v := range o {
		if r.meets(v, o.after(i), setbackM) {
			return false
		}
	}
	return true
}

// clear says whether the rectangle keeps its setback from the roads.
func (r rect) clear(roads []road) bool {
	for _, road := range roads {
		if r.meets(road.a, road.b, road.half+setbackM) {
			return false
		}
	}
	return true
}

// meets says whether the segment comes into the rectangle grown by a margin on
// all sides (Liang and Barsky, 1984).
func (r rect) meets(a, b vec, margin float64) bool {
	a, b = a.minus(r.at).turned(r.angle), b.minus(r.at).turned(r.angle)
	from, to := 0.0, 1.0
	for _, axis := range [2][3]float64{
		{a.x, b.x - a.x, r.half.x + margin}, {a.y, b.y - a.y, r.half.y + margin},
	} {
		start, step, reach := axis[0], axis[1], axis[2]
		if step == 0 {
			if math.Abs(start) > reach {
				return false
			}
			continue
		}
		t0, t1 := (-reach-start)/step, (reach-start)/step
		from, to = max(from, min(t0, t1)), min(to, max(t0, t1))
	}
	return from <= to
}

func (r rect) shape(plane geo.Plane) geo.Shape {
	var ring geo.Ring
	for _, c := range [...]vec{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}} {
		v := vec{c.x * r.half.x, c.y * r.half.y}.turned(-r.angle).plus(r.at)
		ring = append(ring, plane.ToPoint(v.x, v.y))
	}
	return geo.Shape{geo.Polygon{append(ring, ring[0])}}
}
