package demo

import (
	"context"
	"fmt"
	"math"

	"sizhang/geo"
)

// building is a generated footprint.
type building struct {
	code   string
	grid   string
	number int
	shape  geo.Shape
}

// fabric is how a community is built up.
type fabric struct {
	lotM2 float64 // mean ground a building has to itself
	// depth and length of the buildings in metres, from and to; both are capped
	// by what the lot leaves.
	depth, length [2]float64
	empty         float64 // share of lots without a building
}

var fabrics = []fabric{
	{lotM2: 3800, depth: [2]float64{22, 34}, length: [2]float64{28, 48}, empty: 0.10}, // courtyards
	{lotM2: 4400, depth: [2]float64{14, 22}, length: [2]float64{45, 60}, empty: 0.08}, // slabs in rows
	{lotM2: 5200, depth: [2]float64{32, 54}, length: [2]float64{42, 60}, empty: 0.08}, // blocks
}

const (
	// parks is the share of grids that are parks, schoolyards and squares.
	parks = 0.05
	// setbackM is what a building keeps from the border of its lot, and so from
	// its grid's border and, twice, from its neighbour.
	setbackM = 2.5
)

// build puts buildings on every grid, lot by lot, clear of the streets.
func (g *ground) build(ctx context.Context, streets []street, tell func(done, total int)) ([]building, error) {
	var out []building
	roads := g.roads(streets)
	for i, grid := range g.grids {
		if i%100 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			tell(i, len(g.grids))
		}
		community := randomFor(grid.parent)
		style := fabrics[community.IntN(len(fabrics))]
		s := &surveyor{plane: g.plane, rng: randomFor(grid.code), grain: g.grain[grid.parent[:9]+"000"]}
		if s.rng.Float64() < parks {
			continue
		}
		lots := max(1, int(math.Round(s.metres(grid.plot).area()/style.lotM2)))
		plots, err := s.divide(grid.plot, s.uneven(lots, 0.15), nil)
		if err != nil {
			return nil, fmt.Errorf("grid %s: %w", grid.code, err)
		}
		number := 0
		for _, lot := range s.inReadingOrder(plots) {
			shape, ok := s.house(s.metres(lot), style, roads)
			if !ok || s.rng.Float64() < style.empty {
				continue
			}
			number++
			out = append(out, building{
				code: fmt.Sprintf("%s%04d", grid.code, number), grid: grid.code, number: number, shape: shape,
			})
		}
	}
	tell(len(g.grids), len(g.grids))
	return out, nil
}

// house puts a rectangle on the lot, as large as the style has it or as the lot
// and the roads leave room for; ok is false where 10 by 10 m do not fit.
func (s *surveyor) house(lot outline, style fabric, roads roads) (shape geo.Shape, ok bool) {
	const smallest = 10
	between := func(r [2]float64) float64 { return r[0] + s.rng.Float64()*(r[1]-r[0]) }
	angle := grainOf(lot)
	if s.rng.Float64() < 0.15 { // most face south, some do not
		angle += math.Pi / 2
	}
	low, high := lot.turned(angle).box()
	room := high.minus(low).minus(vec{2 * setbackM, 2 * setbackM})
	size := vec{min(between(style.length), room.x), min(between(style.depth), room.y)}
	middle, near := low.plus(high).times(0.5).turned(-angle), roads.near(lot)
	for size.x >= smallest && size.y >= smallest {
		for _, at := range []vec{lot.centroid(), middle} {
			r := rect{at, angle, size.times(0.5)}
			if r.inside(lot) && r.clear(near) {
				return r.shape(s.plane), true
			}
		}
		size = size.times(0.95)
	}
	return nil, false
}
