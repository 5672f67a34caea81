package demo

import (
	"cmp"
	"math"
	"slices"
)

// inReadingOrder sorts plots as unit grids are numbered, from west to east and
// then from north to south: in rows from the north, each row from the west.
func (s *surveyor) inReadingOrder(plots []plot) []plot {
	type placed struct {
		plot
		row int
		x   float64
	}
	total := 0.0
	for _, p := range plots {
		total += s.metres(p).area()
	}
	height := math.Sqrt(total / float64(len(plots)))
	order := make([]placed, len(plots))
	for i, p := range plots {
		c := s.metres(p).centroid()
		order[i] = placed{p, int(math.Floor(-c.y / height)), c.x}
	}
	slices.SortStableFunc(order, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.x, b.x))
	})
	out := make([]plot, len(plots))
	for i, o := range order {
		out[i] = o.plot
	}
	return out
}
