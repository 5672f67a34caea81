package app

import (
	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

type unitBody struct {
	Edition      string       `json:"edition"`
	Code         string       `json:"code"`
	Level        string       `json:"level"`
	NameZH       string       `json:"name_zh"`
	NameEN       string       `json:"name_en,omitempty"`
	Parent       string       `json:"parent,omitempty"`
	GridCode     string       `json:"grid_code,omitempty"`
	Shape        coordinates  `json:"shape,omitempty"`
	Declared     declaredBody `json:"declared,omitzero"`
	Predecessors []string     `json:"predecessors,omitempty"`
	Ended        bool         `json:"ended,omitempty"`
	Generated    bool         `json:"generated,omitempty"`
}

// declaredBody keeps the ground as it was given. Shape is left out where it is
// the unit's own: WGS84, and nothing to repair.
type declaredBody struct {
	CRS    string         `json:"crs,omitempty"`
	Shape  coordinates    `json:"shape,omitempty"`
	Lines  [][][2]float64 `json:"lines,omitempty"`
	WidthM float64        `json:"width_m,omitempty"`
}

// coordinates are a GeoJSON MultiPolygon's.
type coordinates [][][][2]float64

func unitBodyOf(u territory.Unit, edition string) unitBody {
	b := unitBody{
		Edition: edition, Code: u.Code, Level: u.Level, NameZH: u.Names.ZH, NameEN: u.Names.EN,
		Parent: u.Parent, GridCode: u.GridCode, Shape: coordinatesOf(u.Shape), Generated: u.Generated,
		Predecessors: u.Predecessors, Ended: u.Ended,
		Declared: declaredBody{CRS: string(u.Declared.Datum), WidthM: u.Declared.WidthM},
	}
	if u.Declared.Datum != geo.WGS84 || !u.Declared.Shape.Equal(u.Shape) {
		b.Declared.Shape = coordinatesOf(u.Declared.Shape)
	}
	for _, l := range u.Declared.Lines {
		b.Declared.Lines = append(b.Declared.Lines, pairs(l))
	}
	return b
}

func (b unitBody) unit() territory.Unit {
	u := territory.Unit{
		Code: b.Code, Level: b.Level, Names: city.Names{ZH: b.NameZH, EN: b.NameEN}, Parent: b.Parent,
		GridCode: b.GridCode, Shape: b.Shape.shape(), Generated: b.Generated,
		Predecessors: b.Predecessors, Ended: b.Ended,
		Declared: territory.Declared{Datum: geo.Datum(b.Declared.CRS), Shape: b.Declared.Shape.shape(), WidthM: b.Declared.WidthM},
	}
	for _, l := range b.Declared.Lines {
		u.Declared.Lines = append(u.Declared.Lines, points(l))
	}
	if u.Declared.Datum == geo.WGS84 && u.Declared.Shape == nil && u.Declared.Lines == nil {
		u.Declared.Shape = u.Shape
	}
	return u
}

func (b unitBody) key() any { return b.Code }

func (b unitBody) record() (territory.Unit, error) { return b.unit(), nil }

func coordinatesOf(s geo.Shape) coordinates {
	if len(s) == 0 {
		return nil
	}
	c := make(coordinates, len(s))
	for i, polygon := range s {
		c[i] = make([][][2]float64, len(polygon))
		for k, ring := range polygon {
			c[i][k] = pairs(ring)
		}
	}
	return c
}

func pairs[P ~[]geo.Point](points P) [][2]float64 {
	out := make([][2]float64, len(points))
	for i, p := range points {
		out[i] = [2]float64{p.Lng, p.Lat}
	}
	return out
}

func points(pairs [][2]float64) []geo.Point {
	out := make([]geo.Point, len(pairs))
	for i, p := range pairs {
		out[i] = geo.Point{Lng: p[0], Lat: p[1]}
	}
	return out
}

func (c coordinates) shape() geo.Shape {
	if len(c) == 0 {
		return nil
	}
	s := make(geo.Shape, len(c))
	for i, polygon := range c {
		s[i] = make(geo.Polygon, len(polygon))
		for k, ring := range polygon {
			s[i][k] = points(ring)
		}
	}
	return s
}
