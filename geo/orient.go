package geo

import "math"

// Orient returns the exact sign of the turn a → b → p in the longitude-latitude
// plane: +1 when p lies left of the line from a to b, -1 right, 0 on it.
//
// The plain determinant decides unless rounding could change its sign; then it
// is summed again without rounding. The error bound is ccwerrboundA of
// J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust
// Geometric Predicates", 1997. As there, products must not underflow: a coordinate
// other than 0 that is smaller than 1e-140 degrees may count as 0.
func Orient(a, b, p Point) int {
	left := (a.Lng - p.Lng) * (b.Lat - p.Lat)
	right := (a.Lat - p.Lat) * (b.Lng - p.Lng)
	det := left - right
	const epsilon = 1.0 / (1 << 53)
	bound := (3 + 16*epsilon) * epsilon * (math.Abs(left) + math.Abs(right))
	if det > bound {
		return 1
	}
	if -det > bound {
		return -1
	}
	return orientExact(a, b, p)
}

// orientExact sums the six products of the determinant as a floating-point
// expansion (Shewchuk's Grow-Expansion), which loses nothing; the sign of an
// expansion is the sign of its largest, last non-zero component.
func orientExact(a, b, p Point) int {
	var sum [12]float64
	n := 0
	add := func(x float64) {
		for i := range n {
			s := sum[i] + x
			t := s - sum[i]
			sum[i] = (sum[i] - (s - t)) + (x - t)
			x = s
		}
		sum[n] = x
		n++
	}
	product := func(x, y float64) {
		hi := x * y
		add(math.FMA(x, y, -hi))
		add(hi)
	}
	product(a.Lng, b.Lat)
	product(-a.Lng, p.Lat)
	product(-p.Lng, b.Lat)
	product(-a.Lat, b.Lng)
	product(a.Lat, p.Lng)
	product(p.Lat, b.Lng)
	for i := n - 1; i >= 0; i-- {
		switch {
		case sum[i] > 0:
			return 1
		case sum[i] < 0:
			return -1
		}
	}
	return 0
}

// OnSegment says, exactly, whether p lies on the closed segment from a to b.
func OnSegment(p, a, b Point) bool {
	return between(a.Lng, p.Lng, b.Lng) && between(a.Lat, p.Lat, b.Lat) && Orient(a, b, p) == 0
}

// between says whether x lies from a to b, whichever is the larger.
func between(a, x, b float64) bool {
	return (a <= x && x <= b) || (b <= x && x <= a)
}
