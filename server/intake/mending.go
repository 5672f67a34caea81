package intake

import (
	"errors"
	"math"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/mend"
)

// areaGround is ground given as polygons.
type areaGround struct {
	crs   geo.Datum
	lines bool // somebody else takes lines
}

func (a areaGround) declare(p properties, g geo.Geometry) (territory.Declared, bool) {
	switch g.Type {
	case "Polygon", "MultiPolygon":
		return territory.Declared{Datum: a.crs, Shape: g.Shape}, true
	case "":
		p.refuse(fault.GeometryMissing, "geometry", nil)
	default:
		p.refuse(fault.GeometryKind, "geometry", fault.With{"kind": g.Type, "want": a.wanted()})
	}
	return territory.Declared{}, false
}

// wanted names the geometries that are taken, for messages.
func (a areaGround) wanted() string {
	if a.lines {
		return "Polygon, MultiPolygon, LineString, MultiLineString, Point, MultiPoint"
	}
	return "Polygon, MultiPolygon"
}

// derive mends the shape where it was drawn, since that is where its corners
// met, and once more in WGS84, since moving it can part them.
func (a areaGround) derive(r *record, d territory.Declared) (geo.Shape, bool) {
	shape, ok := mended(r, d.Shape, a.crs)
	if !ok || a.crs == geo.WGS84 {
		return shape, ok
	}
	return mended(r, toWGS84(shape, a.crs), geo.WGS84)
}

// mended repairs a shape and reports what that took, or why it cannot be.
func mended(r *record, s geo.Shape, crs geo.Datum) (geo.Shape, bool) {
	shape, repairs, err := mend.Shape(s)
	if err != nil {
		refuseShape(r, err, crs)
		return nil, false
	}
	reportRepairs(r, repairs, crs)
	if len(shape) == 0 { // a hole as large as its shell is a good hole, and leaves nothing
		refuseShape(r, &mend.Refusal{Kind: mend.NoArea, At: s[0][0][0]}, crs)
		return nil, false
	}
	return shape, true
}

// reportRepairs reports repairs of one kind together, at the first of them.
func reportRepairs(r *record, repairs []mend.Repair, crs geo.Datum) {
	for i, first := range repairs {
		same := func(repair mend.Repair) bool { return repair.Kind == first.Kind }
		if slices.ContainsFunc(repairs[:i], same) {
			continue
		}
		count, areaM2 := 0, 0.0
		for _, repair := range repairs {
			if same(repair) {
				count += repair.Count
				areaM2 += repair.AreaM2
			}
		}
		r.findAt(territory.Repair, fault.Code("mended_"+string(first.Kind)), first.At, crs,
			fault.With{"count": count, "m2": math.Round(areaM2*100) / 100})
	}
}

func refuseShape(r *record, err error, crs geo.Datum) {
	refusal := &mend.Refusal{Kind: mend.BeyondRepair}
	errors.As(err, &refusal)
	r.findAt(r.report.refusal(), fault.Code("shape_"+string(refusal.Kind)), refusal.At, crs, nil)
}

// findAt reports something about the ground, at a place in the file's datum.
func (r *record) findAt(s territory.Severity, code fault.Code, at geo.Point, crs geo.Datum, with fault.With) {
	f := territory.Finding{Severity: s, Code: code, Index: r.index, Unit: r.code, Field: "geometry", With: with}
	if at.Valid() {
		place := crs.ToWGS84(at)
		f.At = &place
	}
	r.report.Add(f)
}

// inOrder returns the geometry with longitude first. Where positions are none on
// the globe as they stand, but all are good the other way round, they were
// written latitude first for certain; where that is only likely, the check of
// the draft refuses.
func inOrder(r *record, g geo.Geometry, extent city.Extent, crs geo.Datum) geo.Geometry {
	given := geo.EmptyBox()
	for p := range g.Positions {
		given = given.Extend(p)
	}
	limits, limited := extent.Box()
	if !limited {
		limits = geo.EmptyBox()
	}
	turned := mend.SwapBox(given)
	if mend.WhichOrder(given, limits) != mend.Swapped || limited && !turned.Overlaps(limits) {
		return g
	}
	r.findAt(territory.Repair, fault.MendedSwapped, turned.Min, crs, nil)
	g.Shape = mend.SwapShape(g.Shape)
	for i, line := range g.Lines {
		g.Lines[i] = mend.SwapLine(line)
	}
	return g
}

// toWGS84 turns every point of a shape, ring by ring.
func toWGS84(s geo.Shape, from geo.Datum) geo.Shape {
	turned := make(geo.Shape, len(s))
	for i, polygon := range s {
		turned[i] = make(geo.Polygon, len(polygon))
		for k, ring := range polygon {
			turned[i][k] = pointsToWGS84(ring, from)
		}
	}
	return turned
}

func pointsToWGS84(points []geo.Point, from geo.Datum) []geo.Point {
	turned := make([]geo.Point, len(points))
	for i, p := range points {
		turned[i] = from.ToWGS84(p)
	}
	return turned
}
