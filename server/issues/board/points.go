package board

import (
	"iter"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/diff"
	"sizhang/domain/issue"
)

// OpenPoints are all open issues of the city, for a comparison of its ground to follow.
// Those outside the scope come without their ids: they are counted, and not named.
func (b *Board) OpenPoints(named access.Scope) iter.Seq[diff.Issue] {
	return func(yield func(diff.Issue) bool) {
		b.Each(Filter{Scope: b.everything(), Open: true}, time.Time{}, func(c *issue.Card) bool {
			i := diff.Issue{Point: c.Point}
			if named.Holds(access.Object{City: b.city, Units: c.Units, Also: c.Spots, Bodies: c.Bodies}) {
				i.ID = c.ID
			}
			return yield(i)
		})
	}
}

// everything is the scope of all of the city.
func (b *Board) everything() access.Scope {
	whole := &access.Role{Rights: []access.Right{access.IssueRead}, Reach: access.Whole}
	return access.Actor{City: b.city, Holdings: []access.Holding{{Role: whole}}}.Scope(access.IssueRead)
}
