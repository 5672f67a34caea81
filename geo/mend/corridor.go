package mend

import (
	"math"
	"slices"

	"github.com/peterstace/simplefeatures/geom"

	"sizhang/geo"
)

// Corridor returns the ground of a street from its centrelines and its width in
// metres: every spot within half the width of a line, with round ends and
// joins. Quarter circles become eight edges, so that the border runs up to one
// percent of the width beside the true one; the lines themselves are always well
// inside. A line of no length becomes a disc: a street must not vanish.
//
// Metres are those at the middle of the lines: the width is right to better
// than one part in a hundred for streets of up to 50 km below 60° of latitude.
// The error is a *Refusal, whose Polygon is the index of the line.
func Corridor(lines []geo.Line, widthM float64) (geo.Shape, error) {
	m := &mender{}
	box := geo.EmptyBox()
	for i, line := range lines {
		m.polygon = i
		if len(line) == 0 {
			return nil, m.refuse(TooFewPoints, geo.Point{})
		}
		if err := m.checkReach(line); err != nil {
			return nil, err
		}
		for _, p := range line {
			box = box.Extend(p)
		}
	}
	if box.Empty() {
		return nil, m.refuse(TooFewPoints, geo.Point{})
	}
	middle := geo.Point{Lng: (box.Min.Lng + box.Max.Lng) / 2, Lat: (box.Min.Lat + box.Max.Lat) / 2}
	if !(widthM > 0) || math.IsInf(widthM, 0) {
		return nil, m.refuse(BadWidth, middle)
	}
	plane := geo.PlaneAt(middle)
	pieces := make([]geom.Geometry, len(lines))
	for i, line := range lines {
		pieces[i] = inMetres(line, plane)
	}
	// JTS simplifies lines by a hundredth of the distance unless told otherwise.
	all := geom.NewGeometryCollection(pieces).AsGeometry()
	buffer, err := geom.Buffer(all, widthM/2, geom.BufferSimplifyFactor(0))
	if err != nil {
		return nil, m.refuse(BeyondRepair, middle)
	}
	shape, _, err := Shape(withoutCrumbs(fromGeom(buffer, plane.ToPoint)))
	if err != nil {
		return nil, err
	}
	for i, line := range lines {
		for _, p := range line {
			if !shape.Contains(p) {
				m.polygon = i
				return nil, m.refuse(BeyondRepair, p)
			}
		}
	}
	return shape, nil
}

// withoutCrumbs drops pieces below MinAreaM2: JTS leaves some beside lines that
// wind within a small part of the distance. No street's ground is that small.
func withoutCrumbs(s geo.Shape) geo.Shape {
	return slices.DeleteFunc(s, func(p geo.Polygon) bool { return math.Abs(groundM2(p[0])) < MinAreaM2 })
}

// inMetres returns the line on the plane; one of no length as its only point.
func inMetres(line geo.Line, plane geo.Plane) geom.Geometry {
	var flat []float64
	for i, p := range line {
		if i > 0 && p == line[i-1] {
			continue
		}
		x, y := plane.ToMetres(p)
		flat = append(flat, x, y)
	}
	if len(flat) == 2 {
		return geom.NewPointXY(flat[0], flat[1]).AsGeometry()
	}
	return geom.NewLineStringXY(flat...).AsGeometry()
}
