package territory

import (
	"slices"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// Finding is something that an import or a check came upon (核查发现).
type Finding struct {
	Severity Severity
	// Code names what was found; its text stands in the fault catalogue.
	Code fault.Code
	// Index is where it stands in the file: the row as a spreadsheet counts it,
	// the header being row 1, or the feature, the first being 1. 0 means the
	// file as a whole, or a check that knows no file.
	Index int
	// Unit is the code of the unit, or that of the body, category or person that
	// the finding is about; empty where none is known.
	Unit string
	// Field is the column, property or part of the unit at fault.
	Field string
	// At is the place, in WGS84; nil where there is none.
	At *geo.Point
	// With fills the placeholders of the text.
	With fault.With
}

// Severity says what became of what was found.
type Severity string

const (
	// Refusal stops the whole import.
	Refusal Severity = "refused"
	// Omission was left out, because whoever imports has asked for that.
	Omission Severity = "omitted"
	// Repair was put right without doubt.
	Repair Severity = "repaired"
	// Note was taken as it is, for people to look at.
	Note Severity = "noted"
)

// Text returns what was found in the language.
func (f Finding) Text(in fault.Language) string {
	return fault.New(f.Code, f.Field, f.With).Text(in)
}

// Refused says whether any of the findings stops an import.
func Refused(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == Refusal })
}
