package body

import (
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// ChargeGround is what charges are held against: whether there is such a thing,
// as it would be with the draft. A unit that is no more still counts as one: its
// charges can be ended. What is nil is not looked up.
type ChargeGround struct {
	Categories, Bodies, Units func(code string) bool
}

// CheckCharges looks at charges that are to be added to, or to replace, those
// in force, and returns everything that speaks against it.
//
// Two bodies may have one category in charge of one unit at once: cities do
// share work, for a lead department and those that help it. It is noted, since
// it may also be a slip. One body twice at once is refused.
func CheckCharges(g ChargeGround, inForce, draft []Charge) []territory.Finding {
	var findings []territory.Finding
	for _, c := range draft {
		findings = append(findings, c.Placeless(g)...)
	}
	fresh, rest := grown(inForce, draft)
	all := over(inForce, slices.Concat(fresh, rest))
	for _, c := range Clashes(all) {
		if c.Later < len(fresh) || c.Earlier < len(fresh) {
			findings = append(findings, c.Finding(all))
		}
	}
	return findings
}

// grown parts the draft into what adds to what is in force and what only ends
// it or corrects its document, which can clash with nothing that it did not clash
// with before.
func grown(inForce, draft []Charge) (fresh, rest []Charge) {
	old := make(map[chargeKey]Charge, len(inForce))
	for _, c := range inForce {
		old[c.key()] = c
	}
	for _, c := range draft {
		was, there := old[c.key()]
		if there && (was.Until.IsZero() || !c.Until.IsZero() && !c.Until.After(was.Until)) {
			rest = append(rest, c)
		} else {
			fresh = append(fresh, c)
		}
	}
	return fresh, rest
}

// Placeless says what the charge names that is not there, and whether it ends
// before it begins.
func (c Charge) Placeless(g ChargeGround) []territory.Finding {
	var findings []territory.Finding
	refuse := func(code fault.Code, field string, with fault.With) {
		findings = append(findings, territory.Finding{Severity: territory.Refusal, Code: code, Unit: c.Unit, Field: field, With: with})
	}
	if g.Categories != nil && !g.Categories(c.Category) {
		refuse(fault.CategoryUnknown, "category", fault.With{"category": c.Category})
	}
	if g.Bodies != nil && !g.Bodies(c.Body) {
		refuse(fault.BodyUnknown, "body", fault.With{"body": c.Body})
	}
	if g.Units != nil && c.Unit != "" && !g.Units(c.Unit) {
		refuse(fault.UnitUnknown, "unit", fault.With{"unit": c.Unit})
	}
	if c.Empty() {
		refuse(fault.SpanEmpty, "until", fault.With{"from": c.From.Format(time.DateOnly), "until": c.Until.Format(time.DateOnly)})
	}
	return findings
}

// Empty says whether the charge ends no later than it begins.
func (c Charge) Empty() bool { return !c.Until.IsZero() && !c.Until.After(c.From) }
