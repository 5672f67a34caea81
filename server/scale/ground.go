package main

import (
	"fmt"
	"math"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// A subdistrict is 4 by 4 communities of 4 by 3 grids each, some 300 m wide, with
// four buildings in most grids: 1,000 units with itself. Ten subdistricts make a
// county. The figures are those of the benchmark of the past in domain/territory,
// with borders as files have them: five edges to a side.
const (
	communityWide, communityHigh = 4, 3
	wide, high                   = 4 * communityWide, 4 * communityHigh
	unitsASubdistrict            = 1000
	buildings                    = unitsASubdistrict - 1 - 16 - wide*high
	subdistrictsACounty          = 10
	between                      = 4 // corners of a side between its ends
	gridLng, gridLat             = 3.6e-3, 2.8e-3
)

// years is how long the city's past is: it is redrawn once a year.
const years = 10

// planner draws one city, year by year, the same every time. Corners and sides
// are shared, so that grids tile the ground.
type planner struct {
	code         string
	origin       geo.Point
	subdistricts int
	moved        map[[2]int]int // the year in which a corner was last moved
	built        map[int]int    // by building: which it is by now of those that stood there
}

// planners returns the cities' planners.
func planners(s Size) []*planner {
	list := make([]*planner, s.Cities)
	for i := range list {
		list[i] = &planner{
			code:         fmt.Sprintf("99%02d00", i+1),
			origin:       geo.Point{Lng: 80 + 2*float64(i%18), Lat: 25 + 4*float64(i/18)},
			subdistricts: s.Units / s.Cities / unitsASubdistrict,
			moved:        map[[2]int]int{}, built: map[int]int{},
		}
	}
	return list
}

// noise is a number from -0.5 to 0.5 that depends on the values alone.
func noise(values ...int) float64 {
	h := uint64(14695981039346656037)
	for _, v := range values {
		h = (h ^ uint64(v)) * 1099511628211
		h ^= h >> 29
	}
	h *= 0xbf58476d1ce4e5b9
	return float64((h^h>>32)&(1<<40-1))/(1<<40) - 0.5
}

// pick is a number from 0 up to n that depends on the values alone.
func pick(n int, values ...int) int { return int((noise(values...) + 0.5) * float64(n)) }

// at is a point as files have it, with seven digits.
func (p *planner) at(lng, lat float64) geo.Point {
	return geo.Point{Lng: math.Round((p.origin.Lng+lng)*1e7) / 1e7, Lat: math.Round((p.origin.Lat+lat)*1e7) / 1e7}
}

func (p *planner) corner(x, y int) (lng, lat float64) {
	year := p.moved[[2]int{x, y}]
	return (float64(x) + noise(x, y, year, 1)/3) * gridLng, (float64(y) + noise(x, y, year, 2)/3) * gridLat
}

// side appends the points from one corner up to, not including, its neighbour to
// the east or the north, or from there back.
func (p *planner) side(ring geo.Ring, x, y, dx, dy int) geo.Ring {
	back := dx < 0 || dy < 0
	if back {
		x, y, dx, dy = x+dx, y+dy, -dx, -dy
	}
	fromLng, fromLat := p.corner(x, y)
	toLng, toLat := p.corner(x+dx, y+dy)
	for i := range between + 1 {
		k := i
		if back {
			k = between + 1 - i
		}
		lng, lat := fromLng, fromLat
		switch {
		case k == between+1:
			lng, lat = toLng, toLat
		case k > 0:
			f := float64(k) / (between + 1)
			lng += f*(toLng-fromLng) + float64(dy)*noise(x, y, dx, k, 3)*gridLng/12
			lat += f*(toLat-fromLat) + float64(dx)*noise(x, y, dx, k, 4)*gridLat/12
		}
		ring = append(ring, p.at(lng, lat))
	}
	return ring
}

// block is the ground of a rectangle of grids.
func (p *planner) block(west, south, width, height int) geo.Shape {
	var ring geo.Ring
	for x := west; x < west+width; x++ {
		ring = p.side(ring, x, south, 1, 0)
	}
	for y := south; y < south+height; y++ {
		ring = p.side(ring, west+width, y, 0, 1)
	}
	for x := west + width; x > west; x-- {
		ring = p.side(ring, x, south+height, -1, 0)
	}
	for y := south + height; y > south; y-- {
		ring = p.side(ring, west, y, 0, -1)
	}
	return geo.Shape{{append(ring, ring[0])}}
}

func unit(level, code, name, parent string, shape geo.Shape) territory.Unit {
	return territory.Unit{
		Level: level, Code: code, Names: city.Names{ZH: name}, Parent: parent, Shape: shape,
		Declared: territory.Declared{Datum: geo.WGS84, Shape: shape}, Generated: true,
	}
}
