package audit

import (
	"math"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/carve"
)

// parents finds units that lie partly outside the one above them, and units of
// mapped levels that have no ground at all.
func (a *auditor) parents() {
	for i, u := range a.units {
		if !a.on(Parents, i, len(a.units)) {
			return
		}
		switch g, known := a.grades[u.Level]; {
		case !known || g.Form == city.Unmapped:
		case a.groundOf(u) == nil:
			a.add(of(fault.AuditWithoutGround, u, fault.With{"level": g.Names}))
		default:
			a.outside(u)
		}
	}
	a.on(Parents, len(a.units), len(a.units))
}

// outside measures a unit against the nearest one above that has ground. A road
// or a building may cross a border, as long as no more than half of it does.
func (a *auditor) outside(u *territory.Unit) {
	parent := a.above(u)
	for parent != nil && a.groundOf(parent) == nil {
		parent = a.above(parent)
	}
	if parent == nil {
		return
	}
	whole := u.Shape.AreaM2()
	inside, _ := geo.Overlap(u.Shape, parent.Shape)
	if whole-inside < SliverM2 {
		return
	}
	f := of(fault.AuditOutside, u, fault.With{"other": label(parent), "share": percent(whole-inside, whole)})
	f.Other = parent.Code
	if !a.tiles(u) && inside >= whole/2 {
		f.Code = fault.AuditCrosses
	}
	place, err := carve.Difference(u.Shape, parent.Shape)
	if err != nil {
		a.unmeasured(f, label(parent), err)
		return
	}
	a.addPlace(f, place)
}

// percent is rounded up to a tenth, so that what is there is never 0.
func percent(part, whole float64) float64 { return math.Ceil(1000*part/whole) / 10 }
