package demo

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/geo"
)

// parcel is a piece of ground with its place in the city.
type parcel struct {
	code, parent string
	names        city.Names
	plot         plot
}

// ground is the generated division of the real subdistricts, with the ways that
// its cuts left open for streets.
type ground struct {
	plane                         geo.Plane
	districts, communities, grids []parcel
	ways                          []way
	// grain of every subdistrict, by code.
	grain map[string]float64
}

const (
	// communitiesADistrict is how many communities share a district 片区, on
	// average.
	communitiesADistrict = 4.5
	// gridM2 is the mean area of a grid: a little over the 10,000 m² that the
	// unit grid 万米单元网格 is named for, as streets take their part of it.
	gridM2 = 15000
)

// divideCity lays out every subdistrict. Each draws from its own random
// numbers, so that a change in one leaves the others as they are.
func divideCity(ctx context.Context, x *extract, tell func(done, total int)) (*ground, error) {
	box := geo.EmptyBox()
	for _, shape := range x.shapes {
		box = box.Union(shape.Box())
	}
	middle := geo.Point{Lng: (box.Min.Lng + box.Max.Lng) / 2, Lat: (box.Min.Lat + box.Max.Lat) / 2}
	g := &ground{plane: geo.PlaneAt(middle), grain: map[string]float64{}}
	edges := map[[2]geo.Point]*border{}
	for i, sub := range x.subdistricts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s := &surveyor{plane: g.plane, rng: randomFor(sub.code)}
		p := plotOf(x.shapes[sub.code][0][0], edges)
		s.grain = grainOf(s.metres(p))
		g.grain[sub.code] = s.grain
		if err := g.divideSubdistrict(s, sub, p, x.under(sub.code)); err != nil {
			return nil, fmt.Errorf("subdistrict %s: %w", sub.code, err)
		}
		tell(i+1, len(x.subdistricts))
	}
	return g, nil
}

// plotOf turns a ring into a plot, counter-clockwise. Neighbours share the
// borders of their common edges through the map.
func plotOf(ring geo.Ring, edges map[[2]geo.Point]*border) plot {
	points := slices.Compact(slices.Clone(ring[:len(ring)-1])) // one ring names a point twice
	turn := 0.0
	for i, a := range points {
		b := points[(i+1)%len(points)]
		turn += (a.Lng-points[0].Lng)*(b.Lat-points[0].Lat) - (b.Lng-points[0].Lng)*(a.Lat-points[0].Lat)
	}
	if turn < 0 {
		slices.Reverse(points)
	}
	p := make(plot, len(points))
	for i, a := range points {
		b := points[(i+1)%len(points)]
		line := edges[[2]geo.Point{b, a}]
		if line == nil {
			line = &border{}
			line.put(a, b)
			edges[[2]geo.Point{a, b}] = line
		}
		p[i] = corner{a, line}
	}
	return p
}

func (g *ground) divideSubdistrict(s *surveyor, sub area, p plot, communities []area) error {
	groups := max(1, int(math.Round(float64(len(communities))/communitiesADistrict)))
	sizes := make([]float64, groups) // communities in each district
	for i := range communities {
		sizes[i%groups]++
	}
	districts, err := s.divide(p, sizes, g.open(s, sub.code, districtWay))
	if err != nil {
		return err
	}
	var plots []plot
	for i, d := range districts {
		parts, err := s.divide(d, s.uneven(int(sizes[i]), 0.35), g.open(s, sub.code, communityWay))
		if err != nil {
			return err
		}
		plots = append(plots, parts...)
	}
	for i, d := range s.inReadingOrder(districts) {
		g.districts = append(g.districts, parcel{
			code: fmt.Sprintf("%sP%05d", sub.code[:6], len(g.districts)+1), parent: sub.code, plot: d,
			names: city.Names{
				ZH: fmt.Sprintf("%s第%s片区", sub.name, ordinal(i+1)),
				EN: fmt.Sprintf("%s, District %d", english[sub.code], i+1),
			},
		})
	}
	for i, c := range s.inReadingOrder(plots) {
		if err := g.divideCommunity(s, communities[i], c); err != nil {
			return err
		}
	}
	return nil
}

func (g *ground) divideCommunity(s *surveyor, community area, p plot) error {
	g.communities = append(g.communities, parcel{community.code, community.parent, city.Names{ZH: community.name}, p})
	n := max(1, int(math.Round(s.metres(p).area()/gridM2)))
	grids, err := s.divide(p, s.uneven(n, 0.2), g.open(s, community.parent, gridWay))
	if err != nil {
		return fmt.Errorf("community %s: %w", community.code, err)
	}
	for i, grid := range s.inReadingOrder(grids) {
		g.grids = append(g.grids, parcel{
			code: fmt.Sprintf("%s%03d", community.code, i+1), parent: community.code, plot: grid,
			names: city.Names{
				ZH: fmt.Sprintf("%s第%d网格", strings.TrimSuffix(community.name, "居委会"), i+1),
				EN: fmt.Sprintf("Grid %d", i+1),
			},
		})
	}
	return nil
}
