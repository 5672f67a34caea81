package intake_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/intake"
)

func sample() *intake.Report {
	report := &intake.Report{File: "areas.csv", Record: intake.Row, Read: 9, Kept: 2}
	report.Add(territory.Finding{Severity: territory.Note, Code: fault.ColumnUnread, Field: "人口", With: fault.With{"column": "人口"}})
	for i := range 7 {
		report.Add(territory.Finding{Severity: territory.Refusal, Code: fault.ValueMissing, Index: i + 2, Field: "name"})
	}
	report.Add(territory.Finding{Severity: territory.Refusal, Code: fault.GridCodeInvalid, Index: 3, Unit: "1",
		Field: "grid_code", At: &geo.Point{Lng: 104.5, Lat: 29.25}, With: fault.With{"grid_code": "7"}})
	return report
}

func TestReportPrintsForPeople(t *testing.T) {
	tests := []struct {
		in   fault.Language
		want string
	}{
		{fault.English, `areas.csv: 9 rows read, 2 taken; 8 refused, 0 omitted, 0 repaired, 1 noted.

refused value_missing (7)
    row 2, name: This must not be empty.
    row 3, name: This must not be empty.
    row 4, name: This must not be empty.
    row 5, name: This must not be empty.
    row 6, name: This must not be empty.
    … and 2 more

refused grid_code_invalid (1)
    row 3, 1, grid_code, (104.500000, 29.250000): The unit-grid code “7” must have 15 digits.

noted column_unread (1)
    人口: The column 人口 is not known here and was not read.
`},
		{fault.Chinese, `areas.csv：读取 9 行，采用 2 条；拒绝 8，略去 0，修复 0，提示 1。

拒绝 value_missing (7)
    第 2 行，name：此处不能为空。
    第 3 行，name：此处不能为空。
    第 4 行，name：此处不能为空。
    第 5 行，name：此处不能为空。
    第 6 行，name：此处不能为空。
    …… 另有 2 处

拒绝 grid_code_invalid (1)
    第 3 行，1，grid_code，(104.500000, 29.250000)：单元网格编码“7”应为 15 位数字。

提示 column_unread (1)
    人口：不认识“人口”列，未读取。
`},
	}
	for _, test := range tests {
		var text strings.Builder
		if err := sample().Print(&text, test.in); err != nil {
			t.Fatal(err)
		}
		if text.String() != test.want {
			t.Errorf("printed\n%s\nwant\n%s", text.String(), test.want)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, fmt.Errorf("no space left") }

func TestReportSaysWhenItCannotBePrinted(t *testing.T) {
	if err := sample().Print(fullDisk{}, fault.English); err == nil {
		t.Error("no error")
	}
}

func TestReportAsJSON(t *testing.T) {
	text, err := json.Marshal(sample())
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		File                     string
		Record                   string
		Read, Kept               int
		Refused, Repaired, Noted int
		Findings                 []map[string]any
	}
	if err := json.Unmarshal(text, &body); err != nil {
		t.Fatal(err)
	}
	if body.File != "areas.csv" || body.Record != "row" || body.Read != 9 || body.Kept != 2 || body.Refused != 8 || body.Repaired != 0 || body.Noted != 1 {
		t.Errorf("got %+v", body)
	}
	got := fmt.Sprint(body.Findings[8])
	want := "map[at:[104.5 29.25] code:grid_code_invalid en:The unit-grid code “7” must have 15 digits. field:grid_code index:3 severity:refused unit:1 zh:单元网格编码“7”应为 15 位数字。]"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if text, _ := json.Marshal(&intake.Report{}); !strings.Contains(string(text), `"findings":[]`) {
		t.Errorf("an empty list must be a list: %s", text)
	}
}

// The checks of a draft know units, not rows; the report knows both.
func TestReportFindsTheRowOfAUnit(t *testing.T) {
	_, report := readAreas(t, header+good+"510302001001,东兴寺社区,community,510302001000\n", intake.AreaOptions{})
	report.Add(territory.Finding{Severity: territory.Refusal, Code: fault.ParentUnknown, Unit: "510302001001", With: fault.With{"parent": "510302001000"}})
	if got := lines(report.Findings); got != "refused parent_unknown 3 510302001001" {
		t.Errorf("found %s", got)
	}
}
