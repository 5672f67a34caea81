package geo

import (
	"slices"
	"strconv"
)

// AppendShape appends the shape as an RFC 7946 geometry: a Polygon, or a
// MultiPolygon of several; null for the nil shape. Outer rings run counter-
// clockwise and holes clockwise, whichever way they are kept. Coordinates have
// the fewest decimals that read back as the same number; they must be finite.
func AppendShape(dst []byte, s Shape) []byte {
	switch len(s) {
	case 0:
		return append(dst, "null"...)
	case 1:
		dst = append(dst, `{"type":"Polygon","coordinates":`...)
		dst = appendPolygon(dst, s[0])
	default:
		dst = append(dst, `{"type":"MultiPolygon","coordinates":`...)
		dst = appendArray(dst, s, appendPolygon)
	}
	return append(dst, '}')
}

// AppendLines appends the lines as a LineString, or a MultiLineString of
// several; null for none.
func AppendLines(dst []byte, lines []Line) []byte {
	switch len(lines) {
	case 0:
		return append(dst, "null"...)
	case 1:
		dst = append(dst, `{"type":"LineString","coordinates":`...)
		dst = appendArray(dst, lines[0], appendPosition)
	default:
		dst = append(dst, `{"type":"MultiLineString","coordinates":`...)
		dst = appendArray(dst, lines, func(dst []byte, l Line) []byte { return appendArray(dst, l, appendPosition) })
	}
	return append(dst, '}')
}

// AppendPoint appends a Point.
func AppendPoint(dst []byte, p Point) []byte {
	dst = append(dst, `{"type":"Point","coordinates":`...)
	return append(appendPosition(dst, p), '}')
}

func appendPolygon(dst []byte, polygon Polygon) []byte {
	dst = append(dst, '[')
	for i, ring := range polygon {
		if i > 0 {
			dst = append(dst, ',')
		}
		if area := ring.FlatArea(); area != 0 && (area > 0) != (i == 0) {
			ring = slices.Clone(ring)
			slices.Reverse(ring)
		}
		dst = appendArray(dst, ring, appendPosition)
	}
	return append(dst, ']')
}

func appendArray[T any](dst []byte, elements []T, one func([]byte, T) []byte) []byte {
	dst = append(dst, '[')
	for i, e := range elements {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = one(dst, e)
	}
	return append(dst, ']')
}

func appendPosition(dst []byte, p Point) []byte {
	dst = append(dst, '[')
	dst = strconv.AppendFloat(dst, p.Lng, 'f', -1, 64)
	dst = append(dst, ',')
	dst = strconv.AppendFloat(dst, p.Lat, 'f', -1, 64)
	return append(dst, ']')
}
