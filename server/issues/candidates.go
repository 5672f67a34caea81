package issues

import (
	"cmp"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
)

// candidates returns the units that may own the place (争议位置), ranked: the one that
// holds it first, then by how near their borders are; none where it is not disputed.
//
// Only units that tile the ground have borders to dispute: a street or a building lies
// over others, and where one of those answers, whose grid is below is not the question.
// Of a unit and those below it, those below are meant. Units that would give it into
// the same hands as another dispute nothing.
func (r *router) candidates(spots []*territory.Unit, duty territory.Duty) []issue.Candidate {
	if len(duty.Ambiguous) == 0 || duty.Answer != nil && !r.tiles(duty.Answer.Unit) {
		return nil
	}
	holder := slices.IndexFunc(spots, r.tiles)
	if holder < 0 {
		return nil
	}
	list := []issue.Candidate{{Unit: spots[holder].Code, Head: r.headOf(spots[holder].Code)}}
	for _, near := range r.border(spots[holder], duty.Ambiguous) {
		c := issue.Candidate{Unit: near.Unit.Code, Metres: near.Metres, Head: r.headOf(near.Unit.Code)}
		if !slices.ContainsFunc(list, func(o issue.Candidate) bool { return o.Head == c.Head }) {
			list = append(list, c)
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list[:min(len(list), mostCandidates)]
}

// border returns the neighbours across the holder's border that tile the ground, the
// most specific of each line, the nearest first.
func (r *router) border(holder *territory.Unit, near []territory.Neighbour) []territory.Neighbour {
	var list []territory.Neighbour
	for _, n := range near {
		if r.tiles(n.Unit) && r.ranks[n.Unit.Level] >= r.ranks[holder.Level] {
			list = append(list, n)
		}
	}
	above := map[string]bool{}
	for _, n := range list {
		for _, code := range r.now.Above(n.Unit.Code)[1:] {
			above[code] = true
		}
	}
	list = slices.DeleteFunc(list, func(n territory.Neighbour) bool { return above[n.Unit.Code] })
	slices.SortStableFunc(list, func(a, b territory.Neighbour) int {
		return cmp.Or(cmp.Compare(a.Metres, b.Metres), cmp.Compare(a.Unit.Code, b.Unit.Code))
	})
	return list
}

// tiles says whether units of the level cover the ground without overlaps.
func (r *router) tiles(u *territory.Unit) bool {
	return r.profile.Levels[r.ranks[u.Level]].Form == city.Tiling
}

// headOf returns who would have what is the unit's: the first in office there or above;
// the unit itself where nobody is.
func (r *router) headOf(code string) issue.Hands {
	above := r.now.Above(code)
	for k, unit := range above {
		u, _ := r.now.Unit(unit)
		if held := r.now.Heads(u); len(held) > 0 {
			h := held[0]
			return issue.Hands{Unit: unit, Post: h.Post.ID, Person: h.Term.Person, Name: h.Term.Name, Fallback: k > 0}
		}
	}
	return issue.Hands{Unit: code, Fallback: true}
}
