package diff

import (
	"maps"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// PersonChange is what somebody in office gains and loses.
type PersonChange struct {
	Person, Name string
	// Gained and Lost are the units at which they are in office only after, or
	// only before, by code.
	Gained, Lost []*territory.Unit
	// Ground that passes to and from the units at which they are in office, by the
	// level of those units, widest first. What passes between two units of their
	// own is no change.
	Ground []PersonGround
}

// PersonGround is what a person gains and loses by the ground of units of one
// level.
type PersonGround struct {
	Level            city.Level
	GainedM2, LostM2 float64
	Cells            Tally
	// Issues are the open ones that pass.
	Issues Tally
	// Finer are the units on that ground that change hands with it, by their level.
	Finer []FinerTally
}

// Tally counts what is gained and lost.
type Tally struct{ Gained, Lost int }

// FinerTally counts units of a level.
type FinerTally struct {
	Level city.Level
	Tally
}

// account is what a person gains and loses at one level, while it adds up.
type account struct {
	gainedM2, lostM2 float64
	cells, issues    Tally
	finer            map[string]Tally
}

// ledger has the accounts of people by their ids and levels.
type ledger map[string]map[string]*account

func (l ledger) at(person, level string) *account {
	if l[person] == nil {
		l[person] = map[string]*account{}
	}
	if l[person][level] == nil {
		l[person][level] = &account{finer: map[string]Tally{}}
	}
	return l[person][level]
}

func (c *comparison) comparePeople() {
	l := ledger{}
	for _, level := range c.transfers {
		for _, t := range level.transfers {
			c.settle(t.From, t.To,
				func(loser string) {
					a := l.at(loser, level.level)
					a.lostM2 += t.M2
					a.cells.Lost += t.Cells.Total
				},
				func(winner string) {
					a := l.at(winner, level.level)
					a.gainedM2 += t.M2
					a.cells.Gained += t.Cells.Total
				})
		}
	}
	c.settleOverlapping(l)
	for _, m := range c.moves {
		add := func(person string, by Tally) {
			finer := l.at(person, m.Level.ID).finer
			sum := finer[m.Unit.Level]
			finer[m.Unit.Level] = Tally{sum.Gained + by.Gained, sum.Lost + by.Lost}
		}
		c.settle(m.From, m.To, func(loser string) { add(loser, Tally{Lost: 1}) }, func(winner string) { add(winner, Tally{Gained: 1}) })
	}
	for _, m := range c.issueMoves {
		c.settle(m.From, m.To,
			func(loser string) { l.at(loser, m.Level.ID).issues.Lost += m.Count },
			func(winner string) { l.at(winner, m.Level.ID).issues.Gained += m.Count })
	}
	c.closeAccounts(l)
}

// settle calls lose for everybody in office at the one unit before, and win for
// everybody at the other after, but for those who are both.
func (c *comparison) settle(from, to *territory.Unit, lose, win func(person string)) {
	losers, winners := c.before.persons(from), c.after.persons(to)
	for _, p := range losers {
		if !slices.Contains(winners, p) {
			lose(p)
		}
	}
	for _, p := range winners {
		if !slices.Contains(losers, p) {
			win(p)
		}
	}
}

// persons returns everybody in office at a unit, once each.
func (s *side) persons(u *territory.Unit) []string {
	var persons []string
	for _, h := range s.heads[codeOf(u)] {
		if !slices.Contains(persons, h.Person) {
			persons = append(persons, h.Person)
		}
	}
	return persons
}

// settleOverlapping adds the ground of units of overlapping levels, which passes
// to and from nobody else.
func (c *comparison) settleOverlapping(l ledger) {
	for _, p := range c.pairs {
		before, after := c.before.shape(p.before), c.after.shape(p.after)
		if before.Equal(after) {
			continue
		}
		u := UnitChange{Before: p.before, After: p.after}
		if c.formOf(u.Unit().Level) != city.Overlapping {
			continue
		}
		u.measure(before, after)
		for _, person := range c.before.persons(p.before) {
			if u.LostM2 > 0 {
				l.at(person, u.Unit().Level).lostM2 += u.LostM2
			}
		}
		for _, person := range c.after.persons(p.after) {
			if u.GainedM2 > 0 {
				l.at(person, u.Unit().Level).gainedM2 += u.GainedM2
			}
		}
	}
}

// closeAccounts lists the people who gain or lose anything.
func (c *comparison) closeAccounts(l ledger) {
	before, names := c.before.offices(), map[string]string{}
	after := c.after.offices()
	for _, s := range []*side{c.before, c.after} {
		for _, heads := range s.heads {
			for _, h := range heads {
				names[h.Person] = h.Name
			}
		}
	}
	var changes []PersonChange
	for _, id := range slices.Sorted(maps.Keys(names)) {
		p := PersonChange{Person: id, Name: names[id], Gained: only(after[id], before[id]), Lost: only(before[id], after[id]), Ground: c.groundOf(l[id])}
		if len(p.Gained)+len(p.Lost)+len(p.Ground) > 0 {
			changes = append(changes, p)
		}
	}
	c.changes.People = first(changes, c.Limit)
}

// groundOf lists a person's accounts by level, widest first.
func (c *comparison) groundOf(accounts map[string]*account) []PersonGround {
	var ground []PersonGround
	for _, level := range c.allLevels() {
		if a := accounts[level.ID]; a != nil {
			ground = append(ground, PersonGround{level, a.gainedM2, a.lostM2, a.cells, a.issues, byLevel(a.finer, c.changes.After.Profile)})
		}
	}
	return ground
}

// offices returns the units at which each person is in office.
func (s *side) offices() map[string]map[string]*territory.Unit {
	offices := map[string]map[string]*territory.Unit{}
	for code, heads := range s.heads {
		for _, h := range heads {
			if offices[h.Person] == nil {
				offices[h.Person] = map[string]*territory.Unit{}
			}
			offices[h.Person][code] = s.byCode[code]
		}
	}
	return offices
}

// only returns the units that are in the first set and not in the second, by
// code.
func only(in, notIn map[string]*territory.Unit) []*territory.Unit {
	var units []*territory.Unit
	for _, code := range slices.Sorted(maps.Keys(in)) {
		if notIn[code] == nil {
			units = append(units, in[code])
		}
	}
	return units
}
