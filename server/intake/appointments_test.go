package intake_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"sizhang/domain/territory"
	"sizhang/server/intake"
)

const appointmentHeader = "unit,post,person,name,from,until,document,deputy\n"

// levelOf knows a street and a subdistrict of Zigong.
func levelOf(unit string) (string, bool) {
	level, ok := map[string]string{"510302R00001": "street", "510302001000": "subdistrict"}[unit]
	return level, ok
}

func readAppointments(t *testing.T, text string) ([]territory.Seat, *intake.Report) {
	t.Helper()
	seats, report, err := intake.ReadAppointments(context.Background(), strings.NewReader(text),
		intake.AppointmentOptions{Options: forZigong(), Level: levelOf})
	if err != nil {
		t.Fatal(err)
	}
	legible(t, report.Findings)
	return seats, report
}

func TestReadAppointments(t *testing.T) {
	seats, report := readAppointments(t, appointmentHeader+
		"510302R00001,street_head,E2,李四,2024-03-01,,自街〔2024〕3号,\n"+
		"510302R00001,street_head,E3,王五,2024-03-01T08:30:00+08:00,2024-06-01,,是\n"+
		"510302R00001,street_head,E1,张三,2022/3/1,2024年3月1日,自街〔2022〕1号,no\n"+
		"510302001000,principal_leader,E9,赵六,2020-01-01T00:00:00Z,,,正职\n")
	if len(report.Findings) > 0 || report.Read != 4 || report.Kept != 4 {
		t.Errorf("%d of %d kept, found %s", report.Kept, report.Read, lines(report.Findings))
	}
	day := func(y, m, d int) time.Time {
		return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.FixedZone("", 8*3600)).UTC()
	}
	want := []territory.Seat{
		{Unit: "510302001000", Post: "principal_leader", Terms: []territory.Term{
			{Person: "E9", Name: "赵六", From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)},
		}},
		{Unit: "510302R00001", Post: "street_head", Terms: []territory.Term{
			{Person: "E1", Name: "张三", From: day(2022, 3, 1), Until: day(2024, 3, 1), Document: "自街〔2022〕1号"},
			{Person: "E2", Name: "李四", From: day(2024, 3, 1), Document: "自街〔2024〕3号"},
			{Person: "E3", Name: "王五", From: day(2024, 3, 1).Add(8*time.Hour + 30*time.Minute), Until: day(2024, 6, 1), Deputy: true},
		}},
	}
	for _, s := range seats {
		for i := range s.Terms {
			s.Terms[i].From = s.Terms[i].From.UTC()
			if !s.Terms[i].Until.IsZero() {
				s.Terms[i].Until = s.Terms[i].Until.UTC()
			}
		}
	}
	if !reflect.DeepEqual(seats, want) {
		t.Errorf("got\n%+v\nwant\n%+v", seats, want)
	}
}

// What is in the way of a row among those in force is told at the row, where one
// row alone is about the unit.
func TestClashesWithThoseInForceGetTheirRow(t *testing.T) {
	_, report := readAppointments(t, appointmentHeader+
		"510302001000,principal_leader,E9,赵六,2024-01-01,,,\n"+
		"510302R00001,street_head,E1,张三,2022-01-01,2023-01-01,,\n510302R00001,street_head,E2,李四,2023-01-01,,,\n")
	report.Add(territory.Finding{Severity: territory.Refusal, Code: "principals_clash", Unit: "510302001000", Field: "from"},
		territory.Finding{Severity: territory.Refusal, Code: "principals_clash", Unit: "510302R00001", Field: "from"})
	if got := lines(report.Findings); got != "refused principals_clash 2 510302001000 from; refused principals_clash 0 510302R00001 from" {
		t.Errorf("found %s", got)
	}
}

func TestAppointmentDatesFollowTheZone(t *testing.T) {
	text := appointmentHeader + "510302R00001,street_head,E1,张三,2024-03-01,,,\n"
	o := intake.AppointmentOptions{Options: forZigong(), Zone: time.FixedZone("", -5*3600)}
	seats, _, err := intake.ReadAppointments(context.Background(), strings.NewReader(text), o)
	if err != nil || len(seats) != 1 || !seats[0].Terms[0].From.Equal(time.Date(2024, 3, 1, 5, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v, %v", seats, err)
	}
}

func TestAppointmentFindings(t *testing.T) {
	const street = "510302R00001,street_head,"
	tests := []struct{ name, rows, want string }{
		{"no unit", ",street_head,E1,张三,2024-03-01,,,\n", "refused value_missing 2 unit"},
		{"unit unknown", "510302R00009,street_head,E1,张三,2024-03-01,,,\n", "refused unit_unknown 2 510302R00009 unit"},
		{"unit ruined", "5.10302E+11,street_head,E1,张三,2024-03-01,,,\n", "refused code_scientific 2 5.10302E+11 unit"},
		{"no post", "510302R00001,,E1,张三,2024-03-01,,,\n", "refused value_missing 2 510302R00001 post"},
		{"post unknown", "510302R00001,mayor,E1,张三,2024-03-01,,,\n", "refused post_unknown 2 510302R00001 post"},
		{"post of another level", "510302001000,street_head,E1,张三,2024-03-01,,,\n", "refused post_not_at_level 2 510302001000 post"},
		{"no person", street + ",张三,2024-03-01,,,\n", "refused value_missing 2 510302R00001 person"},
		{"no name", street + "E1,,2024-03-01,,,\n", "refused value_missing 2 510302R00001 name"},
		{"no beginning", street + "E1,张三,,,,\n", "refused value_missing 2 510302R00001 from"},
		{"no date", street + "E1,张三,45352,,,\n", "refused date_invalid 2 510302R00001 from"},
		{"no day of the calendar", street + "E1,张三,2023-02-29,,,\n", "refused date_invalid 2 510302R00001 from"},
		{"a year out of reach", street + "E1,张三,2024-03-01,20240-03-01,,\n", "refused date_invalid 2 510302R00001 until"},
		{"a slip of the century", street + "E1,张三,0024-03-01,,,\n", "refused date_invalid 2 510302R00001 from"},
		{"time without a zone", street + "E1,张三,2024-03-01T08:00:00,,,\n", "refused date_invalid 2 510302R00001 from"},
		{"ends before it begins", street + "E1,张三,2024-03-01,2024-02-29,,\n", "refused term_empty 2 510302R00001 until"},
		{"withdrawn and not", street + "E1,张三,2024-03-01,2024-03-01,,\n" + street + "E1,张三,2024-03-01,,,\n", "refused term_doubled 3 510302R00001 from"},
		{"deputy unclear", street + "E1,张三,2024-03-01,,,maybe\n", "refused flag_invalid 2 510302R00001 deputy"},
		{"two principals", street + "E2,李四,2024-03-01,,,\n" + street + "E1,张三,2022-03-01,2024-03-02,,\n", "refused principals_clash 2 510302R00001 from"},
		{"one row twice", street + "E1,张三,2024-03-01,,,\n" + street + "E1,张三,2024-03-01,,,\n", "refused term_doubled 3 510302R00001 from"},
		{"everything at once", ",,,,,,,?\n", "refused value_missing 2 unit; refused value_missing 2 post; refused value_missing 2 person; refused value_missing 2 name; refused flag_invalid 2 deputy; refused value_missing 2 from"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, report := readAppointments(t, appointmentHeader+test.rows)
			if got := lines(report.Findings); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}
