package cover

import (
	"slices"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// Share is how much of a cell an area owns.
type Share struct {
	Area  int
	Share float64 // of the cell's true area, over 0 and at most 1
}

// Clipping rounds in the last digits: an area that has less than dustM2 square
// metres of a cell only touches it, and one that lacks less than dust of it owns
// the whole.
const (
	dust   = 1e-9
	dustM2 = 1e-6
)

// Shares returns the areas that own some of the cell, ascending. The cell may
// have any resolution; one that holds a pole belongs to nobody here.
func (ix *Index) Shares(c hex.Cell) []Share {
	outline := c.Boundary()
	box := boxOf(outline)
	if box.Max.Lng-box.Min.Lng > 180 {
		return nil
	}
	var shares []Share
	least := dustM2 / c.AreaM2()
	for _, area := range ix.touching(box, c) {
		if share := ix.shareOf(area, outline, box); share > least {
			if share > 1-dust {
				share = 1
			}
			shares = append(shares, Share{area, share})
		}
	}
	return shares
}

func boxOf(ring geo.Ring) geo.Box {
	box := geo.EmptyBox()
	for _, p := range ring {
		box = box.Extend(p)
	}
	return box
}

// touching returns, ascending, the areas that may own some of the cell: those
// with a border in its box, and those that hold its centre.
func (ix *Index) touching(box geo.Box, c hex.Cell) []int {
	seen := map[int]bool{}
	for _, turn := range turns(box) {
		ix.edgesIn(turn, func(e uint32) bool {
			seen[int(ix.owner[e])] = true
			return true
		})
	}
	centre := c.Centre()
	if fine, err := hex.At(centre, ix.res); err == nil {
		for _, area := range ix.Owners(nil, fine, centre) {
			seen[area] = true
		}
	}
	areas := make([]int, 0, len(seen))
	for area := range seen {
		areas = append(areas, area)
	}
	slices.Sort(areas)
	return areas
}

// turns returns the box and, where it runs over the antimeridian, its other side.
func turns(box geo.Box) []geo.Box {
	shifted := func(by float64) geo.Box {
		return geo.Box{Min: geo.Point{Lng: box.Min.Lng + by, Lat: box.Min.Lat}, Max: geo.Point{Lng: box.Max.Lng + by, Lat: box.Max.Lat}}
	}
	switch {
	case box.Max.Lng > 180:
		return []geo.Box{box, shifted(-360)}
	case box.Min.Lng < -180:
		return []geo.Box{box, shifted(360)}
	}
	return []geo.Box{box}
}

// shareOf clips the area to the cell, one wedge at a time. Wedges from a corner
// are convex whatever the projection has done to the cell.
func (ix *Index) shareOf(area int, outline geo.Ring, box geo.Box) float64 {
	owned, whole := 0.0, outline.SignedAreaM2()
	for _, turn := range turns(box) {
		by := turn.Min.Lng - box.Min.Lng
		ix.rings(area, func(ring geo.Ring) bool {
			inBox := geo.ClipToBox(ring, turn)
			if len(inBox) == 0 {
				return true
			}
			for i := 1; i+2 < len(outline); i++ {
				wedge := geo.Ring{outline[0], outline[i], outline[i+1], outline[0]}
				for k := range wedge {
					wedge[k].Lng += by
				}
				// A clockwise wedge is a dent in the outline: what it holds was
				// counted by its neighbours and is taken back.
				if wedge.SignedAreaM2() < 0 {
					slices.Reverse(wedge)
					owned -= geo.ClipToConvex(inBox, wedge).SignedAreaM2()
				} else {
					owned += geo.ClipToConvex(inBox, wedge).SignedAreaM2()
				}
			}
			return true
		})
	}
	return owned / whole
}
