package audit

import (
	"maps"
	"slices"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/carve"
	"sizhang/geo/mend"
)

// gaps finds the ground within a unit that none of the units into which it is
// divided holds: a community whose grids leave a hole. Units at the top have
// nothing above that says how far they must reach; what they enclose without
// holding it is a gap.
//
// A unit is divided by the units of tiling levels below it, whatever stands in
// between without tiling. Ground that is held by a unit of the same levels from
// elsewhere is no gap: that unit is outside its parent, and told so.
func (a *auditor) gaps() {
	divided := map[string][]*territory.Unit{} // by code; "" for those at the top
	for _, u := range a.units {
		if a.tiles(u) && a.groundOf(u) != nil {
			divided[a.whole(u)] = append(divided[a.whole(u)], u)
		}
	}
	codes := slices.Sorted(maps.Keys(divided))
	for i, code := range codes {
		for _, levels := range a.levelsOf(divided[code]) {
			if !a.on(Gaps, i, len(codes)) {
				return
			}
			if code == "" {
				a.gapsBetween(levels, divided[code])
			} else {
				a.gapsWithin(a.byCode[code], levels)
			}
		}
	}
	a.on(Gaps, len(codes), len(codes))
}

// whole returns the code of the unit that u is part of: the nearest above with
// ground of a tiling level, or else the nearest with ground; empty for none.
func (a *auditor) whole(u *territory.Unit) string {
	nearest := ""
	for up := a.above(u); up != nil; up = a.above(up) {
		switch {
		case a.groundOf(up) == nil:
		case a.tiles(up):
			return up.Code
		case nearest == "":
			nearest = up.Code
		}
	}
	return nearest
}

// gapsWithin looks for what of the unit no unit of the levels holds.
func (a *auditor) gapsWithin(u *territory.Unit, levels []city.Level) {
	// The parts hold no less than the sum of what each holds, less what pairs of
	// them share: so much can be left over at most, and most units need no carving.
	left := u.Shape.AreaM2()
	for _, o := range a.near(u.Shape.Box(), levels) {
		m2, _ := geo.Overlap(u.Shape, o.Shape)
		left += a.shared[o.Code] - m2
	}
	if len(levels) == 1 && left < SliverM2 {
		return
	}
	names := namesOf(levels)
	f := of(fault.AuditGap, u, fault.With{"levels": names})
	f.key = ids(levels)
	place, err := a.without(u.Shape, levels)
	if err != nil {
		a.unmeasured(f, names, err)
		return
	}
	a.addPlace(f, place)
}

// gapsBetween looks for what units at the top enclose, one finding for each
// place.
func (a *auditor) gapsBetween(levels []city.Level, tops []*territory.Unit) {
	names := namesOf(levels)
	f := Finding{Code: fault.AuditGapBetween, Level: levels[0].ID}
	var shapes []geo.Shape
	for _, u := range tops {
		if slices.ContainsFunc(levels, func(l city.Level) bool { return l.ID == u.Level }) {
			shapes = append(shapes, u.Shape)
		}
	}
	whole, err := carve.Union(shapes...)
	if err != nil {
		a.unmeasured(f, names, err)
		return
	}
	for _, hole := range carve.Holes(whole) {
		left, err := a.without(geo.Shape{hole}, levels)
		if err != nil {
			a.unmeasured(f, names, err)
			continue
		}
		for _, polygon := range left {
			f.with = fault.With{"levels": names}
			a.addPlace(f, geo.Shape{polygon})
		}
	}
}

// without returns what of the ground no unit of the levels holds. Those that only
// touch it are left out of the work.
func (a *auditor) without(ground geo.Shape, levels []city.Level) (geo.Shape, error) {
	var parts []geo.Shape
	for _, o := range a.near(ground.Box(), levels) {
		if m2, _ := geo.Overlap(ground, o.Shape); m2 > mend.MinAreaM2 {
			parts = append(parts, o.Shape)
		}
	}
	return carve.Difference(ground, parts...)
}

// near returns the units of the levels whose boxes meet the box.
func (a *auditor) near(box geo.Box, levels []city.Level) []territory.Placed {
	var found []territory.Placed
	for _, l := range levels {
		if boxes := a.ground[l.ID]; boxes != nil {
			boxes.Near(box, func(o territory.Placed) { found = append(found, o) })
		}
	}
	return found
}

func namesOf(levels []city.Level) several {
	names := make(several, len(levels))
	for i, l := range levels {
		names[i] = l.Names
	}
	return names
}

func ids(levels []city.Level) string {
	words := make([]string, len(levels))
	for i, l := range levels {
		words[i] = l.ID
	}
	return strings.Join(words, ",")
}
