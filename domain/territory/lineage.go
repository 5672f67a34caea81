package territory

import (
	"maps"
	"slices"
	"time"
)

// Lineage knows which units came of which (沿革), over all the versions of a city,
// also of those that are no more.
type Lineage struct {
	lives map[string]*Life
	after map[string][]string // the codes that name each as a predecessor, in order
}

// Life is a unit from the version that brought it to the one that ended it.
type Life struct {
	// Unit as it last stood, never with Ended set.
	Unit *Unit
	// Of are the codes that it came of, over all that the versions say: a unit that
	// later takes in another came of that one, too.
	Of []string
	// Since is the version that brought it. Where a code ended and stood again, it
	// is the first.
	Since VersionRef
	// Ended is the version that ended it; the zero one where it is in force.
	Ended VersionRef
}

// VersionRef names a version and the instant from which it is in force. Number 0
// is no version.
type VersionRef struct {
	Number    int
	Effective time.Time
}

// Relative is a unit that another came of, or that came of it, over one or more
// steps.
type Relative struct {
	*Life
	// Steps is 1 for those that are named themselves, 2 for theirs, and so on; by
	// the shortest way where there are several.
	Steps int
}

// LineageOf reads the lineage out of the versions, which must be in order.
func LineageOf(versions []Version) *Lineage {
	l := &Lineage{lives: map[string]*Life{}, after: map[string][]string{}}
	for i := range versions {
		v := &versions[i]
		ref := VersionRef{v.Number, v.Effective}
		for k := range v.Units {
			l.record(&v.Units[k], ref)
		}
	}
	l.lookBack()
	return l
}

// Lineage reads the lineage out of all that the territory ever was.
func (t *Territory) Lineage() *Lineage {
	l := &Lineage{lives: make(map[string]*Life, len(t.lines)), after: map[string][]string{}}
	ref := func(era int32) VersionRef {
		if era == forever {
			return VersionRef{}
		}
		return VersionRef{t.eras[era].number, t.eras[era].from}
	}
	for i := range t.lines {
		if stages := t.lines[i].stages; len(stages) > 0 {
			last := &stages[len(stages)-1]
			life := &Life{Unit: &last.Unit, Since: ref(stages[0].since), Ended: ref(last.until)}
			for k := range stages {
				life.came(stages[k].Predecessors)
			}
			l.lives[last.Code] = life
		}
	}
	l.lookBack()
	return l
}

// lookBack finds the successors.
func (l *Lineage) lookBack() {
	for code, life := range l.lives {
		for _, of := range life.Of {
			l.after[of] = append(l.after[of], code)
		}
	}
	for _, codes := range l.after {
		slices.Sort(codes)
	}
}

func (l *Lineage) record(u *Unit, by VersionRef) {
	life := l.lives[u.Code]
	switch {
	case u.Ended && life != nil:
		life.Ended = by
	case u.Ended: // it never was
	case life == nil:
		life = &Life{Unit: u, Since: by}
		life.came(u.Predecessors)
		l.lives[u.Code] = life
	default:
		life.Unit, life.Ended = u, VersionRef{}
		life.came(u.Predecessors)
	}
}

// came adds what the unit came of.
func (l *Life) came(of []string) {
	if len(of) > 0 {
		l.Of = codeSet(append(slices.Clone(l.Of), of...))
	}
}

// Life returns the life of the unit; false where no version has it.
func (l *Lineage) Life(code string) (Life, bool) {
	life, known := l.lives[code]
	if !known {
		return Life{}, false
	}
	return *life, true
}

// Predecessors returns all that the unit came of: those it names, those that
// they name, and so on; the nearest first, then by code. A unit is not among its
// own, even where a part of it came back to it.
func (l *Lineage) Predecessors(code string) []Relative {
	return l.relatives(code, func(life *Life) []string { return life.Of })
}

// Successors returns all that came of the unit, the nearest first, then by code.
func (l *Lineage) Successors(code string) []Relative {
	return l.relatives(code, func(life *Life) []string { return l.after[life.Unit.Code] })
}

// relatives walks step by step. It ends on circles, too.
func (l *Lineage) relatives(code string, next func(*Life) []string) []Relative {
	var found []Relative
	seen := map[string]bool{code: true}
	for step, from := 1, []string{code}; len(from) > 0; step++ {
		var reached []string
		for _, f := range from {
			if l.lives[f] == nil {
				continue
			}
			for _, to := range next(l.lives[f]) {
				if !seen[to] && l.lives[to] != nil {
					seen[to] = true
					reached = append(reached, to)
				}
			}
		}
		slices.Sort(reached)
		for _, r := range reached {
			found = append(found, Relative{l.lives[r], step})
		}
		from = reached
	}
	return found
}

// AddUp returns what versions in order add up to, by code: the units in force
// once the last has taken effect, and those that are no more, as they last
// stood.
func AddUp(versions []Version) (inForce, ended []Unit) {
	lives := LineageOf(versions).lives
	for _, code := range slices.Sorted(maps.Keys(lives)) {
		if life := lives[code]; life.Ended == (VersionRef{}) {
			inForce = append(inForce, *life.Unit)
		} else {
			ended = append(ended, *life.Unit)
		}
	}
	return inForce, ended
}
