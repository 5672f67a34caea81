package cover

import (
	"fmt"
	"maps"
	"slices"

	"sizhang/geo"
	"sizhang/geo/hex"
)

// Cover is the cells of one resolution that share ground with a shape.
type Cover struct {
	Inside []hex.Cell // wholly within the shape
	Border []hex.Cell // partly
}

// Len returns the number of cells.
func (c Cover) Len() int { return len(c.Inside) + len(c.Border) }

// TooManyError says that a cover would have had more cells than were allowed.
type TooManyError struct{ AtLeast, Max int }

func (e *TooManyError) Error() string {
	return fmt.Sprintf("the cover has %d cells or more, over the limit of %d", e.AtLeast, e.Max)
}

// Cells returns the cells of resolution res, 0 to 15, that share ground with the
// shape: a building smaller than any cell has at least one. Each list is
// ascending. The error is a *TooManyError when there are more than limit.
func Cells(s geo.Shape, res, limit int) (Cover, error) {
	o := outlinesOf([]geo.Shape{s})
	if res < seedResolution {
		return coarseCells(s, &o, res)
	}
	p := paver{descent: descent{outlines: &o}, res: res, limit: limit}
	for _, seed := range o.seeds() {
		p.pave(p.land(seed))
		if p.cover.Len() > limit {
			return Cover{}, &TooManyError{p.cover.Len(), limit}
		}
	}
	slices.Sort(p.cover.Inside)
	slices.Sort(p.cover.Border)
	return p.cover, nil
}

// coarseCells serves the few resolutions whose cells are too large to descend
// to: it measures every candidate.
func coarseCells(s geo.Shape, o *outlines, res int) (Cover, error) {
	ix, err := Build([]geo.Shape{s}, MinResolution)
	if err != nil {
		return Cover{}, err
	}
	candidates := map[hex.Cell]bool{}
	for _, seed := range o.seeds() {
		for _, c := range seed.Parent(res).Disk(1) {
			candidates[c] = true
		}
	}
	var cover Cover
	for _, c := range slices.Sorted(maps.Keys(candidates)) {
		for _, share := range ix.Shares(c) {
			if share.Share == 1 {
				cover.Inside = append(cover.Inside, c)
			} else {
				cover.Border = append(cover.Border, c)
			}
		}
	}
	return cover, nil
}

// paver collects the cells of one shape.
type paver struct {
	descent
	res   int
	limit int
	cover Cover
}

// pave collects the cells below a stop. It stops soon after the limit is passed.
func (p *paver) pave(s stop) {
	inside := len(s.known.owners) > 0
	switch {
	case p.cover.Len() > p.limit || (len(s.edges) == 0 && !inside):
	case len(s.edges) == 0:
		p.fill(s.cell)
	case s.cell.Resolution() < p.res:
		p.below(s, func(_ int, child stop) { p.pave(child) })
	case p.split(s):
		p.cover.Border = append(p.cover.Border, s.cell)
	case inside:
		p.cover.Inside = append(p.cover.Inside, s.cell)
	}
}

// fill collects every descendant of a cell that lies wholly inside.
func (p *paver) fill(c hex.Cell) {
	if c.Resolution() == p.res {
		p.cover.Inside = append(p.cover.Inside, c)
		return
	}
	pentagon := c.Pentagon()
	for digit := range 7 {
		if digit == 1 && pentagon || p.cover.Len() > p.limit {
			continue
		}
		p.fill(c.Child(digit))
	}
}

// split says whether an edge runs through the cell, so that the shape owns some
// of it and some not.
func (p *paver) split(s stop) bool {
	outline := s.cell.Boundary()
	return slices.ContainsFunc(s.edges, func(e uint32) bool {
		return geo.RunsThrough(p.points[e], p.points[e+1], outline)
	})
}
