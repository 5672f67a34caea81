package clock

import (
	"testing"
	"time"
)

// The State Council's notices for 2024, 2025 and 2026, typed by hand apart from the
// shipped table: what they take off and what they make up for.
var notices = []struct {
	kind        ExceptionKind
	name        string
	from, until string
}{
	{Holiday, "元旦", "2024-01-01", ""},
	{Holiday, "春节", "2024-02-10", "2024-02-17"}, {Workday, "春节", "2024-02-04", ""}, {Workday, "春节", "2024-02-18", ""},
	{Holiday, "清明节", "2024-04-04", "2024-04-06"}, {Workday, "清明节", "2024-04-07", ""},
	{Holiday, "劳动节", "2024-05-01", "2024-05-05"}, {Workday, "劳动节", "2024-04-28", ""}, {Workday, "劳动节", "2024-05-11", ""},
	{Holiday, "端午节", "2024-06-10", ""},
	{Holiday, "中秋节", "2024-09-15", "2024-09-17"}, {Workday, "中秋节", "2024-09-14", ""},
	{Holiday, "国庆节", "2024-10-01", "2024-10-07"}, {Workday, "国庆节", "2024-09-29", ""}, {Workday, "国庆节", "2024-10-12", ""},
	{Holiday, "元旦", "2025-01-01", ""},
	{Holiday, "春节", "2025-01-28", "2025-02-04"}, {Workday, "春节", "2025-01-26", ""}, {Workday, "春节", "2025-02-08", ""},
	{Holiday, "清明节", "2025-04-04", "2025-04-06"},
	{Holiday, "劳动节", "2025-05-01", "2025-05-05"}, {Workday, "劳动节", "2025-04-27", ""},
	{Holiday, "端午节", "2025-05-31", "2025-06-02"},
	{Holiday, "国庆节、中秋节", "2025-10-01", "2025-10-08"}, {Workday, "国庆节、中秋节", "2025-09-28", ""}, {Workday, "国庆节、中秋节", "2025-10-11", ""},
	{Holiday, "元旦", "2026-01-01", "2026-01-03"}, {Workday, "元旦", "2026-01-04", ""},
	{Holiday, "春节", "2026-02-15", "2026-02-23"}, {Workday, "春节", "2026-02-14", ""}, {Workday, "春节", "2026-02-28", ""},
	{Holiday, "清明节", "2026-04-04", "2026-04-06"},
	{Holiday, "劳动节", "2026-05-01", "2026-05-05"}, {Workday, "劳动节", "2026-05-09", ""},
	{Holiday, "端午节", "2026-06-19", "2026-06-21"},
	{Holiday, "中秋节", "2026-09-25", "2026-09-27"},
	{Holiday, "国庆节", "2026-10-01", "2026-10-07"}, {Workday, "国庆节", "2026-09-20", ""}, {Workday, "国庆节", "2026-10-10", ""},
}

// exceptions are the notices of the years, all where none is named.
func exceptions(t testing.TB, years ...int) []Exception {
	t.Helper()
	var all []Exception
	for _, n := range notices {
		if n.until == "" {
			n.until = n.from
		}
		for d := day(t, n.from); d <= day(t, n.until); d++ {
			year, _, _ := d.Date()
			wanted := len(years) == 0
			for _, y := range years {
				wanted = wanted || y == year
			}
			if wanted {
				all = append(all, Exception{d, n.kind, n.name})
			}
		}
	}
	return all
}

func day(t testing.TB, text string) Day {
	t.Helper()
	d, err := ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// made returns a calendar of the notices, as the settings say otherwise.
func made(t testing.TB, change func(*Settings), years ...int) *Calendar {
	t.Helper()
	s := Settings{Exceptions: exceptions(t, years...)}
	s.Published = PublishedYears(s.Exceptions)
	if change != nil {
		change(&s)
	}
	c, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads a time of the wall in the calendar's zone.
func (c *Calendar) local(t testing.TB, text string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04"
	if len(text) > len(layout) {
		layout += ":05"
	}
	parsed, err := time.ParseInLocation(layout, text, c.zone)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func limit(t testing.TB, text string) Limit {
	t.Helper()
	l, err := ParseLimit(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}
