package intake_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/server/intake"
)

func chargeOptions() intake.ChargeOptions {
	return intake.ChargeOptions{Options: forZigong(), Ground: body.ChargeGround{
		Categories: oneOf("01 0101"), Bodies: oneOf("D1 D2"),
		Units: func(unit string) bool { _, known := levelOf(unit); return known },
	}}
}

func TestReadCharges(t *testing.T) {
	charges, report, err := intake.ReadCharges(ctx, strings.NewReader("类别,机构,单元,开始,结束,文号\n"+
		"0101,D1,,,,自政〔2024〕1号\n0101,D2,510302001000,2024-03-01,2024年9月1日,\n01,D1,,2024/1/1,2025-01-01T08:00:00+08:00,\n"), chargeOptions())
	if err != nil || len(report.Findings) > 0 || report.Kept != 3 {
		t.Fatalf("%d kept, %v, found %s", report.Kept, err, lines(report.Findings))
	}
	for i := range charges {
		charges[i].From, charges[i].Until = utc(charges[i].From), utc(charges[i].Until)
	}
	want := []body.Charge{
		{Category: "0101", Body: "D1", Document: "自政〔2024〕1号"},
		{Category: "0101", Body: "D2", Unit: "510302001000", From: beijing(2024, 3, 1), Until: beijing(2024, 9, 1)},
		{Category: "01", Body: "D1", From: beijing(2024, 1, 1), Until: beijing(2025, 1, 1).Add(8 * time.Hour)},
	}
	if !reflect.DeepEqual(charges, want) {
		t.Errorf("got\n%+v\nwant\n%+v", charges, want)
	}
}

func TestChargeFindings(t *testing.T) {
	tests := []struct{ name, rows, want string }{
		{"nothing at all", ",,,x,,\n", "refused value_missing 2 category; refused value_missing 2 body; refused date_invalid 2 from"},
		{"nothing known", "09,D9,510302R99999,,,\n", "refused category_unknown 2 510302R99999 category; refused body_unknown 2 510302R99999 body; refused unit_unknown 2 510302R99999 unit"},
		{"unit ruined", "01,D1,5.1E+11,,,\n", "refused code_scientific 2 unit"},
		{"no day", "01,D1,,2024-02-30,,\n", "refused date_invalid 2 from"},
		{"ends as it begins", "01,D1,,2024-03-01,2024-03-01,\n", "refused span_empty 2 until"},
		{"shared", "01,D1,,,,\n01,D2,,,,\n", ""},
		{"twice at once", "01,D2,,2024-03-01,,\n01,D1,,,,\n01,D2,,2024-02-01,,\n", "refused charge_doubled 2 from"},
		{"twice, one after the other", "01,D1,,,2024-03-01,\n01,D1,,2024-03-01,,\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, report, err := intake.ReadCharges(ctx, strings.NewReader("category,body,unit,from,until,document\n"+test.rows), chargeOptions())
			if err != nil {
				t.Fatal(err)
			}
			legible(t, report.Findings)
			if got := lines(report.Findings); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestChargesThatAreDoubledCanBeLeftOut(t *testing.T) {
	o := chargeOptions()
	o.LeaveOut = true
	charges, report, err := intake.ReadCharges(ctx, strings.NewReader("category,body\n01,D1\n01,D1\n09,D1\n0101,D1\n"), o)
	if err != nil || report.Refused() || len(charges) != 2 || charges[1].Category != "0101" || report.Kept != 2 {
		t.Errorf("got %+v, %v", charges, err)
	}
	if got := lines(report.Findings); got != "omitted charge_doubled 3 from; omitted category_unknown 4 category" { // in order of rows
		t.Errorf("found %q", got)
	}
}
