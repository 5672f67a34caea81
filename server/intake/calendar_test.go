package intake_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"sizhang/domain/clock"
	"sizhang/server/intake"
)

func TestReadCalendar(t *testing.T) {
	text := "日期,类型,名称\n2027/1/1,放假,元旦\n\n2027年2月6日,班,春节\n2027-10-01,Holiday,\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []clock.Exception{
		{Day: clock.DayOf(2027, 1, 1), Kind: clock.Holiday, Name: "元旦"}, {Day: clock.DayOf(2027, 2, 6), Kind: clock.Workday, Name: "春节"},
		{Day: clock.DayOf(2027, 10, 1), Kind: clock.Holiday},
	}
	for name, data := range map[string][]byte{"UTF-8": []byte(text), "GBK": gbk} {
		days, report, err := intake.ReadCalendar(ctx, bytes.NewReader(data), forZigong())
		if err != nil || report.Refused() || report.Kept != 3 || !reflect.DeepEqual(days, want) {
			t.Errorf("%s: %v, %v, %s", name, days, err, lines(report.Findings))
		}
	}
}

func TestCalendarsThatAreRefused(t *testing.T) {
	_, report, err := intake.ReadCalendar(ctx, strings.NewReader("date,kind,name\n2027-02-30,holiday,x\n,holiday,x\n2027-01-01,off,x\n2027-01-02,,x\n2027-01-03,休,x\n2027/1/3,班,x\n1899-01-01,休,x\n"), forZigong())
	want := "refused date_invalid 2 date; refused value_missing 3 date; refused calendar_kind_unknown 4 2027-01-01 kind; refused value_missing 5 2027-01-02 kind; " +
		"refused calendar_day_twice 7 2027-01-03 date; refused date_invalid 8 date"
	if got := lines(report.Findings); err != nil || got != want {
		t.Errorf("found %s\nwant  %s", got, want)
	}
	if _, report, _ := intake.ReadCalendar(ctx, strings.NewReader("date,name\n2027-01-01,x\n"), forZigong()); lines(report.Findings) != "refused column_missing 0 kind" {
		t.Errorf("found %s", lines(report.Findings))
	}
}
