package api

import (
	"iter"
	"slices"
)

// byPlace yields the points' indexes along a Z-order curve (G. M. Morton, 1966):
// points that follow each other lie near each other, mostly. Bad points come
// where their numbers put them.
func byPlace(points []batchPoint) iter.Seq[int] {
	const indexBits = 14 // of 64; maxBatch fits
	keys := make([]uint64, len(points))
	for i, p := range points {
		// 25 bits each are steps of 1 m along a meridian.
		const steps = 1 << 25
		x := uint64(fraction(p.Lng, 360) * steps)
		y := uint64(fraction(p.Lat, 180) * steps)
		keys[i] = (spread(x)<<1|spread(y))<<indexBits | uint64(i)
	}
	slices.Sort(keys)
	return func(yield func(int) bool) {
		for _, key := range keys {
			if !yield(int(key & (1<<indexBits - 1))) {
				return
			}
		}
	}
}

// fraction maps -whole/2 to whole/2 to 0 up to 1, and everything else to 0.
func fraction(degrees, whole float64) float64 {
	if f := degrees/whole + 0.5; f >= 0 && f < 1 {
		return f
	}
	return 0
}

// spread puts a zero before each of the lower 32 bits.
func spread(x uint64) uint64 {
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}
