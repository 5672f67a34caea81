package cover

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// tiling draws a field of quadrilaterals with shared, jittered corners, some of
// them with a hole that another area fills.
func tiling(t *rapid.T) []geo.Shape {
	west := rapid.Float64Range(-170, 170).Draw(t, "west")
	south := rapid.Float64Range(-80, 80).Draw(t, "south")
	size := rapid.SampledFrom([]float64{0.0002, 0.002, 0.03}).Draw(t, "size")
	across := rapid.IntRange(1, 4).Draw(t, "across")
	jitter := rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "jitter") // none: every border runs along a meridian or parallel
	corners := make([][]geo.Point, across+1)
	for i := range corners {
		for k := range across + 1 {
			dx, dy := 0.0, 0.0
			if i%across != 0 { // the outline stays straight, so that it has no dents
				dx = jitter * rapid.Float64Range(-1, 1).Draw(t, "dx")
			}
			if k%across != 0 {
				dy = jitter * rapid.Float64Range(-1, 1).Draw(t, "dy")
			}
			corners[i] = append(corners[i], geo.Point{Lng: west + size*(float64(i)+dx), Lat: south + size*(float64(k)+dy)})
		}
	}
	var shapes []geo.Shape
	for i := range across {
		for k := range across {
			a, b, c, d := corners[i][k], corners[i+1][k], corners[i+1][k+1], corners[i][k+1]
			polygon := geo.Polygon{{a, b, c, d, a}}
			if rapid.Bool().Draw(t, "hole") {
				at := func(u, v float64) geo.Point {
					lower := geo.Point{Lng: a.Lng + u*(b.Lng-a.Lng), Lat: a.Lat + u*(b.Lat-a.Lat)}
					upper := geo.Point{Lng: d.Lng + u*(c.Lng-d.Lng), Lat: d.Lat + u*(c.Lat-d.Lat)}
					return geo.Point{Lng: lower.Lng + v*(upper.Lng-lower.Lng), Lat: lower.Lat + v*(upper.Lat-lower.Lat)}
				}
				p, q, r, s := at(.3, .3), at(.7, .3), at(.7, .7), at(.3, .7)
				polygon = append(polygon, geo.Ring{p, s, r, q, p})
				shapes = append(shapes, geo.Shape{{{p, q, r, s, p}}})
			}
			for _, ring := range polygon {
				if rapid.Bool().Draw(t, "the other way round") {
					slices.Reverse(ring)
				}
			}
			shapes = append(shapes, geo.Shape{polygon})
		}
	}
	return shapes
}

// tricky draws a point in the shapes' box, on one of their corners or edges, or
// next to one.
func tricky(t *rapid.T, shapes []geo.Shape) geo.Point {
	box := geo.EmptyBox()
	var points []geo.Point
	for _, s := range shapes {
		for ring := range s.Rings {
			for i := 1; i < len(ring); i++ {
				box = box.Extend(ring[i])
				f := rapid.SampledFrom([]float64{0, 0.5}).Draw(t, "along")
				points = append(points, geo.Point{Lng: ring[i-1].Lng + f*(ring[i].Lng-ring[i-1].Lng), Lat: ring[i-1].Lat + f*(ring[i].Lat-ring[i-1].Lat)})
			}
		}
	}
	switch rapid.IntRange(0, 2).Draw(t, "where") {
	case 0:
		return rapid.SampledFrom(points).Draw(t, "on a border")
	case 1:
		p := rapid.SampledFrom(points).Draw(t, "near a border")
		return geo.Point{Lng: math.Nextafter(p.Lng, rapid.SampledFrom([]float64{-200, 200}).Draw(t, "aside")), Lat: p.Lat}
	}
	return geo.Point{
		Lng: rapid.Float64Range(box.Min.Lng, box.Max.Lng).Draw(t, "lng"),
		Lat: rapid.Float64Range(box.Min.Lat, box.Max.Lat).Draw(t, "lat"),
	}
}

// bruteForce is the oracle: every polygon, edge by edge.
func bruteForce(shapes []geo.Shape, p geo.Point) []int {
	var owners []int
	for area, s := range shapes {
		if s.Contains(p) {
			owners = append(owners, area)
		}
	}
	return owners
}

func TestIndexAgreesWithBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shapes := tiling(t)
		res := rapid.IntRange(7, MaxResolution).Draw(t, "res")
		ix, err := Build(shapes, res)
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			p := tricky(t, shapes)
			// A finer cell than the index's must do as well: one serves all layers.
			cell, err := hex.At(p, rapid.IntRange(res, hex.MaxResolution).Draw(t, "cell res"))
			if err != nil {
				t.Fatal(err)
			}
			want := bruteForce(shapes, p)
			if got := ix.Owners(nil, cell, p); !slices.Equal(got, want) {
				t.Fatalf("at %v: owners %v, the polygons say %v", p, got, want)
			}
			first, ok := ix.Owner(cell, p)
			if ok != (len(want) > 0) || (ok && first != want[0]) {
				t.Fatalf("at %v: owner %v %v, the polygons say %v", p, first, ok, want)
			}
		}
	})
}

// Areas that overlap and stack, as buildings of a careless survey do.
func TestIndexListsEveryOwner(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	var shapes []geo.Shape
	for range 60 {
		w, s := 116.4+r.Float64()*0.002, 39.9+r.Float64()*0.002
		e, n := w+0.0001+r.Float64()*0.001, s+0.0001+r.Float64()*0.001
		shapes = append(shapes, geo.Shape{{{{Lng: w, Lat: s}, {Lng: e, Lat: s}, {Lng: e, Lat: n}, {Lng: w, Lat: n}, {Lng: w, Lat: s}}}})
	}
	ix, err := Build(shapes, 12)
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for range 5000 {
		p := geo.Point{Lng: 116.3995 + r.Float64()*0.004, Lat: 39.8995 + r.Float64()*0.004}
		cell, _ := hex.At(p, 12)
		want := bruteForce(shapes, p)
		if got := ix.Owners(nil, cell, p); !slices.Equal(got, want) {
			t.Fatalf("at %v: owners %v, the polygons say %v", p, got, want)
		}
		most = max(most, len(want))
	}
	if most < 5 {
		t.Errorf("the test stacked only %d areas", most)
	}
}

func TestBuildRefusesWhatItCannotCover(t *testing.T) {
	ok := geo.Shape{{{{Lng: 1, Lat: 1}, {Lng: 2, Lat: 1}, {Lng: 2, Lat: 2}, {Lng: 1, Lat: 1}}}}
	polar := geo.Shape{{{{Lng: 1, Lat: 86}, {Lng: 2, Lat: 86}, {Lng: 2, Lat: 87}, {Lng: 1, Lat: 86}}}}
	edge := geo.Shape{{{{Lng: 179, Lat: 1}, {Lng: 180, Lat: 1}, {Lng: 180, Lat: 2}, {Lng: 179, Lat: 1}}}}
	nan := geo.Shape{{{{Lng: math.NaN(), Lat: 1}, {Lng: 2, Lat: 1}, {Lng: 2, Lat: 2}, {Lng: math.NaN(), Lat: 1}}}}
	for _, c := range []struct {
		name  string
		shape geo.Shape
		res   int
		fails bool
	}{{"good", ok, 9, false}, {"too fine", ok, 14, true}, {"too coarse", ok, 4, true}, {"polar", polar, 9, true}, {"at the antimeridian", edge, 9, true}, {"not a number", nan, 9, true}} {
		if _, err := Build([]geo.Shape{c.shape}, c.res); (err != nil) != c.fails {
			t.Errorf("%s: error %v", c.name, err)
		}
	}
}

func TestAnIndexOfNothingAnswersNobody(t *testing.T) {
	for _, shapes := range [][]geo.Shape{nil, {nil, nil}} {
		ix, err := Build(shapes, 10)
		if err != nil {
			t.Fatal(err)
		}
		p := geo.Point{Lng: 116, Lat: 39}
		cell, _ := hex.At(p, 10)
		if area, ok := ix.Owner(cell, p); ok {
			t.Errorf("area %d owns a point in an empty index", area)
		}
		if near := ix.Near(p, 100); len(near) != 0 {
			t.Errorf("areas %v are near in an empty index", near)
		}
	}
}

func TestLookupsAllocateNothing(t *testing.T) {
	var shapes []geo.Shape
	for i := range 10 {
		w := 116 + 0.001*float64(i)
		shapes = append(shapes, geo.Shape{{{{Lng: w, Lat: 39}, {Lng: w + .001, Lat: 39}, {Lng: w + .001, Lat: 39.01}, {Lng: w, Lat: 39.01}, {Lng: w, Lat: 39}}}})
	}
	ix, err := Build(shapes, 11)
	if err != nil {
		t.Fatal(err)
	}
	onBorder := geo.Point{Lng: 116.005, Lat: 39.005}
	cell, _ := hex.At(onBorder, 11)
	room := make([]int, 0, 8)
	if n := testing.AllocsPerRun(100, func() { ix.Owner(cell, onBorder); room = ix.Owners(room[:0], cell, onBorder) }); n != 0 {
		t.Errorf("a lookup allocates %v times", n)
	}
	if len(room) != 2 {
		t.Errorf("owners of a point on a shared border: %v, want two", room)
	}
}
