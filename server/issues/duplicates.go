package issues

import (
	"cmp"
	"context"
	"slices"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/issues/board"
)

// mostDuplicates is how many are proposed.
const mostDuplicates = 20

// Duplicates returns the open issues that may be the same as the one (疑似重复), the
// nearest first: of the same category, as near and as shortly before or after as the
// rules of the city say.
func (s *Issues) Duplicates(ctx context.Context, city, id string) ([]issue.Card, error) {
	i, err := s.Get(ctx, city, id)
	if err != nil {
		return nil, err
	}
	in, err := s.scene(ctx, city)
	if err != nil {
		return nil, err
	}
	return s.alike(in, &i), nil
}

// alike returns the open cards that may be the same problem.
func (s *Issues) alike(in *scene, i *issue.Issue) []issue.Card {
	rule := in.rules.Duplicates
	if rule.RadiusM <= 0 {
		return nil
	}
	place, reported := i.Place.Point, i.Reported()
	f := board.Filter{
		Scope: whole(i.City), Open: true, Near: &place, RadiusM: rule.RadiusM, Categories: []string{i.Category},
		From: reported.Add(-rule.Within), Until: reported.Add(rule.Within),
	}
	var list []issue.Card
	s.Board(i.City).Each(f, in.now.Instant(), func(c *issue.Card) bool {
		if c.ID != i.ID {
			list = append(list, *c)
		}
		return true
	})
	slices.SortFunc(list, func(a, b issue.Card) int {
		return cmp.Or(cmp.Compare(geo.Distance(a.Point, place), geo.Distance(b.Point, place)), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(len(list), mostDuplicates)]
}
