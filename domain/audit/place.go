package audit

import (
	"errors"
	"math"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/carve"
	"sizhang/geo/cover"
)

// SliverM2 is how large a piece of ground must be to be worth a finding: borders
// that were drawn twice differ by slivers. It is the measure that imports use.
const SliverM2 = 1.0

// of makes a finding about a unit.
func of(code fault.Code, u *territory.Unit, with fault.With) Finding {
	return Finding{Code: code, Unit: u.Code, Names: u.Names, Level: u.Level, with: with}
}

// at gives the finding its place.
func (f Finding) at(place geo.Shape) Finding {
	if len(place) == 0 {
		return f
	}
	within := carve.Within(place)
	f.Place, f.M2, f.At = place, place.AreaM2(), &within
	return f
}

// atOf makes a finding about a unit as a whole, at its ground.
func (a *auditor) atOf(code fault.Code, u *territory.Unit, with fault.With) Finding {
	f := of(code, u, with).at(a.groundOf(u))
	f.Whole = true
	return f
}

func (a *auditor) add(f Finding) { a.findings = append(a.findings, f) }

// addPlace adds a finding about a place that was carved, unless only slivers are
// left of it, and fills in the text's {m2} and {parts}.
func (a *auditor) addPlace(f Finding, place geo.Shape) {
	if place = carve.AtLeast(place, SliverM2); place == nil {
		return
	}
	f = f.at(place)
	f.with["m2"], f.with["parts"] = metres(f.M2), len(place)
	a.add(f)
}

// unmeasured says that how a unit lies to another could not be computed. No
// wrong answer takes its place.
func (a *auditor) unmeasured(f Finding, other any, err error) {
	f.Code, f.with = fault.AuditUnmeasured, fault.With{"other": other, "reason": err}
	var failed *carve.Error
	if errors.As(err, &failed) {
		f.At = &failed.At
	}
	a.add(f)
}

// cells names the cells of every place that is not a whole unit.
func (a *auditor) cells() {
	for i := range a.findings {
		if !a.on(Cells, i, len(a.findings)) {
			return
		}
		f := &a.findings[i]
		if f.Place == nil || f.Whole {
			continue
		}
		for f.Resolution = a.Profile.CellResolution; ; f.Resolution-- {
			// The error says that there are too many, which a coarser grid mends.
			if c, err := cover.Cells(f.Place, f.Resolution, MaxCells); err == nil || f.Resolution == 0 {
				f.Cells = append(c.Inside, c.Border...)
				break
			}
		}
	}
	a.on(Cells, len(a.findings), len(a.findings))
}

// metres is an area for a text, without the exponent that a large float64 gets.
func metres(m2 float64) int64 { return int64(math.Round(m2)) }
