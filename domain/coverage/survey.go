package coverage

import (
	"cmp"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// survey is a report under way.
type survey struct {
	City
	ranks  map[string]int // of the levels, by id
	levels [][]*territory.Unit
	byCode map[string]*territory.Unit
	// held are the posts with somebody in office, sponsored the kinds with a
	// sponsor: unit, then post or kind.
	held, sponsored map[[2]string]bool
	// below has, for each unit, the ranks of what stands below it as bits: no
	// profile has more than 64 levels. used has the same for each level.
	below map[string]uint64
	used  []uint64
	// stray are the units whose way up does not reach the top.
	stray   map[string]bool
	missing []Missing
}

func newSurvey(c City) *survey {
	s := &survey{
		City: c, ranks: map[string]int{}, levels: make([][]*territory.Unit, len(c.Profile.Levels)),
		byCode: make(map[string]*territory.Unit, len(c.Units)),
		held:   map[[2]string]bool{}, sponsored: map[[2]string]bool{},
		below: map[string]uint64{}, used: make([]uint64, len(c.Profile.Levels)), stray: map[string]bool{},
	}
	for rank, l := range c.Profile.Levels {
		s.ranks[l.ID] = rank
	}
	for i := range c.Units {
		u := &c.Units[i]
		if rank, known := s.ranks[u.Level]; known {
			s.levels[rank] = append(s.levels[rank], u)
			s.byCode[u.Code] = u
		}
	}
	for _, seat := range c.Seats {
		for i := range seat.Terms {
			if seat.Terms[i].InOffice(c.At) {
				s.held[[2]string{seat.Unit, seat.Post}] = true
			}
		}
	}
	for _, sponsorship := range c.Sponsorships {
		if sponsorship.InForce(c.At) {
			s.sponsored[[2]string{sponsorship.Unit, sponsorship.Kind}] = true
		}
	}
	for _, units := range s.levels {
		// Areas add up in one order, whatever the units came in.
		slices.SortFunc(units, func(a, b *territory.Unit) int { return cmp.Compare(a.Code, b.Code) })
		for _, u := range units {
			s.climb(u)
		}
	}
	return s
}

// climb goes from a unit up through its parents, each of which learns what it
// has below. Levels grow wider on the way, so that there is no going round.
func (s *survey) climb(u *territory.Unit) {
	rank := s.ranks[u.Level]
	at := u
	for at.Parent != "" {
		above := s.byCode[at.Parent]
		if above == nil || s.ranks[above.Level] >= s.ranks[at.Level] {
			s.stray[u.Code] = true
			return
		}
		at = above
		s.below[at.Code] |= 1 << rank
		s.used[s.ranks[at.Level]] |= 1 << rank
	}
	if !s.Profile.Levels[s.ranks[at.Level]].Root() {
		s.stray[u.Code] = true
	}
}

// people counts the units with heads and with all their leaders.
func (s *survey) people(l *Level, rank int) {
	for _, post := range s.Profile.Posts {
		switch {
		case !post.At(l.ID):
		case post.Kind == city.Head:
			l.HeadPosts = append(l.HeadPosts, post)
		case post.Kind == city.Leader:
			l.LeaderPosts = append(l.LeaderPosts, post)
		}
	}
	l.Heads = s.count(rank, len(l.HeadPosts) > 0, func(u *territory.Unit) bool {
		vacant := s.vacant(u, l.HeadPosts)
		if len(vacant) < len(l.HeadPosts) {
			return true
		}
		s.lacks(u, Head, vacant...)
		return false
	})
	l.Leaders = s.count(rank, len(l.LeaderPosts) > 0, func(u *territory.Unit) bool {
		vacant := s.vacant(u, l.LeaderPosts)
		if len(vacant) > 0 {
			s.lacks(u, Leaders, vacant...)
		}
		return len(vacant) == 0
	})
}

// vacant returns the posts that nobody holds at the unit.
func (s *survey) vacant(u *territory.Unit, posts []city.Post) []Item {
	var vacant []Item
	for _, post := range posts {
		if !s.held[[2]string{u.Code, post.ID}] {
			vacant = append(vacant, Item{post.ID, post.Names})
		}
	}
	return vacant
}

// sponsors counts the units with sponsors. Only a kind that every unit should
// have can be missing: to be without any other is no fault.
func (s *survey) sponsors(l *Level, rank int) {
	for _, kind := range s.Profile.Sponsorships {
		if !kind.At(l.ID) {
			continue
		}
		l.Sponsors = append(l.Sponsors, Sponsors{kind, s.count(rank, true, func(u *territory.Unit) bool {
			return s.sponsored[[2]string{u.Code, kind.ID}]
		})})
	}
	l.Sponsored = s.count(rank, len(l.Sponsors) > 0, func(u *territory.Unit) bool {
		sponsored := false
		var wanted []Item
		for _, kind := range l.Sponsors {
			has := s.sponsored[[2]string{u.Code, kind.ID}]
			sponsored = sponsored || has
			if kind.Every && !has {
				wanted = append(wanted, Item{kind.ID, kind.Names})
			}
		}
		if len(wanted) > 0 {
			s.lacks(u, Sponsor, wanted...)
		}
		return sponsored
	})
}
