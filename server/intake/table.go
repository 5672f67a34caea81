package intake

import (
	"context"
	"encoding/csv"
	"errors"
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

// row is one row of a table.
type row struct {
	record
	cells []string
	at    map[string]int // a column's place among the cells
}

// cell returns what stands in a column, without the spaces around it; empty
// where the table has no such column.
func (r *row) cell(name string) string {
	i, ok := r.at[name]
	if !ok || i >= len(r.cells) {
		return ""
	}
	value := trim(r.cells[i])
	if utf8.RuneCountInString(value) > maxText {
		r.refuse(fault.TextTooLong, name, fault.With{"limit": maxText})
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

// trim takes off spaces, the full-width and the invisible ones among them.
func trim(s string) string {
	return strings.Trim(s, " \t\r\n\u00a0\u3000\ufeff")
}

// readTable calls each with every row of a CSV file below its header. Columns
// stand in any order; their names match whatever their case.
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
	content, ok := text(data, report)
	if !ok {
		return report, nil
	}
	o.Size = int64(len(content))
	t := &table{csv: csv.NewReader(strings.NewReader(content)), report: report}
	t.csv.FieldsPerRecord = -1
	if !t.header(columns) {
		return report, nil
	}
	t.rows(ctx, o, each)
	if report.Read == 0 && !report.Refused() {
		report.whole(territory.Refusal, fault.FileEmpty, "", nil)
	}
	o.progress(t.csv.InputOffset())
	return report, ctx.Err()
}

// table is a CSV file being read.
type table struct {
	csv    *csv.Reader
	report *Report
	at     map[string]int
	width  int
	// within counts the line breaks inside cells so far: a spreadsheet's row is
	// the file's line less those.
	within int
}

// next reads one record and its row as a spreadsheet counts it; nil at the end
// and where the file is broken.
func (t *table) next() (cells []string, index int) {
	cells, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, 0
	}
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		bad := record{report: t.report, index: broken.StartLine - t.within}
		bad.refuse(fault.RowBroken, "", fault.With{"reason": broken.Err})
		return nil, 0
	}
	line, _ := t.csv.FieldPos(0)
	index = line - t.within
	for _, cell := range cells {
		t.within += strings.Count(cell, "\n")
	}
	return cells, index
}

// header matches the first row; false when the table cannot be read under it.
func (t *table) header(columns []column) bool {
	cells, _ := t.next()
	if cells == nil {
		if !t.report.Refused() {
			t.report.whole(territory.Refusal, fault.FileEmpty, "", nil)
		}
		return false
	}
	t.width, t.at = len(cells), map[string]int{}
	for i, cell := range cells {
		name := strings.ToLower(trim(cell))
		k := slices.IndexFunc(columns, func(c column) bool { return slices.Contains(c.names, name) })
		switch {
		case name == "": // a column that nobody named holds nothing
		case k < 0:
			t.report.whole(territory.Note, fault.ColumnUnread, trim(cell), fault.With{"column": trim(cell)})
		default:
			own := columns[k].names[0]
			if _, twice := t.at[own]; twice {
				t.report.whole(territory.Refusal, fault.ColumnDoubled, own, fault.With{"column": trim(cell)})
			}
			t.at[own] = i
		}
	}
	for _, c := range columns {
		if _, ok := t.at[c.names[0]]; c.required && !ok {
			t.report.whole(territory.Refusal, fault.ColumnMissing, c.names[0],
				fault.With{"column": c.names[0], "found": strings.Join(cells, ", ")})
		}
	}
	return !t.report.Refused()
}

func (t *table) rows(ctx context.Context, o Options, each func(*row)) {
	for !stop(ctx, t.report) {
		cells, index := t.next()
		if cells == nil {
			return
		}
		if !slices.ContainsFunc(cells, func(c string) bool { return trim(c) != "" }) {
			continue // an empty row
		}
		if t.report.Read == o.MaxRecords {
			t.report.whole(territory.Refusal, fault.TooManyRows, "", fault.With{"max": o.MaxRecords})
			return
		}
		t.report.Read++
		r := &row{record: record{report: t.report, index: index}, cells: cells, at: t.at}
		if len(cells) != t.width && !t.padded(cells) {
			r.refuse(fault.RowWidth, "", fault.With{"given": len(cells), "want": t.width})
			continue
		}
		each(r)
		if t.report.Read%1000 == 0 {
			o.progress(t.csv.InputOffset())
		}
	}
}

// padded says whether all that a row has beyond the header's width is empty.
func (t *table) padded(cells []string) bool {
	return len(cells) > t.width && !slices.ContainsFunc(cells[t.width:], func(c string) bool { return trim(c) != "" })
}
