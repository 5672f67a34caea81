package geo

import (
	"math"
	"math/big"
)

// Orient returns the exact sign of the turn a → b → p in the longitude-latitude
// plane: +1 when p lies left of the line from a to b, -1 right, 0 on it.
//
// The plain determinant decides unless rounding could change its sign; then it
// is summed again without rounding. The error bound is ccwerrboundA of
// J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust
// Geometric Predicates", 1997. His arithmetic wants products that do not
// underflow; where they could, rational numbers decide.
func Orient(a, b, p Point) int {
	left := (a.Lng - p.Lng) * (b.Lat - p.Lat)
	right := (a.Lat - p.Lat) * (b.Lng - p.Lng)
	det := left - right
	const epsilon = 1.0 / (1 << 53)
	bound := (3+16*epsilon)*epsilon*(math.Abs(left)+math.Abs(right)) + underflow
	if det > bound {
		return 1
	}
	if -det > bound {
		return -1
	}
	if tiny(a) || tiny(b) || tiny(p) {
		return orientRational(a, b, p)
	}
	return orientExact(a, b, p)
}

// underflow is far more than what a product can lose when it is too small for
// a double's full precision, 2^-1074.
const underflow = 0x1p-1000

// tiny says whether p's products may underflow: the last bit of one of two
// coordinates of at least 2^-460 is worth 2^-1024.
func tiny(p Point) bool {
	is := func(x float64) bool { return x != 0 && math.Abs(x) < 0x1p-460 }
	return is(p.Lng) || is(p.Lat)
}

// orientRational is slow, and right for every finite coordinate. It is reached by
// points within 1e-138 degrees of the equator or the prime meridian, not on it.
func orientRational(a, b, p Point) int {
	minus := func(x, y float64) *big.Rat {
		return new(big.Rat).Sub(new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(y))
	}
	left := minus(a.Lng, p.Lng)
	right := minus(a.Lat, p.Lat)
	left.Mul(left, minus(b.Lat, p.Lat))
	return left.Cmp(right.Mul(right, minus(b.Lng, p.Lng)))
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
