package geo

import "math"

// EarthRadius is the radius in metres of the sphere with the area of the WGS84
// ellipsoid, the one that H3 measures its cells on.
const EarthRadius = 6371007.180918475

// AreaM2 returns the true area of the shape in square metres, holes taken out,
// on the sphere of EarthRadius. It sums trapezoids in Lambert's cylindrical
// equal-area projection (x = longitude, y = sine of latitude).
func (s Shape) AreaM2() float64 {
	total := 0.0
	for _, polygon := range s {
		for i, ring := range polygon {
			area := math.Abs(ring.SignedAreaM2())
			if i > 0 {
				area = -area
			}
			total += area
		}
	}
	return total
}

// SignedAreaM2 is the true area inside the ring in square metres, negative where
// the ring runs clockwise.
func (r Ring) SignedAreaM2() float64 {
	const rad = math.Pi / 180
	sum := 0.0
	if len(r) == 0 {
		return 0
	}
	x0 := r[0].Lng
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		sum += ((a.Lng - x0) + (b.Lng - x0)) * rad / 2 * (math.Sin(b.Lat*rad) - math.Sin(a.Lat*rad))
	}
	return sum * EarthRadius * EarthRadius
}
