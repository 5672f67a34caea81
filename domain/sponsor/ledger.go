package sponsor

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Ledger says who sponsors what in one city (包保台账). It is immutable, so any
// number of questions may be asked of it at once.
type Ledger struct {
	list []Sponsorship // by unit, kind, beginning and sponsor
	unit map[string][]Sponsorship
	// bySponsor are the places in list, by sponsor, kind, unit and beginning.
	bySponsor []int32
}

// NewLedger makes a ledger.
func NewLedger(list []Sponsorship) *Ledger {
	l := &Ledger{list: slices.Clone(list), unit: map[string][]Sponsorship{}, bySponsor: make([]int32, len(list))}
	slices.SortStableFunc(l.list, func(a, b Sponsorship) int {
		return cmp.Or(strings.Compare(a.Unit, b.Unit), strings.Compare(a.Kind, b.Kind),
			a.From.Compare(b.From), strings.Compare(a.Sponsor, b.Sponsor))
	})
	for from, to := 0, 0; from < len(l.list); from = to {
		unit := l.list[from].Unit
		for to = from; to < len(l.list) && l.list[to].Unit == unit; to++ {
			l.bySponsor[to] = int32(to)
		}
		l.unit[unit] = l.list[from:to:to]
	}
	slices.SortStableFunc(l.bySponsor, func(a, b int32) int {
		x, y := &l.list[a], &l.list[b]
		return cmp.Or(strings.Compare(x.Sponsor, y.Sponsor), strings.Compare(x.Kind, y.Kind), cmp.Compare(a, b))
	})
	return l
}

// Of appends to dst who sponsors the units at the instant: the units in the
// order given, and at each by kind, the longest first.
func (l *Ledger) Of(dst []*Sponsorship, units []string, at time.Time) []*Sponsorship {
	for _, unit := range units {
		rows := l.unit[unit]
		for i := range rows {
			if rows[i].InForce(at) {
				dst = append(dst, &rows[i])
			}
		}
	}
	return dst
}

// Has says whether anybody sponsors the unit in this way at the instant.
func (l *Ledger) Has(kind, unit string, at time.Time) bool {
	return slices.ContainsFunc(l.unit[unit], func(s Sponsorship) bool { return s.Kind == kind && s.InForce(at) })
}

// Units returns what the sponsor has at the instant, by kind and unit. A body's
// code and a person's id may be the same text: the kind says which is meant.
func (l *Ledger) Units(sponsor string, at time.Time) []*Sponsorship {
	from, _ := slices.BinarySearchFunc(l.bySponsor, sponsor, func(i int32, s string) int { return strings.Compare(l.list[i].Sponsor, s) })
	var has []*Sponsorship
	for _, i := range l.bySponsor[from:] {
		s := &l.list[i]
		if s.Sponsor != sponsor {
			break
		}
		if s.InForce(at) {
			has = append(has, s)
		}
	}
	return has
}

// Load is how much a sponsor has in one way (包保负担).
type Load struct {
	Kind, Sponsor, Name string
	Units               int
}

// Loads returns how much everybody has at the instant, by kind, those with most
// units first.
func (l *Ledger) Loads(at time.Time) []Load {
	var loads []Load
	unit := "" // the last that was counted
	for _, i := range l.bySponsor {
		s := &l.list[i]
		if !s.InForce(at) {
			continue
		}
		last := len(loads) - 1
		if last < 0 || loads[last].Sponsor != s.Sponsor || loads[last].Kind != s.Kind {
			loads = append(loads, Load{s.Kind, s.Sponsor, s.Name, 0})
			last, unit = last+1, ""
		}
		if s.Unit != unit {
			loads[last].Units++
			unit = s.Unit
		}
	}
	slices.SortStableFunc(loads, func(a, b Load) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), cmp.Compare(b.Units, a.Units), strings.Compare(a.Sponsor, b.Sponsor))
	})
	return loads
}

// List returns every sponsorship that is, was or will be, by unit, kind,
// beginning and sponsor. The slice is shared and must not be changed.
func (l *Ledger) List() []Sponsorship { return l.list }

// History returns every sponsorship of the unit that is, was or will be, by kind
// and beginning. The slice is shared and must not be changed.
func (l *Ledger) History(unit string) []Sponsorship { return l.unit[unit] }
