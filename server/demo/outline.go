package demo

import "math"

// outline is a closed line in metres, the first point not repeated.
type outline []vec

// after is the point that follows point i.
func (o outline) after(i int) vec { return o[(i+1)%len(o)] }

// area is in square metres, the sign left off.
func (o outline) area() float64 {
	sum := 0.0
	for i, v := range o {
		sum += v.minus(o[0]).cross(o.after(i).minus(o[0]))
	}
	return math.Abs(sum) / 2
}

// areaBelow is the area of the part whose y is under the limit: the boundary
// integral of min(y, limit) - limit, in which only the edges below count.
func (o outline) areaBelow(limit float64) float64 {
	sum := 0.0
	for i, v := range o {
		w := o.after(i)
		v.y, w.y = v.y-limit, w.y-limit
		switch {
		case v.y >= 0 && w.y >= 0:
			continue
		case v.y > 0:
			v = vec{v.x + (w.x-v.x)*v.y/(v.y-w.y), 0}
		case w.y > 0:
			w = vec{w.x + (v.x-w.x)*w.y/(w.y-v.y), 0}
		}
		sum += (v.y + w.y) / 2 * (w.x - v.x)
	}
	return math.Abs(sum)
}

// sprawl is 1 for a square and grows with length and ragged edges: the square
// of the girth over sixteen times the area.
func (o outline) sprawl() float64 {
	girth := 0.0
	for i, v := range o {
		girth += o.after(i).minus(v).length()
	}
	return girth * girth / (16 * o.area())
}

// contains says whether the point lies inside.
func (o outline) contains(p vec) bool {
	inside := false
	for i, v := range o {
		w := o.after(i)
		if (v.y > p.y) != (w.y > p.y) && p.x < v.x+(w.x-v.x)*(p.y-v.y)/(w.y-v.y) {
			inside = !inside
		}
	}
	return inside
}

// centroid is the centre of the outline's ground.
func (o outline) centroid() vec {
	var moment vec
	sum := 0.0
	for i, v := range o {
		a, b := v.minus(o[0]), o.after(i).minus(o[0])
		moment = moment.plus(a.plus(b).times(a.cross(b)))
		sum += a.cross(b)
	}
	return o[0].plus(moment.times(1 / (3 * sum)))
}

func (o outline) turned(angle float64) outline {
	out := make(outline, len(o))
	for i, v := range o {
		out[i] = v.turned(angle)
	}
	return out
}

// box returns the corners of the smallest upright rectangle around the outline.
func (o outline) box() (low, high vec) {
	low, high = o[0], o[0]
	for _, v := range o {
		low, high = vec{min(low.x, v.x), min(low.y, v.y)}, vec{max(high.x, v.x), max(high.y, v.y)}
	}
	return low, high
}
