package geo

import "math"

// EarthRadius is the radius in metres of the sphere with the area of the WGS84
// ellipsoid, the one that H3 measures its cells on.
const EarthRadius = 6371007.180918475

// AreaM2 returns the true area of the shape in square metres, holes taken out,
// on the sphere of EarthRadius.
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
//
// It is the integral of λ·cos φ dφ along the ring, in closed form for edges that
// are straight in longitude λ and latitude φ. So parts of a ring add up to the
// whole, wherever it is cut.
func (r Ring) SignedAreaM2() float64 {
	if len(r) == 0 {
		return 0
	}
	const rad = math.Pi / 180
	sum, x0 := 0.0, r[0].Lng // small longitudes keep their last digits
	for i := 1; i < len(r); i++ {
		a, b := r[i-1], r[i]
		middleX := ((a.Lng - x0) + (b.Lng - x0)) / 2 * rad
		sinY, cosY := math.Sincos((a.Lat + b.Lat) / 2 * rad)
		h := (b.Lat - a.Lat) / 2 * rad
		sum += 2*middleX*cosY*math.Sin(h) + (b.Lng-a.Lng)*rad*sinY*bend(h)
	}
	return sum * EarthRadius * EarthRadius
}

// bend is cos h − sin h / h, by its series where the difference would drown.
func bend(h float64) float64 {
	if math.Abs(h) < 1e-2 {
		return h * h * (-1.0/3 + h*h/30)
	}
	return math.Cos(h) - math.Sin(h)/h
}

// FlatArea is the area inside the ring in square degrees of the longitude-
// latitude plane; negative where it runs clockwise. It takes no sines: it is
// for telling which way a ring runs.
func (r Ring) FlatArea() float64 {
	sum := 0.0
	for i := 1; i < len(r); i++ {
		ax, ay := r[i-1].Lng-r[0].Lng, r[i-1].Lat-r[0].Lat
		bx, by := r[i].Lng-r[0].Lng, r[i].Lat-r[0].Lat
		sum += ax*by - bx*ay
	}
	return sum / 2
}
