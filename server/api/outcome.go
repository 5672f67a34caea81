package api

import (
	"sizhang/domain/fault"
	"sizhang/server/app"
)

type outcomeOutput struct{ Body outcomeBody }

// outcomeBody is what an import or a draft does to what is in force.
type outcomeBody struct {
	OutcomeCounts
	Findings []found `json:"findings"`
}

// OutcomeCounts counts what is done.
type OutcomeCounts struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Ended     int `json:"ended"`
	Unchanged int `json:"unchanged"`
}

// found is something worth saying about a record.
type found struct {
	Severity string     `json:"severity" enum:"refused,omitted,repaired,noted" doc:"拒绝、略去、修复、提示"`
	Code     fault.Code `json:"code"`
	Index    int        `json:"index,omitempty" doc:"第几行或第几个要素 · Row or feature, from 1"`
	Unit     string     `json:"unit,omitempty"`
	Field    string     `json:"field,omitempty"`
	At       []float64  `json:"at,omitempty" minItems:"2" maxItems:"2" doc:"[经度, 纬度] · [longitude, latitude]"`
	ZH       string     `json:"zh"`
	EN       string     `json:"en"`
}

func countsOf(o app.Outcome) OutcomeCounts {
	return OutcomeCounts{o.Added, o.Changed, o.Ended, o.Unchanged}
}

func outcomeOf(o app.Outcome) outcomeBody {
	body := outcomeBody{OutcomeCounts: countsOf(o), Findings: make([]found, len(o.Findings))}
	for i, f := range o.Findings {
		body.Findings[i] = found{
			Severity: string(f.Severity), Code: f.Code, Index: f.Index, Unit: f.Unit, Field: f.Field,
			ZH: f.Text(fault.Chinese), EN: f.Text(fault.English),
		}
		if f.At != nil {
			body.Findings[i].At = []float64{f.At.Lng, f.At.Lat}
		}
	}
	return body
}
