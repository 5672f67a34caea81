// Package export hands out what the city knows, as tables that the readers of
// package intake read back unchanged and as GeoJSON.
//
// A column that says which records were made up for a demonstration stands only
// where some were.
package export

import (
	"fmt"
	"io"
	"iter"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/intake"
)

// Format is the kind of file that a table is written as.
type Format string

const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Options say how to write a table.
type Options struct {
	// Format is CSV when empty.
	Format Format
	// Header is the language of the header, of the sheet's name and of yes;
	// Chinese when empty.
	Header fault.Language
	// Zone is where an instant's day begins; China's time when nil. It must be the
	// one that the table is read with.
	Zone *time.Location
}

// column is one of a table: its names, each of which the readers know, and how
// wide it is on a sheet, in characters.
type column struct {
	zh, en string
	width  float64
}

// table is how records of one kind are written.
type table[T any] struct {
	zh, en  string // the sheet's name
	columns []column
	cells   func(style, T) []string
	// generated says whether a record was made up; nil where none ever is.
	generated func(T) bool
}

// marked returns the table with a column for what was made up, where any of the
// records was.
func (t table[T]) marked(records iter.Seq[T]) table[T] {
	if t.generated == nil {
		return t
	}
	for record := range records {
		if !t.generated(record) {
			continue
		}
		cells := t.cells
		t.columns = append(t.columns, column{"虚构", "generated", 8})
		t.cells = func(s style, record T) []string {
			return append(cells(s, record), s.flag(t.generated(record)))
		}
		break
	}
	return t
}

// sheet is a file that rows are written to.
type sheet interface {
	row(cells []string) error
	// holds says whether the file can hold a text that the readers would read.
	holds(text string) bool
	// end writes what is still to be written.
	end() error
	// close gives back what the file needed, whether or not it came to its end.
	close() error
}

// write writes a record after the other; it goes through them twice. A text that the readers would not read
// back as it is stops it, with a fault that says where.
func write[T any](w io.Writer, o Options, t table[T], records iter.Seq[T]) (err error) {
	t = t.marked(records)
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name(o.Header)
	}
	file, err := begin(w, o, t.name(o.Header), t.columns)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.close(); err == nil {
			err = closed
		}
	}()
	if err := file.row(names); err != nil {
		return err
	}
	s := newStyle(o)
	for record := range records {
		cells := t.cells(s, record)
		for i, cell := range cells {
			if !intake.Tabular(cell) || !file.holds(cell) {
				return fault.New(fault.TextNotTabular, names[i], fault.With{"column": names[i], "value": brief(cell), "record": brief(cells[0])})
			}
			cells[i] = intake.Mark(cell)
		}
		if err := file.row(cells); err != nil {
			return err
		}
	}
	return file.end()
}

func begin(w io.Writer, o Options, name string, columns []column) (sheet, error) {
	switch o.Format {
	case "", CSV:
		return newCSV(w), nil
	case XLSX:
		return newXLSX(w, name, columns)
	}
	return nil, fmt.Errorf("export: no format %q", o.Format)
}

func (c column) name(in fault.Language) string {
	if in == fault.English {
		return c.en
	}
	return c.zh
}

func (t table[T]) name(in fault.Language) string {
	if in == fault.English {
		return t.en
	}
	return t.zh
}

// style is how values are written.
type style struct {
	zone *time.Location
	in   fault.Language
	yes  string
}

func newStyle(o Options) style {
	s := style{zone: o.Zone, in: fault.Chinese, yes: "是"}
	if s.zone == nil {
		s.zone = city.China
	}
	if o.Header == fault.English {
		s.in, s.yes = fault.English, "yes"
	}
	return s
}

// flag writes yes, or nothing for no.
func (s style) flag(set bool) string {
	if set {
		return s.yes
	}
	return ""
}

// instant writes an instant as the day that begins with it, where one does, and
// as a time otherwise, so that it is read back to the nanosecond; the zero time
// is nothing.
func (s style) instant(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(s.zone)
	day := at.Format(time.DateOnly)
	if same(day, time.DateOnly, at) {
		return day
	}
	if text := at.Format(time.RFC3339Nano); same(text, time.RFC3339Nano, at) {
		return text
	}
	return at.UTC().Format(time.RFC3339Nano) // an offset that is no whole minute
}

func same(text, layout string, at time.Time) bool {
	back, err := time.ParseInLocation(layout, text, at.Location())
	return err == nil && back.Equal(at)
}

// brief shows a text in a message.
func brief(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return text
}
