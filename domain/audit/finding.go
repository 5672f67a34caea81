package audit

import (
	"maps"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// Finding is one thing that an audit came upon (核查发现).
type Finding struct {
	// Code is the kind of finding; one of Kinds.
	Code fault.Code
	// Unit is the code of the unit, Names what it is called, Level its level. A
	// finding about ground between units has a level alone; one about a sponsor, or
	// about a unit that is no more, may have none.
	Unit  string
	Names city.Names
	Level string
	// Other is the code of the other unit, where there is one: which is overlapped,
	// or the parent.
	Other string

	// Place is the ground that is meant, in WGS84; the unit's own ground where the
	// finding is about somebody who is missing there. Nil where there is none.
	Place geo.Shape
	// M2 is the true area of Place in square metres.
	M2 float64
	// At is a point in Place.
	At *geo.Point
	// Whole is true where Place is the unit's own ground, of which the unit itself
	// can tell the cells.
	Whole bool
	// Cells share ground with Place, unless that is a Whole unit. They have the
	// profile's CellResolution, or the finest one at which they are no more than
	// MaxCells.
	Cells      []hex.Cell
	Resolution int

	// Vacancy is true where the finding says that somebody is missing; Instead is
	// then who answers, nil where nobody does.
	Vacancy bool
	Instead *Instead

	with fault.With
	key  string // sets findings apart that are alike otherwise
}

// Instead is who answers for a unit that has nobody of its own (兜底).
type Instead struct {
	Unit *territory.Unit
	territory.Holder
}

// MaxCells is the most cells that a finding names.
const MaxCells = 1000

// Note says whether the finding is for people to look at, rather than a fault.
func (f *Finding) Note() bool { return noted[f.Code] }

// Text returns what was found in the language.
func (f *Finding) Text(in fault.Language) string {
	text := say(f.Code, f.with, in)
	if !f.Vacancy {
		return text
	}
	if in == fault.English {
		text += " "
	}
	if f.Instead == nil {
		return text + say(fault.AuditFallsToNobody, nil, in)
	}
	return text + say(fault.AuditFallsTo, fault.With{
		"unit": label(f.Instead.Unit), "post": f.Instead.Post.Names, "person": personOf(f.Instead.Term),
	}, in)
}

// say fills a text; what has names in two languages gets its own.
func say(code fault.Code, with fault.With, in fault.Language) string {
	with = maps.Clone(with)
	for name, value := range with {
		if both, ok := value.(interface{ In(english bool) string }); ok {
			with[name] = both.In(in == fault.English)
		}
	}
	return fault.New(code, "", with).Text(in)
}

// label names a unit for people.
func label(u *territory.Unit) named { return named{u.Names, u.Code} }

// named is what has names and a code.
type named struct {
	names city.Names
	code  string
}

// In returns the name and the code.
func (n named) In(english bool) string { return n.names.In(english) + " " + n.code }

// several is names of several things.
type several []city.Names

// In returns the names in a row.
func (s several) In(english bool) string {
	words := make([]string, len(s))
	for i, n := range s {
		words[i] = n.In(english)
	}
	if english {
		return strings.Join(words, ", ")
	}
	return strings.Join(words, "、")
}

func personOf(t *territory.Term) string {
	if t.Name == "" {
		return t.Person
	}
	return t.Name
}
