package cli

import (
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// shownFindings is how many findings are printed where there is no report.
const shownFindings = 30

var severityNames = map[territory.Severity][2]string{
	territory.Refusal: {"拒绝", "refused"}, territory.Omission: {"略去", "omitted"},
	territory.Repair: {"修复", "repaired"}, territory.Note: {"提示", "noted"},
}

// printFindings prints findings that belong to no file, refusals first.
func (r *run) printFindings(findings []territory.Finding) error {
	shown := 0
	for _, severity := range []territory.Severity{territory.Refusal, territory.Omission, territory.Repair, territory.Note} {
		for _, f := range findings {
			if f.Severity != severity || shown == shownFindings {
				continue
			}
			shown++
			names := severityNames[severity]
			where := strings.Join(strings.Fields(f.Unit+" "+f.Field), " ")
			if err := r.say("%s %s  %s  %s", "%s %s  %s  %s", pick(r.lang, names[0], names[1]), f.Code, where, f.Text(r.lang)); err != nil {
				return err
			}
		}
	}
	if left := len(findings) - shown; left > 0 {
		return r.say("…… 另有 %d 条", "… and %d more", left)
	}
	return nil
}

// findingJSON is a finding for machines, as in the report of an import.
type findingJSON struct {
	Severity territory.Severity `json:"severity"`
	Code     fault.Code         `json:"code"`
	Unit     string             `json:"unit,omitempty"`
	Field    string             `json:"field,omitempty"`
	ZH       string             `json:"zh"`
	EN       string             `json:"en"`
}

func findingsJSON(findings []territory.Finding) []findingJSON {
	list := make([]findingJSON, len(findings))
	for i, f := range findings {
		list[i] = findingJSON{f.Severity, f.Code, f.Unit, f.Field, f.Text(fault.Chinese), f.Text(fault.English)}
	}
	return list
}
