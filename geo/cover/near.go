package cover

import (
	"cmp"
	"slices"

	"sizhang/geo"
)

// Neighbour is an area whose border lies near a point.
type Neighbour struct {
	Area   int
	Metres float64 // from the point to the nearest place of the border
}

// Near returns the areas with a border within metres of p, nearest first, the
// lower area first where two are as near. It measures on the flat map around p,
// so metres should stay below some 10,000.
func (ix *Index) Near(p geo.Point, metres float64) []Neighbour {
	plane := geo.PlaneAt(p)
	nearest := map[int32]float64{}
	ix.edgesIn(plane.Around(metres), func(e uint32) bool {
		d := plane.ToSegment(ix.points[e], ix.points[e+1])
		if d > metres {
			return true
		}
		area := ix.owner[e]
		if old, known := nearest[area]; !known || d < old {
			nearest[area] = d
		}
		return true
	})
	found := make([]Neighbour, 0, len(nearest))
	for area, d := range nearest {
		found = append(found, Neighbour{int(area), d})
	}
	slices.SortFunc(found, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(a.Metres, b.Metres), cmp.Compare(a.Area, b.Area))
	})
	return found
}
