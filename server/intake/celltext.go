package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A cell of a table that begins with one of these is a formula to a spreadsheet,
// and one that somebody slipped into a name would run on the machine of whoever
// opens the table. Full-width ones count as well where Chinese is typed.
const formulaStarts = "=+-@＝＋－＠\t\r"

// Mark returns a text as it stands in a cell of a table that is handed out: one
// that a spreadsheet would take for a formula has an apostrophe before it, the
// spreadsheets' own mark for text. So has one that would be read back without
// the apostrophe it begins with.
func Mark(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune(formulaStarts, first) || marked(text) {
		return "'" + text
	}
	return text
}

// unmark is the way back from Mark, and takes the mark off numbers that people
// keep as text: '00123.
func unmark(cell string) string {
	if marked(cell) {
		return cell[1:]
	}
	return cell
}

// marked says whether a cell's apostrophe is a mark and no part of the text.
func marked(cell string) bool {
	after, ok := strings.CutPrefix(cell, "'")
	second, _ := utf8.DecodeRuneInString(after)
	return ok && after != "" && (second == '\'' || second >= '0' && second <= '9' || strings.ContainsRune(formulaStarts, second))
}

// Tabular says whether a text, in the cell of a table, is read back as it is.
func Tabular(text string) bool {
	_, bad := Unprintable(text)
	return !bad && utf8.ValidString(text) && trim(text) == text && unbroken(text) == text && utf8.RuneCountInString(text) <= maxText
}

// trim takes off spaces, the full-width and the invisible ones among them.
func trim(s string) string {
	return strings.Trim(s, " \t\r\n\u00a0\u3000\ufeff")
}

// unbroken makes every line break of a cell one character: which of them a file
// has depends on the program that wrote it.
func unbroken(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// Unprintable returns the first character of a text that nobody can see or type,
// and that a workbook cannot hold: what comes of pasting from a slide.
func Unprintable(s string) (rune, bool) {
	for _, c := range s {
		if unicode.IsControl(c) && c != '\n' && c != '\t' || c == '\ufffe' || c == '\uffff' {
			return c, true
		}
	}
	return 0, false
}
