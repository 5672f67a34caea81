package indicator_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/indicator"
)

// stretch reads a time such as 2026-03-01..2026-04-01, days of China.
func stretch(t *testing.T, text string) indicator.Period {
	t.Helper()
	var a, b [3]int
	if _, err := fmt.Sscanf(text, "%d-%d-%d..%d-%d-%d", &a[0], &a[1], &a[2], &b[0], &b[1], &b[2]); err != nil {
		t.Fatal(text, err)
	}
	return indicator.Span(indicator.Day(a[0], time.Month(a[1]), a[2]), indicator.Day(b[0], time.Month(b[1]), b[2]))
}

func TestWhatAPeriodIsComparedWith(t *testing.T) {
	for _, row := range []struct{ period, year, previous string }{
		{"2026-03-01..2026-04-01", "2025-03-01..2025-04-01", "2026-02-01..2026-03-01"}, // a month
		{"2026-01-01..2026-02-01", "2025-01-01..2025-02-01", "2025-12-01..2026-01-01"},
		{"2024-02-01..2024-03-01", "2023-02-01..2023-03-01", "2024-01-01..2024-02-01"}, // February of a leap year
		{"2026-04-01..2026-07-01", "2025-04-01..2025-07-01", "2026-01-01..2026-04-01"}, // a quarter
		{"2026-01-01..2027-01-01", "2025-01-01..2026-01-01", "2025-01-01..2026-01-01"}, // a year
		{"2026-03-01..2026-03-16", "2025-03-01..2025-03-16", "2026-02-16..2026-03-01"}, // half months
		{"2026-03-16..2026-04-01", "2025-03-16..2025-04-01", "2026-03-01..2026-03-16"},
		{"2026-02-16..2026-03-01", "2025-02-16..2025-03-01", "2026-02-01..2026-02-16"},
		{"2026-11-01..2026-11-22", "2025-11-01..2025-11-22", "2026-10-01..2026-10-22"}, // a month that is not over
		{"2026-03-01..2026-03-31", "2025-03-01..2025-03-31", "2026-02-01..2026-03-01"}, // its last day is not there a month before
		{"2026-03-02..2026-03-09", "2025-03-03..2025-03-10", "2026-02-23..2026-03-02"}, // a week from Monday on
		{"2026-06-01..2026-06-08", "2025-06-02..2025-06-09", "2026-05-25..2026-06-01"}, // one that begins with a month
		{"2026-03-04..2026-03-05", "2025-03-04..2025-03-05", "2026-03-03..2026-03-04"}, // a day
		{"2026-03-01..2026-03-02", "2025-03-01..2025-03-02", "2026-02-28..2026-03-01"}, // the first of a month
		{"2024-02-29..2024-03-01", "", "2024-02-28..2024-02-29"},                       // a day that the year before had not
		{"2026-03-10..2026-03-20", "2025-03-10..2025-03-20", "2026-02-28..2026-03-10"}, // ten days
	} {
		p := stretch(t, row.period)
		before, ok := p.Before(indicator.Previous)
		if want := stretch(t, row.previous); !ok || !before.From.Equal(want.From) || !before.Until.Equal(want.Until) {
			t.Errorf("the time before %s is %v", row.period, before)
		}
		before, ok = p.Before(indicator.YearBefore)
		if row.year == "" {
			if ok {
				t.Errorf("a year before %s is %v", row.period, before)
			}
			continue
		}
		if want := stretch(t, row.year); !ok || !before.From.Equal(want.From) || !before.Until.Equal(want.Until) {
			t.Errorf("a year before %s is %v", row.period, before)
		}
	}
	if _, ok := march.Before(indicator.NotCompared); ok {
		t.Error("what is not compared has a time before")
	}
}

// However a time is split, the periods follow each other without a gap, begin no later
// and end no earlier than it, and what they are compared with are as disjoint.
func TestSplitsAreWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := indicator.Day(2023, 1, 1).Add(time.Duration(rapid.IntRange(0, 800*86400).Draw(t, "from")) * time.Second)
		p := indicator.Span(from, from.Add(time.Duration(rapid.IntRange(1, 500*86400).Draw(t, "seconds"))*time.Second))
		every := rapid.SampledFrom(indicator.Everies).Draw(t, "every")
		periods := p.Split(every)
		if periods[0].From.After(p.From) || !periods[0].Until.After(p.From) {
			t.Fatalf("%v begins with %v", p, periods[0])
		}
		if last := periods[len(periods)-1]; last.Until.Before(p.Until) || !last.From.Before(p.Until) {
			t.Fatalf("%v ends with %v", p, last)
		}
		for _, compare := range indicator.Compares {
			end := time.Time{}
			for k, one := range periods {
				if k > 0 && !one.From.Equal(periods[k-1].Until) {
					t.Fatalf("%v does not follow %v", one, periods[k-1])
				}
				before, ok := one.Before(compare)
				if !ok {
					continue
				}
				if before.From.Before(end) || !before.From.Before(before.Until) || before.Until.After(one.From) {
					t.Fatalf("%v is compared with %v, after %v", one, before, end)
				}
				end = before.Until
			}
		}
	})
	if march.Split(indicator.Whole) != nil {
		t.Error("a whole is split")
	}
}
