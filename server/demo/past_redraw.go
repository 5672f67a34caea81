package demo

import (
	"math"
	"slices"

	"sizhang/domain/territory"
	"sizhang/geo"
)

// findSplit finds two grids, side by side in one community, that may have been
// one, with a spot in the second where its head answers.
func (p *past) findSplit() *change {
	grids := p.from("grid")
	for i, a := range grids {
		for _, b := range grids[i+1:] {
			if a.Parent != b.Parent {
				break
			}
			if !p.headed[a.Code] || !p.headed[b.Code] || len(p.buildings[a.Code])*len(p.buildings[b.Code]) == 0 {
				continue
			}
			ring, ok := joined(a.Shape[0][0], b.Shape[0][0])
			at, open := p.openGround(b)
			if !ok || !open {
				continue
			}
			old := p.former(*a.Unit, geo.Shape{geo.Polygon{ring}})
			c := &change{before: []territory.Unit{old}, after: []territory.Unit{*a.Unit, *b.Unit}, hung: map[string]string{}, at: at}
			for _, building := range slices.Concat(p.buildings[a.Code], p.buildings[b.Code]) {
				c.hung[building.Code] = old.Code
			}
			return c
		}
	}
	return nil
}

// findMerger finds a grid in another community than that of the split that may
// have been two: a straight line from corner to corner parts it without touching a
// building.
func (p *past) findMerger(split *change) *change {
	grids := p.from("grid")
	for _, g := range slices.Concat(grids[len(grids)/4:], grids[:len(grids)/4]) {
		if split == nil || g.Parent == split.after[0].Parent || !p.headed[g.Code] || len(p.buildings[g.Code]) < 2 {
			continue
		}
		rings, ok := p.parted(g)
		if !ok {
			continue
		}
		c := &change{after: []territory.Unit{*g.Unit}, hung: map[string]string{}}
		for _, ring := range rings {
			old := p.former(*g.Unit, geo.Shape{geo.Polygon{ring}})
			c.before = append(c.before, old)
			for _, building := range p.buildings[g.Code] {
				if old.Shape.Contains(building.Shape[0][0][0]) {
					c.hung[building.Code] = old.Code
				}
			}
		}
		return c
	}
	return nil
}

// joined returns the outline of two rings that meet along one stretch and name
// the same points there; false where they do not.
func joined(a, b geo.Ring) (geo.Ring, bool) {
	shared := 0
	edges := map[[2]geo.Point]bool{}
	for i := 1; i < len(a); i++ {
		edges[[2]geo.Point{a[i-1], a[i]}] = true
	}
	for i := 1; i < len(b); i++ {
		if edges[[2]geo.Point{b[i], b[i-1]}] {
			shared++
		}
	}
	if shared == 0 {
		return nil, false
	}
	ring := union([]geo.Ring{a, b})[0][0]
	whole := len(ring)-1 == len(a)-1+len(b)-1-2*shared // else they meet along more than one stretch
	return ring, whole
}

// parted returns the two sides of the line from corner to corner that parts the
// grid most evenly, with buildings on both and none across; false where no line
// does. No corner is new, so that the neighbours still name the same points.
func (p *past) parted(g viewed) (best [2]geo.Ring, ok bool) {
	ring := g.Shape[0][0]
	ring = ring[:len(ring)-1]
	fairest := 0.35
	for i := range ring {
		for k := i + 2; k < len(ring); k++ {
			sides := [2]geo.Ring{
				closed(slices.Clone(ring[i : k+1])),
				closed(slices.Concat(ring[k:], ring[:i+1])),
			}
			one, other := geo.Shape{geo.Polygon{sides[0]}}.AreaM2(), geo.Shape{geo.Polygon{sides[1]}}.AreaM2()
			share := min(one, other) / (one + other)
			if share <= fairest || math.Abs(one+other-g.Shape.AreaM2()) > 1e-6*g.Shape.AreaM2() || crossed(ring, i, k) || !p.apart(sides, p.buildings[g.Code]) {
				continue
			}
			best, fairest, ok = sides, share, true
		}
	}
	return best, ok
}

// apart says whether every building lies on one side, and each side has one.
func (p *past) apart(sides [2]geo.Ring, buildings []territory.Unit) bool {
	one, other := geo.Shape{geo.Polygon{sides[0]}}, geo.Shape{geo.Polygon{sides[1]}}
	count := 0
	for _, b := range buildings {
		inside := 0
		corners := b.Shape[0][0]
		for _, at := range corners {
			if one.Contains(at) && !other.Contains(at) {
				inside++
			}
		}
		if inside != 0 && inside != len(corners) {
			return false
		}
		if inside > 0 {
			count++
		}
	}
	return count > 0 && count < len(buildings)
}

// crossed says whether the line between two corners of a ring meets its edges
// anywhere else.
func crossed(ring geo.Ring, i, k int) bool {
	a, b := ring[i], ring[k]
	for n := range ring {
		m := (n + 1) % len(ring)
		if n == i || n == k || m == i || m == k {
			continue
		}
		u, v := ring[n], ring[m]
		if geo.Orient(a, b, u)*geo.Orient(a, b, v) <= 0 && geo.Orient(u, v, a)*geo.Orient(u, v, b) <= 0 {
			return true
		}
	}
	return false
}

func closed(ring geo.Ring) geo.Ring { return append(ring, ring[0]) }
