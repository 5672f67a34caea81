// Package geo holds what the rest of the project says about the ground: points,
// datums, shapes, distances and areas. It knows nothing of heads or issues.
//
// Every Point in this module is WGS84 longitude and latitude in degrees unless
// a name says otherwise; a position in another datum becomes a Point only
// through Datum.ToWGS84.
package geo

import "math"

// Point is a position in degrees, longitude first, WGS84.
type Point struct {
	Lng, Lat float64
}

// Valid says whether p is a finite position on the globe.
func (p Point) Valid() bool {
	return math.Abs(p.Lng) <= 180 && math.Abs(p.Lat) <= 90 // false for NaN, too
}

// Box is an axis-aligned rectangle in degrees, borders included. It never
// crosses the antimeridian. The zero Box is the single point 0, 0; start an
// accumulation from EmptyBox.
type Box struct {
	Min, Max Point
}

// EmptyBox holds no point; extending it by a point makes it that point.
func EmptyBox() Box {
	inf := math.Inf(1)
	return Box{Min: Point{inf, inf}, Max: Point{-inf, -inf}}
}

// Extend returns the smallest box that holds b and p.
func (b Box) Extend(p Point) Box {
	return Box{
		Min: Point{math.Min(b.Min.Lng, p.Lng), math.Min(b.Min.Lat, p.Lat)},
		Max: Point{math.Max(b.Max.Lng, p.Lng), math.Max(b.Max.Lat, p.Lat)},
	}
}

// Union returns the smallest box that holds both.
func (b Box) Union(o Box) Box {
	return b.Extend(o.Min).Extend(o.Max)
}

// Contains says whether p lies in b or on its border.
func (b Box) Contains(p Point) bool {
	return b.Min.Lng <= p.Lng && p.Lng <= b.Max.Lng && b.Min.Lat <= p.Lat && p.Lat <= b.Max.Lat
}

// Overlaps says whether the two boxes share a point.
func (b Box) Overlaps(o Box) bool {
	return b.Min.Lng <= o.Max.Lng && o.Min.Lng <= b.Max.Lng && b.Min.Lat <= o.Max.Lat && o.Min.Lat <= b.Max.Lat
}

// Empty says whether b holds no point.
func (b Box) Empty() bool {
	return !(b.Min.Lng <= b.Max.Lng && b.Min.Lat <= b.Max.Lat)
}
