package geo

import "math"

// WGS84 ellipsoid (NIMA TR8350.2): semi-major axis in metres and first
// eccentricity squared.
const (
	wgs84A  = 6378137.0
	wgs84E2 = 6.69437999014e-3
)

// Plane is a flat map around one point: degrees scaled to metres along the
// meridian and the parallel there. Within 10 km of its origin, distances are
// right to better than one part in a thousand below 60° of latitude.
type Plane struct {
	origin     Point
	mLng, mLat float64 // metres a degree
}

// PlaneAt returns the flat map around origin.
func PlaneAt(origin Point) Plane {
	phi := origin.Lat * math.Pi / 180
	w := 1 - wgs84E2*math.Sin(phi)*math.Sin(phi)
	meridian := wgs84A * (1 - wgs84E2) / (w * math.Sqrt(w))
	normal := wgs84A / math.Sqrt(w)
	return Plane{
		origin: origin,
		mLng:   normal * math.Cos(phi) * math.Pi / 180,
		mLat:   meridian * math.Pi / 180,
	}
}

// ToMetres returns p's offset from the origin, east and north, in metres.
func (m Plane) ToMetres(p Point) (x, y float64) {
	return (p.Lng - m.origin.Lng) * m.mLng, (p.Lat - m.origin.Lat) * m.mLat
}

// ToPoint returns the point at x metres east and y metres north of the origin.
func (m Plane) ToPoint(x, y float64) Point {
	return Point{m.origin.Lng + x/m.mLng, m.origin.Lat + y/m.mLat}
}

// Around returns the box that holds every point within metres of the origin.
func (m Plane) Around(metres float64) Box {
	dx, dy := metres/m.mLng, metres/m.mLat
	o := m.origin
	return Box{Min: Point{o.Lng - dx, o.Lat - dy}, Max: Point{o.Lng + dx, o.Lat + dy}}
}

// ToSegment returns the distance in metres from the origin to the segment a-b.
func (m Plane) ToSegment(a, b Point) float64 {
	ax, ay := m.ToMetres(a)
	bx, by := m.ToMetres(b)
	dx, dy := bx-ax, by-ay
	t := 0.0
	if d := dx*dx + dy*dy; d > 0 {
		t = math.Max(0, math.Min(1, -(ax*dx+ay*dy)/d))
	}
	return math.Hypot(ax+t*dx, ay+t*dy)
}

// Distance returns the metres between two points that are near each other (see
// Plane for how near).
func Distance(a, b Point) float64 {
	x, y := PlaneAt(Point{a.Lng, (a.Lat + b.Lat) / 2}).ToMetres(b)
	x0, y0 := PlaneAt(Point{a.Lng, (a.Lat + b.Lat) / 2}).ToMetres(a)
	return math.Hypot(x-x0, y-y0)
}
