package mend

import (
	"github.com/peterstace/simplefeatures/geom"

	"sizhang/geo"
)

// valid is a second opinion that shares no code with the rest of the package:
// simplefeatures' own check of OGC validity.
func valid(s geo.Shape) bool {
	return toGeom(s).Validate() == nil
}

func toGeom(s geo.Shape) geom.MultiPolygon {
	polygons := make([][][]float64, len(s))
	for i, polygon := range s {
		for _, ring := range polygon {
			flat := make([]float64, 0, 2*len(ring))
			for _, p := range ring {
				flat = append(flat, p.Lng, p.Lat)
			}
			polygons[i] = append(polygons[i], flat)
		}
	}
	return geom.NewMultiPolygonXY(polygons...)
}

func fromGeom(g geom.Geometry, point func(x, y float64) geo.Point) geo.Shape {
	var s geo.Shape
	for _, piece := range g.Dump() {
		polygon, ok := piece.AsPolygon()
		if !ok {
			continue
		}
		var rings geo.Polygon
		for _, seq := range polygon.Coordinates() {
			ring := make(geo.Ring, seq.Length())
			for i := range ring {
				xy := seq.GetXY(i)
				ring[i] = point(xy.X, xy.Y)
			}
			rings = append(rings, ring)
		}
		if len(rings) > 0 {
			s = append(s, rings)
		}
	}
	return s
}
