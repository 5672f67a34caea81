package mend

import "sizhang/geo"

// Order says whether positions look as if latitude had been written first.
type Order int

const (
	// AsGiven: nothing speaks for a swap.
	AsGiven Order = iota
	// Suspected: as given the positions lie outside the extent, swapped they
	// lie within it. The file may as well be of another city, so it is for
	// people to say.
	Suspected
	// Swapped for certain: as given some are no positions on the globe, swapped
	// all are.
	Swapped
)

// WhichOrder returns how sure it is that a file's positions were written latitude
// first, from the box around all of them as given, and the extent that they
// should lie in, in degrees of the same datum; an empty extent says nothing.
// In China east of 90° E it is always certain.
func WhichOrder(given, extent geo.Box) Order {
	swapped := SwapBox(given)
	switch {
	case given.Empty() || !swapped.Min.Valid() || !swapped.Max.Valid():
		return AsGiven
	case !given.Min.Valid() || !given.Max.Valid():
		return Swapped
	case extent.Empty() || given.Overlaps(extent):
		return AsGiven
	case extent.Contains(swapped.Min) && extent.Contains(swapped.Max):
		return Suspected
	}
	return AsGiven
}

// SwapBox returns the box with longitude and latitude exchanged.
func SwapBox(b geo.Box) geo.Box { return geo.Box{Min: swapPoint(b.Min), Max: swapPoint(b.Max)} }

// SwapShape returns the shape with longitude and latitude exchanged.
func SwapShape(s geo.Shape) geo.Shape {
	out := make(geo.Shape, len(s))
	for i, polygon := range s {
		out[i] = make(geo.Polygon, len(polygon))
		for j, ring := range polygon {
			out[i][j] = geo.Ring(SwapLine(geo.Line(ring)))
		}
	}
	return out
}

// SwapLine returns the line with longitude and latitude exchanged.
func SwapLine(l geo.Line) geo.Line {
	out := make(geo.Line, len(l))
	for i, p := range l {
		out[i] = swapPoint(p)
	}
	return out
}

func swapPoint(p geo.Point) geo.Point { return geo.Point{Lng: p.Lat, Lat: p.Lng} }
