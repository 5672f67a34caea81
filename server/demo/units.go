package demo

import (
	"fmt"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// units are the real ones: the city, which has no ground of its own here, the
// county, and the subdistricts.
func (x *extract) units() []territory.Unit {
	names := func(a area) city.Names { return city.Names{ZH: a.name, EN: english[a.code]} }
	var rings []geo.Ring
	var below []territory.Unit
	for _, s := range x.subdistricts {
		rings = append(rings, x.shapes[s.code][0][0])
		below = append(below, unit("subdistrict", s.code, x.county.code, names(s), x.shapes[s.code]))
	}
	return append([]territory.Unit{
		unit("city", x.city.code, "", names(x.city), nil),
		unit("county", x.county.code, x.city.code, names(x.county), union(rings)),
	}, below...)
}

// units are those with generated borders: districts, communities and grids. A
// community is marked generated for its border, real as its code and name are.
func (g *ground) units() []territory.Unit {
	var units []territory.Unit
	for _, p := range g.districts {
		units = append(units, generated(unit("district", p.code, p.parent, p.names, p.plot.shape())))
	}
	for _, p := range g.communities {
		units = append(units, generated(unit("community", p.code, p.parent, p.names, p.plot.shape())))
	}
	for _, p := range g.grids {
		u := generated(unit("grid", p.code, p.parent, p.names, p.plot.shape()))
		u.GridCode = u.Code
		units = append(units, u)
	}
	return units
}

func streetUnits(streets []street) []territory.Unit {
	units := make([]territory.Unit, len(streets))
	for i, s := range streets {
		units[i] = generated(unit("street", s.code, s.parent, s.names, s.shape))
		units[i].Declared = territory.Declared{Datum: geo.WGS84, Lines: []geo.Line{s.line}, WidthM: s.widthM}
	}
	return units
}

func buildingUnits(buildings []building) []territory.Unit {
	units := make([]territory.Unit, len(buildings))
	for i, b := range buildings {
		names := city.Names{ZH: fmt.Sprintf("%d号楼", b.number), EN: fmt.Sprintf("Building %d", b.number)}
		units[i] = generated(unit("building", b.code, b.grid, names, b.shape))
	}
	return units
}

func unit(level, code, parent string, names city.Names, shape geo.Shape) territory.Unit {
	u := territory.Unit{Code: code, Level: level, Names: names, Parent: parent, Shape: shape}
	if shape != nil {
		u.Declared = territory.Declared{Datum: geo.WGS84, Shape: shape}
	}
	return u
}

func generated(u territory.Unit) territory.Unit {
	u.Generated = true
	return u
}

// union returns the outline of rings that lie edge to edge and name the same
// points along every common edge: what is left when the edges that two of them
// share are struck out. The rings run one way round.
func union(rings []geo.Ring) geo.Shape {
	shared := map[[2]geo.Point]bool{}
	for _, r := range rings {
		for i := 1; i < len(r); i++ {
			shared[[2]geo.Point{r[i], r[i-1]}] = true
		}
	}
	next := map[geo.Point]geo.Point{}
	var start geo.Point
	for _, r := range rings {
		for i := 1; i < len(r); i++ {
			if !shared[[2]geo.Point{r[i-1], r[i]}] {
				next[r[i-1]], start = r[i], r[i-1]
			}
		}
	}
	ring := geo.Ring{start}
	for p := next[start]; p != start; p = next[p] {
		ring = append(ring, p)
	}
	ring = append(ring, start)
	slices.Reverse(ring)
	return geo.Shape{geo.Polygon{ring}}
}
