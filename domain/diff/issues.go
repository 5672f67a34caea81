package diff

import (
	"cmp"
	"maps"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// Issue is an open issue to follow (未结问题).
type Issue struct {
	// ID is empty where whoever asks may not read the issue: it is counted, and
	// nothing else is told of it.
	ID    string
	Point geo.Point
}

// NamedIssues is how many issues a move names at most.
const NamedIssues = 20

// IssueChanges are the open issues that change hands.
type IssueChanges struct {
	// Open is how many issues were followed, Moved how many of them change hands at
	// any level.
	Open, Moved int
	// Moves by level from the widest, by who gives, then by who takes, nobody first.
	Moves List[IssueMove]
	// Units that gain or lose any, by level from the widest, then by code.
	Units List[UnitIssues]
}

// IssueMove is how many open issues pass from one unit to another of the same
// level; nil is nobody. At a tiling level an issue is the owner's of its point. At an
// overlapping one every unit that holds the point has it, and one that gets or
// loses it does so from and to nobody.
type IssueMove struct {
	Level    city.Level
	From, To *territory.Unit
	Count    int
	// Named are those of them that have an id, the first NamedIssues by their ids.
	Named []Issue
}

// name notes an issue that has an id.
func (m *IssueMove) name(i Issue) {
	if i.ID == "" {
		return
	}
	at, _ := slices.BinarySearchFunc(m.Named, i, func(a, b Issue) int { return cmp.Compare(a.ID, b.ID) })
	m.Named = slices.Insert(m.Named, at, i)
	m.Named = m.Named[:min(len(m.Named), NamedIssues)]
}

// UnitIssues is how many open issues a unit gains and loses at a level.
type UnitIssues struct {
	Level city.Level
	Unit  *territory.Unit
	Tally
}

// issueGround finds the issues of one level that change hands.
type issueGround struct {
	level city.Level
	// disturbed is the ground of a tiling level that was redrawn.
	disturbed *territory.Boxes
	// before and after are the units of an overlapping level that were redrawn.
	before, after *territory.Boxes
	moves         map[parties]*IssueMove
}

// compareIssues looks at every open issue on ground that was redrawn.
func (c *comparison) compareIssues() {
	if c.Options.Issues == nil {
		return
	}
	grounds := c.issueGrounds()
	found := &c.changes.Issues
	for i := range c.Options.Issues {
		found.Open++
		moved := false
		for _, g := range grounds {
			moved = c.follow(g, i) || moved
		}
		if moved {
			found.Moved++
		}
	}
	for _, g := range grounds {
		moves := slices.Collect(maps.Values(g.moves))
		slices.SortFunc(moves, func(a, b *IssueMove) int {
			return cmp.Or(cmp.Compare(codeOf(a.From), codeOf(b.From)), cmp.Compare(codeOf(a.To), codeOf(b.To)))
		})
		for _, m := range moves {
			c.issueMoves = append(c.issueMoves, *m)
		}
	}
	found.Moves = first(c.issueMoves, c.Limit)
	found.Units = first(unitIssues(c.issueMoves), c.Limit)
}

// issueGrounds returns the levels at which any ground was redrawn, widest first.
func (c *comparison) issueGrounds() []*issueGround {
	before, after := c.redrawnOverlapping()
	var grounds []*issueGround
	for _, level := range c.allLevels() {
		g := &issueGround{level: level, moves: map[parties]*IssueMove{}}
		switch {
		case len(c.redrawn[level.ID]) > 0:
			var places []*territory.Unit
			for _, r := range c.redrawn[level.ID] {
				places = append(places, &territory.Unit{Shape: r.either})
			}
			g.disturbed = territory.NewBoxes(places)
		case len(before[level.ID])+len(after[level.ID]) > 0:
			g.before, g.after = territory.NewBoxes(before[level.ID]), territory.NewBoxes(after[level.ID])
		default:
			continue
		}
		grounds = append(grounds, g)
	}
	return grounds
}

// redrawnOverlapping returns the units of overlapping levels whose ground differs
// between the states, as they are in each, by level.
func (c *comparison) redrawnOverlapping() (before, after map[string][]*territory.Unit) {
	before, after = map[string][]*territory.Unit{}, map[string][]*territory.Unit{}
	add := func(to map[string][]*territory.Unit, s *side, u *territory.Unit) {
		if len(s.shape(u)) > 0 && c.formOf(u.Level) == city.Overlapping {
			to[u.Level] = append(to[u.Level], u)
		}
	}
	for _, p := range c.pairs {
		same := p.before != nil && p.after != nil && p.before.Level == p.after.Level
		if same && c.before.shape(p.before).Equal(c.after.shape(p.after)) {
			continue
		}
		add(before, c.before, p.before)
		add(after, c.after, p.after)
	}
	return before, after
}

// follow enters an issue where it changes hands, and says whether it does.
func (c *comparison) follow(g *issueGround, i Issue) bool {
	box := geo.Box{Min: i.Point, Max: i.Point}
	if g.disturbed != nil {
		if !meets(g.disturbed, box) {
			return false
		}
		from, to := c.before.owner(g.level.ID, i.Point), c.after.owner(g.level.ID, i.Point)
		if codeOf(from) == codeOf(to) {
			return false
		}
		g.enter(from, to, i)
		return true
	}
	moved := false
	g.before.Near(box, func(u territory.Placed) {
		if u.Shape.Contains(i.Point) && !c.after.holds(g.level.ID, u.Code, i.Point) {
			g.enter(u.Unit, nil, i)
			moved = true
		}
	})
	g.after.Near(box, func(u territory.Placed) {
		if u.Shape.Contains(i.Point) && !c.before.holds(g.level.ID, u.Code, i.Point) {
			g.enter(nil, u.Unit, i)
			moved = true
		}
	})
	return moved
}

func (g *issueGround) enter(from, to *territory.Unit, i Issue) {
	p := parties{codeOf(from), codeOf(to)}
	if g.moves[p] == nil {
		g.moves[p] = &IssueMove{Level: g.level, From: from, To: to}
	}
	g.moves[p].Count++
	g.moves[p].name(i)
}

// holds says whether a unit of the level, by its code, holds a point.
func (s *side) holds(level, code string, p geo.Point) bool {
	u := s.byCode[code]
	return u != nil && u.Level == level && s.shape(u).Contains(p)
}

// unitIssues adds up what each unit gains and loses; the moves are in order of their
// levels.
func unitIssues(moves []IssueMove) []UnitIssues {
	var all []UnitIssues
	for len(moves) > 0 {
		level, end := moves[0].Level, 0
		units := map[string]*UnitIssues{}
		of := func(u *territory.Unit) *Tally {
			if units[u.Code] == nil {
				units[u.Code] = &UnitIssues{Level: level, Unit: u}
			}
			return &units[u.Code].Tally
		}
		for ; end < len(moves) && moves[end].Level.ID == level.ID; end++ {
			if m := moves[end]; m.From != nil {
				of(m.From).Lost += m.Count
			}
			if m := moves[end]; m.To != nil {
				of(m.To).Gained += m.Count
			}
		}
		for _, code := range slices.Sorted(maps.Keys(units)) {
			all = append(all, *units[code])
		}
		moves = moves[end:]
	}
	return all
}
