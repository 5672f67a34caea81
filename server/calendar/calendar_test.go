package calendar

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// Dates known from the notices of the State Council, typed by hand apart from the
// table, most of them where weekdays alone would be wrong.
var notices = []struct {
	date  string
	works bool
}{
	{"2008-02-03", true}, {"2008-05-04", true}, {"2008-09-29", false}, {"2008-12-31", true},
	{"2013-01-05", true}, {"2013-02-15", false}, {"2014-01-31", false}, {"2014-01-30", true},
	{"2015-09-03", false}, {"2015-09-04", false}, {"2015-09-06", true},
	{"2018-12-29", true}, {"2018-12-31", false}, {"2019-05-02", false}, {"2019-05-05", true},
	{"2020-01-19", true}, {"2020-01-31", false}, {"2020-02-01", false}, {"2020-02-03", true}, {"2020-10-08", false}, {"2020-10-10", true},
	{"2021-02-07", true}, {"2021-02-20", true}, {"2021-10-09", true}, {"2022-01-29", true}, {"2022-01-30", true}, {"2022-10-08", true},
	{"2023-01-02", false}, {"2023-01-28", true}, {"2023-04-23", true}, {"2023-06-25", true}, {"2023-10-06", false}, {"2023-10-07", true},
	{"2024-02-04", true}, {"2024-02-09", true}, {"2024-02-16", false}, {"2024-02-18", true}, {"2024-04-07", true}, {"2024-05-11", true}, {"2024-09-14", true}, {"2024-10-12", true},
	{"2025-01-26", true}, {"2025-01-28", false}, {"2025-02-08", true}, {"2025-04-27", true}, {"2025-09-28", true}, {"2025-10-08", false}, {"2025-10-11", true},
	{"2026-01-02", false}, {"2026-01-04", true}, {"2026-02-14", true}, {"2026-02-23", false}, {"2026-02-28", true}, {"2026-05-09", true}, {"2026-09-20", true}, {"2026-10-10", true},
}

func TestTheShippedTableIsThatOfTheNotices(t *testing.T) {
	table := Shipped()
	c, err := table.Calendar(clock.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notices {
		d, err := clock.ParseDay(n.date)
		if err != nil || c.Works(d) != n.works {
			t.Errorf("%s: work is %v (%v)", n.date, c.Works(d), err)
		}
	}
	if len(table.Years) != 23 || table.Years[0] != 2004 || table.Years[22] != 2026 {
		t.Errorf("years %v", table.Years)
	}
	for _, e := range table.Days {
		year, month, day := e.Day.Date()
		weekend := e.Day.Weekday() == time.Saturday || e.Day.Weekday() == time.Sunday
		if e.Name == "" || e.Kind == clock.Workday && !weekend || !slices.Contains(table.Years, year) {
			t.Errorf("%s %s %q", e.Day, e.Kind, e.Name)
		}
		// What clock takes for settled: no notice reaches back beyond December 25.
		if month == time.December && day < 25 {
			t.Errorf("%s belongs to the year after", e.Day)
		}
	}
	// 250 workdays and some a year since the reform of 2008, fewer from 2025 on.
	for year := 2008; year <= 2026; year++ {
		n := 0
		for d := clock.DayOf(year, 1, 1); d < clock.DayOf(year+1, 1, 1); d++ {
			if c.Works(d) {
				n++
			}
		}
		if n < 247 || n > 252 {
			t.Errorf("%d has %d workdays", year, n)
		}
	}
}

func TestLaterTablesAreLaidOver(t *testing.T) {
	later, err := Parse([]byte("\ufeff日期,类型,名称\r\n2027/1/1,放假,元旦\r\n\r\n2027-10-1,休,国庆节\r\n2026-10-10,放假,国庆节\r\n2026-12-27,上班,元旦\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	table := Shipped().With(later)
	c, err := table.Calendar(clock.Settings{Workdays: clock.EndOfDay})
	if err != nil || !c.Published(2027) || c.Published(2028) || !c.Published(2026) {
		t.Fatalf("years %v, %v", table.Years, err)
	}
	for date, works := range map[string]bool{"2027-01-01": false, "2026-10-10": false, "2026-12-27": true, "2026-10-09": true} {
		if d, _ := clock.ParseDay(date); c.Works(d) != works {
			t.Errorf("%s: work is %v", date, c.Works(d))
		}
	}
}

func TestTablesThatAreRefused(t *testing.T) {
	head := "date,kind,name\n"
	for text, want := range map[string]struct {
		code fault.Code
		line int
	}{
		"":                                {fault.FileEmpty, 0},
		head:                              {fault.FileEmpty, 0},
		"date,name\n2026-01-01,x\n":       {fault.ColumnMissing, 1},
		head + "2026-02-30,holiday,x":     {fault.CalendarDateInvalid, 2},
		head + "26-01-01,holiday,x":       {fault.CalendarDateInvalid, 2},
		head + "1899-01-01,holiday,x":     {fault.CalendarDateInvalid, 2},
		head + "\n2026-01-01,off,x":       {fault.CalendarKindUnknown, 3},
		head + "2026-01-01":               {fault.CalendarKindUnknown, 2},
		head + "2026-01-01,\"holiday,x":   {fault.RowBroken, 2},
		head + "\xff":                     {fault.FileEncoding, 0},
		head + strings.Repeat(" ", 1<<20): {fault.FileTooLarge, 0},
		head + "2026-01-01,holiday,a\n2026/1/1,workday,a": {fault.CalendarDayTwice, 3},
	} {
		_, err := Parse([]byte(text))
		var p *Problem
		if !errors.As(err, &p) || p.Code != want.code || len(fault.All(err)) != 1 || text != "" && p.Line != want.line {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	_, err := Parse([]byte(head + "x,y,z\n2026-01-01,holiday,a\nu,v,w\n"))
	if len(fault.All(err)) != 4 || !strings.Contains(err.Error(), "line 4: ") {
		t.Errorf("four problems: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("date,kind,name\n2026-10-01,holiday,国庆节\n"))
	f.Add([]byte("日期,类型,名称\r\n2026/10/1,休,\"国\n庆\"\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Parse(data)
		if err == nil && len(table.Days) == 0 {
			t.Error("nothing was read, and nothing said")
		}
		if err == nil {
			if _, err := table.Calendar(clock.Settings{}); err != nil {
				t.Errorf("what was read makes no calendar: %v", err)
			}
		}
	})
}
