package diff

import (
	"cmp"
	"maps"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// Holder is a person in office.
type Holder struct {
	Person, Name string
	Deputy       bool
	Document     string
}

// PostChange is a post that others hold than before.
type PostChange struct {
	Unit *territory.Unit // as it is after, or before where it ends
	Post city.Post
	// Before and After are who holds it, principals first; empty for nobody.
	Before, After []Holder
}

// holding is a person in office at a unit.
type holding struct {
	post city.Post
	rank int
	Holder
}

// seat notes who is in office at the units of the state, in answering order,
// principals before deputies.
func (s *side) seat() {
	s.heads = map[string][]holding{}
	for _, seat := range s.Seats {
		post, rank, known := s.Profile.Post(seat.Post)
		if !known || s.byCode[seat.Unit] == nil {
			continue
		}
		for _, t := range seat.Terms {
			if t.InOffice(s.At) {
				s.heads[seat.Unit] = append(s.heads[seat.Unit], holding{post, rank, Holder{t.Person, t.Name, t.Deputy, t.Document}})
			}
		}
	}
	for _, heads := range s.heads {
		slices.SortStableFunc(heads, func(a, b holding) int {
			return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(deputies(a.Deputy), deputies(b.Deputy)), cmp.Compare(a.Person, b.Person))
		})
	}
}

func deputies(deputy bool) int {
	if deputy {
		return 1
	}
	return 0
}

func (c *comparison) comparePosts() {
	units := map[string]bool{}
	for _, s := range []*side{c.before, c.after} {
		for code := range s.heads {
			units[code] = true
		}
	}
	var changes []PostChange
	for _, code := range slices.Sorted(maps.Keys(units)) {
		changes = append(changes, c.postsAt(code)...)
	}
	c.changes.Posts = first(changes, c.Limit)
}

// postsAt returns the posts at a unit that others hold than before.
func (c *comparison) postsAt(code string) []PostChange {
	unit := c.after.byCode[code]
	if unit == nil {
		unit = c.before.byCode[code]
	}
	posts := map[string]*PostChange{}
	ranks := map[string]int{}
	at := func(h holding) *PostChange {
		if posts[h.post.ID] == nil {
			posts[h.post.ID] = &PostChange{Unit: unit, Post: h.post}
			ranks[h.post.ID] = h.rank
		}
		return posts[h.post.ID]
	}
	for _, h := range c.after.heads[code] {
		p := at(h)
		p.After = append(p.After, h.Holder)
	}
	for _, h := range c.before.heads[code] {
		p := at(h)
		p.Before = append(p.Before, h.Holder)
	}
	var changes []PostChange
	for _, id := range slices.SortedFunc(maps.Keys(posts), func(a, b string) int { return cmp.Or(ranks[a]-ranks[b], cmp.Compare(a, b)) }) {
		p := posts[id]
		if !slices.EqualFunc(p.Before, p.After, func(a, b Holder) bool { return a.Person == b.Person && a.Deputy == b.Deputy }) {
			changes = append(changes, *p)
		}
	}
	return changes
}
