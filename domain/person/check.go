package person

import (
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Check looks at people who are to be added to the register, or to replace those
// in it, and returns everything that speaks against it. bodies says whether there
// is a body with the code. Findings have the person's id as Unit.
func Check(bodies func(code string) bool, draft []Person) []territory.Finding {
	var findings []territory.Finding
	first := map[string]int{}
	for i, p := range draft {
		refuse := func(code fault.Code, field string, with fault.With) {
			findings = append(findings, territory.Finding{Severity: territory.Refusal, Code: code, Unit: p.ID, Field: field, With: with})
		}
		if strings.TrimSpace(p.ID) == "" {
			refuse(fault.ValueMissing, "person", nil)
			continue
		}
		if at, twice := first[p.ID]; twice {
			refuse(fault.PersonDoubled, "person", fault.With{"person": p.ID, "first": at + 1})
			continue
		}
		first[p.ID] = i
		if strings.TrimSpace(p.Name) == "" {
			refuse(fault.NameMissing, "name", nil)
		}
		if p.Body != "" && !bodies(p.Body) {
			refuse(fault.BodyUnknown, "body", fault.With{"body": p.Body})
		}
	}
	return findings
}
