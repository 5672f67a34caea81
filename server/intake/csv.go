package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"sizhang/domain/fault"
)

// csvLines are the lines of a CSV file. Its first is the header.
type csvLines struct {
	csv    *csv.Reader
	size   int // of the text in bytes
	report *Report
	// within counts the line breaks inside cells so far: a spreadsheet's row is
	// the file's line less those.
	within int
}

func newCSVLines(content string, report *Report) *csvLines {
	c := &csvLines{csv: csv.NewReader(strings.NewReader(content)), size: len(content), report: report}
	c.csv.FieldsPerRecord = -1
	return c
}

func (c *csvLines) header([]column) []string {
	l, _ := c.next()
	return l.cells
}

func (c *csvLines) next() (line, bool) {
	cells, err := c.csv.Read()
	if errors.Is(err, io.EOF) {
		return line{}, false
	}
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		bad := record{report: c.report, index: broken.StartLine - c.within}
		bad.refuse(fault.RowBroken, "", fault.With{"reason": broken.Err})
		return line{}, false
	}
	at, _ := c.csv.FieldPos(0)
	number := at - c.within
	for _, cell := range cells {
		c.within += strings.Count(cell, "\n")
	}
	return line{number: number, cells: cells}, true
}

func (c *csvLines) done() float64 {
	return float64(c.csv.InputOffset()) / float64(max(1, c.size))
}

func (c *csvLines) close() {}
