package geo_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
)

// rectangle runs counter-clockwise from its south-west corner.
func rectangle(west, south, east, north float64) geo.Ring {
	return geo.Ring{{Lng: west, Lat: south}, {Lng: east, Lat: south}, {Lng: east, Lat: north}, {Lng: west, Lat: north}, {Lng: west, Lat: south}}
}

func turned(r geo.Ring) geo.Ring {
	back := make(geo.Ring, len(r))
	for i, p := range r {
		back[len(r)-1-i] = p
	}
	return back
}

func TestOverlapOfKnownShapes(t *testing.T) {
	block := geo.Shape{{rectangle(116, 39, 116.02, 39.02)}}
	half := geo.Shape{{rectangle(116.01, 38.9, 116.2, 39.1)}}
	quarter := geo.Shape{{rectangle(116.01, 39, 116.02, 39.02)}}
	courtyard := geo.Shape{{rectangle(116, 39, 116.02, 39.02), turned(rectangle(116.005, 39.005, 116.015, 39.015))}}
	yard := geo.Shape{{rectangle(116.005, 39.005, 116.015, 39.015)}}
	clockwise := geo.Shape{{turned(rectangle(116, 39, 116.02, 39.02))}}
	beside := geo.Shape{{rectangle(116.02, 39, 116.04, 39.02)}}
	away := geo.Shape{{rectangle(117, 39, 117.02, 39.02)}}
	two := geo.Shape{yard[0], beside[0]}
	tests := []struct {
		name string
		a, b geo.Shape
		want float64
	}{
		{"itself", block, block, block.AreaM2()},
		{"its eastern half", block, half, quarter.AreaM2()},
		{"a hole is not shared", courtyard, block, block.AreaM2() - yard.AreaM2()},
		{"inside the hole", courtyard, yard, 0},
		{"either way round", clockwise, half, quarter.AreaM2()},
		{"touching", block, beside, 0},
		{"apart", block, away, 0},
		{"two polygons", two, geo.Shape{{rectangle(115, 38, 118, 40)}}, two.AreaM2()},
		{"nothing", nil, block, 0},
	}
	for _, test := range tests {
		for _, pair := range [][2]geo.Shape{{test.a, test.b}, {test.b, test.a}} {
			got, middle := geo.Overlap(pair[0], pair[1])
			if math.Abs(got-test.want) > 1e-3 {
				t.Errorf("%s: %f m², want %f", test.name, got, test.want)
			}
			if test.want > 0 && !pair[0].Box().Contains(middle) {
				t.Errorf("%s: middle %v lies outside", test.name, middle)
			}
		}
	}
	if _, middle := geo.Overlap(block, half); math.Abs(middle.Lng-116.015) > 1e-9 || math.Abs(middle.Lat-39.01) > 1e-5 {
		t.Errorf("middle %v", middle)
	}
}

// A corner of one unit often lies along an edge of its neighbour; degrees, not
// metres, say what is straight, so this must not pass for an overlap.
func TestOverlapMakesNoSliverOfACornerOnAnEdge(t *testing.T) {
	south := geo.Shape{{{{Lng: 116, Lat: 39}, {Lng: 116.5, Lat: 38.5}, {Lng: 116.5, Lat: 39.5}, {Lng: 116, Lat: 39}}}}
	north := geo.Shape{{{{Lng: 116, Lat: 39}, {Lng: 116.25, Lat: 39.25}, {Lng: 116.5, Lat: 39.5}, {Lng: 116, Lat: 40}, {Lng: 116, Lat: 39}}}}
	if m2, _ := geo.Overlap(south, north); m2 > 1e-3 {
		t.Errorf("%f m²", m2)
	}
}

// star is a simple polygon around a centre: at each of n directions a radius.
func star(t *rapid.T, name string) geo.Shape {
	n := rapid.IntRange(3, 24).Draw(t, name+" corners")
	lng := rapid.Float64Range(-0.02, 0.02).Draw(t, name+" lng") + 116.4
	lat := rapid.Float64Range(-0.02, 0.02).Draw(t, name+" lat") + 39.9
	var ring geo.Ring
	for i := range n {
		r := rapid.Float64Range(0.001, 0.03).Draw(t, name+" radius")
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		ring = append(ring, geo.Point{Lng: lng + r*cos, Lat: lat + r*sin})
	}
	return geo.Shape{{append(ring, ring[0])}}
}

// finely splits every edge: SignedAreaM2 bends edges a little on its equal-area
// map, the less the shorter they are.
func finely(r geo.Ring) geo.Ring {
	if len(r) == 0 {
		return nil
	}
	const parts = 256
	fine := geo.Ring{r[0]}
	for i := 1; i < len(r); i++ {
		for k := 1; k <= parts; k++ {
			t := float64(k) / parts
			fine = append(fine, geo.Point{Lng: r[i-1].Lng + t*(r[i].Lng-r[i-1].Lng), Lat: r[i-1].Lat + t*(r[i].Lat-r[i-1].Lat)})
		}
	}
	return fine
}

// Clipping by a convex ring is another way to the same area.
func TestOverlapAgreesWithClipping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := star(t, "a")
		west := rapid.Float64Range(116.37, 116.43).Draw(t, "west")
		south := rapid.Float64Range(39.87, 39.93).Draw(t, "south")
		// A triangle whose sides are no parallels, so that edges cross aslant.
		convex := geo.Ring{{Lng: west, Lat: south}, {Lng: west + 0.03, Lat: south + 0.01}, {Lng: west + 0.005, Lat: south + 0.025}, {Lng: west, Lat: south}}
		got, _ := geo.Overlap(a, geo.Shape{{convex}})
		want := finely(geo.ClipToConvex(a[0][0], convex)).SignedAreaM2()
		if math.Abs(got-want) > 0.01+1e-7*want {
			t.Fatalf("%f m², clipped %f", got, want)
		}
	})
}

func TestOverlapIsSymmetricAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := star(t, "a"), star(t, "b")
		ab, _ := geo.Overlap(a, b)
		ba, _ := geo.Overlap(b, a)
		if math.Abs(ab-ba) > 1e-3 {
			t.Fatalf("%f one way, %f the other", ab, ba)
		}
		wholeA, _ := geo.Overlap(a, a)
		wholeB, _ := geo.Overlap(b, b)
		if ab > math.Min(wholeA, wholeB)+1e-3 {
			t.Fatalf("%f m² shared, of %f and %f", ab, wholeA, wholeB)
		}
		if area := finely(a[0][0]).SignedAreaM2(); math.Abs(wholeA-area) > 0.01+1e-7*area {
			t.Fatalf("shares %f m² with itself, of %f", wholeA, area)
		}
	})
}
