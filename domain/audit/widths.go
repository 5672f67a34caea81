package audit

import (
	"math"
	"slices"

	"sizhang/domain/fault"
	"sizhang/geo"
	"sizhang/geo/carve"
	"sizhang/geo/cover"
	"sizhang/geo/hex"
)

// widths finds units of overlapping levels, such as streets, that hold the centre
// of no cell: whatever is counted by cells passes them by. One that is smaller
// than a cell is small rather than thin.
func (a *auditor) widths() {
	for i, u := range a.units {
		if !a.on(Widths, i, len(a.units)) {
			return
		}
		shape := a.groundOf(u)
		if shape == nil || a.tiles(u) || holdsCentre(shape, a.Profile.CellResolution) {
			continue
		}
		f := a.atOf(fault.AuditThin, u, fault.With{"resolution": a.Profile.CellResolution})
		f.with["m2"] = metres(f.M2)
		if cell, err := hex.At(shape[0][0][0], a.Profile.CellResolution); err == nil && f.M2 < cell.AreaM2() {
			f.Code = fault.AuditSmall
		}
		a.add(f)
	}
	a.on(Widths, len(a.units), len(a.units))
}

// holdsCentre says whether the shape holds the centre of a cell. Most shapes
// hold that of the cell in their middle or at one of their first corners; only
// where they do not are all cells looked at.
func holdsCentre(s geo.Shape, res int) bool {
	const corners = 8
	ring := s[0][0]
	for _, p := range append(slices.Clone(ring[:min(len(ring), corners)]), carve.Within(s)) {
		if c, err := hex.At(p, res); err == nil && s.Contains(c.Centre()) {
			return true
		}
	}
	cells, err := cover.Cells(s, res, math.MaxInt)
	if err != nil {
		return false // there is no limit to pass
	}
	for _, c := range append(cells.Inside, cells.Border...) {
		if s.Contains(c.Centre()) {
			return true
		}
	}
	return false
}
