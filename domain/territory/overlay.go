package territory

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// Overlaid is what remains of an import once what is in force already is taken
// out.
type Overlaid struct {
	// Units are those added or changed, complete with what they keep, and, with
	// Ended set, those that are to end.
	Units []Unit
	Seats []Seat // with only the terms added or changed

	Added, Changed, Ended, Unchanged int // units or terms
	// Findings say what the import asks for that cannot be done.
	Findings []Finding
}

// Overlay lays imported units over those in force. A unit keeps what the import
// does not carry of it (see Merge). Of a code that comes twice both are kept,
// for CheckDraft to refuse. A unit that the import ends and that is not in force
// has nothing to end: it counts as unchanged, with a finding.
func Overlay(inForce, imported []Unit) Overlaid {
	return OverlayWhole(inForce, imported, nil)
}

// OverlayWhole is Overlay for a file that is the whole of the levels given: of
// those, units in force that it does not name end. imported must then be all
// that the file holds: a file that something was left out of is to be refused
// before, or units end that it does name.
func OverlayWhole(inForce, imported []Unit, levels []string) Overlaid {
	byCode := make(map[string]*Unit, len(inForce))
	for i := range inForce {
		byCode[inForce[i].Code] = &inForce[i]
	}
	var o Overlaid
	named := make(map[string]bool, len(imported))
	for _, u := range imported {
		named[u.Code] = true
		u.Predecessors = codeSet(u.Predecessors)
		o.lay(byCode[u.Code], u)
	}
	for _, u := range inForce {
		if slices.Contains(levels, u.Level) && !named[u.Code] {
			o.Ended++
			o.Units = append(o.Units, u.ended())
		}
	}
	return o
}

// lay lays a unit over the one of its code in force, nil where there is none.
func (o *Overlaid) lay(inForce *Unit, u Unit) {
	switch {
	case inForce == nil && u.Ended:
		o.Unchanged++
		o.Findings = append(o.Findings, Finding{Severity: Note, Code: fault.NothingToEnd, Unit: u.Code, Field: "ended"})
		return
	case inForce == nil:
		o.Added++
	case u.Ended:
		ended := inForce.ended()
		if u.Level != "" {
			ended.Level = u.Level // for CheckDraft to refuse where it is another
		}
		o.Ended++
		u = ended
	default:
		if u = Merge(*inForce, u); sameUnit(*inForce, u) {
			o.Unchanged++
			return
		}
		o.Changed++
	}
	o.Units = append(o.Units, u)
}

// ended is the unit as the version that ends it has it: without its ground,
// which the versions before keep.
func (u Unit) ended() Unit {
	u.Ended, u.Shape, u.Declared = true, nil, Declared{}
	return u
}

// codeSet returns the codes in order, each once; nil for none.
func codeSet(codes []string) []string {
	if len(codes) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(codes)))
}

// Apply returns the units as they stand once a draft, as Overlay returns it, is
// laid over those in force, by code. Of a code that the draft has twice, the
// later is taken.
func Apply(inForce, draft []Unit) []Unit {
	byCode := make(map[string]Unit, len(inForce)+len(draft))
	for _, u := range slices.Concat(inForce, draft) {
		if u.Ended {
			delete(byCode, u.Code)
		} else {
			byCode[u.Code] = u
		}
	}
	units := slices.Collect(maps.Values(byCode))
	slices.SortFunc(units, func(a, b Unit) int { return cmp.Compare(a.Code, b.Code) })
	return units
}

// sameUnit says whether nothing about the unit differs.
func sameUnit(a, b Unit) bool {
	return a.Code == b.Code && a.Level == b.Level && a.Names == b.Names && a.Parent == b.Parent &&
		a.GridCode == b.GridCode && a.Generated == b.Generated && a.Shape.Equal(b.Shape) &&
		slices.Equal(codeSet(a.Predecessors), codeSet(b.Predecessors)) &&
		a.Declared.Datum == b.Declared.Datum && a.Declared.WidthM == b.Declared.WidthM &&
		a.Declared.Shape.Equal(b.Declared.Shape) &&
		slices.EqualFunc(a.Declared.Lines, b.Declared.Lines, func(k, l geo.Line) bool { return slices.Equal(k, l) })
}

// OverlaySeats lays imported terms over those in force. A term is known by its
// person, beginning and rank within its seat. One that ends when it begins
// withdraws the term that is known: it was never held. There must be such a term,
// in force or withdrawn already.
func OverlaySeats(inForce, imported []Seat) Overlaid {
	type place struct{ unit, post string }
	known := make(map[place][]Term, len(inForce))
	for _, s := range inForce {
		known[place{s.Unit, s.Post}] = s.Terms
	}
	var o Overlaid
	for _, s := range imported {
		fresh := Seat{Unit: s.Unit, Post: s.Post}
		for _, t := range s.Terms {
			i := slices.IndexFunc(known[place{s.Unit, s.Post}], func(old Term) bool { return old.same(t) })
			switch {
			case i < 0 && t.Withdrawn():
				o.Findings = append(o.Findings, t.empty(s.Unit))
				continue
			case i < 0:
				o.Added++
			case known[place{s.Unit, s.Post}][i].equal(t):
				o.Unchanged++
				continue
			default:
				o.Changed++
				if t.Withdrawn() {
					o.Findings = append(o.Findings, Finding{Severity: Note, Code: fault.TermWithdrawn, Unit: s.Unit, Field: "until",
						With: fault.With{"person": t.Name, "from": t.From.Format(time.DateOnly)}})
				}
			}
			fresh.Terms = append(fresh.Terms, t)
		}
		if len(fresh.Terms) > 0 {
			o.Seats = append(o.Seats, fresh)
		}
	}
	return o
}

// same says whether two terms of one seat are the same appointment.
func (t Term) same(o Term) bool {
	return t.Person == o.Person && t.Deputy == o.Deputy && t.From.Equal(o.From)
}

// equal says whether nothing about two terms differs.
func (t Term) equal(o Term) bool {
	return t.same(o) && t.Name == o.Name && t.Until.Equal(o.Until) && t.Document == o.Document && t.Generated == o.Generated
}
