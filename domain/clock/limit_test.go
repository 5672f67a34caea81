package clock

import (
	"math"
	"testing"
	"time"

	"sizhang/domain/fault"
)

func TestLimitsAsTablesWriteThem(t *testing.T) {
	for text, want := range map[string]Limit{
		"2紧急工作时": {Urgent, 2 * time.Hour}, "2 个紧急工作小时": {Urgent, 2 * time.Hour}, "1紧急工作日": {CalendarDays, 24 * time.Hour},
		"4工作时": {WorkHours, 4 * time.Hour}, "4 小时": {WorkHours, 4 * time.Hour}, "0.5工作时": {WorkHours, 30 * time.Minute}, "4个工作小时": {WorkHours, 4 * time.Hour},
		"15工作日": {Workdays, 360 * time.Hour}, "3 个工作日 ": {Workdays, 72 * time.Hour}, "15天": {Workdays, 360 * time.Hour},
		"7自然日": {CalendarDays, 168 * time.Hour}, "0.25自然日": {CalendarDays, 6 * time.Hour},
	} {
		got, err := ParseLimit(text)
		if err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
		if back, err := ParseLimit(got.String()); err != nil || back != got {
			t.Errorf("%q is written %q", text, got)
		}
	}
	for text, want := range map[string]fault.Code{
		"": fault.LimitUnread, "工作日": fault.LimitUnread, "3": fault.LimitUnread, "-3工作日": fault.LimitUnread, "1e3工作日": fault.LimitUnread,
		"三天": fault.LimitUnread, "Inf工作日": fault.LimitUnread, "3工作日内": fault.LimitUnread, "1.2.3天": fault.LimitUnread,
		"0工作日": fault.LimitAmountInvalid, "99999天": fault.LimitAmountInvalid, "0.0001工作时": fault.LimitAmountInvalid,
	} {
		if l, err := ParseLimit(text); err == nil || fault.As(err).Code != want {
			t.Errorf("%q: %v, %v, want %s", text, l, err, want)
		}
	}
	for _, n := range []float64{0, -1, math.NaN(), math.Inf(1), 1e300} {
		if l, err := Of(Workdays, n); err == nil {
			t.Errorf("%v days are %v", n, l)
		}
	}
	if _, err := Of("weeks", 1); fault.As(err).Code != fault.LimitKindUnknown {
		t.Errorf("weeks: %v", err)
	}
}

func TestSettingsThatAreWrong(t *testing.T) {
	span := func(from, until time.Duration) []Hours { return []Hours{{Spans: []Span{{from, until}}}} }
	h := time.Hour
	for field, test := range map[string]struct {
		s    Settings
		want fault.Code
	}{
		"hours[0].spans[0]":   {Settings{Hours: span(18*h, 8*h)}, fault.CalendarSpanInvalid},
		"hours[0].spans[0] ":  {Settings{Hours: span(8*h, 25*h)}, fault.CalendarSpanInvalid},
		"hours[0].spans[0]  ": {Settings{Hours: span(8*h, 9*h+time.Second)}, fault.CalendarSpanInvalid},
		"hours[0].spans":      {Settings{Hours: []Hours{{}}}, fault.CalendarSpansMissing},
		"hours[0].spans[1]":   {Settings{Hours: []Hours{{Spans: []Span{{8 * h, 12 * h}, {12 * h, 18 * h}}}}}, fault.CalendarSpansOrder},
		"hours[0]":            {Settings{Hours: []Hours{{From: 1, Spans: []Span{{8 * h, 12 * h}}}}}, fault.CalendarHoursMissing},
		"hours[1].until":      {Settings{Hours: append(OfficeHours(), Hours{From: 5, Until: 4, Spans: []Span{{8 * h, 12 * h}}})}, fault.CalendarHoursOrder},
		"hours[1].season":     {Settings{Hours: append(OfficeHours(), Hours{SeasonFrom: MonthDay{2, 30}, SeasonUntil: MonthDay{5, 1}, Spans: []Span{{8 * h, 12 * h}}})}, fault.CalendarSeasonInvalid},
		"exceptions[0].kind":  {Settings{Exceptions: []Exception{{Day: 1, Kind: "off"}}}, fault.CalendarKindUnknown},
		"exceptions[0].day":   {Settings{Exceptions: []Exception{{Day: lastDay + 1, Kind: Holiday}}}, fault.CalendarDateInvalid},
		"exceptions[1].day":   {Settings{Exceptions: []Exception{{Day: 1, Kind: Holiday}, {Day: 1, Kind: Workday}}}, fault.CalendarDayTwice},
		"published[0]":        {Settings{Published: []int{1}}, fault.CalendarYearInvalid},
		"workdays":            {Settings{Workdays: "never"}, fault.CalendarRuleUnknown},
	} {
		_, err := New(test.s)
		all := fault.All(err)
		for len(field) > 0 && field[len(field)-1] == ' ' {
			field = field[:len(field)-1]
		}
		if len(all) != 1 || all[0].Code != test.want || all[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestDays(t *testing.T) {
	for d := firstDay; d <= lastDay; d++ {
		want := time.Unix(int64(d)*86400, 0).UTC()
		if y, m, day := d.Date(); y != want.Year() || m != want.Month() || day != want.Day() || d.Weekday() != want.Weekday() || DayOf(y, m, day) != d {
			t.Fatalf("%d is %s %s, want %s", d, d, d.Weekday(), want)
		}
	}
	if int(lastDay-firstDay)+1 != dayCount {
		t.Errorf("%d days", lastDay-firstDay+1)
	}
	c := made(t, nil)
	e, ok := c.Exception(day(t, "2024-02-18"))
	if !ok || e.Name != "春节" || !c.Works(e.Day) || c.Works(day(t, "2024-02-17")) || !c.Works(day(t, "2024-02-09")) || c.Works(day(t, "2024-03-02")) {
		t.Error("days around Spring Festival")
	}
	if c.DayAt(time.Date(2024, 2, 17, 16, 0, 0, 0, time.UTC)) != e.Day || len(c.Exceptions()) != len(exceptions(t)) {
		t.Error("the day of an instant")
	}
	if _, err := ParseDay("2024-02-30"); fault.As(err).Code != fault.CalendarDateInvalid {
		t.Errorf("a thirtieth of February: %v", err)
	}
	later := Overlaid(c.Exceptions(), []Exception{{e.Day, Holiday, "x"}, {1, Holiday, "y"}})
	if len(later) != len(c.Exceptions())+1 || later[0].Day != 1 {
		t.Error("overlaid")
	}
	spans := c.SpansOn(e.Day)
	spans[0].From = 0
	if c.SpansOn(e.Day)[0].From != 8*time.Hour {
		t.Error("a calendar was changed")
	}
}
