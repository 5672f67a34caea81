package audit

import (
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/carve"
)

// overlaps finds every pair of a tiling level's units that share ground. The
// unit with the lower code reports: it is the one that the ground is given to on
// a shared border.
func (a *auditor) overlaps() {
	for i, u := range a.units {
		if !a.on(Overlaps, i, len(a.units)) {
			return
		}
		if a.tiles(u) && a.groundOf(u) != nil {
			a.overlapsOf(u)
		}
	}
	a.on(Overlaps, len(a.units), len(a.units))
}

func (a *auditor) overlapsOf(u *territory.Unit) {
	a.ground[u.Level].Near(u.Shape.Box(), func(o territory.Placed) {
		if o.Code <= u.Code {
			return
		}
		m2, _ := geo.Overlap(u.Shape, o.Shape)
		a.shared[u.Code] += m2
		a.shared[o.Code] += m2
		if m2 < SliverM2 {
			return
		}
		f := of(fault.AuditOverlap, u, fault.With{"other": label(o.Unit)})
		f.Other = o.Code
		place, err := carve.Intersection(u.Shape, o.Shape)
		if err != nil {
			a.unmeasured(f, label(o.Unit), err)
			return
		}
		a.addPlace(f, place)
	})
}

// related says whether units of one level may lie below those of the other,
// directly or not, so that both divide the same ground.
func (a *auditor) related(l, m string) bool {
	if l == m {
		return true
	}
	if a.grades[l].rank > a.grades[m].rank {
		l, m = m, l
	}
	for _, parent := range a.grades[m].Parents {
		if g, known := a.grades[parent]; known && g.rank < a.grades[m].rank && (parent == l || g.rank > a.grades[l].rank && a.related(l, parent)) {
			return true
		}
	}
	return false
}

// levelsOf returns the levels of units of tiling levels in the profile's order,
// in groups that have nothing to do with each other: those of a group divide the
// same ground together.
func (a *auditor) levelsOf(units []*territory.Unit) [][]city.Level {
	present := map[string]bool{}
	for _, u := range units {
		present[u.Level] = true
	}
	var groups [][]city.Level
	for _, l := range a.Profile.Levels {
		if !present[l.ID] {
			continue
		}
		joined := []city.Level{l}
		var apart [][]city.Level
		for _, g := range groups {
			if a.relatedToAny(l, g) {
				joined = append(g, joined...)
			} else {
				apart = append(apart, g)
			}
		}
		groups = append(apart, joined)
	}
	return groups
}

func (a *auditor) relatedToAny(l city.Level, group []city.Level) bool {
	for _, g := range group {
		if a.related(g.ID, l.ID) {
			return true
		}
	}
	return false
}
