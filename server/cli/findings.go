package cli

import (
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// shownFindings is how many findings of one kind are printed where there is no
// report of a file.
const shownFindings = 5

var severities = []struct {
	territory.Severity
	zh, en string
}{
	{territory.Refusal, "拒绝", "refused"}, {territory.Omission, "略去", "omitted"},
	{territory.Repair, "修复", "repaired"}, {territory.Note, "提示", "noted"},
}

// printFindings prints findings that belong to no file as the report of an import
// does: refusals first, those of one code together.
func (r *run) printFindings(findings []territory.Finding) error {
	for _, severity := range severities {
		byCode := map[fault.Code][]territory.Finding{}
		var codes []fault.Code
		for _, f := range findings {
			if f.Severity != severity.Severity {
				continue
			}
			if byCode[f.Code] == nil {
				codes = append(codes, f.Code)
			}
			byCode[f.Code] = append(byCode[f.Code], f)
		}
		for _, code := range codes {
			if err := r.printKind(pick(r.lang, severity.zh, severity.en), byCode[code]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) printKind(severity string, findings []territory.Finding) error {
	if err := r.say("%s %s (%d)", "%s %s (%d)", severity, findings[0].Code, len(findings)); err != nil {
		return err
	}
	for _, f := range findings[:min(len(findings), shownFindings)] {
		where := strings.Join(strings.Fields(f.Unit+" "+f.Field), " ")
		if where != "" {
			where += pick(r.lang, "：", ": ")
		}
		if err := r.say("    %s%s", "    %s%s", where, f.Text(r.lang)); err != nil {
			return err
		}
	}
	if left := len(findings) - shownFindings; left > 0 {
		return r.say("    …… 另有 %d 处", "    … and %d more", left)
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
