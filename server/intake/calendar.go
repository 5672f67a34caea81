package intake

import (
	"context"
	"io"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

var calendarColumns = []column{
	{[]string{"date", "日期"}, true},
	{[]string{"kind", "类型", "类别"}, true},
	{[]string{"name", "名称", "节日", "节日名称"}, false},
}

// ReadCalendar reads a table of holidays and make-up workdays, one row a day: date,
// kind (holiday 放假 or workday 调休上班) and the name of the holiday. They come in the
// order of the file.
func ReadCalendar(ctx context.Context, r io.Reader, o Options) ([]clock.Exception, *Report, error) {
	var days []clock.Exception
	report, err := readTable(ctx, r, o, calendarColumns, func(r *row) {
		before := r.report.faults
		day := r.day("date")
		text, _ := r.need("kind")
		kind, known := clock.ParseExceptionKind(text)
		if !known && text != "" {
			r.refuse(fault.CalendarKindUnknown, "kind", fault.With{"kind": text, "known": "holiday 放假, workday 上班"})
		}
		name := r.cell("name")
		if r.report.faults == before {
			days = append(days, clock.Exception{Day: day, Kind: kind, Name: name})
		}
	})
	report.Kept = len(days)
	return days, report, err
}

// day reads a date that stands only once in the file.
func (r *row) day(field string) clock.Day {
	text, _ := r.need(field)
	at := r.instant(field, text, time.UTC)
	if at.IsZero() {
		return 0
	}
	day := clock.DayOf(at.Date())
	r.code = day.String()
	if first, twice := r.report.place(r.code, r.index); twice {
		r.refuse(fault.CalendarDayTwice, field, fault.With{"date": day, "first": first})
	}
	return day
}
