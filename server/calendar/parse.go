package calendar

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// MaxBytes is the largest file; that of twenty years has some twenty thousand.
const MaxBytes = 1 << 20

// What the columns are called.
var columns = [...][]string{{"date", "日期"}, {"kind", "类型", "类别"}, {"name", "名称", "节日"}}

// Problem is one thing wrong with a file, in its line; 0 where the whole file is meant.
type Problem struct {
	*fault.Fault
	Line int
}

// Error returns the English text, led by the line.
func (p *Problem) Error() string {
	if p.Line == 0 {
		return p.Fault.Error()
	}
	return fmt.Sprintf("line %d: %s", p.Line, p.Fault.Error())
}

// Unwrap returns the fault, so that errors.As and fault.All find it.
func (p *Problem) Unwrap() error { return p.Fault }

// Parse reads a table of days: CSV in UTF-8 with the columns date, kind and name, in
// any order and under their Chinese names, too. The error joins one *Problem for
// everything that is wrong.
func Parse(data []byte) (Table, error) {
	switch {
	case len(data) > MaxBytes:
		return Table{}, &Problem{Fault: fault.New(fault.FileTooLarge, "", fault.With{"max": MaxBytes})}
	case !utf8.Valid(data):
		return Table{}, &Problem{Fault: fault.New(fault.FileEncoding, "", nil)}
	}
	r := &reader{csv: csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))), seen: map[clock.Day]int{}}
	r.csv.FieldsPerRecord = -1
	if r.header() {
		for r.row() {
		}
	}
	if len(r.days) == 0 && len(r.problems) == 0 {
		r.refuse(0, fault.FileEmpty, "", nil)
	}
	if len(r.problems) > 0 {
		return Table{}, errors.Join(r.problems...)
	}
	slices.SortFunc(r.days, func(a, b clock.Exception) int { return int(a.Day - b.Day) })
	return Table{Days: r.days, Years: clock.PublishedYears(r.days)}, nil
}

type reader struct {
	csv      *csv.Reader
	at       [len(columns)]int // where each column stands
	days     []clock.Exception
	seen     map[clock.Day]int // the line of each day
	problems []error
}

func (r *reader) refuse(line int, code fault.Code, field string, with fault.With) {
	r.problems = append(r.problems, &Problem{fault.New(code, field, with), line})
}

// next returns the next row's cells, trimmed; false at the end or at what is no CSV.
func (r *reader) next() ([]string, int, bool) {
	cells, err := r.csv.Read()
	var broken *csv.ParseError
	if errors.As(err, &broken) {
		r.refuse(broken.Line, fault.RowBroken, "", fault.With{"reason": broken.Err})
	}
	if err != nil {
		return nil, 0, false
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	line, _ := r.csv.FieldPos(0)
	return cells, line, true
}

func (r *reader) header() bool {
	cells, line, ok := r.next()
	if !ok {
		return false
	}
	for i, names := range columns {
		r.at[i] = slices.IndexFunc(cells, func(c string) bool { return slices.Contains(names, strings.ToLower(c)) })
		if r.at[i] < 0 {
			r.refuse(line, fault.ColumnMissing, names[0], fault.With{"column": names[0], "found": strings.Join(cells, ", ")})
			ok = false
		}
	}
	return ok
}

// row reads a day; false at the end of the file.
func (r *reader) row() bool {
	cells, line, ok := r.next()
	if !ok {
		return false
	}
	if strings.Join(cells, "") == "" {
		return true // an empty line of a spreadsheet
	}
	var values [len(columns)]string
	for i, at := range r.at {
		if at < len(cells) {
			values[i] = cells[at]
		}
	}
	day, dated := date(values[0])
	if !dated {
		r.refuse(line, fault.CalendarDateInvalid, "date", fault.With{"date": values[0]})
	} else if first, twice := r.seen[day]; twice {
		r.refuse(line, fault.CalendarDayTwice, "date", fault.With{"date": day, "first": first})
	}
	kind, known := clock.ParseExceptionKind(values[1])
	if !known {
		r.refuse(line, fault.CalendarKindUnknown, "kind", fault.With{"kind": values[1], "known": "holiday, workday"})
	}
	if dated {
		r.seen[day] = line
	}
	r.days = append(r.days, clock.Exception{Day: day, Kind: kind, Name: values[2]})
	return true
}

// date reads 2026-10-01, and what spreadsheets make of it: 2026/10/1.
func date(text string) (clock.Day, bool) {
	t, err := time.Parse("2006-1-2", strings.ReplaceAll(text, "/", "-"))
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return 0, false
	}
	return clock.DayOf(t.Date()), true
}
