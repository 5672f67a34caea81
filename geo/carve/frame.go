package carve

import (
	"cmp"

	"github.com/peterstace/simplefeatures/geom"

	"sizhang/geo"
)

// frame is the point that coordinates are measured from while they are cut. Near
// it, small numbers keep more of their last digits, and the snapping that JTS
// falls back upon moves nothing by more than a few nanometres. Moving there and
// back returns the same number for every corner that was given, since the
// difference of two like numbers is exact.
type frame geo.Point

func frameOf(a, b geo.Shape) frame {
	box := a.Box().Union(b.Box())
	return frame{Lng: (box.Min.Lng + box.Max.Lng) / 2, Lat: (box.Min.Lat + box.Max.Lat) / 2}
}

func (f frame) geometry(s geo.Shape) geom.Geometry {
	polygons := make([][][]float64, len(s))
	for i, polygon := range s {
		for _, ring := range polygon {
			flat := make([]float64, 0, 2*len(ring))
			for _, p := range ring {
				flat = append(flat, p.Lng-f.Lng, p.Lat-f.Lat)
			}
			polygons[i] = append(polygons[i], flat)
		}
	}
	return geom.NewMultiPolygonXY(polygons...).AsGeometry()
}

// shape leaves out the lines and points in which shapes touch.
func (f frame) shape(g geom.Geometry) geo.Shape {
	var s geo.Shape
	for _, piece := range g.Dump() {
		polygon, ok := piece.AsPolygon()
		if !ok || polygon.IsEmpty() {
			continue
		}
		var rings geo.Polygon
		for _, seq := range polygon.Coordinates() {
			ring := make(geo.Ring, seq.Length())
			for i := range ring {
				xy := seq.GetXY(i)
				ring[i] = geo.Point{Lng: xy.X + f.Lng, Lat: xy.Y + f.Lat}
			}
			rings = append(rings, ring)
		}
		s = append(s, rings)
	}
	return s
}

func fromWest(a, b geo.Box) int {
	return cmp.Or(cmp.Compare(a.Min.Lng, b.Min.Lng), cmp.Compare(a.Min.Lat, b.Min.Lat))
}
