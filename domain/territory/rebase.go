package territory

import (
	"slices"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// Rebase moves a draft's units from the units that it was laid over to those that
// are in force by now: a field that the draft left as it was takes on what others
// made of it, and a field that both changed keeps the draft's value, with a note.
// It returns the units that become others by it. A unit that others ended
// meanwhile stays ended, and what the draft says of it lapses.
func Rebase(base, inForce, draft []Unit) (moved []Unit, findings []Finding) {
	then, now := byCode(base), byCode(inForce)
	for _, u := range draft {
		r := rebasing{findings: &findings, code: u.Code}
		next := r.unit(then[u.Code], now[u.Code], u)
		if !sameUnit(next, u) {
			moved = append(moved, next)
		}
	}
	return moved, findings
}

func byCode(units []Unit) map[string]*Unit {
	found := make(map[string]*Unit, len(units))
	for i := range units {
		found[units[i].Code] = &units[i]
	}
	return found
}

// rebasing is one unit under way.
type rebasing struct {
	findings *[]Finding
	code     string
}

func (r rebasing) note(code fault.Code, field string) {
	*r.findings = append(*r.findings, Finding{Severity: Note, Code: code, Unit: r.code, Field: field, With: fault.With{"field": field}})
}

func (r rebasing) unit(then, now *Unit, u Unit) Unit {
	switch {
	case then == nil && now == nil, then != nil && now != nil && sameUnit(*then, *now):
		return u
	case now == nil: // others ended it
		if !u.Ended {
			r.note(fault.DraftLapsed, "ended")
		}
		return then.ended()
	case then == nil && u.Ended: // one import of the draft brought it and another ended it: others' unit is not meant
		return *now
	case then == nil: // others added it, too
		r.note(fault.DraftOverrides, "code")
		return Merge(*now, u)
	case u.Ended:
		r.note(fault.DraftOverrides, "ended")
		return u
	}
	return r.fields(then, now, u)
}

// fields moves what is left as it was, field by field. The level cannot have
// changed; the ground is one with how it was declared.
func (r rebasing) fields(then, now *Unit, u Unit) Unit {
	take(r, "name", then.Names.ZH, now.Names.ZH, &u.Names.ZH, same)
	take(r, "name_en", then.Names.EN, now.Names.EN, &u.Names.EN, same)
	take(r, "parent", then.Parent, now.Parent, &u.Parent, same)
	take(r, "grid_code", then.GridCode, now.GridCode, &u.GridCode, same)
	take(r, "predecessors", then.Predecessors, now.Predecessors, &u.Predecessors, func(a, b []string) bool { return slices.Equal(codeSet(a), codeSet(b)) })
	ground := land{u.Shape, u.Declared}
	take(r, "geometry", land{then.Shape, then.Declared}, land{now.Shape, now.Declared}, &ground, land.equal)
	u.Shape, u.Declared = ground.Shape, ground.Declared
	take(r, "generated", then.Generated, now.Generated, &u.Generated, same)
	return u
}

// take takes over what others made of a field that the draft did not change.
func take[T any](r rebasing, field string, then, now T, value *T, equal func(a, b T) bool) {
	switch {
	case equal(then, now), equal(*value, now):
	case equal(*value, then):
		*value = now
	default:
		r.note(fault.DraftOverrides, field)
	}
}

func same[T comparable](a, b T) bool { return a == b }

// land is a unit's ground with what it was made from.
type land struct {
	geo.Shape
	Declared
}

func (l land) equal(o land) bool {
	return sameUnit(Unit{Shape: l.Shape, Declared: l.Declared}, Unit{Shape: o.Shape, Declared: o.Declared})
}
