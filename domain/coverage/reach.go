package coverage

import (
	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// tree counts the units that hang together with the top and that reach down to
// the next level.
func (s *survey) tree(l *Level, rank int) {
	l.Connected = s.count(rank, !l.Root(), func(u *territory.Unit) bool {
		if s.stray[u.Code] {
			s.lacks(u, Parent)
		}
		return !s.stray[u.Code]
	})
	next, wanted := s.next(rank)
	l.Reaching = s.count(rank, wanted, func(u *territory.Unit) bool {
		if s.below[u.Code]&(1<<next) != 0 {
			return true
		}
		lower := s.Profile.Levels[next]
		s.lacks(u, Below, Item{lower.ID, lower.Names})
		return false
	})
	if wanted {
		l.NextLevel = s.Profile.Levels[next].ID
	}
}

// next is the level of which every unit of this one should have some below it:
// the first narrower one that admits it as a parent and of which the city has
// units. Districts, streets and buildings lie across the tree and need not be
// everywhere, so a level of overlapping units comes after all others, and counts
// above or below only where the city hangs the one under the other at all.
func (s *survey) next(rank int) (int, bool) {
	upper := s.Profile.Levels[rank]
	for _, across := range []bool{false, true} {
		for n := rank + 1; n < len(s.levels); n++ {
			lower := s.Profile.Levels[n]
			if (lower.Form == city.Overlapping) != across || !lower.Admits(upper.ID) || len(s.levels[n]) == 0 {
				continue
			}
			if (across || upper.Form == city.Overlapping) && s.used[rank]&(1<<n) == 0 {
				continue
			}
			return n, true
		}
	}
	return 0, false
}

// ground counts the shapes of a level and adds up its ground.
func (s *survey) ground(rank int) (Measure, Ground) {
	form := s.Profile.Levels[rank].Form
	shaped := s.count(rank, form != city.Unmapped, func(u *territory.Unit) bool {
		if len(u.Shape) == 0 {
			s.lacks(u, Shape)
		}
		return len(u.Shape) > 0
	})
	if form != city.Tiling {
		return shaped, Ground{State: NotApplicable}
	}
	g := Ground{State: shaped.State}
	for _, u := range s.levels[rank] {
		g.M2 += u.Shape.AreaM2()
	}
	return shaped, g
}
