package intake

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/intake/xlsx"
)

// titleRows is how far down a sheet's header may stand: people put a title and a
// date above their tables.
const titleRows = 10

// isWorkbook says whether a file is an archive, as workbooks are, or an old
// spreadsheet file, as workbooks under a password are.
func isWorkbook(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0"))
}

// workbook are the lines of one sheet of a workbook.
type workbook struct {
	Options
	book   *xlsx.Book
	report *Report
	sheet  xlsx.Sheet
	rows   *xlsx.Rows
	width  int
	named  []int // the columns that the header has a name for
	hidden int   // rows that are
}

// openWorkbook opens a workbook; nil where it is none that can be read, and the
// report says why.
func openWorkbook(data []byte, o Options, report *Report) lines {
	book, err := xlsx.Open(data)
	if err != nil {
		refuseWorkbook(report, err)
		return nil
	}
	return &workbook{Options: o, book: book, report: report}
}

// refuseWorkbook reports why a workbook cannot be read.
func refuseWorkbook(report *Report, err error) {
	var other *xlsx.OtherKindError
	switch {
	case errors.Is(err, xlsx.ErrLocked):
		report.whole(territory.Refusal, fault.WorkbookLocked, "", nil)
	case errors.Is(err, xlsx.ErrTooLarge):
		report.whole(territory.Refusal, fault.WorkbookTooLarge, "", nil)
	case errors.As(err, &other) && slices.Contains([]string{"XLS", "XLSB", "ODS"}, other.Kind):
		report.whole(territory.Refusal, fault.WorkbookKind, "", fault.With{"kind": other.Kind})
	case errors.As(err, &other):
		report.whole(territory.Refusal, fault.FileKind, "", fault.With{"want": tableKinds, "looks": other.Kind})
	default:
		report.whole(territory.Refusal, fault.WorkbookBroken, "", fault.With{"reason": err})
	}
}

// header chooses the sheet and finds the row that names the columns.
func (w *workbook) header(columns []column) []string {
	heads, err := w.heads()
	if err != nil {
		refuseWorkbook(w.report, err)
		return nil
	}
	h := w.choose(heads, columns)
	if h == nil {
		return nil
	}
	for _, other := range heads {
		if other.sheet != h.sheet {
			w.report.whole(territory.Note, fault.SheetUnread, other.sheet.Name, fault.With{"sheet": other.sheet.Name, "read": h.sheet.Name})
		}
	}
	w.sheet = h.sheet
	if w.rows, err = w.book.Rows(h.sheet); err == nil {
		err = w.skipTo(h.row.Number)
	}
	if err != nil {
		refuseWorkbook(w.report, err)
		return nil
	}
	cells := texts(h.row)
	w.width = len(cells)
	for column, name := range cells {
		if trim(name) != "" {
			w.named = append(w.named, column)
		}
	}
	return cells
}

// skipTo reads up to the row with the number, and that row too.
func (w *workbook) skipTo(number int) error {
	for {
		row, err := w.rows.Next()
		if err != nil || row.Number == number {
			return err
		}
	}
}

func (w *workbook) next() (line, bool) {
	row, err := w.rows.Next()
	switch {
	case errors.Is(err, io.EOF):
		if w.hidden > 0 {
			w.report.whole(territory.Note, fault.RowsHidden, "", fault.With{"count": w.hidden})
			w.hidden = 0
		}
		return line{}, false
	case err != nil:
		refuseWorkbook(w.report, err)
		return line{}, false
	}
	l := w.line(row)
	if row.Hidden && !l.empty() {
		w.hidden++
	}
	return l, true
}

// line lays out the cells of a row under the header. What stands beside the
// table is no part of it.
func (w *workbook) line(row xlsx.Row) line {
	l := line{number: row.Number, cells: make([]string, w.width)}
	flaw := func(column int, code fault.Code, with fault.With) {
		if l.flaws == nil {
			l.flaws = map[int]*fault.Fault{}
		}
		l.flaws[column] = fault.New(code, "", with)
	}
	for _, cell := range row.Cells {
		if cell.Column >= w.width {
			break
		}
		l.cells[cell.Column] = cell.Text
		switch cell.Kind {
		case xlsx.Failed:
			flaw(cell.Column, fault.CellFailed, fault.With{"value": cell.Text})
		case xlsx.Uncalculated:
			flaw(cell.Column, fault.CellUncalculated, nil)
		case xlsx.Imprecise:
			flaw(cell.Column, fault.DigitsLost, fault.With{"value": cell.Text})
		}
	}
	if l.empty() {
		return l // rows below the table may be merged, for a signature
	}
	for _, column := range w.named {
		if area, covered := row.Covered(column); covered {
			flaw(column, fault.CellMerged, fault.With{"area": area})
		}
	}
	return l
}

func (w *workbook) done() float64 { return w.rows.Done() }

func (w *workbook) close() {
	if w.rows != nil {
		w.rows.Close()
	}
}

// head is a sheet with one of its first rows, that which may be its header.
type head struct {
	sheet xlsx.Sheet
	rows  []xlsx.Row
	row   xlsx.Row
}

// heads returns the sheets that may be read and are not empty, with their first
// rows; of all sheets, so that those that are not read can be named.
func (w *workbook) heads() ([]head, error) {
	var heads []head
	var names []string
	for _, sheet := range w.book.Sheets() {
		names = append(names, sheet.Name)
		if w.Sheet != "" && sheet.Name != w.Sheet {
			continue
		}
		rows, err := w.book.Head(sheet, titleRows)
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			heads = append(heads, head{sheet: sheet, rows: rows})
		}
	}
	if w.Sheet != "" && !slices.Contains(names, w.Sheet) {
		w.report.whole(territory.Refusal, fault.SheetMissing, w.Sheet, fault.With{"sheet": w.Sheet, "sheets": strings.Join(names, ", ")})
	}
	return heads, nil
}

// choose returns the first sheet that people see and whose columns are those of
// the table; where none is, the one that comes nearest, so that what it lacks
// can be said. nil when there is no sheet to choose.
func (w *workbook) choose(heads []head, columns []column) *head {
	var best *head
	most := -1
	for i := range heads {
		h := &heads[i]
		if h.sheet.Hidden && w.Sheet == "" {
			continue
		}
		if n := h.find(columns); n > most {
			best, most = h, n
		}
	}
	return best
}

// find takes the row as the header that names the most columns, and returns how
// many; a row that names all that must be there counts before any other.
func (h *head) find(columns []column) int {
	most := -1
	for _, row := range h.rows {
		named := map[string]bool{}
		for _, text := range texts(row) {
			if own, ok := ownName(columns, trim(text)); ok {
				named[own] = true
			}
		}
		n := len(named)
		if !slices.ContainsFunc(columns, func(c column) bool { return c.required && !named[c.names[0]] }) {
			n = len(columns)
		}
		if n > most {
			h.row, most = row, n
		}
	}
	return most
}

// texts returns the cells of a row by their columns.
func texts(row xlsx.Row) []string {
	cells := make([]string, row.Cells[len(row.Cells)-1].Column+1)
	for _, cell := range row.Cells {
		cells[cell.Column] = cell.Text
	}
	return cells
}
