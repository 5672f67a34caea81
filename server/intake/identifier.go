package intake

import (
	"slices"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// identifier cleans what names a thing: a code, or a person's id. A spreadsheet
// writes the long ones with E+, which no identifier has.
func (r *row) identifier(field, value string) string {
	value = strings.TrimPrefix(value, "'") // a spreadsheet's mark for text
	if scientific.MatchString(value) && strings.Contains(value, "+") {
		r.refuse(fault.CodeScientific, field, fault.With{"value": value})
		return ""
	}
	return value
}

// own reads what identifies the row's thing in the whole file. Its findings
// bear it from then on.
func (r *row) own(field string, doubled fault.Code) string {
	value, _ := r.need(field)
	id := r.identifier(field, value)
	r.code = id
	if id == "" {
		return ""
	}
	if first, twice := r.report.place(id, r.index); twice {
		r.refuse(doubled, field, fault.With{field: id, "first": first})
	}
	return id
}

// refers reads what identifies something else.
func (r *row) refers(field string) string {
	value, _ := r.need(field)
	return r.identifier(field, value)
}

// zoned is the zone, or China's where none is given.
func zoned(zone *time.Location) *time.Location {
	if zone == nil {
		return city.China
	}
	return zone
}

// take adds what a check of the domain says about the row, except about a cell
// that was refused already.
func (r *row) take(findings []territory.Finding) {
	said := len(r.report.Findings)
	for _, f := range findings {
		known := slices.ContainsFunc(r.report.Findings[:said], func(old territory.Finding) bool {
			return old.Index == r.index && old.Field == f.Field
		})
		if known {
			continue
		}
		f.Index = r.index
		if f.Severity == territory.Refusal {
			f.Severity = r.report.refusal()
		}
		r.report.Add(f)
	}
}
