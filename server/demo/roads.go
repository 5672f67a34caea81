package demo

import "math"

// road is one straight stretch of a street, half its width to both sides.
type road struct {
	a, b vec
	half float64
}

// roads finds the stretches near a place by squares of 100 m.
type roads map[[2]int][]road

const squareM = 100

func (g *ground) roads(streets []street) roads {
	out := roads{}
	for _, s := range streets {
		for i := 1; i < len(s.line); i++ {
			r := road{half: s.widthM / 2}
			r.a.x, r.a.y = g.plane.ToMetres(s.line[i-1])
			r.b.x, r.b.y = g.plane.ToMetres(s.line[i])
			reach := r.half + setbackM
			for square := range (outline{r.a, r.b}).squares(reach) {
				out[square] = append(out[square], r)
			}
		}
	}
	return out
}

// near returns the stretches that may touch the outline.
func (r roads) near(o outline) []road {
	var out []road
	for square := range o.squares(0) {
		out = append(out, r[square]...)
	}
	return out
}

// squares yields the squares that the outline's box, grown by a margin, touches.
func (o outline) squares(margin float64) func(yield func([2]int) bool) {
	low, high := o.box()
	square := func(m float64) int { return int(math.Floor(m / squareM)) }
	return func(yield func([2]int) bool) {
		for x := square(low.x - margin); x <= square(high.x+margin); x++ {
			for y := square(low.y - margin); y <= square(high.y+margin); y++ {
				if !yield([2]int{x, y}) {
					return
				}
			}
		}
	}
}
