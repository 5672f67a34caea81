// Package audit looks at a whole territory as it stands at an instant, or as it
// would stand with a draft, and says what is wrong with it (核查): ground that
// two units claim or none does, units that nobody answers for, posts left empty,
// sponsors beyond the city's own rules.
package audit

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// City is what is audited: what is in force at an instant.
type City struct {
	Profile *city.Profile
	// Units in force, none of them ended, sound as territory.Sound has it.
	Units []territory.Unit
	// Seats and Sponsorships with all their terms; those in force at At count.
	Seats        []territory.Seat
	Sponsorships []sponsor.Sponsorship
	At           time.Time
	// Limit is the most findings of one kind that are kept; 0 keeps all. Of kinds
	// that are measured the largest are.
	Limit int
}

// Audit is what was found.
type Audit struct {
	// City is the code of the audited city, Names what it is called.
	City  string
	Names city.Names
	At    time.Time
	// Units is how many were looked at.
	Units int
	// Findings by kind, in the order of Kinds; those of a kind by level, from the
	// widest on, unit and other unit.
	Findings []Finding
	// Totals of the kinds that were found, in the order of Kinds, whether Findings
	// has all of them or not.
	Totals []Total
}

// Total is how much there is of one kind.
type Total struct {
	Kind
	// Found is how many there are, Listed how many of them Findings has.
	Found, Listed int
	// M2 is the sum of the areas, where the kind is Measured.
	M2 float64
}

// Truncated says whether there are more findings than are listed.
func (a *Audit) Truncated() bool {
	return slices.ContainsFunc(a.Totals, func(t Total) bool { return t.Listed < t.Found })
}

// Count returns how many findings are faults and how many are notes. An audit
// fails on faults alone.
func (a *Audit) Count() (faults, notes int) {
	for _, t := range a.Totals {
		if t.Note {
			notes += t.Found
		} else {
			faults += t.Found
		}
	}
	return faults, notes
}

// Stage is a part of the work, for those who show how far it has come.
type Stage string

// The stages, in their order.
const (
	Overlaps Stage = "overlaps"
	Gaps     Stage = "gaps"
	Parents  Stage = "parents"
	Widths   Stage = "widths"
	Offices  Stage = "offices"
	Sponsors Stage = "sponsors"
	Cells    Stage = "cells"
)

// Run audits the city. progress, where it is not nil, hears how far each stage
// has come and ends the work by returning false; then there is no audit, and
// the answer is false.
func Run(c City, progress func(stage Stage, done, total int) bool) (*Audit, bool) {
	a := newAuditor(c, progress)
	stages := []func(){a.overlaps, a.gaps, a.parents, a.widths, a.offices, a.sponsors, a.settle, a.cells}
	for _, stage := range stages {
		if stage(); a.stopped {
			return nil, false
		}
	}
	return &Audit{
		City: c.Profile.Code, Names: c.Profile.Names, At: c.At, Units: len(c.Units), Findings: a.findings, Totals: a.totals,
	}, true
}

// auditor is an audit under way.
type auditor struct {
	City
	progress func(stage Stage, done, total int) bool
	stopped  bool
	findings []Finding
	totals   []Total

	units  []*territory.Unit // by code
	byCode map[string]*territory.Unit
	grades map[string]grade            // of each level, by id
	ground map[string]*territory.Boxes // of each level that has some
	// shared is how much ground a unit of a tiling level shares with others of its
	// level, in m², pair by pair.
	shared map[string]float64
	seats  map[string][]territory.Seat // by unit
}

// grade is a level and its rank, 0 for the widest.
type grade struct {
	city.Level
	rank int
}

func newAuditor(c City, progress func(stage Stage, done, total int) bool) *auditor {
	a := &auditor{
		City: c, progress: progress,
		byCode: make(map[string]*territory.Unit, len(c.Units)),
		grades: map[string]grade{}, ground: map[string]*territory.Boxes{},
		shared: map[string]float64{}, seats: make(map[string][]territory.Seat, len(c.Seats)),
	}
	for rank, l := range c.Profile.Levels {
		a.grades[l.ID] = grade{l, rank}
	}
	mapped := map[string][]*territory.Unit{}
	for i := range c.Units {
		u := &c.Units[i]
		a.units = append(a.units, u)
		a.byCode[u.Code] = u
		if a.groundOf(u) != nil {
			mapped[u.Level] = append(mapped[u.Level], u)
		}
	}
	slices.SortFunc(a.units, func(u, v *territory.Unit) int { return strings.Compare(u.Code, v.Code) })
	for level, units := range mapped {
		a.ground[level] = territory.NewBoxes(units)
	}
	for _, s := range c.Seats {
		a.seats[s.Unit] = append(a.seats[s.Unit], s)
	}
	return a
}

// on reports that so much of a stage is done and says whether to go on.
func (a *auditor) on(stage Stage, done, total int) bool {
	if !a.stopped && a.progress != nil && !a.progress(stage, done, total) {
		a.stopped = true
	}
	return !a.stopped
}

// groundOf returns the unit's ground; nil at levels that have none, whatever
// shape is kept there.
func (a *auditor) groundOf(u *territory.Unit) geo.Shape {
	if g, known := a.grades[u.Level]; !known || g.Form == city.Unmapped || len(u.Shape) == 0 {
		return nil
	}
	return u.Shape
}

func (a *auditor) tiles(u *territory.Unit) bool { return a.grades[u.Level].Form == city.Tiling }

// above returns the unit above; nil at the top, and where the parent is no wider
// than the unit, so that going up ends.
func (a *auditor) above(u *territory.Unit) *territory.Unit {
	parent := a.byCode[u.Parent]
	if parent == nil || a.grades[parent.Level].rank >= a.grades[u.Level].rank {
		return nil
	}
	return parent
}

// settle puts the findings into their order, counts them, and keeps no more of a
// kind than the limit.
func (a *auditor) settle() {
	place := map[fault.Code]int{}
	for i, k := range Kinds {
		place[k.Code] = i
	}
	order := func(f, g Finding) int {
		return cmp.Or(
			place[f.Code]-place[g.Code], a.grades[f.Level].rank-a.grades[g.Level].rank,
			strings.Compare(f.Unit, g.Unit), strings.Compare(f.Other, g.Other), strings.Compare(f.key, g.key))
	}
	slices.SortStableFunc(a.findings, order)
	all := a.findings
	if a.Limit > 0 {
		a.findings = nil // what is cut off must not be kept alive
	}
	for len(all) > 0 {
		same := 1
		for same < len(all) && all[same].Code == all[0].Code {
			same++
		}
		found := all[:same:same]
		all = all[same:]
		total := Total{Kind: Kinds[place[found[0].Code]], Found: same, Listed: same}
		for i := range found {
			total.M2 += found[i].M2
		}
		if a.Limit > 0 {
			total.Listed = min(same, a.Limit)
			a.findings = append(a.findings, largest(found, total.Kind, total.Listed, order)...)
		}
		a.totals = append(a.totals, total)
	}
}

// largest returns so many findings of a kind, in order: the largest where the
// kind is measured, else the first.
func largest(found []Finding, kind Kind, n int, order func(f, g Finding) int) []Finding {
	if kind.Measured && n < len(found) {
		slices.SortStableFunc(found, func(f, g Finding) int { return cmp.Compare(g.M2, f.M2) })
		slices.SortStableFunc(found[:n], order)
	}
	return found[:n]
}
