package issues

import (
	"cmp"
	"slices"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
)

const (
	// mostCandidates is how many units are ranked for a disputed place, and
	// mostUncertainM how far a bad position reaches at most, in metres: the worst
	// would dispute half a city.
	mostCandidates = 8
	mostUncertainM = 100
)

// router tells who answers for a place (责任归属): the city at one instant.
type router struct {
	code string
	*app.City
	now     territory.Moment
	profile *city.Profile
	rules   *city.IssueRules
	ranks   map[string]int // of the levels, the widest first
}

// spot is what a routing depends on beside the city.
type spot struct {
	place    geo.Point
	accuracy float64 // metres
	category string
	settled  string // unit that arbitration gave the place to
}

// route returns who answers for the spot; fault.PlaceOutside where no unit holds it.
// A unit that arbitration chose stands in the place of the one that holds the spot;
// one that is no more is forgotten.
func (r *router) route(s spot) (issue.Routing, error) {
	reach := s.reach(r.rules)
	duty := r.now.Duty(s.place, reach)
	if len(duty.Units) == 0 {
		return issue.Routing{}, fault.New(fault.PlaceOutside, "position", fault.With{"lng": s.place.Lng, "lat": s.place.Lat})
	}
	found := issue.Routing{}
	if version, there := r.now.Version(); there {
		found.Version = version.Number
	}
	spots := make([]*territory.Unit, len(duty.Units))
	for i := range duty.Units {
		spots[i] = duty.Units[i].Unit
	}
	found.Candidates = r.candidates(spots, duty)
	if u, there := r.now.Unit(s.settled); there {
		found.Settled = s.settled
		spots = r.settle(spots, u)
	}
	units := r.withAbove(spots)
	for _, u := range spots {
		found.Spots = append(found.Spots, u.Code)
	}
	for _, u := range units {
		found.Units = append(found.Units, u.Code)
	}
	found.Heads = r.heads(units)
	found.Root = r.root(units)
	found.Departments, found.Supervisors = r.bodies(s.category, found.Units)
	found.Sponsors = r.sponsors(found.Units)
	return found, nil
}

// reach is how far around the place others may own it, in metres; 0 for not at all.
func (s spot) reach(rules *city.IssueRules) float64 {
	if rules.BorderM < 0 {
		return 0
	}
	return max(rules.BorderM, min(s.accuracy, mostUncertainM))
}

// settle gives the place to the unit, with all above it, and takes it from what else
// tiles the ground there and from what is part of that, such as a building. What only
// lies over the ground, such as a street, stays.
func (r *router) settle(spots []*territory.Unit, settled *territory.Unit) []*territory.Unit {
	above := r.now.Above(settled.Code)
	var kept []*territory.Unit
	for _, code := range above {
		u, _ := r.now.Unit(code)
		kept = append(kept, u)
	}
	taken := map[string]bool{}
	for _, u := range spots {
		taken[u.Code] = r.tiles(u) && !slices.Contains(above, u.Code)
	}
	for _, u := range spots {
		if !slices.Contains(above, u.Code) && !slices.ContainsFunc(r.now.Above(u.Code), func(code string) bool { return taken[code] }) {
			kept = append(kept, u)
		}
	}
	slices.SortStableFunc(kept, r.bySpecificity)
	return kept
}

// withAbove returns the units and all above them, the most specific first; among those
// of one level, who holds the place itself. An issue is in one unit of a level that tiles
// the ground: what only lies over it, such as a building that reaches over the border of
// its grid, answers there without the ground that it is part of.
func (r *router) withAbove(spots []*territory.Unit) []*territory.Unit {
	var units []*territory.Unit
	known, held := map[string]bool{}, map[string]bool{} // codes, and levels that tile the ground
	add := func(u *territory.Unit) {
		units = append(units, u)
		known[u.Code] = true
		held[u.Level] = held[u.Level] || r.tiles(u)
	}
	for _, u := range spots {
		add(u)
	}
	for _, ground := range []bool{true, false} { // the ground comes first: what lies over it has to fit
		for _, u := range spots {
			if r.tiles(u) == ground {
				r.addAbove(u, known, held, add)
			}
		}
	}
	slices.SortStableFunc(units, r.bySpecificity)
	return units
}

// addAbove adds what is above the unit and not known; of the ground nothing where some of
// it is held by others.
func (r *router) addAbove(u *territory.Unit, known, held map[string]bool, add func(*territory.Unit)) {
	var above []*territory.Unit
	astray := false
	for _, code := range r.now.Above(u.Code) {
		if a, there := r.now.Unit(code); there && !known[code] {
			above = append(above, a)
			astray = astray || r.tiles(a) && held[a.Level]
		}
	}
	for _, a := range above {
		if !astray || !r.tiles(a) {
			add(a)
		}
	}
}

func (r *router) bySpecificity(a, b *territory.Unit) int {
	return cmp.Compare(r.ranks[b.Level], r.ranks[a.Level])
}

// heads returns who is in office at the units, in answering order. The first is a
// fallback where a more specific unit should have somebody and has nobody, or where a
// leader stands in for a head, see territory.Answer.
func (r *router) heads(units []*territory.Unit) []issue.Hands {
	var heads []issue.Hands
	passed := false
	for _, u := range units {
		held := r.now.Heads(u)
		for _, h := range held {
			first := len(heads) == 0
			heads = append(heads, issue.Hands{
				Unit: u.Code, Post: h.Post.ID, Person: h.Term.Person, Name: h.Term.Name,
				Fallback: first && (passed || h.Post.Kind == city.Leader),
			})
		}
		passed = passed || len(held) == 0 && r.answers(u)
	}
	return heads
}

// answers says whether the unit has posts at all.
func (r *router) answers(u *territory.Unit) bool {
	return slices.ContainsFunc(r.profile.Posts, func(p city.Post) bool { return p.At(u.Level) })
}

// root returns what holds what nobody else does: of the widest unit the first leader in
// office, else the post of a leader or a head, vacant as it is, else the unit itself.
func (r *router) root(units []*territory.Unit) issue.Hands {
	widest := units[len(units)-1]
	held := r.now.Heads(widest)
	root := issue.Hands{Unit: widest.Code, Fallback: true}
	for _, kind := range []city.PostKind{city.Leader, city.Head} {
		for _, h := range held {
			if h.Post.Kind == kind {
				root.Post, root.Person, root.Name = h.Post.ID, h.Term.Person, h.Term.Name
				return root
			}
		}
	}
	for _, kind := range []city.PostKind{city.Leader, city.Head} {
		for _, p := range r.profile.Posts {
			if p.Kind == kind && p.At(widest.Level) {
				root.Post = p.ID
				return root
			}
		}
	}
	return root
}

// bodies returns who has the category in charge there and who watches over it. The
// department that the category names has it where no charge says who.
func (r *router) bodies(category string, units []string) (departments, supervisors []string) {
	for _, d := range r.Bodies.Departments(nil, category, units, r.now.Instant()) {
		if !slices.Contains(departments, d.Body.Code) {
			departments = append(departments, d.Body.Code)
		}
	}
	details, known := r.Bodies.Details(category)
	if !known {
		return departments, nil
	}
	if len(departments) == 0 && r.hasBody(details.Department) {
		departments = []string{details.Department}
	}
	if r.hasBody(details.Supervisor) {
		supervisors = []string{details.Supervisor}
	}
	return departments, supervisors
}

func (r *router) hasBody(code string) bool {
	_, there := r.Bodies.Body(code)
	return code != "" && there
}

// sponsors returns who stands beside the units.
func (r *router) sponsors(units []string) []issue.Sponsor {
	var list []issue.Sponsor
	for _, s := range r.Sponsors.Of(nil, units, r.now.Instant()) {
		beside := issue.Sponsor{Kind: s.Kind, Unit: s.Unit}
		switch kind, _ := r.profile.SponsorKind(s.Kind); kind.By {
		case city.ByBody:
			beside.Body = s.Sponsor
		case city.ByPerson:
			beside.Person = s.Sponsor
		default:
			continue // the profile no longer knows the kind
		}
		list = append(list, beside)
	}
	return list
}

// details returns the category with what it has from above; nil where there is none.
func (r *router) details(category string) *body.Category {
	if details, known := r.Bodies.Details(category); known {
		return &details
	}
	return nil
}
