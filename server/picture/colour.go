package picture

import (
	"sizhang/geo/hex"
	"sizhang/server/svg"
)

// meetings says which of n areas meet, from the cells that hold several.
func meetings(n int, holders map[hex.Cell][]int) []map[int]bool {
	meet := make([]map[int]bool, n)
	for i := range meet {
		meet[i] = map[int]bool{}
	}
	for _, areas := range holders {
		for _, a := range areas {
			for _, b := range areas {
				if a != b {
					meet[a][b] = true
				}
			}
		}
	}
	return meet
}

// colour gives each area a colour that none of those it meets has, as far as the
// svg.Palette reaches (D. Brélaz, "New methods to color the vertices of a graph",
// 1979: the most constrained area first). Of the free colours it takes the one
// used least, so that the whole svg.Palette helps the eye.
func colour(meet []map[int]bool) []int {
	colours := make([]int, len(meet))
	for i := range colours {
		colours[i] = -1
	}
	used := make([]int, len(svg.Palette))
	for range meet {
		next, nearby := mostConstrained(meet, colours)
		best := 0
		for c := range svg.Palette {
			if nearby[c] < nearby[best] || nearby[c] == nearby[best] && used[c] < used[best] {
				best = c
			}
		}
		colours[next] = best
		used[best]++
	}
	return colours
}

// mostConstrained returns the area without a colour that meets the most colours,
// then the most areas, and how often each colour is near it.
func mostConstrained(meet []map[int]bool, colours []int) (int, []int) {
	best, bestKinds, bestNearby := -1, -1, []int(nil)
	for i := range meet {
		if colours[i] >= 0 {
			continue
		}
		nearby := make([]int, len(svg.Palette))
		kinds := 0
		for other := range meet[i] {
			if c := colours[other]; c >= 0 {
				if nearby[c] == 0 {
					kinds++
				}
				nearby[c]++
			}
		}
		if kinds > bestKinds || kinds == bestKinds && len(meet[i]) > len(meet[best]) {
			best, bestKinds, bestNearby = i, kinds, nearby
		}
	}
	return best, bestNearby
}
