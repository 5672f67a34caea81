package intake

import (
	"encoding/json"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Record says what a file is made of.
type Record string

const (
	Row     Record = "row"
	Feature Record = "feature"
)

// Report says what a reader found in a file.
type Report struct {
	// File is the name that people know the file by; the caller sets it.
	File   string
	Record Record
	// Read counts the rows or features of the file, Kept the units or terms that
	// came of them.
	Read, Kept int
	Findings   []territory.Finding

	leaveOut bool
	refusals int            // what stops the import
	faults   int            // that, and what leaves a record out
	places   map[string]int // where in the file a unit stands
}

// Add appends findings. One that knows its unit but not where that stands in the
// file, as the checks of a draft do not, gets its place.
func (r *Report) Add(findings ...territory.Finding) {
	for _, f := range findings {
		if f.Index == 0 && f.Unit != "" {
			f.Index = r.places[f.Unit]
		}
		if f.Severity == territory.Refusal {
			r.refusals++
			r.faults++
		}
		if f.Severity == territory.Omission {
			r.faults++
		}
		r.Findings = append(r.Findings, f)
	}
}

// Refused says whether anything stops the import.
func (r *Report) Refused() bool { return r.refusals > 0 }

// LeftOut is how many rows or features were left out.
func (r *Report) LeftOut() int {
	left := map[int]bool{}
	for _, f := range r.Findings {
		if f.Severity == territory.Omission {
			left[f.Index] = true
		}
	}
	return len(left)
}

// refusal is the severity of a record that cannot be taken.
func (r *Report) refusal() territory.Severity {
	if r.leaveOut {
		return territory.Omission
	}
	return territory.Refusal
}

// whole adds a finding about the file as a whole.
func (r *Report) whole(s territory.Severity, code fault.Code, field string, with fault.With) {
	r.Add(territory.Finding{Severity: s, Code: code, Field: field, With: with})
}

// place remembers where a unit stands, and where it stood first if it did.
func (r *Report) place(code string, index int) (first int, twice bool) {
	if first, twice = r.places[code]; twice {
		return first, true
	}
	if r.places == nil {
		r.places = map[string]int{}
	}
	r.places[code] = index
	return 0, false
}

// about remembers where the one row stands that is about a unit; of several it is
// none.
func (r *Report) about(unit string, index int) {
	if _, twice := r.place(unit, index); twice {
		r.places[unit] = 0
	}
}

func (r *Report) count(s territory.Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// MarshalJSON writes the report for machines: every finding with its text in
// both languages.
func (r *Report) MarshalJSON() ([]byte, error) {
	type finding struct {
		Severity territory.Severity `json:"severity"`
		Code     fault.Code         `json:"code"`
		Index    int                `json:"index,omitempty"`
		Unit     string             `json:"unit,omitempty"`
		Field    string             `json:"field,omitempty"`
		At       []float64          `json:"at,omitempty"` // longitude, latitude
		ZH       string             `json:"zh"`
		EN       string             `json:"en"`
	}
	body := struct {
		File     string    `json:"file,omitempty"`
		Record   Record    `json:"record"`
		Read     int       `json:"read"`
		Kept     int       `json:"kept"`
		Refused  int       `json:"refused"`
		Omitted  int       `json:"omitted"`
		Repaired int       `json:"repaired"`
		Noted    int       `json:"noted"`
		Findings []finding `json:"findings"`
	}{
		r.File, r.Record, r.Read, r.Kept,
		r.count(territory.Refusal), r.count(territory.Omission), r.count(territory.Repair), r.count(territory.Note),
		make([]finding, 0, len(r.Findings)),
	}
	for _, f := range r.Findings {
		line := finding{f.Severity, f.Code, f.Index, f.Unit, f.Field, nil, f.Text(fault.Chinese), f.Text(fault.English)}
		if f.At != nil {
			line.At = []float64{f.At.Lng, f.At.Lat}
		}
		body.Findings = append(body.Findings, line)
	}
	return json.Marshal(body)
}
