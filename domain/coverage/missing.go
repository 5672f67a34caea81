package coverage

import (
	"cmp"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// Missing is one thing that one unit should have and has not (缺项).
type Missing struct {
	Code  string
	Names city.Names
	Level string // the level's id
	Lack  Lack
	// Of are the posts that nobody holds, the kinds of sponsorship that are wanted,
	// or the level of which nothing is below; nil where Lack says it all.
	Of []Item
}

// Item is a post, a kind of sponsorship or a level.
type Item struct {
	ID    string
	Names city.Names
}

// Lack is what is missing.
type Lack string

const (
	Head    Lack = "head"    // of the posts of heads none is held
	Leaders Lack = "leaders" // posts of leaders that are not held
	Sponsor Lack = "sponsor" // kinds that every unit should have
	Shape   Lack = "shape"   // no ground at a level that has ground
	Parent  Lack = "parent"  // the way up does not reach the top
	Below   Lack = "below"   // nothing of the next level below
)

// Lacks are all of them, in the order in which they are listed.
var Lacks = []Lack{Head, Leaders, Sponsor, Shape, Parent, Below}

func (s *survey) lacks(u *territory.Unit, what Lack, of ...Item) {
	s.missing = append(s.missing, Missing{Code: u.Code, Names: u.Names, Level: u.Level, Lack: what, Of: of})
}

func (s *survey) sorted() []Missing {
	slices.SortFunc(s.missing, func(a, b Missing) int {
		return cmp.Or(
			s.ranks[a.Level]-s.ranks[b.Level],
			cmp.Compare(a.Code, b.Code),
			slices.Index(Lacks, a.Lack)-slices.Index(Lacks, b.Lack),
		)
	})
	return s.missing
}
