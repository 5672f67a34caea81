package geo

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// exactTurn is the sign of the determinant in rational arithmetic.
func exactTurn(a, b, p Point) int {
	r := func(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }
	sub := func(x, y float64) *big.Rat { return new(big.Rat).Sub(r(x), r(y)) }
	left := new(big.Rat).Mul(sub(a.Lng, p.Lng), sub(b.Lat, p.Lat))
	right := new(big.Rat).Mul(sub(a.Lat, p.Lat), sub(b.Lng, p.Lng))
	return left.Cmp(right)
}

func nudged(t *rapid.T, x float64) float64 {
	for range rapid.IntRange(0, 3).Draw(t, "ulps") {
		x = math.Nextafter(x, rapid.SampledFrom([]float64{-1e9, 1e9}).Draw(t, "toward"))
	}
	return x
}

// Points on a line, or within a few units in the last place of it, are where
// plain arithmetic gets the sign wrong.
func TestOrientIsExactNearTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		degree := rapid.Custom(func(t *rapid.T) float64 {
			if rapid.IntRange(0, 9).Draw(t, "next to nothing") == 0 {
				return rapid.SampledFrom([]float64{0, 5e-324, -5e-324, 1e-310, 1e-305, -1e-160, 1e-139, 1e-137, 1e-9}).Draw(t, "tiny")
			}
			return rapid.Float64Range(-180, 180).Draw(t, "degrees")
		})
		a := Point{degree.Draw(t, "a.lng"), degree.Draw(t, "a.lat")}
		b := Point{degree.Draw(t, "b.lng"), degree.Draw(t, "b.lat")}
		f := rapid.Float64Range(-1, 2).Draw(t, "along")
		p := Point{nudged(t, a.Lng+f*(b.Lng-a.Lng)), nudged(t, a.Lat+f*(b.Lat-a.Lat))}
		if got, want := Orient(a, b, p), exactTurn(a, b, p); got != want {
			t.Fatalf("Orient(%v, %v, %v) = %d, exactly %d", a, b, p, got, want)
		}
	})
}

func TestOnSegmentHoldsItsEndsAndMiddleOnly(t *testing.T) {
	a, b := Point{116, 39}, Point{117, 40}
	for _, c := range []struct {
		p    Point
		want bool
	}{
		{a, true}, {b, true}, {Point{116.5, 39.5}, true},
		{Point{116.5, math.Nextafter(39.5, 0)}, false},
		{Point{117.5, 40.5}, false}, // on the line, beyond the end
		{Point{115.5, 38.5}, false},
	} {
		if got := OnSegment(c.p, a, b); got != c.want {
			t.Errorf("OnSegment(%v) = %v, want %v", c.p, got, c.want)
		}
	}
}

func TestOrientDoesNotAllocate(t *testing.T) {
	a, b, on := Point{116.1, 39.3}, Point{116.7, 39.9}, Point{116.4, 39.6}
	if n := testing.AllocsPerRun(100, func() { Orient(a, b, on) }); n != 0 {
		t.Errorf("Orient allocates %v times", n)
	}
}
