package intake_test

import (
	"reflect"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/server/intake"
)

func accountOptions() intake.AccountOptions {
	return intake.AccountOptions{Options: intake.Options{Profile: &city.Profile{}}}
}

func TestReadAccounts(t *testing.T) {
	want := []intake.AccountRow{
		{Row: 2, Login: "zhang.san", Person: "00123", Name: "张三", Role: "grid_worker", Unit: "110101001001", From: beijing(2026, 3, 1)},
		{Row: 3, Login: "zhang.san", Role: "department", Body: "D1", Until: beijing(2027, 3, 1), Subject: "sub"},
		{Row: 5, Login: "li.si"},
	}
	for name, header := range map[string]string{
		"Chinese": "登录名,人员编号,姓名,角色,单元,部门,起,止,统一身份\n",
		"English": "login,person,name,role,unit,body,from,until,subject\n",
		"others":  "账号,工号,姓名,角色,单元编码,机构,开始,结束,统一身份标识\n",
	} {
		rows, report, err := intake.ReadAccounts(ctx, strings.NewReader(header+
			"zhang.san,'00123,张三,网格员,110101001001,,2026-03-01,,\n"+
			"zhang.san,,,department,,D1,,2027/3/1,sub\n"+
			",,,,,,,,\n"+
			"li.si,,,,,,,,\n"), accountOptions())
		if err != nil || len(report.Findings) > 0 || report.Kept != 3 {
			t.Fatalf("%s: %d kept, %v, found %s", name, report.Kept, err, lines(report.Findings))
		}
		for i := range rows {
			rows[i].From, rows[i].Until = utc(rows[i].From), utc(rows[i].Until)
		}
		if !reflect.DeepEqual(rows, want) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", name, rows, want)
		}
	}
}

func TestAccountFindings(t *testing.T) {
	tests := []struct{ name, rows, want string }{
		{"no login", ",,,,,,,,\n,P1,,,,,,,\n", "refused value_missing 3 login"},
		{"a unit that gives no role", "a1,,,,U,,,,\n", "refused value_missing 2 a1 role"},
		{"no such role", "a1,,,King,U,,,,\n", "refused role_unknown 2 a1 role"},
		{"a role in English", "a1,,,Grid worker,U,,,,\n", "refused role_unknown 2 a1 role"},
		{"no date", "a1,,,cadre,U,,soon,,\n", "refused date_invalid 2 a1 from"},
		{"ends as it begins", "a1,,,cadre,U,,2026-03-01,2026-03-01,\n", "refused span_empty 2 a1 until"},
		{"a code that lost its digits", "a1,,,cadre,1.10101E+11,,,,\n", "refused code_scientific 2 a1 unit"},
	}
	for _, tt := range tests {
		_, report, err := intake.ReadAccounts(ctx, strings.NewReader("login,person,name,role,unit,body,from,until,subject\n"+tt.rows), accountOptions())
		if got := lines(report.Findings); err != nil || got != tt.want {
			t.Errorf("%s: %s, not %s, %v", tt.name, got, tt.want, err)
		}
	}
	_, report, err := intake.ReadAccounts(ctx, strings.NewReader("姓名\n张三\n"), accountOptions())
	if err != nil || !report.Refused() {
		t.Errorf("without a column of logins: %s, %v", lines(report.Findings), err)
	}
}
