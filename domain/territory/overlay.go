package territory

import (
	"slices"

	"sizhang/geo"
)

// Overlaid is what remains of an import once what is in force already is taken
// out.
type Overlaid struct {
	Units                     []Unit // added or changed, complete with what they keep
	Seats                     []Seat // with only the terms added or changed
	Added, Changed, Unchanged int    // units or terms
}

// Overlay lays imported units over those in force. A unit keeps what the import
// does not carry of it (see Merge). Of a code that comes twice both are kept,
// for CheckDraft to refuse.
func Overlay(inForce, imported []Unit) Overlaid {
	byCode := make(map[string]*Unit, len(inForce))
	for i := range inForce {
		byCode[inForce[i].Code] = &inForce[i]
	}
	var o Overlaid
	for _, u := range imported {
		old, known := byCode[u.Code]
		switch {
		case !known:
			o.Added++
		default:
			u = Merge(*old, u)
			if sameUnit(*old, u) {
				o.Unchanged++
				continue
			}
			o.Changed++
		}
		o.Units = append(o.Units, u)
	}
	return o
}

// sameUnit says whether nothing about the unit differs.
func sameUnit(a, b Unit) bool {
	return a.Code == b.Code && a.Level == b.Level && a.Names == b.Names && a.Parent == b.Parent &&
		a.GridCode == b.GridCode && a.Generated == b.Generated && a.Shape.Equal(b.Shape) &&
		a.Declared.Datum == b.Declared.Datum && a.Declared.WidthM == b.Declared.WidthM &&
		a.Declared.Shape.Equal(b.Declared.Shape) &&
		slices.EqualFunc(a.Declared.Lines, b.Declared.Lines, func(k, l geo.Line) bool { return slices.Equal(k, l) })
}

// OverlaySeats lays imported terms over those in force. A term is known by its
// person, beginning and rank within its seat.
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
			case i < 0:
				o.Added++
			case known[place{s.Unit, s.Post}][i].equal(t):
				o.Unchanged++
				continue
			default:
				o.Changed++
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
