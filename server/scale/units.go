package main

import (
	"fmt"

	"sizhang/domain/territory"
	"sizhang/geo"
)

func (p *planner) prefix() string { return p.code[:4] }

// raster is where a subdistrict stands on the raster of grids: those of a county
// side by side.
func raster(sub int) (x, y int) {
	return sub % subdistrictsACounty * wide, sub / subdistrictsACounty * high
}

func (p *planner) countyCode(sub int) string {
	return fmt.Sprintf("%s%02d000000", p.prefix(), sub/subdistrictsACounty+1)
}

func (p *planner) subdistrictCode(sub int) string {
	return fmt.Sprintf("%s%03d000", p.countyCode(sub)[:6], sub%subdistrictsACounty+1)
}

func (p *planner) communityCode(sub, x, y int) string {
	return fmt.Sprintf("%s%03d", p.subdistrictCode(sub)[:9], y/communityHigh*4+x/communityWide+1)
}

// gridCode takes x and y within the subdistrict.
func (p *planner) gridCode(sub, x, y int) string {
	return fmt.Sprintf("%s%03d", p.communityCode(sub, x, y), y%communityHigh*communityWide+x%communityWide+1)
}

func (p *planner) grid(sub, x, y int) territory.Unit {
	west, south := raster(sub)
	code := p.gridCode(sub, x, y)
	return unit("grid", code, "第"+code[12:]+"网格", p.communityCode(sub, x, y), p.block(west+x, south+y, 1, 1))
}

// site is a building's place, in its city.
func site(sub, i int) int { return sub*buildings + i }

// building is the one that stands at its place by now.
func (p *planner) building(sub, i int) territory.Unit {
	at := site(sub, i)
	nth := p.built[at]
	x, y := pick(wide, at, nth, 5), pick(high, at, nth, 6)
	west, south := raster(sub)
	lng := (float64(west+x) + 0.3 + 0.4*(noise(at, nth, 7)+0.5)) * gridLng
	lat := (float64(south+y) + 0.3 + 0.4*(noise(at, nth, 8)+0.5)) * gridLat
	const w, h = 6e-4, 1.5e-4
	ring := geo.Ring{p.at(lng, lat), p.at(lng+w, lat), p.at(lng+w, lat+h), p.at(lng, lat+h), p.at(lng, lat)}
	code := fmt.Sprintf("%s%03d%02d", p.gridCode(sub, x, y), i+1, nth)
	return unit("building", code, fmt.Sprintf("%d号楼", i+1), p.gridCode(sub, x, y), geo.Shape{{ring}})
}

// founded is the city as it was at the beginning.
func (p *planner) founded() []territory.Unit {
	units := []territory.Unit{unit("city", p.prefix()+"00000000", "试验市", "", nil)}
	for sub := range p.subdistricts {
		if sub%subdistrictsACounty == 0 {
			x, y := raster(sub)
			ground := p.block(x, y, wide*min(subdistrictsACounty, p.subdistricts-sub), high)
			units = append(units, unit("county", p.countyCode(sub), fmt.Sprintf("第%d区", sub/subdistrictsACounty+1), p.prefix()+"00000000", ground))
		}
		west, south := raster(sub)
		units = append(units, unit("subdistrict", p.subdistrictCode(sub), fmt.Sprintf("第%d街道", sub+1), p.countyCode(sub), p.block(west, south, wide, high)))
		for x := 0; x < wide; x += communityWide {
			for y := 0; y < high; y += communityHigh {
				units = append(units, unit("community", p.communityCode(sub, x, y), fmt.Sprintf("第%d社区", y/communityHigh*4+x/communityWide+1),
					p.subdistrictCode(sub), p.block(west+x, south+y, communityWide, communityHigh)))
			}
		}
		for x := range wide {
			for y := range high {
				units = append(units, p.grid(sub, x, y))
			}
		}
		for i := range buildings {
			units = append(units, p.building(sub, i))
		}
	}
	return units
}

// redrawn is what one year changes: 2 % of the corners inside communities with the
// four grids around each, a twelfth of all grids or less, and 4 % of the buildings.
func (p *planner) redrawn(year int) []territory.Unit {
	var units []territory.Unit
	for sub := range p.subdistricts {
		west, south := raster(sub)
		changed := map[[2]int]bool{}
		for k := range wide * high / 50 {
			x := pick(4, sub, year, k, 9)*communityWide + 1 + pick(communityWide-1, sub, year, k, 10)
			y := pick(4, sub, year, k, 11)*communityHigh + 1 + pick(communityHigh-1, sub, year, k, 12)
			p.moved[[2]int{west + x, south + y}] = year
			for _, d := range [][2]int{{0, 0}, {-1, 0}, {0, -1}, {-1, -1}} {
				changed[[2]int{x + d[0], y + d[1]}] = true
			}
		}
		for x := range wide {
			for y := range high {
				if changed[[2]int{x, y}] {
					units = append(units, p.grid(sub, x, y))
				}
			}
		}
		for k := range buildings / 25 {
			i := (year*buildings/25 + k) % buildings
			ended := p.building(sub, i)
			ended.Ended, ended.Shape, ended.Declared = true, nil, territory.Declared{}
			p.built[site(sub, i)]++
			units = append(units, ended, p.building(sub, i))
		}
	}
	return units
}
