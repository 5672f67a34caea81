package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/indicator"
)

// briefIndicators are those of the table of groups in a terminal; the other formats
// have all.
var briefIndicators = []indicator.ID{
	indicator.Reported, indicator.Filed, indicator.Closed, indicator.Open, indicator.HandlingRate, indicator.HandleInTimeRate,
	indicator.OverdueRate, indicator.ClosingRate, indicator.CloseInTimeRate, indicator.ReworkRate,
}

// PrintIndicators writes the figures for a terminal: all of the total, then the chief
// ones of every group and period.
func PrintIndicators(w io.Writer, r *Indicators, in fault.Language) error {
	english := in == fault.English
	out := bufio.NewWriter(w)
	title := "绩效指标　%s（%s）　%s\n"
	if english {
		title = "Indicators of %s (%s), %s\n"
	}
	fmt.Fprintf(out, title, plain(r.place(english)), r.Profile.Code, periodText(r.Period))
	if r.Compare != indicator.NotCompared && r.Total.Before != nil {
		fmt.Fprintf(out, "%s: %s\n", indicatorCompares[r.Compare].In(english), periodText(r.Total.Before.Period))
	}
	out.WriteByte('\n')
	printTotal(out, r, english)
	if len(r.Rows) > 0 {
		printGroups(out, r, english)
	}
	if len(r.Total.Parts) > 0 {
		printParts(out, r, english)
	}
	return out.Flush()
}

func printTotal(out *bufio.Writer, r *Indicators, english bool) {
	var lines [][]string
	for k := range indicator.All {
		i, f := &indicator.All[k], r.Total.Figures[k]
		parts := ""
		if i.Kind == indicator.Rate {
			parts = fmt.Sprintf("%d / %d", f.Numerator, f.Denominator)
		}
		lines = append(lines, []string{i.Names.In(english), figureText(i, f, english), parts, changeText(i, &r.Total.Cell, k), i.Formula.In(english)})
	}
	for k, s := range r.Total.Spreads {
		text, n := noData.In(english), ""
		if s.N > 0 {
			text, n = durationText(s.Median), fmt.Sprintf("p90 %s, n %d", durationText(s.P90), s.N)
		}
		lines = append(lines, []string{indicator.Latencies[k].Names.In(english), text, n, "", ""})
	}
	for _, k := range r.scored() {
		lines = append(lines, []string{r.Scheme.Scores[k].Names.In(english), scoreText(r.Total.Scores[k], english), "", "", ""})
	}
	aligned(out, lines, 1)
}

func printGroups(out *bufio.Writer, r *Indicators, english bool) {
	lines := [][]string{briefHead(r, r.rowNames().In(english), english)}
	for k := range r.Rows {
		lines = append(lines, briefLine(r, plain(r.Labels[k].In(english)), &r.Rows[k].Cell, english))
	}
	lines = append(lines, briefLine(r, totalNames.In(english), &r.Total.Cell, english))
	out.WriteByte('\n')
	aligned(out, lines, len(lines[0]))
}

func printParts(out *bufio.Writer, r *Indicators, english bool) {
	name := "时段"
	if english {
		name = "Period"
	}
	lines := [][]string{briefHead(r, name, english)}
	for k := range r.Total.Parts {
		part := &r.Total.Parts[k]
		lines = append(lines, briefLine(r, periodText(part.Period), part, english))
	}
	out.WriteByte('\n')
	aligned(out, lines, len(lines[0]))
}

func briefHead(r *Indicators, name string, english bool) []string {
	cells := []string{name}
	for _, id := range briefIndicators {
		i, _, _ := indicator.Find(id)
		cells = append(cells, i.Names.In(english))
	}
	for _, k := range r.scored() {
		cells = append(cells, r.Scheme.Scores[k].Names.In(english))
	}
	return cells
}

func briefLine(r *Indicators, name string, c *indicator.Cell, english bool) []string {
	cells := []string{name}
	for _, id := range briefIndicators {
		i, k, _ := indicator.Find(id)
		text := figureText(i, c.Figures[k], english)
		if change := changeText(i, c, k); change != "" {
			text += " (" + change + ")"
		}
		cells = append(cells, text)
	}
	for _, k := range r.scored() {
		cells = append(cells, scoreText(c.Scores[k], english))
	}
	return cells
}

// aligned writes lines of cells below each other, the first to the left and up to n
// more to the right, in a terminal where a Chinese character is two columns wide.
func aligned(out *bufio.Writer, lines [][]string, n int) {
	var wide []int
	for _, line := range lines {
		for i, cell := range line {
			if i == len(wide) {
				wide = append(wide, 0)
			}
			wide[i] = max(wide[i], columns(cell))
		}
	}
	for _, line := range lines {
		var text strings.Builder
		for i, cell := range line {
			pad := strings.Repeat(" ", wide[i]-columns(cell))
			if i > 0 {
				text.WriteString("  ")
			}
			if i > 0 && i <= n {
				cell, pad = pad+cell, ""
			}
			text.WriteString(cell + pad)
		}
		out.WriteString(strings.TrimRight(text.String(), " ") + "\n")
	}
}
