package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The size of a sheet, which no version of the format has more of.
const (
	MaxRows    = 1 << 20
	MaxColumns = 1 << 14
)

// Kind says whether a cell's text can be relied on.
type Kind int

const (
	// Text is text, or a number, date or truth value written out.
	Text Kind = iota
	// Failed is a formula that came to an error; the text is the error, #N/A.
	Failed
	// Uncalculated is a formula whose value the file does not hold.
	Uncalculated
	// Imprecise is a number of more than 15 digits, the last of which are lost.
	Imprecise
)

// Cell is a cell that is not empty.
type Cell struct {
	Column int // from 0
	Text   string
	Kind   Kind
}

// Row is a row of a sheet.
type Row struct {
	Number int // from 1, as the spreadsheet counts
	Hidden bool
	Cells  []Cell // in order of their columns
	merged *merged
}

// Rows reads a sheet's rows one after the other.
type Rows struct {
	book   *Book
	x      *markup
	merged *merged
	size   uint64 // of the part, unpacked, as the archive says
	number int
	cells  []Cell
	inData bool
}

// Rows begins to read a sheet. Close it when done.
func (b *Book) Rows(s Sheet) (*Rows, error) {
	areas, err := b.mergedAreas(s.part)
	if err != nil {
		return nil, err
	}
	r, err := b.rows(s)
	if err == nil {
		r.merged = &merged{areas: areas}
	}
	return r, err
}

func (b *Book) rows(s Sheet) (*Rows, error) {
	x, err := b.open(s.part, b.limits.sheet)
	if err != nil {
		return nil, err
	}
	return &Rows{book: b, x: x, size: b.parts[s.part].UncompressedSize64}, nil
}

// Close ends the reading.
func (r *Rows) Close() { r.x.close() }

// Done returns how much of the sheet has been read, from 0 to 1.
func (r *Rows) Done() float64 {
	return min(1, float64(r.x.decoder.InputOffset())/max(1, float64(r.size)))
}

// Head returns the first rows of a sheet that are not empty, up to so many,
// without regard to merged cells.
func (b *Book) Head(s Sheet, most int) ([]Row, error) {
	r, err := b.rows(s)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var head []Row
	for len(head) < most {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if len(row.Cells) > 0 {
			r.cells = nil // the row keeps them
			head = append(head, row)
		}
	}
	return head, nil
}

// Next returns the next row that the file has, which may be empty; its cells are
// good until the next call. io.EOF means that the sheet has been read whole.
func (r *Rows) Next() (Row, error) {
	for {
		token, err := r.x.next()
		if err != nil {
			return Row{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch {
			case token.Name.Local == "sheetData":
				r.inData = true
			case token.Name.Local == "row" && r.inData:
				return r.row(token)
			}
		case xml.EndElement:
			if token.Name.Local == "sheetData" {
				r.inData = false
			}
		}
	}
}

func (r *Rows) broken(format string, args ...any) error {
	return &BrokenError{r.x.part, fmt.Sprintf(format, args...)}
}

func (r *Rows) row(el xml.StartElement) (Row, error) {
	number := r.number + 1
	if given := attribute(el, "r"); given != "" {
		n, err := strconv.Atoi(given)
		if err != nil || n < number || n > MaxRows {
			return Row{}, r.broken("row %.20q after row %d", given, r.number)
		}
		number = n
	}
	if number > MaxRows {
		return Row{}, r.broken("more than %d rows", MaxRows)
	}
	r.number = number
	if r.merged != nil {
		r.merged.reach(number)
	}
	row := Row{Number: number, Hidden: truth(attribute(el, "hidden")), merged: r.merged}
	r.cells = r.cells[:0]
	column := -1
	for {
		token, err := r.x.next()
		if err != nil {
			return Row{}, r.x.inside(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local != "c" {
				continue
			}
			if column, err = r.column(attribute(token, "r"), column); err != nil {
				return Row{}, err
			}
			if err := r.cell(token, column); err != nil {
				return Row{}, err
			}
		case xml.EndElement:
			if token.Name.Local == "row" {
				row.Cells = r.cells
				return row, nil
			}
		}
	}
}

// column returns the column of a cell by its reference, or the one after the
// last where it has none.
func (r *Rows) column(ref string, last int) (int, error) {
	column := last + 1
	if ref != "" {
		named, row, ok := reference(ref)
		if !ok || named < column || row != r.number {
			return 0, r.broken("cell %.20q in row %d", ref, r.number)
		}
		column = named
	}
	if column >= MaxColumns {
		return 0, r.broken("more than %d columns in row %d", MaxColumns, r.number)
	}
	return column, nil
}

// reference takes a cell's name such as AB12 apart: the column from 0, the row
// from 1.
func reference(name string) (column, row int, ok bool) {
	letters := strings.TrimRight(name, "0123456789")
	row, err := strconv.Atoi(name[len(letters):])
	if err != nil || row < 1 || row > MaxRows || len(letters) == 0 || len(letters) > 3 {
		return 0, 0, false
	}
	for _, l := range []byte(letters) {
		if l >= 'a' && l <= 'z' {
			l -= 'a' - 'A'
		}
		if l < 'A' || l > 'Z' {
			return 0, 0, false
		}
		column = column*26 + int(l-'A') + 1
	}
	return column - 1, row, column <= MaxColumns
}
