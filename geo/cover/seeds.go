package cover

import (
	"math"
	"slices"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// seedResolution is where the descent starts: the coarsest whose cells, some
// 45 km across, are flat enough for a reach to hold.
const seedResolution = 4

// seeds returns the cells of seedResolution that the shapes may reach into. It
// samples their box more densely than cells lie, and takes neighbours too
// because cells do not nest exactly.
func (o *outlines) seeds() []hex.Cell {
	box := geo.EmptyBox()
	for _, p := range o.points {
		box = box.Extend(p)
	}
	if box.Empty() {
		return nil
	}
	step := hex.EdgeLengthM(seedResolution) / 2 / 111_000   // in degrees of latitude
	low := math.Max(0, math.Max(box.Min.Lat, -box.Max.Lat)) // the latitude nearest the equator, where degrees are longest
	stepLng := step / math.Cos(low*math.Pi/180)
	found := map[hex.Cell]bool{} // true once its neighbours are in, too
	for lat := box.Min.Lat; lat < box.Max.Lat+step; lat += step {
		for lng := box.Min.Lng; lng < box.Max.Lng+stepLng; lng += stepLng {
			p := geo.Point{Lng: math.Min(lng, box.Max.Lng), Lat: math.Min(lat, box.Max.Lat)}
			c, err := hex.At(p, seedResolution)
			if err != nil {
				panic(err) // Build has checked the limits
			}
			if found[c] {
				continue
			}
			for _, near := range c.Disk(1) {
				if _, known := found[near]; !known {
					found[near] = false
				}
			}
			found[c] = true
		}
	}
	seeds := make([]hex.Cell, 0, len(found))
	for c := range found {
		seeds = append(seeds, c)
	}
	slices.Sort(seeds)
	return seeds
}
