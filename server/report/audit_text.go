package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"sizhang/domain/audit"
	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// shownFindings is how many findings of one kind a printed audit spells out.
const shownFindings = 10

// auditWords are the words of a printed audit, by language.
var auditWords = map[fault.Language]struct {
	summary, clean, kind, area, more, whole string
	fault, note                             string
	comma, colon                            string
}{
	fault.Chinese: {
		summary: "核查 %s（%s），%s：%d 个单元，问题 %d 处，提示 %d 处。\n",
		clean:   "没有发现问题。\n",
		kind:    "\n%s %s %s：%d 处", area: "，共 %s 平方米",
		more:  "    …… 另有 %d 处\n",
		whole: "\n未列出的各处，以及所在位置的 H3 格与图形，见 JSON 与 GeoJSON 输出。\n",
		fault: "问题", note: "提示", comma: "，", colon: "：",
	},
	fault.English: {
		summary: "Audit of %s (%s) at %s: %d units, %d faults, %d notes.\n",
		clean:   "Nothing was found.\n",
		kind:    "\n%s %s %s: %d", area: ", %s m² in all",
		more:  "    … and %d more\n",
		whole: "\nMore of them, and the cells and shapes of the places, are in the JSON and the GeoJSON.\n",
		fault: "fault", note: "note", comma: ", ", colon: ": ",
	},
}

// AuditText writes the audit for people: the counts, then the findings by kind,
// the first few of each; where a kind is about ground, the largest.
func AuditText(w io.Writer, a *audit.Audit, in fault.Language) error {
	say := auditWords[in]
	out := bufio.NewWriter(w)
	faults, notes := a.Count()
	at := a.At.In(city.China).Format("2006-01-02 15:04")
	if a.At.IsZero() {
		at = "—"
	}
	fmt.Fprintf(out, say.summary, a.Names.In(in == fault.English), a.City, at, a.Units, faults, notes)
	if len(a.Findings) == 0 {
		out.WriteString(say.clean)
	}
	byKind := map[fault.Code][]*audit.Finding{}
	for i := range a.Findings {
		f := &a.Findings[i]
		byKind[f.Code] = append(byKind[f.Code], f)
	}
	cut := false
	for _, total := range a.Totals {
		printKind(out, total, byKind[total.Code], in)
		cut = cut || total.Found > min(total.Listed, shownFindings)
	}
	if cut {
		out.WriteString(say.whole)
	}
	return out.Flush()
}

// printKind leaves the writer's error to Flush, which remembers it.
func printKind(out *bufio.Writer, kind audit.Total, found []*audit.Finding, in fault.Language) {
	say := auditWords[in]
	weight := say.fault
	if kind.Note {
		weight = say.note
	}
	fmt.Fprintf(out, say.kind, weight, kind.Names.In(in == fault.English), kind.Code, kind.Found)
	if kind.Measured {
		fmt.Fprintf(out, say.area, strconv.FormatFloat(math.Round(kind.M2), 'f', -1, 64))
		found = slices.Clone(found)
		slices.SortStableFunc(found, func(f, g *audit.Finding) int { return cmp.Compare(g.M2, f.M2) })
	}
	out.WriteByte('\n')
	for _, f := range found[:min(len(found), shownFindings)] {
		fmt.Fprintf(out, "    %s%s\n", whereFound(f, in), f.Text(in))
	}
	if left := kind.Found - min(len(found), shownFindings); left > 0 {
		fmt.Fprintf(out, say.more, left)
	}
}

// whereFound names the unit and the place of a finding, with a colon behind;
// empty where there is neither.
func whereFound(f *audit.Finding, in fault.Language) string {
	say := auditWords[in]
	var words []string
	if f.Unit != "" {
		words = append(words, strings.TrimSpace(f.Names.In(in == fault.English)+" "+f.Unit))
	}
	if f.At != nil {
		words = append(words, fmt.Sprintf("(%.6f, %.6f)", f.At.Lng, f.At.Lat))
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, say.comma) + say.colon
}

// centimetres rounds an area to what a survey could know.
func centimetres(m2 float64) float64 { return math.Round(m2*100) / 100 }
