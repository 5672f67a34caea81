package cover

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// BenchmarkLookup compares a lookup in Beijing's 343 subdistricts with what no
// lookup by cell can do without: finding the cell and one probe of a map. Both
// run in turn over the same points; the metric "ratio" is the lookup's time over
// the other's.
func BenchmarkLookup(b *testing.B) {
	l := realLayer(b, "beijing/subdistricts.geojson.gz", "code")
	ix, err := Build(l.shapes, 11)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, where := range []struct {
		name string
		draw func() geo.Point
	}{
		{"anywhere", func() geo.Point { return l.anywhere(r) }},
		{"within 30 m of a border", func() geo.Point { return l.byBorder(r, ix, 30) }},
	} {
		points := make([]geo.Point, 1<<16)
		byCell := make(map[hex.Cell]int32, len(points))
		for i := range points {
			points[i] = where.draw()
			cell, _ := hex.At(points[i], 11)
			byCell[cell] = int32(i)
		}
		b.Run(where.name, func(b *testing.B) {
			b.ReportAllocs()
			var lookup, probe time.Duration
			sum := 0
			for b.Loop() {
				i := r.IntN(len(points) - 256)
				start := time.Now()
				for _, p := range points[i : i+256] {
					cell, _ := hex.At(p, 11)
					area, _ := ix.Owner(cell, p)
					sum += area
				}
				middle := time.Now()
				for _, p := range points[i : i+256] {
					cell, _ := hex.At(p, 11)
					sum += int(byCell[cell])
				}
				lookup += middle.Sub(start)
				probe += time.Since(middle)
			}
			b.ReportMetric(float64(lookup.Nanoseconds())/float64(256*b.N), "ns/lookup")
			b.ReportMetric(float64(lookup)/float64(probe), "ratio")
			runtime.KeepAlive(sum)
		})
	}
}

// BenchmarkBuildBeijing builds the index of Beijing's subdistricts.
func BenchmarkBuildBeijing(b *testing.B) {
	l := realLayer(b, "beijing/subdistricts.geojson.gz", "code")
	var ix *Index
	for b.Loop() {
		var err error
		if ix, err = Build(l.shapes, 11); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(ix.Stats().Bytes)/1e6, "MB")
	b.ReportMetric(float64(ix.Stats().Borders), "border-cells")
}

// BenchmarkGrowth shows how the cost of an index grows: with the number of
// polygons at the same border for each, and with the border's length at the same
// number of polygons.
func BenchmarkGrowth(b *testing.B) {
	for _, c := range []struct {
		name            string
		across, perSide int
		wiggle          float64
	}{
		{"5,000 polygons", 71, 25, 0.1},
		{"20,000 polygons", 141, 25, 0.1},
		{"80,000 polygons", 283, 25, 0.1},
		{"20,000 polygons with straight borders", 141, 1, 0},
		{"20,000 polygons with borders twice as long", 141, 50, 0.35},
	} {
		b.Run(c.name, func(b *testing.B) {
			shapes := wigglyField(c.across, c.perSide, c.wiggle)
			var ix *Index
			var peak uint64
			for b.Loop() {
				var err error
				if ix, err = Build(shapes, 9); err != nil {
					b.Fatal(err)
				}
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.Sys)
			}
			r := rand.New(rand.NewPCG(3, 4))
			start, sum := time.Now(), 0
			for range 100_000 {
				p := geo.Point{Lng: 100 + r.Float64()*fieldDegrees*float64(c.across), Lat: 25 + r.Float64()*fieldDegrees*float64(c.across)}
				cell, _ := hex.At(p, 9)
				area, _ := ix.Owner(cell, p)
				sum += area
			}
			b.ReportMetric(float64(time.Since(start).Nanoseconds())/100_000, "ns/lookup")
			s := ix.Stats()
			b.ReportMetric(float64(s.Edges)/1e6, "M-edges")
			b.ReportMetric(float64(s.Borders), "border-cells")
			b.ReportMetric(float64(s.Bytes)/1e6, "MB-index")
			b.ReportMetric(float64(peak)/1e6, "MB-process")
			runtime.KeepAlive(sum)
		})
	}
}

// fieldDegrees is the side of a polygon in a wiggly field: some 4 km, a village.
const fieldDegrees = 0.04

// wigglyField makes across² areas that tile a square, each side bent at perSide
// places by up to wiggle sides.
func wigglyField(across, perSide int, wiggle float64) []geo.Shape {
	corner := func(i, k int) geo.Point {
		return geo.Point{Lng: 100 + fieldDegrees*float64(i), Lat: 25 + fieldDegrees*float64(k)}
	}
	// side runs from a corner east or north; neighbours get the same points.
	side := func(i, k int, north bool) []geo.Point {
		a, b := corner(i, k), corner(i+1, k)
		if north {
			b = corner(i, k+1)
		}
		seed := uint64(i)<<33 | uint64(k)<<1
		if north {
			seed |= 1
		}
		r := rand.New(rand.NewPCG(seed, 5))
		points := []geo.Point{a}
		for n := 1; n < perSide; n++ {
			f := float64(n) / float64(perSide)
			off := (2*r.Float64() - 1) * wiggle * fieldDegrees * math.Min(f, 1-f)
			p := geo.Point{Lng: a.Lng + f*(b.Lng-a.Lng), Lat: a.Lat + f*(b.Lat-a.Lat)}
			if north {
				p.Lng += off
			} else {
				p.Lat += off
			}
			points = append(points, p)
		}
		return append(points, b)
	}
	reversed := func(points []geo.Point) []geo.Point {
		out := make([]geo.Point, 0, len(points))
		for i := len(points) - 1; i >= 0; i-- {
			out = append(out, points[i])
		}
		return out
	}
	var shapes []geo.Shape
	for i := range across {
		for k := range across {
			ring := geo.Ring{}
			for _, part := range [][]geo.Point{side(i, k, false), side(i+1, k, true), reversed(side(i, k+1, false)), reversed(side(i, k, true))} {
				ring = append(ring, part[:len(part)-1]...)
			}
			shapes = append(shapes, geo.Shape{{append(ring, ring[0])}})
		}
	}
	return shapes
}
