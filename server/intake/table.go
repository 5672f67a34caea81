package intake

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// column is one that a table may have: the names that its header may bear, the
// first of them its own.
type column struct {
	names    []string
	required bool
}

// label names the column for people: its own name and its Chinese one.
func (c column) label() string { return c.names[0] + " " + c.names[min(1, len(c.names)-1)] }

// row is one row of a table.
type row struct {
	record
	line
	at map[string]int // a column's place among the cells
}

// line is a row of a table's file, whichever kind of file that is.
type line struct {
	number int // as a spreadsheet counts, from 1
	cells  []string
	// flaws says of cells that cannot be relied on why not.
	flaws map[int]*fault.Fault
}

// empty says whether nothing stands in the line.
func (l line) empty() bool {
	return len(l.flaws) == 0 && !slices.ContainsFunc(l.cells, func(c string) bool { return trim(c) != "" })
}

// lines are what a table's file has, from its header on.
type lines interface {
	// header returns the cells of the row that names the columns; nil where there
	// is none, and then the report may say why.
	header(columns []column) []string
	// next returns the line after the last; false at the end, and where the file
	// is broken, which the report says.
	next() (line, bool)
	// done returns how much of the file has been read, from 0 to 1.
	done() float64
	close()
}

// cell returns what stands in a column, without the spaces around it and the
// mark that a spreadsheet puts before text; empty where the table has no such
// column. A cell that cannot be relied on is refused.
func (r *row) cell(name string) string {
	i, ok := r.at[name]
	if !ok || i >= len(r.cells) {
		return ""
	}
	if flaw := r.flaws[i]; flaw != nil {
		r.refuse(flaw.Code, name, flaw.With)
		return ""
	}
	value := unmark(unbroken(trim(r.cells[i])))
	if utf8.RuneCountInString(value) > maxText {
		r.refuse(fault.TextTooLong, name, fault.With{"limit": maxText})
		return ""
	}
	if c, ok := Unprintable(value); ok {
		r.refuse(fault.TextUnprintable, name, fault.With{"character": fmt.Sprintf("U+%04X", c)})
		return ""
	}
	return value
}

// need returns what stands in a column that must not be empty.
func (r *row) need(name string) (string, bool) {
	before := r.report.faults
	value := r.cell(name)
	if value == "" && r.report.faults == before {
		r.refuse(fault.ValueMissing, name, nil)
	}
	return value, value != ""
}

// needUnless is need where nothing excuses from it, else cell.
func (r *row) needUnless(excused bool, name string) (string, bool) {
	if excused {
		return r.cell(name), true
	}
	return r.need(name)
}

// readTable calls each with every row of a CSV or XLSX file below its header.
// Columns stand in any order; their names match whatever their case.
func readTable(ctx context.Context, r io.Reader, o Options, columns []column, each func(*row)) (*Report, error) {
	o.bounds(tableMaxBytes, tableMaxRecords)
	report := &Report{Record: Row, leaveOut: o.LeaveOut}
	data, err := io.ReadAll(io.LimitReader(r, o.MaxBytes+1))
	if err != nil {
		return report, err
	}
	if int64(len(data)) > o.MaxBytes {
		report.whole(territory.Refusal, fault.FileTooLarge, "", fault.With{"max": o.MaxBytes})
		return report, nil
	}
	o.Size = int64(len(data))
	file := openTable(data, o, report)
	if file == nil {
		return report, nil
	}
	defer file.close()
	t := &table{lines: file, report: report}
	if !t.match(columns) {
		return report, nil
	}
	t.rows(ctx, o, each)
	if report.Read == 0 && !report.Refused() {
		report.whole(territory.Refusal, fault.FileEmpty, "", nil)
	}
	o.part(file.done())
	return report, ctx.Err()
}

// openTable opens a file as what it is, whatever its name; nil where it is no
// table, and the report says what it is.
func openTable(data []byte, o Options, report *Report) lines {
	if isWorkbook(data) {
		return openWorkbook(data, o, report)
	}
	content, ok := text(data, report)
	if !ok {
		return nil
	}
	return newCSVLines(content, report)
}

// table is a file being read as a table.
type table struct {
	lines
	report *Report
	at     map[string]int
	width  int
}

// match finds the columns by the header; false when the table cannot be read
// under it.
func (t *table) match(columns []column) bool {
	cells := t.header(columns)
	if cells == nil {
		if !t.report.Refused() {
			t.report.whole(territory.Refusal, fault.FileEmpty, "", nil)
		}
		return false
	}
	t.width, t.at = len(cells), map[string]int{}
	for i, cell := range cells {
		name := trim(cell)
		own, known := ownName(columns, name)
		switch {
		case name == "": // a column that nobody named holds nothing
		case !known:
			t.report.whole(territory.Note, fault.ColumnUnread, name, fault.With{"column": name})
		default:
			if _, twice := t.at[own]; twice {
				t.report.whole(territory.Refusal, fault.ColumnDoubled, own, fault.With{"column": name})
			}
			t.at[own] = i
		}
	}
	for _, c := range columns {
		if _, ok := t.at[c.names[0]]; c.required && !ok {
			t.report.whole(territory.Refusal, fault.ColumnMissing, c.names[0],
				fault.With{"column": c.label(), "found": strings.Join(cells, ", ")})
		}
	}
	return !t.report.Refused()
}

// ownName returns the first of a column's names by any of them.
func ownName(columns []column, name string) (string, bool) {
	name = strings.ToLower(name)
	k := slices.IndexFunc(columns, func(c column) bool { return slices.Contains(c.names, name) })
	if k < 0 {
		return "", false
	}
	return columns[k].names[0], true
}

func (t *table) rows(ctx context.Context, o Options, each func(*row)) {
	for !stop(ctx, t.report) {
		l, ok := t.next()
		if !ok {
			return
		}
		if l.empty() {
			continue
		}
		if t.report.Read == o.MaxRecords {
			t.report.whole(territory.Refusal, fault.TooManyRows, "", fault.With{"max": o.MaxRecords})
			return
		}
		t.report.Read++
		r := &row{record: record{report: t.report, index: l.number}, line: l, at: t.at}
		if len(l.cells) != t.width && !t.padded(l.cells) {
			r.refuse(fault.RowWidth, "", fault.With{"given": len(l.cells), "want": t.width})
			continue
		}
		each(r)
		if t.report.Read%1000 == 0 {
			o.part(t.done())
		}
	}
}

// padded says whether all that a row has beyond the header's width is empty.
func (t *table) padded(cells []string) bool {
	return len(cells) > t.width && !slices.ContainsFunc(cells[t.width:], func(c string) bool { return trim(c) != "" })
}
