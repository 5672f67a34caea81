package audit

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"sizhang/domain/territory"
	"sizhang/geo"
)

// instead says, for every vacancy, who answers there now.
func (a *auditor) instead() {
	spots := a.spots()
	vacant := map[*territory.Unit]geo.Point{}
	for i := range a.findings {
		u := a.byCode[a.findings[i].Unit]
		if spot, mapped := spots[u]; mapped && a.findings[i].Vacancy {
			vacant[u] = spot
		}
	}
	now, asked := a.around(vacant)
	for i := range a.findings {
		f := &a.findings[i]
		if !f.Vacancy {
			continue
		}
		u := a.byCode[f.Unit]
		above := a.upward(u)
		if spot, mapped := vacant[u]; mapped && asked {
			above = a.wider(u, now, spot)
		}
		f.Instead = a.firstOf(above)
	}
}

// spots returns for every unit a point at which to ask who answers for it: one
// inside it or, where it has no ground, one inside a unit below, which is where a
// lookup finds it.
func (a *auditor) spots() map[*territory.Unit]geo.Point {
	spots := map[*territory.Unit]geo.Point{}
	for _, u := range a.units {
		spot, mapped := a.groundOf(u).Inner()
		if !mapped {
			continue
		}
		spots[u] = spot
		for up := a.above(u); up != nil && a.groundOf(up) == nil; up = a.above(up) {
			if _, known := spots[up]; known {
				break
			}
			spots[up] = spot
		}
	}
	return spots
}

// nearShare is how many units there are for each spot asked about before it pays
// to look for those that come near one.
const nearShare = 8

// indexEnds is where the index ends that serves this one question. It sets no
// answer: a fine index takes longer to make than the few lookups save.
const indexEnds = 8

// around makes a territory of the units at the spots and of all above them, at
// the levels of the spots' units and wider ones; false where they make none, as
// in a draft that is not sound. Duty and this audit then say the same, by ground
// and by parents.
func (a *auditor) around(spots map[*territory.Unit]geo.Point) (territory.Moment, bool) {
	finest := 0
	for u := range spots {
		finest = max(finest, a.grades[u.Level].rank)
	}
	wanted := map[string]bool{}
	want := func(u *territory.Unit) {
		for g, known := a.grades[u.Level]; known && g.rank <= finest && u != nil && !wanted[u.Code]; u = a.above(u) {
			wanted[u.Code] = true
		}
	}
	if len(spots)*nearShare > len(a.units) {
		for _, u := range a.units {
			want(u)
		}
	} else {
		for u, spot := range spots {
			want(u)
			for _, boxes := range a.ground {
				boxes.Near(geo.Box{Min: spot, Max: spot}, func(p territory.Placed) { want(p.Unit) })
			}
		}
	}
	units := make([]territory.Unit, 0, len(wanted))
	for _, code := range slices.Sorted(maps.Keys(wanted)) {
		units = append(units, *a.byCode[code])
	}
	profile := *a.Profile
	profile.Levels = slices.Clone(profile.Levels)
	for i := range profile.Levels {
		profile.Levels[i].Resolution = indexEnds
	}
	t, err := territory.New(&profile, units, nil)
	if err != nil {
		return territory.Moment{}, false
	}
	return t.At(a.At), true
}

// wider returns the unit and those wider ones that hold the spot, the most
// specific first. Parents without ground hold whatever the unit does, as long as
// no other of their level holds the spot.
func (a *auditor) wider(u *territory.Unit, now territory.Moment, spot geo.Point) []*territory.Unit {
	found := []*territory.Unit{u}
	ranks := map[int]bool{}
	held, _, _ := now.Brief(nil, spot)
	for _, other := range held {
		if rank := a.grades[other.Level].rank; rank < a.grades[u.Level].rank {
			found = append(found, a.byCode[other.Code])
			ranks[rank] = true
		}
	}
	for up := a.above(u); up != nil; up = a.above(up) {
		if rank := a.grades[up.Level].rank; !ranks[rank] && a.groundOf(up) == nil {
			found = append(found, up)
		}
	}
	slices.SortStableFunc(found, func(v, w *territory.Unit) int {
		return cmp.Or(a.grades[w.Level].rank-a.grades[v.Level].rank, strings.Compare(v.Code, w.Code))
	})
	return found
}

// upward returns the unit and its parents.
func (a *auditor) upward(u *territory.Unit) (found []*territory.Unit) {
	for ; u != nil; u = a.above(u) {
		found = append(found, u)
	}
	return found
}

// firstOf returns the first in office at the units, in answering order; nil for
// nobody.
func (a *auditor) firstOf(units []*territory.Unit) *Instead {
	for _, u := range units {
		for i := range a.Profile.Posts {
			post := &a.Profile.Posts[i]
			if term, ok := first(*post, a.seats[u.Code], a.At); ok {
				return &Instead{u, territory.Holder{Post: post, Term: term}}
			}
		}
	}
	return nil
}
