package board

import (
	"math/rand/v2"
	"slices"
	"testing"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// Cells come back as they were written down: in a city, all over the globe, hard by the
// borders of cells, where the cells of a point do not nest, and nowhere.
func TestCellsComeBackFromTheirNames(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	names := 0
	check := func(p geo.Point) {
		want := CellsOf(p)
		for i := range want {
			if cell, _ := hex.At(p, coarsest+i); want[i] != cell {
				t.Fatalf("%v at %d: %v, not %v", p, coarsest+i, want[i], cell)
			}
		}
		list := want.Names()
		got, written := CellsNamed(list)
		if got != want || written != p.Valid() {
			t.Fatalf("%v: %v came back from %q, which were %v", p, got, list, want)
		}
		names += len(list)
	}
	const city = 5000
	for range city {
		check(geo.Point{Lng: 116.4 + r.NormFloat64()*0.05, Lat: 39.9 + r.NormFloat64()*0.05})
	}
	if names < city*11/10 || names > city*3 {
		t.Errorf("%d names of the cells of %d points", names, city)
	}
	for range 3000 {
		check(geo.Point{Lng: r.Float64()*360 - 180, Lat: r.Float64()*180 - 90})
		c, _ := hex.At(geo.Point{Lng: r.Float64()*358 - 179, Lat: r.Float64()*160 - 80}, coarsest+r.IntN(finest-coarsest+1))
		check(c.Boundary()[r.IntN(5)])
	}
	check(geo.Point{Lng: 500, Lat: 500})
}

// What is not written so is not taken for cells.
func TestCellsAreNotTakenFromAnythingElse(t *testing.T) {
	cells := CellsOf(geo.Point{Lng: 116.4, Lat: 39.9})
	last := cells[finest-coarsest].String()
	for _, names := range [][]string{
		nil, {""}, {"x"}, {last[:14]}, {last, "x"}, {last, last}, {cells[3].String()}, {cells[3].String(), last},
		{last, cells[1].String(), cells[2].String()}, {cells[0].Parent(6).String()}, {last, cells[0].Parent(6).String()},
	} {
		if got, written := CellsNamed(names); written || got != (Cells{}) {
			t.Errorf("%q are taken for %v", names, got)
		}
	}
	all := []string{last}
	for i := finest - coarsest - 1; i >= 0; i-- {
		all = append(all, cells[i].String())
	}
	if got, written := CellsNamed(all); !written || got != cells || slices.Contains(cells[:], 0) {
		t.Errorf("%q are taken for %v", all, got)
	}
}
