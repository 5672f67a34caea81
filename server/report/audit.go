package report

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"sizhang/domain/audit"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// auditHead is what an audit says of itself, for machines.
type auditHead struct {
	City   string    `json:"city"`
	Name   nameJSON  `json:"name"`
	At     time.Time `json:"at"`
	Units  int       `json:"units"`
	Faults int       `json:"faults"`
	Notes  int       `json:"notes"`
	// Truncated is true where a kind has more findings than are listed.
	Truncated bool        `json:"truncated"`
	Kinds     []auditKind `json:"kinds"`
}

// auditKind is how many findings of a kind there are, and how many are listed.
type auditKind struct {
	Kind   fault.Code `json:"kind"`
	Total  int        `json:"total"`
	Listed int        `json:"listed"`
	M2     float64    `json:"m2,omitempty"`
}

// nameJSON is a name in both languages.
type nameJSON struct {
	ZH string `json:"zh"`
	EN string `json:"en,omitempty"`
}

// auditFinding is a finding for machines, its place left out.
type auditFinding struct {
	Kind  fault.Code `json:"kind"`
	Note  bool       `json:"note"`
	Unit  string     `json:"unit,omitempty"`
	Name  *nameJSON  `json:"name,omitempty"`
	Level string     `json:"level,omitempty"`
	Other string     `json:"other,omitempty"`
	M2    float64    `json:"m2,omitempty"`
	At    []float64  `json:"at,omitempty"` // longitude, latitude
	// Resolution is that of the cells.
	Resolution int          `json:"resolution,omitempty"`
	Cells      []string     `json:"cells,omitempty"`
	Vacant     bool         `json:"vacant,omitempty"`
	Instead    *insteadJSON `json:"instead,omitempty"`
	ZH         string       `json:"zh"`
	EN         string       `json:"en"`
}

// insteadJSON is who answers for a unit that has nobody of its own.
type insteadJSON struct {
	Unit string   `json:"unit"`
	Name nameJSON `json:"name"`
	Post string   `json:"post"`
	// Person is what the document of the appointment calls them.
	Person string `json:"person"`
}

func headOf(a *audit.Audit) auditHead {
	faults, notes := a.Count()
	head := auditHead{a.City, nameOf(a.Names), a.At.UTC(), a.Units, faults, notes, a.Truncated(), make([]auditKind, len(a.Totals))}
	for i, t := range a.Totals {
		head.Kinds[i] = auditKind{Kind: t.Code, Total: t.Found, Listed: t.Listed}
		if t.Measured {
			head.Kinds[i].M2 = centimetres(t.M2)
		}
	}
	return head
}

func nameOf(n city.Names) nameJSON { return nameJSON(n) }

func findingOf(f *audit.Finding) auditFinding {
	out := auditFinding{
		Kind: f.Code, Note: f.Note(), Unit: f.Unit, Level: f.Level, Other: f.Other, M2: centimetres(f.M2),
		Resolution: f.Resolution, Vacant: f.Vacancy, ZH: f.Text(fault.Chinese), EN: f.Text(fault.English),
	}
	if f.Names.ZH != "" {
		name := nameOf(f.Names)
		out.Name = &name
	}
	if f.At != nil {
		out.At = []float64{f.At.Lng, f.At.Lat}
	}
	for _, c := range f.Cells {
		out.Cells = append(out.Cells, c.String())
	}
	if i := f.Instead; i != nil {
		out.Instead = &insteadJSON{i.Unit.Code, nameOf(i.Unit.Names), i.Post.ID, i.Term.Name}
	}
	return out
}

// AuditJSON writes the audit for machines: every finding that it lists with its
// texts in both languages. Places are left to AuditGeoJSON.
func AuditJSON(w io.Writer, a *audit.Audit) error {
	head, err := json.Marshal(headOf(a))
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	out.Write(head[:len(head)-1]) // the object stays open
	out.WriteString(`,"findings":[`)
	for i := range a.Findings {
		text, err := json.Marshal(findingOf(&a.Findings[i]))
		if err != nil {
			return err
		}
		if err := writeElement(out, i, text); err != nil {
			return err
		}
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}

// writeElement writes an element of an array on a line of its own. A writer that
// has failed goes on failing, so that the caller may look at this error alone.
func writeElement(out *bufio.Writer, i int, text []byte) error {
	if i > 0 {
		out.WriteByte(',')
	}
	out.WriteByte('\n')
	_, err := out.Write(text)
	return err
}

// AuditGeoJSON writes the places of the findings as an RFC 7946 FeatureCollection
// in WGS84; what has no place is left out. The properties are those of AuditJSON.
// Where findings are cut off, the collection has a foreign member "truncated".
func AuditGeoJSON(w io.Writer, a *audit.Audit) error {
	out := bufio.NewWriter(w)
	out.WriteString(`{"type":"FeatureCollection",`)
	if a.Truncated() {
		out.WriteString(`"truncated":true,`)
	}
	out.WriteString(`"features":[`)
	var feature []byte
	written := 0
	for i := range a.Findings {
		f := &a.Findings[i]
		if f.Place == nil && f.At == nil {
			continue
		}
		properties, err := json.Marshal(findingOf(f))
		if err != nil {
			return err
		}
		feature = append(feature[:0], `{"type":"Feature","geometry":`...)
		if f.Place != nil {
			feature = geo.AppendShape(feature, f.Place)
		} else {
			feature = geo.AppendPoint(feature, *f.At)
		}
		feature = append(feature, `,"properties":`...)
		feature = append(append(feature, properties...), '}')
		if err := writeElement(out, written, feature); err != nil {
			return err
		}
		written++
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}
