package demo

import (
	"math"

	"sizhang/geo"
)

// Where the border between two subdistricts runs straight for so many metres,
// an avenue is taken to run along it, or else a street. Along the rest it
// follows walls.
const (
	avenueM = 400
	alongM  = 180
)

// openAvenues opens ways along the borders between subdistricts.
func (g *ground) openAvenues(x *extract) {
	rng := randomFor("avenues")
	owner := map[[2]geo.Point]string{}
	for _, sub := range x.subdistricts {
		for i, ring := 1, x.shapes[sub.code][0][0]; i < len(ring); i++ {
			owner[[2]geo.Point{ring[i-1], ring[i]}] = sub.code
		}
	}
	for _, sub := range x.subdistricts {
		for _, line := range sharedLines(x.shapes[sub.code][0][0], sub.code, owner) {
			for _, run := range g.straightRuns(line) {
				kind := subdistrictWay
				if g.lengthM(run) < avenueM {
					kind = communityWay
				}
				g.ways = append(g.ways, way{kind: kind, line: run, widthM: widthOf(kind, rng), parent: x.county.code})
			}
		}
	}
}

// sharedLines returns the stretches of the subdistrict's ring along which one
// neighbour of a higher code lies.
func sharedLines(ring geo.Ring, code string, owner map[[2]geo.Point]string) []geo.Line {
	n := len(ring) - 1
	neighbour := func(i int) string { return owner[[2]geo.Point{ring[i%n+1], ring[i%n]}] }
	start := 0
	for start < n && neighbour(start) == neighbour(start+n-1) {
		start++
	}
	var out []geo.Line
	last := ""
	for i := start; i < start+n; i++ {
		here := neighbour(i)
		if here > code {
			if here != last {
				out = append(out, geo.Line{ring[i%n]})
			}
			out[len(out)-1] = append(out[len(out)-1], ring[i%n+1])
		}
		last = here
	}
	return out
}

// straightRuns smooths a line and returns its long stretches without a sharp
// turn.
func (g *ground) straightRuns(line geo.Line) []geo.Line {
	const (
		smoothM = 12
		turn    = 30 * math.Pi / 180
	)
	points := smooth(g.metres(line), smoothM)
	var runs []geo.Line
	from := 0
	for i := 1; i < len(points); i++ {
		if i+1 < len(points) {
			before, after := points[i].minus(points[i-1]), points[i+1].minus(points[i])
			if math.Abs(math.Atan2(before.cross(after), before.dot(after))) <= turn {
				continue
			}
		}
		var run geo.Line
		for _, v := range points[from : i+1] {
			run = append(run, g.plane.ToPoint(v.x, v.y))
		}
		if g.lengthM(run) >= alongM {
			runs = append(runs, run)
		}
		from = i
	}
	return runs
}

func (g *ground) metres(line geo.Line) []vec {
	points := make([]vec, len(line))
	for i, p := range line {
		points[i].x, points[i].y = g.plane.ToMetres(p)
	}
	return points
}

func (g *ground) lengthM(line geo.Line) float64 {
	sum, points := 0.0, g.metres(line)
	for i := 1; i < len(points); i++ {
		sum += points[i].minus(points[i-1]).length()
	}
	return sum
}
