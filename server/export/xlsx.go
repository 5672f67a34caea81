package export

import (
	"io"
	"regexp"
	"strconv"

	"github.com/xuri/excelize/v2"

	"sizhang/domain/fault"
)

// maxRecords is how many rows a sheet has below its header.
const maxRecords = excelize.TotalRows - 1

// halfPair is the escape of half a pair of surrogates, which stands for nothing:
// a text that has it word for word is lost on the way into a workbook.
var halfPair = regexp.MustCompile(`_x[dD][89A-Fa-f][0-9A-Fa-f]{2}_`)

// xlsxSheet is a workbook of one sheet. Every cell is text, and so is whatever is
// typed into its columns later: a spreadsheet would make numbers of codes. Rows
// go through a temporary file, and what is in memory is the packed workbook.
type xlsxSheet struct {
	w      io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	bold   int
	rows   int // the header among them
	most   int // of records
	values []any
}

// newXLSX begins a workbook whose header stays in sight.
func newXLSX(w io.Writer, name string, columns []column) (*xlsxSheet, error) {
	file := excelize.NewFile()
	x := &xlsxSheet{w: w, file: file, most: maxRecords, values: make([]any, len(columns))}
	if err := x.prepare(name, columns); err != nil {
		file.Close()
		return nil, err
	}
	return x, nil
}

func (x *xlsxSheet) prepare(name string, columns []column) (err error) {
	const text = 49 // the number of the format “@”
	if err := x.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	plain, err := x.file.NewStyle(&excelize.Style{NumFmt: text})
	if err != nil {
		return err
	}
	if x.bold, err = x.file.NewStyle(&excelize.Style{NumFmt: text, Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	if x.stream, err = x.file.NewStreamWriter(name); err != nil {
		return err
	}
	for i, c := range columns {
		if err := x.stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := x.stream.SetColStyle(1, len(columns), plain); err != nil {
		return err
	}
	return x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

func (x *xlsxSheet) row(cells []string) error {
	if x.rows > x.most {
		return fault.New(fault.TableTooLong, "", fault.With{"max": x.most})
	}
	x.rows++
	for i, cell := range cells {
		switch {
		case cell == "":
			x.values[i] = nil
		case x.rows == 1:
			x.values[i] = excelize.Cell{StyleID: x.bold, Value: cell}
		default:
			x.values[i] = cell
		}
	}
	return x.stream.SetRow("A"+strconv.Itoa(x.rows), x.values)
}

// cells writes a row whose cells are what they are: numbers stay numbers.
func (x *xlsxSheet) cells(values []any) error {
	if x.rows > x.most {
		return fault.New(fault.TableTooLong, "", fault.With{"max": x.most})
	}
	x.rows++
	return x.stream.SetRow("A"+strconv.Itoa(x.rows), values)
}

func (x *xlsxSheet) holds(text string) bool { return !halfPair.MatchString(text) }

func (x *xlsxSheet) end() error {
	if err := x.stream.Flush(); err != nil {
		return err
	}
	_, err := x.file.WriteTo(x.w)
	return err
}

func (x *xlsxSheet) close() error { return x.file.Close() }
