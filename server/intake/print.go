package intake

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// shownPlaces is how many findings of one kind a printed report spells out.
const shownPlaces = 5

// words of a printed report, by language.
var words = map[fault.Language]struct {
	summary, more string
	records       map[Record]string
	severities    map[territory.Severity]string
}{
	fault.Chinese: {
		summary:    "%s：读取 %d %s，采用 %d 条；拒绝 %d，略去 %d，修复 %d，提示 %d。\n",
		more:       "    …… 另有 %d 处\n",
		records:    map[Record]string{Row: "行", Feature: "个要素"},
		severities: map[territory.Severity]string{territory.Refusal: "拒绝", territory.Omission: "略去", territory.Repair: "修复", territory.Note: "提示"},
	},
	fault.English: {
		summary:    "%s: %d %s read, %d taken; %d refused, %d omitted, %d repaired, %d noted.\n",
		more:       "    … and %d more\n",
		records:    map[Record]string{Row: "rows", Feature: "features"},
		severities: map[territory.Severity]string{territory.Refusal: "refused", territory.Omission: "omitted", territory.Repair: "repaired", territory.Note: "noted"},
	},
}

// Print writes the report for people: the counts, then the findings, refusals
// first, those of one code together with the first few places of each.
func (r *Report) Print(w io.Writer, in fault.Language) error {
	say := words[in]
	if _, err := fmt.Fprintf(w, say.summary, r.File, r.Read, say.records[r.Record], r.Kept,
		r.count(territory.Refusal), r.count(territory.Omission), r.count(territory.Repair), r.count(territory.Note)); err != nil {
		return err
	}
	for _, severity := range []territory.Severity{territory.Refusal, territory.Omission, territory.Repair, territory.Note} {
		for _, group := range r.groups(severity) {
			if err := r.printGroup(w, in, group); err != nil {
				return err
			}
		}
	}
	return nil
}

// groups returns the findings of a severity by code, in order of appearance.
func (r *Report) groups(s territory.Severity) [][]territory.Finding {
	var groups [][]territory.Finding
	for _, f := range r.Findings {
		if f.Severity != s {
			continue
		}
		i := slices.IndexFunc(groups, func(g []territory.Finding) bool { return g[0].Code == f.Code })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

func (r *Report) printGroup(w io.Writer, in fault.Language, group []territory.Finding) error {
	say := words[in]
	if _, err := fmt.Fprintf(w, "\n%s %s (%d)\n", say.severities[group[0].Severity], group[0].Code, len(group)); err != nil {
		return err
	}
	for _, f := range group[:min(len(group), shownPlaces)] {
		if _, err := fmt.Fprintf(w, "    %s%s\n", r.where(f, in), f.Text(in)); err != nil {
			return err
		}
	}
	if left := len(group) - shownPlaces; left > 0 {
		if _, err := fmt.Fprintf(w, say.more, left); err != nil {
			return err
		}
	}
	return nil
}

// where names the place of a finding, with a colon behind it; empty where the
// whole file is meant.
func (r *Report) where(f territory.Finding, in fault.Language) string {
	var parts []string
	switch {
	case f.Index == 0:
	case in == fault.Chinese && r.Record == Row:
		parts = append(parts, fmt.Sprintf("第 %d 行", f.Index))
	case in == fault.Chinese:
		parts = append(parts, fmt.Sprintf("第 %d 个要素", f.Index))
	default:
		parts = append(parts, fmt.Sprintf("%s %d", r.Record, f.Index))
	}
	if f.Unit != "" {
		parts = append(parts, f.Unit)
	}
	if f.Field != "" {
		parts = append(parts, f.Field)
	}
	if f.At != nil {
		parts = append(parts, fmt.Sprintf("(%.6f, %.6f)", f.At.Lng, f.At.Lat))
	}
	if len(parts) == 0 {
		return ""
	}
	if in == fault.Chinese {
		return strings.Join(parts, "，") + "："
	}
	return strings.Join(parts, ", ") + ": "
}
