// Package indicator turns issues into figures (绩效指标): rates, numbers, latencies and
// composite scores, for a city, its units, heads, people, departments, categories and
// sources, over any time and beside the time before (同比、环比).
//
// The indicators are those of the performance standard that cities score by (GB/T
// 30428.4, CJ/T 292), the three rates of the 12345 hotline and the five first moments.
// Each is a row of All: what it counts, of what, and which instant of an issue puts it
// into a period. Every issue counts once in an indicator, however often a step of it
// was repeated, so that numerators and denominators are numbers of issues 件.
//
// Four rules hold throughout:
//   - A rate of nothing is no data (无数据), never 0 and never 100 %.
//   - A suspended issue (挂账) is in no denominator while it is suspended, and so is one
//     that was merged into another (并案), which counts in its place.
//   - What was late and exempt by an appeal (申诉成功) is not late.
//   - A step that runs is due once its deadline is past, not before: nobody is marked
//     down for what they still have time for.
package indicator

import (
	"sizhang/domain/city"
)

// ID names an indicator, for good.
type ID string

// Indicator is one figure: what it is called and how it is made.
type Indicator struct {
	ID    ID
	Names city.Names
	// Formula says in words what is divided by what.
	Formula city.Names
	Kind    Kind
	// Better says which way is better: more, less, or neither.
	Better Better
	// At is the instant of an issue that puts it into a period.
	At Instant
	// Role is who an issue counts for where figures are by person.
	Role Role

	// of is what makes an issue part of the denominator, have what more makes it part
	// of the numerator. A number has no denominator.
	of, have fact
}

// Kind tells rates from numbers.
type Kind string

const (
	Rate   Kind = "rate"   // a part of the issues of a denominator
	Number Kind = "number" // a number of issues
)

// Better says which way an indicator should go.
type Better string

const (
	More    Better = "more"
	Less    Better = "less"
	Neither Better = "neither"
)

// Instant is an instant in an issue's life that puts it into a period.
type Instant int

const (
	AtReported Instant = iota
	AtFiled
	AtDispatched
	AtClaimed
	AtDue
	AtFixed
	AtChecked
	AtAnnounced
	AtClosed
	AtAnswered
	instants
)

// Instants names each instant, and says what it is.
var Instants = [instants]city.Names{
	AtReported:   {ZH: "上报时间", EN: "when it was reported"},
	AtFiled:      {ZH: "立案时间", EN: "when it was filed"},
	AtDispatched: {ZH: "首次派遣时间", EN: "when it was first dispatched"},
	AtClaimed:    {ZH: "首次认领时间", EN: "when it was first claimed"},
	AtDue:        {ZH: "处置截止时间", EN: "the deadline of handling"},
	AtFixed:      {ZH: "首次处置完成时间", EN: "when it was first fixed"},
	AtChecked:    {ZH: "最近核查通过时间", EN: "when it last passed the check"},
	AtAnnounced:  {ZH: "首次通报时间", EN: "when the outcome was first announced"},
	AtClosed:     {ZH: "结案时间", EN: "when it was closed"},
	AtAnswered:   {ZH: "首次反馈时间", EN: "when the reporter was first answered"},
}

// Role is a person's part in an issue (岗位角色).
type Role int

const (
	Reporter   Role = iota // 上报人
	Verifier               // 核实人
	Filer                  // 立案人: who accepted it
	Dispatcher             // 派遣人
	Worker                 // 承办人: who claimed it, or whose hands it is in
	Checker                // 核查人
	roles
)

// Roles names each role.
var Roles = [roles]city.Names{
	Reporter: {ZH: "上报人", EN: "reporter"}, Verifier: {ZH: "核实人", EN: "verifier"}, Filer: {ZH: "立案人", EN: "filer"},
	Dispatcher: {ZH: "派遣人", EN: "dispatcher"}, Worker: {ZH: "承办人", EN: "worker"}, Checker: {ZH: "核查人", EN: "checker"},
}

// Figure is an indicator's two numbers; a Number has its number as Numerator and no
// Denominator.
type Figure struct {
	Numerator, Denominator int
}

// Value returns the figure: a number, or a rate from 0 to 1; false where there is no
// data.
func (i *Indicator) Value(f Figure) (float64, bool) {
	switch {
	case i.Kind == Number:
		return float64(f.Numerator), true
	case f.Denominator == 0:
		return 0, false
	}
	return float64(f.Numerator) / float64(f.Denominator), true
}

// Change returns how much the figure is above what it was before, a rate as a
// difference of rates; false where either has no data.
func (i *Indicator) Change(now, before Figure) (float64, bool) {
	a, known := i.Value(now)
	b, knew := i.Value(before)
	return a - b, known && knew
}

// Find returns the indicator with the id and its place in All.
func Find(id ID) (*Indicator, int, bool) {
	for k := range All {
		if All[k].ID == id {
			return &All[k], k, true
		}
	}
	return nil, 0, false
}
