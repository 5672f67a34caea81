package sponsor

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Breach is an instant at which a rule is broken: a sponsor has too many units,
// a unit too many sponsors, or a sponsor one unit twice.
type Breach struct {
	// Code is fault.SponsorTooManyUnits, fault.UnitTooManySponsors or
	// fault.SponsorshipDoubled.
	Code fault.Code
	// Row is the place of the sponsorship that begins at that instant.
	Row int
	// Given is how many there are then, Max how many the rule allows.
	Given, Max int
	// Members are some of them, by code: the units or the sponsors.
	Members []string
}

// shownMembers is how many members a breach names.
const shownMembers = 5

// rule is one of the limits. What is limited is how many different members a
// group has at once.
type rule struct {
	code   fault.Code
	max    func(city.SponsorKind) int // 0 is no limit
	group  func(*Sponsorship) [3]string
	member func(*Sponsorship) string
}

var (
	once = rule{
		code:   fault.SponsorshipDoubled,
		max:    func(city.SponsorKind) int { return 1 },
		group:  func(s *Sponsorship) [3]string { return [3]string{s.Kind, s.Unit, s.Sponsor} },
		member: nil, // every row counts
	}
	maxUnits = rule{
		code:   fault.SponsorTooManyUnits,
		max:    func(k city.SponsorKind) int { return k.MaxUnits },
		group:  func(s *Sponsorship) [3]string { return [3]string{s.Kind, s.Sponsor} },
		member: func(s *Sponsorship) string { return s.Unit },
	}
	maxSponsors = rule{
		code:   fault.UnitTooManySponsors,
		max:    func(k city.SponsorKind) int { return k.MaxSponsors },
		group:  func(s *Sponsorship) [3]string { return [3]string{s.Kind, s.Unit} },
		member: func(s *Sponsorship) string { return s.Sponsor },
	}
)

// Breaches goes through all time and returns every beginning of a sponsorship
// after which a rule of its kind is broken, by row. Only those count where one
// of the first fresh sponsorships is among those that hold then.
//
// Numbers only grow when something begins, so a rule that is broken at any
// instant is broken at one of those.
func Breaches(p *city.Profile, list []Sponsorship, fresh int) []Breach {
	var breaches []Breach
	for _, r := range []rule{once, maxUnits, maxSponsors} {
		breaches = append(breaches, r.breaches(p, list, fresh)...)
	}
	slices.SortStableFunc(breaches, func(a, b Breach) int { return cmp.Compare(a.Row, b.Row) })
	return breaches
}

func (r rule) breaches(p *city.Profile, list []Sponsorship, fresh int) []Breach {
	groups := map[[3]string][]int{}
	for i := range list {
		s := &list[i]
		if kind, known := p.SponsorKind(s.Kind); known && r.max(kind) > 0 && !s.Empty() {
			groups[r.group(s)] = append(groups[r.group(s)], i)
		}
	}
	var breaches []Breach
	for _, rows := range groups {
		kind, _ := p.SponsorKind(list[rows[0]].Kind)
		if len(rows) > r.max(kind) {
			breaches = append(breaches, r.sweep(list, rows, r.max(kind), fresh)...)
		}
	}
	return breaches
}

// sweep goes through the beginnings of a group's rows in order of time, and of
// those at one instant the fresh ones last.
func (r rule) sweep(list []Sponsorship, rows []int, limit, fresh int) []Breach {
	byStart := slices.Clone(rows)
	slices.SortFunc(byStart, func(a, b int) int {
		return cmp.Or(list[a].From.Compare(list[b].From), compareBool(a < fresh, b < fresh), cmp.Compare(a, b))
	})
	byEnd := slices.DeleteFunc(slices.Clone(rows), func(i int) bool { return list[i].Until.IsZero() })
	slices.SortFunc(byEnd, func(a, b int) int { return list[a].Until.Compare(list[b].Until) })
	var breaches []Breach
	open := crowd{rule: r, list: list, fresh: fresh, members: map[string]int{}}
	for k, i := range byStart {
		for len(byEnd) > 0 && !list[byEnd[0]].Until.After(list[i].From) {
			open.leave(byEnd[0])
			byEnd = byEnd[1:]
		}
		open.enter(i)
		if given := open.size(); given > limit && open.ofFresh > 0 {
			breaches = append(breaches, Breach{r.code, i, given, limit, open.some(byStart[:k+1])})
		}
	}
	return breaches
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// crowd is what a group has at an instant.
type crowd struct {
	rule
	list    []Sponsorship
	fresh   int
	members map[string]int // how many rows each member has
	rows    int
	ofFresh int
}

func (c *crowd) enter(row int) { c.count(row, 1) }
func (c *crowd) leave(row int) { c.count(row, -1) }

func (c *crowd) count(row, by int) {
	c.rows += by
	if row < c.fresh {
		c.ofFresh += by
	}
	if c.member == nil {
		return
	}
	name := c.member(&c.list[row])
	if c.members[name] += by; c.members[name] == 0 {
		delete(c.members, name)
	}
}

func (c *crowd) size() int {
	if c.member == nil {
		return c.rows
	}
	return len(c.members)
}

// some names members that are there, the last to have come first; it looks only
// at the last rows, so that a file full of breaches does not take for ever.
func (c *crowd) some(begun []int) []string {
	if c.member == nil {
		return nil
	}
	var names []string
	for k := len(begun) - 1; k >= max(0, len(begun)-16*shownMembers) && len(names) < shownMembers; k-- {
		name := c.member(&c.list[begun[k]])
		if c.members[name] > 0 && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Finding says which rule of the profile is broken; list is that which the breach
// is about.
func (b Breach) Finding(p *city.Profile, list []Sponsorship) territory.Finding {
	s := &list[b.Row]
	kind, _ := p.SponsorKind(s.Kind)
	f := territory.Finding{Severity: territory.Refusal, Code: b.Code, Unit: s.Unit, Field: "from"}
	if b.Code == fault.SponsorshipDoubled {
		f.With = fault.With{"sponsor": s.label(), "unit": s.Unit, "from": s.From.Format(time.DateOnly)}
		return f
	}
	members := strings.Join(b.Members, ", ")
	if b.Given > len(b.Members) {
		members += ", …"
	}
	f.With = fault.With{"kind": kind.Label(), "given": b.Given, "max": b.Max, "members": members, "from": s.From.Format(time.DateOnly)}
	if b.Code == fault.SponsorTooManyUnits {
		f.Field, f.With["sponsor"] = "sponsor", s.label()
	} else {
		f.Field, f.With["unit"] = "unit", s.Unit
	}
	return f
}

// label names the sponsor for people.
func (s *Sponsorship) label() string {
	if s.Name == "" {
		return s.Sponsor
	}
	return s.Name + " " + s.Sponsor
}
