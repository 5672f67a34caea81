package picture

import (
	"math"

	"sizhang/geo"
)

// xy is a place on the page.
type xy struct{ x, y float64 }

// place is where an area's label goes and how much room there is.
type place struct {
	xy
	depth float64 // pixels to the nearest border, negative outside
	chord float64 // pixels of text, centred here, between the borders
	score float64
}

// placeFor looks for the place in an area's largest polygon where a text of the
// given width and size fits, the nearest to the middle, or fits best: on a grid,
// then on finer ones around its best.
func placeFor(m projection, shape geo.Shape, wide, size float64) place {
	rings := project(m, largest(shape))
	low, high := xy{math.Inf(1), math.Inf(1)}, xy{math.Inf(-1), math.Inf(-1)}
	for _, p := range rings[0] {
		low = xy{math.Min(low.x, p.x), math.Min(low.y, p.y)}
		high = xy{math.Max(high.x, p.x), math.Max(high.y, p.y)}
	}
	middle := xy{(low.x + high.x) / 2, (low.y + high.y) / 2}
	const steps = 13
	best := place{score: math.Inf(-1)}
	step := xy{(high.x - low.x) / steps, (high.y - low.y) / steps}
	from := xy{low.x + step.x/2, low.y + step.y/2}
	for count := steps; ; count = 5 {
		for i := range count {
			for j := range count {
				p := judge(xy{from.x + float64(i)*step.x, from.y + float64(j)*step.y}, rings, wide, size)
				if p.depth > 0 {
					p.score -= 0.001 * math.Hypot(p.x-middle.x, p.y-middle.y)
				}
				if p.score > best.score {
					best = p
				}
			}
		}
		if step = (xy{step.x / 3, step.y / 3}); step.x+step.y < 1 {
			return best
		}
		from = xy{best.x - 2*step.x, best.y - 2*step.y}
	}
}

// judge scores a place: 1 where the text fits with air around it, less the
// tighter it is, negative outside the area.
func judge(at xy, rings [][]xy, wide, size float64) place {
	p := place{xy: at, depth: depthOf(at, rings)}
	if p.score = p.depth; p.depth > 0 {
		p.chord = chordOf(at, rings)
		p.score = math.Min(1, p.depth/(2*size*halfLine)) * math.Min(1, p.chord/(wide+size))
	}
	return p
}

// halfLine is how much of its size a text reaches up and down from its middle.
const halfLine = 0.45

func project(m projection, polygon geo.Polygon) [][]xy {
	rings := make([][]xy, len(polygon))
	for i, ring := range polygon {
		rings[i] = make([]xy, len(ring))
		for j, p := range ring {
			rings[i][j].x, rings[i][j].y = m.at(p)
		}
	}
	return rings
}

func largest(shape geo.Shape) geo.Polygon {
	best, bestArea := shape[0], -1.0
	for _, polygon := range shape {
		if area := (geo.Shape{polygon}).AreaM2(); area > bestArea {
			best, bestArea = polygon, area
		}
	}
	return best
}

// depthOf is the distance to the nearest border, negative outside.
func depthOf(p xy, rings [][]xy) float64 {
	inside, nearest := false, math.Inf(1)
	for _, ring := range rings {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a.y > p.y) != (b.y > p.y) && p.x < a.x+(p.y-a.y)/(b.y-a.y)*(b.x-a.x) {
				inside = !inside
			}
			nearest = math.Min(nearest, toSegment(p, a, b))
		}
	}
	if !inside {
		return -nearest
	}
	return nearest
}

func toSegment(p, a, b xy) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if d := dx*dx + dy*dy; d > 0 {
		t = math.Max(0, math.Min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/d))
	}
	return math.Hypot(a.x+t*dx-p.x, a.y+t*dy-p.y)
}

// chordOf is the width of text, centred at p, that stays between the borders.
func chordOf(p xy, rings [][]xy) float64 {
	room := math.Inf(1)
	for _, ring := range rings {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a.y > p.y) != (b.y > p.y) {
				room = math.Min(room, math.Abs(a.x+(p.y-a.y)/(b.y-a.y)*(b.x-a.x)-p.x))
			}
		}
	}
	return 2 * room
}
