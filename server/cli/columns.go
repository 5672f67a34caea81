package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// columns prints rows of cells one under the other. A Chinese character takes
// two places on a terminal, which text/tabwriter does not know.
func columns(w io.Writer, rows [][]string) error {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			row[i] = printable(cell)
			widths[i] = max(widths[i], places(row[i]))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-places(cell)+2))
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// printable puts a sign in the place of whatever would move the cursor, set colours
// or turn the line around: what is listed, such as a name, came over the network, and
// is nothing for an operator's terminal to obey.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return c
	}, text)
}

// places is how many places of a terminal's line a text takes.
func places(text string) int {
	n := 0
	for _, c := range text {
		if n++; c >= 0x1100 && (c <= 0x115F || c >= 0x2E80 && c <= 0xD7A3 || c >= 0xF900 && c <= 0xFAFF || c >= 0xFE30 && c <= 0xFE6F || c >= 0xFF00 && c <= 0xFF60 || c >= 0x20000 && c <= 0x3FFFD) {
			n++
		}
	}
	return n
}
