package geo

import (
	"fmt"
	"strings"
)

// Datum is the coordinate system that a position was given in.
//
// GCJ-02 moves what lies within 72.004–137.8347° E and 0.8293–55.8271° N by 100
// to 700 m and leaves the rest of the globe alone; that is the box which the
// published implementations have. It also covers parts of China's neighbours,
// from Mongolia to Vietnam, where Chinese maps do shift, but others do not: a
// position there is moved only because it was declared to be GCJ-02 or BD-09.
// BD-09 is GCJ-02 moved once more, by about 1 km, everywhere: abroad it is WGS84
// with that second move alone.
type Datum string

const (
	// WGS84 is what phones' satellite receivers give; CGCS2000 differs from it
	// by centimetres.
	WGS84 Datum = "wgs84"
	// GCJ02 火星坐标系: Amap, Tencent and WeChat.
	GCJ02 Datum = "gcj02"
	// BD09: Baidu.
	BD09 Datum = "bd09"
)

// ParseDatum reads a datum's name. Case does not matter, and a hyphen may stand
// before the digits, since people write GCJ-02 and BD-09; nothing else is
// taken. What is stored and shown is always the constant.
func ParseDatum(name string) (Datum, bool) {
	switch strings.ToLower(name) {
	case "wgs84", "wgs-84":
		return WGS84, true
	case "gcj02", "gcj-02":
		return GCJ02, true
	case "bd09", "bd-09":
		return BD09, true
	}
	return "", false
}

// ToWGS84 turns a position given in d into WGS84. It undoes FromWGS84 to better
// than a millimetre, wherever that left the position in the box it was in.
//
// Whether GCJ-02's shift applies is decided by p as given. So the two part ways
// in the strip, at most 1 km wide, along the border of the box of Datum: a
// position within that FromWGS84 moved out comes back as it is, still moved.
// The strip touches China nowhere.
func (d Datum) ToWGS84(p Point) Point {
	switch d {
	case WGS84:
		return p
	case GCJ02:
		return gcjToWGS(p)
	case BD09:
		return gcjToWGS(bdToGCJ(p))
	}
	panic(fmt.Sprintf("datum %q was not parsed", string(d)))
}

// FromWGS84 turns a WGS84 position into one of d.
func (d Datum) FromWGS84(p Point) Point {
	switch d {
	case WGS84:
		return p
	case GCJ02:
		return wgsToGCJ(p)
	case BD09:
		return gcjToBD(wgsToGCJ(p))
	}
	panic(fmt.Sprintf("datum %q was not parsed", string(d)))
}

// ShapeToWGS84 turns every vertex of a shape given in d into WGS84. An edge
// stays straight between its moved ends, though the shift bends the ground
// under it: by less than 0.2 m where the edge is 1 km long, growing with its
// square.
func (d Datum) ShapeToWGS84(s Shape) Shape {
	if d == WGS84 {
		return s
	}
	moved := make(Shape, len(s))
	for i, polygon := range s {
		moved[i] = make(Polygon, len(polygon))
		for j, ring := range polygon {
			moved[i][j] = Ring(d.LineToWGS84(Line(ring)))
		}
	}
	return moved
}

// LineToWGS84 turns every point of a line given in d into WGS84.
func (d Datum) LineToWGS84(l Line) Line {
	moved := make(Line, len(l))
	for i, p := range l {
		moved[i] = d.ToWGS84(p)
	}
	return moved
}
