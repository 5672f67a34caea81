package geo

import "math"

// The Krasovsky 1940 ellipsoid, which GCJ-02 measures its shift on: semi-major
// axis in metres and first eccentricity squared. The formulas of this file are
// those of the implementation that became public in 2010; no official text
// exists.
const (
	krasovskyA  = 6378245.0
	krasovskyEE = 0.00669342162296594323
)

var gcjBox = Box{Min: Point{72.004, 0.8293}, Max: Point{137.8347, 55.8271}}

func wgsToGCJ(p Point) Point {
	if !gcjBox.Contains(p) {
		return p
	}
	return plus(p, gcjShift(p))
}

func gcjToWGS(p Point) Point {
	if !gcjBox.Contains(p) {
		return p
	}
	// Inside the search the shift has no border, or a guess beyond it would
	// jump back and forth and never settle.
	return solve(p, func(guess Point) Point { return plus(guess, gcjShift(guess)) })
}

// gcjShift is what GCJ-02 adds to a position, in degrees.
func gcjShift(p Point) Point {
	x, y := p.Lng-105, p.Lat-35
	wave := func(v, amplitude, period float64) float64 {
		return amplitude * math.Sin(v*math.Pi/period) * 2 / 3
	}
	both := wave(x, 20, 1.0/6) + wave(x, 20, 0.5)
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + both +
		wave(y, 20, 1) + wave(y, 40, 3) + wave(y, 160, 12) + wave(y, 320, 30)
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + both +
		wave(x, 20, 1) + wave(x, 40, 3) + wave(x, 150, 12) + wave(x, 300, 30)

	phi := p.Lat * math.Pi / 180
	w := 1 - krasovskyEE*math.Sin(phi)*math.Sin(phi)
	meridian := krasovskyA * (1 - krasovskyEE) / (w * math.Sqrt(w))
	parallel := krasovskyA / math.Sqrt(w) * math.Cos(phi)
	return Point{Lng: east / parallel * 180 / math.Pi, Lat: north / meridian * 180 / math.Pi}
}

// bdFactor turns degrees into the angle of BD-09's ripple.
const bdFactor = math.Pi * 3000 / 180

// gcjToBD turns and stretches the position about 0° N 0° E by a ripple, then
// moves it by a constant.
func gcjToBD(p Point) Point {
	radius := math.Hypot(p.Lng, p.Lat) + 0.00002*math.Sin(p.Lat*bdFactor)
	angle := math.Atan2(p.Lat, p.Lng) + 0.000003*math.Cos(p.Lng*bdFactor)
	return Point{Lng: radius*math.Cos(angle) + 0.0065, Lat: radius*math.Sin(angle) + 0.006}
}

func bdToGCJ(p Point) Point { return solve(p, gcjToBD) }

// solve returns the position that forward moves to want. Forward moves nearby
// positions nearly alike, so taking off what a guess misses by leaves a few
// hundredths of the miss at most, each time.
func solve(want Point, forward func(Point) Point) Point {
	const (
		enough = 1e-12 // degrees, a tenth of a micrometre
		rounds = 30
	)
	guess := want
	for range rounds {
		got := forward(guess)
		dLng, dLat := want.Lng-got.Lng, want.Lat-got.Lat
		guess.Lng += dLng
		guess.Lat += dLat
		if math.Abs(dLng) < enough && math.Abs(dLat) < enough {
			break
		}
	}
	return guess
}

func plus(a, b Point) Point { return Point{a.Lng + b.Lng, a.Lat + b.Lat} }
