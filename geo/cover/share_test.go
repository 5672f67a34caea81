package cover

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/geo/hex"
)

// The shares of a cell inside a tiling add up to one, and a share is near the
// fraction of the cell's finer descendants whose centres the area holds.
func TestSharesAddUp(t *testing.T) {
	geotest.Reckons(t)
	rapid.Check(t, func(t *rapid.T) {
		shapes := tiling(t)
		ix, err := Build(shapes, 11)
		if err != nil {
			t.Fatal(err)
		}
		p := tricky(t, shapes)
		c, err := hex.At(p, rapid.IntRange(8, 12).Draw(t, "res"))
		if err != nil {
			t.Fatal(err)
		}
		byCentre := map[int]float64{}
		fine := descendants(c, 3)
		for _, f := range fine {
			for _, area := range bruteForce(shapes, f.Centre()) {
				byCentre[area] += 1 / float64(len(fine))
			}
		}
		total := 0.0
		for _, s := range ix.Shares(c) {
			total += s.Share
			if math.Abs(s.Share-byCentre[s.Area]) > 0.1 {
				t.Fatalf("cell %v: area %d has the share %v, by its descendants %v", c, s.Area, s.Share, byCentre[s.Area])
			}
		}
		covered := 0.0
		for _, share := range byCentre {
			covered += share
		}
		if total > 1+1e-9 || math.Abs(total-covered) > 0.15 {
			t.Fatalf("cell %v: the shares add up to %v, by its descendants %v", c, total, covered)
		}
		if strictlyInside(c, shapes) && math.Abs(total-1) > 1e-9 {
			t.Fatalf("cell %v lies inside the tiling, but its shares add up to %v", c, total)
		}
	})
}

// strictlyInside says whether every corner of the cell lies in the tiling.
func strictlyInside(c hex.Cell, shapes []geo.Shape) bool {
	return !slices.ContainsFunc(c.Boundary(), func(p geo.Point) bool { return len(bruteForce(shapes, p)) == 0 })
}

func descendants(c hex.Cell, generations int) []hex.Cell {
	cells := []hex.Cell{c}
	for range generations {
		var next []hex.Cell
		for _, parent := range cells {
			for digit := range 7 {
				if digit != 1 || !parent.Pentagon() {
					next = append(next, parent.Child(digit))
				}
			}
		}
		cells = next
	}
	return cells
}

// A cover is every cell that shares ground: found again by measuring each cell
// around, one by one.
func TestCellsAreThoseThatShareGround(t *testing.T) {
	geotest.Reckons(t)
	rapid.Check(t, func(t *rapid.T) {
		shapes := tiling(t)
		s := rapid.SampledFrom(shapes).Draw(t, "shape")
		box := s.Box()
		// A resolution at which there are few cells to go through.
		res := 0
		for size := (box.Max.Lat - box.Min.Lat) * 111_000; res < 15 && hex.EdgeLengthM(res) > size/4; res++ {
		}
		res = max(0, res-rapid.IntRange(0, 3).Draw(t, "coarser"))
		got, err := Cells(s, res, 100_000)
		if err != nil {
			t.Fatal(err)
		}
		ix, err := Build([]geo.Shape{s}, 9)
		if err != nil {
			t.Fatal(err)
		}
		middle, err := hex.At(geo.Point{Lng: (box.Min.Lng + box.Max.Lng) / 2, Lat: (box.Min.Lat + box.Max.Lat) / 2}, res)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range middle.Disk(12) {
			outline := c.Boundary()
			share := ix.shareOf(0, outline, boxOf(outline))
			_, inside := slices.BinarySearch(got.Inside, c)
			_, border := slices.BinarySearch(got.Border, c)
			switch { // shares too near 0 or 1 to be told apart by measuring are let pass
			case share > 1e-8 && share < 1-1e-8 && !border,
				share >= 1-1e-8 && !inside && !border,
				share < 1e-14 && (inside || border):
				t.Fatalf("cell %v at resolution %d has the share %v: inside %v, on the border %v", c, res, share, inside, border)
			}
		}
		if got.Len() == 0 {
			t.Fatal("the shape has vanished")
		}
	})
}

func TestCellsStopAtTheLimit(t *testing.T) {
	s := geo.Shape{{{{Lng: 116, Lat: 39}, {Lng: 117, Lat: 39}, {Lng: 117, Lat: 40}, {Lng: 116, Lat: 40}, {Lng: 116, Lat: 39}}}}
	for _, res := range []int{9, 15} {
		_, err := Cells(s, res, 1000)
		var many *TooManyError
		if !errors.As(err, &many) || many.Max != 1000 {
			t.Errorf("resolution %d: %v", res, err)
		}
	}
}

// A building is known to the coarsest cell, too.
func TestTheSmallestShapeHasACellAtEveryResolution(t *testing.T) {
	s := geo.Shape{{{{Lng: 116.4, Lat: 39.9}, {Lng: 116.4001, Lat: 39.9}, {Lng: 116.4001, Lat: 39.9001}, {Lng: 116.4, Lat: 39.9001}, {Lng: 116.4, Lat: 39.9}}}}
	ix, err := Build([]geo.Shape{s}, 12)
	if err != nil {
		t.Fatal(err)
	}
	for res := range hex.MaxResolution + 1 {
		cover, err := Cells(s, res, 10_000)
		if err != nil || cover.Len() == 0 {
			t.Errorf("resolution %d: %d cells, %v", res, cover.Len(), err)
			continue
		}
		c := append(cover.Border, cover.Inside...)[0]
		if shares := ix.Shares(c); len(shares) != 1 {
			t.Errorf("resolution %d: cell %v is owned by %v", res, c, shares)
		}
	}
}
