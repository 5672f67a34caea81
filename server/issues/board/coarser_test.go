package board

import (
	"math/rand/v2"
	"testing"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// Whatever a packer remembers of large cells, a card's cells are those that hold its
// point: in a city, all over the globe, and hard by the borders of cells.
func TestAPackerKnowsTheCells(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	k := NewPacker()
	var cores, asked int
	check := func(p geo.Point) {
		var packed Packed
		k.Pack(&issue.Card{Point: p}, &packed)
		for i, got := range packed.cells {
			if want, _ := hex.At(p, coarsest+i); got != want {
				t.Fatalf("%v at %d: %v, not %v", p, coarsest+i, got, want)
			}
		}
		for res := coarsest; res <= coarseRes && p.Valid(); res++ {
			asked++
			if k.core(packed.cells[res-coarsest+1].Parent(res)).holds(p) {
				cores++
			}
		}
	}
	for range 20_000 {
		check(geo.Point{Lng: 116.4 + r.NormFloat64()*0.05, Lat: 39.9 + r.NormFloat64()*0.05})
	}
	if cores*100 < asked*65 {
		t.Errorf("only %d of %d were known from a core", cores, asked)
	}
	for range 10_000 {
		at := geo.Point{Lng: r.Float64()*360 - 180, Lat: r.Float64()*180 - 90}
		check(at)
		check(at) // where the cells are known by now
	}
	for range 5_000 { // where there is no plane
		side := float64(2*r.IntN(2) - 1)
		for range 2 {
			check(geo.Point{Lng: side * (180 - r.Float64()*0.05), Lat: 30 + r.NormFloat64()*0.02})
			check(geo.Point{Lng: r.Float64()*360 - 180, Lat: side * (90 - r.Float64()*0.05)})
		}
	}
	check(geo.Point{Lng: 500, Lat: 500}) // nowhere
	for range 3_000 {
		c, _ := hex.At(geo.Point{Lng: r.Float64()*358 - 179, Lat: r.Float64()*160 - 80}, coarsest+r.IntN(coarseRes-coarsest+1))
		border := c.Boundary()
		i := r.IntN(len(border) - 1)
		a, b, along := border[i], border[i+1], r.Float64()
		for _, off := range []float64{-1e-3, -1e-9, 0, 1e-9, 1e-3, 0.02, 0.05} {
			edge := geo.Point{Lng: a.Lng + along*(b.Lng-a.Lng), Lat: a.Lat + along*(b.Lat-a.Lat)}
			in := c.Centre()
			check(geo.Point{Lng: edge.Lng + off*(in.Lng-edge.Lng), Lat: edge.Lat + off*(in.Lat-edge.Lat)})
		}
	}
}

// A packer does not remember more and more.
func TestAPackerForgets(t *testing.T) {
	k := NewPacker()
	for n := range uint64(mostCores) {
		k.cores[hex.Cell(n)] = core{}
	}
	c, _ := hex.At(geo.Point{Lng: 116.4, Lat: 39.9}, coarseRes)
	if k.core(c).square == 0 || len(k.cores) > mostCores {
		t.Errorf("%d cells are remembered", len(k.cores))
	}
}
