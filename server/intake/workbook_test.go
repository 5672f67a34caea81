package intake_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/intake"
)

// book makes a workbook; fill writes to it.
func book(t testing.TB, fill func(*excelize.File) error) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// rows writes rows of cells from a row on; nil is an empty cell.
func rows(f *excelize.File, sheet string, from int, cells ...[]any) error {
	for i, row := range cells {
		name, err := excelize.CoordinatesToCellName(1, from+i)
		if err != nil {
			return err
		}
		if err := f.SetSheetRow(sheet, name, &row); err != nil {
			return err
		}
	}
	return nil
}

var (
	areaHead = []any{"编码", "名称", "层级", "上级"}
	zigongIs = []any{"510300000000", "自贡市", "city"}
)

// in is a workbook of one sheet with the header in row 1.
func in(t testing.TB, cells ...[]any) string {
	return book(t, func(f *excelize.File) error { return rows(f, "Sheet1", 1, append([][]any{areaHead}, cells...)...) })
}

// rewritten changes the XML of a workbook's first sheet.
func rewritten(t testing.TB, file, from, to string) string {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var changed bytes.Buffer
	w := zip.NewWriter(&changed)
	for _, part := range archive.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			old := text
			if text = regexp.MustCompile(from).ReplaceAll(text, []byte(to)); bytes.Equal(old, text) {
				t.Fatalf("there is no %s in %s", from, old)
			}
		}
		out, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return changed.String()
}

func TestWorkbookFindings(t *testing.T) {
	county := func(code any, name any) []any { return []any{code, name, "county", "510300000000"} }
	more := func(fill func(*excelize.File) error) string {
		return book(t, func(f *excelize.File) error {
			if err := rows(f, "Sheet1", 1, areaHead, zigongIs, county("510302000000", "自流井区"), county("510303000000", "贡井区")); err != nil {
				return err
			}
			return fill(f)
		})
	}
	tests := []struct{ name, file, want string }{
		{"nothing wrong", more(func(*excelize.File) error { return nil }), ""},
		{"codes kept as numbers", in(t, []any{510300000000, "自贡市", "city"}, county(5.10302e11, "自流井区")), ""},
		{"short codes kept as numbers", in(t, zigongIs, county(510302, "自流井区")), "repaired code_padded 3 510302 code"},
		{"a code whose digits are lost", in(t, zigongIs, county(5103020010010011, "自流井区")), "refused digits_lost 3 code"},
		{"a code in scientific notation as text", in(t, zigongIs, county("5.10302E+11", "自流井区")), "refused code_scientific 3 5.10302E+11 code"},
		{"an empty cell", in(t, zigongIs, county("510302000000", nil)), "refused value_missing 3 name"},
		{"a name with a control character", in(t, zigongIs, county("510302000000", "自流\u0085井区")), "refused text_unprintable 3 name"},
		{"empty rows count", in(t, nil, nil, county("510302000000", " ")), "refused value_missing 4 name"},
		{"an error", rewritten(t, in(t, zigongIs, county("510302000000", "自流井区")), `r="B3" t="s"><v>[0-9]+`, `r="B3" t="e"><v>#N/A`), "refused cell_failed 3 name"},
		{"a formula never calculated", more(func(f *excelize.File) error {
			rows(f, "Sheet1", 5, county("510304000000", nil))
			return f.SetCellFormula("Sheet1", "B5", "B4")
		}), "refused cell_uncalculated 5 name"},
		{"an error in a column that nobody reads", more(func(f *excelize.File) error { return f.SetCellFormula("Sheet1", "F3", "NA()") }), ""},
		{"a merged title", book(t, func(f *excelize.File) error {
			f.MergeCell("Sheet1", "A1", "D1")
			f.SetCellValue("Sheet1", "A1", "自贡市区划一览表")
			f.SetCellValue("Sheet1", "C2", "填报日期：")
			return rows(f, "Sheet1", 4, areaHead, zigongIs, county("510302000000", ""))
		}), "refused value_missing 6 name"},
		{"an explanation that names columns", book(t, func(f *excelize.File) error {
			return rows(f, "Sheet1", 1, []any{"名称", "上级", "英文名", "单元网格编码", "前身"}, areaHead, zigongIs)
		}), ""},
		{"a header too far down", book(t, func(f *excelize.File) error {
			for i := range 10 {
				rows(f, "Sheet1", i+1, []any{"说明"})
			}
			return rows(f, "Sheet1", 11, areaHead, zigongIs)
		}), "noted column_unread 0 说明; refused column_missing 0 code; refused column_missing 0 name; refused column_missing 0 level"},
		{"a header with a column missing", book(t, func(f *excelize.File) error {
			return rows(f, "Sheet1", 1, []any{"说明"}, []any{"编码", "名称"}, zigongIs)
		}), "refused column_missing 0 level"},
		{"merged parents", more(func(f *excelize.File) error { return f.MergeCell("Sheet1", "D3", "D4") }), "refused cell_merged 4 510303000000 parent"},
		{"merged beside the table", more(func(f *excelize.File) error { return f.MergeCell("Sheet1", "F3", "F4") }), ""},
		{"merged below the table", more(func(f *excelize.File) error {
			f.SetRowHeight("Sheet1", 7, 30) // so that the file has the row
			return f.MergeCell("Sheet1", "A6", "D8")
		}), ""},
		{"a signature below the table", more(func(f *excelize.File) error {
			f.SetCellValue("Sheet1", "A6", "制表人：")
			return f.MergeCell("Sheet1", "A6", "D6")
		}), "refused cell_merged 6 name; refused cell_merged 6 level"},
		{"notes beside the table", more(func(f *excelize.File) error { return f.SetCellValue("Sheet1", "G3", "待核实") }), ""},
		{"hidden rows", more(func(f *excelize.File) error { return f.SetRowVisible("Sheet1", 4, false) }), "noted rows_hidden 0"},
		{"another sheet", more(func(f *excelize.File) error {
			f.NewSheet("空")
			f.NewSheet("说明")
			return f.SetCellValue("说明", "A1", "填表说明")
		}), "noted sheet_unread 0 说明"},
		{"the table on another sheet", book(t, func(f *excelize.File) error {
			f.SetCellValue("Sheet1", "A1", "填表说明")
			f.NewSheet("单元")
			return rows(f, "单元", 1, areaHead, zigongIs)
		}), "noted sheet_unread 0 Sheet1"},
		{"two tables", more(func(f *excelize.File) error {
			f.NewSheet("旧")
			return rows(f, "旧", 1, areaHead, zigongIs)
		}), "noted sheet_unread 0 旧"},
		{"a hidden table", book(t, func(f *excelize.File) error {
			f.SetCellValue("Sheet1", "A1", "名称")
			f.NewSheet("旧")
			rows(f, "旧", 1, areaHead, zigongIs)
			return f.SetSheetVisible("旧", false)
		}), "noted sheet_unread 0 旧; refused column_missing 0 code; refused column_missing 0 level"},
		{"only a header", in(t), "refused file_empty 0"},
		{"nothing", book(t, func(*excelize.File) error { return nil }), "refused file_empty 0"},
		{"no workbook", "PK\x03\x04", "refused workbook_broken 0"},
		{"cut off", in(t, zigongIs)[:2000], "refused workbook_broken 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, report := readAreas(t, test.file, intake.AreaOptions{})
			if got := lines(report.Findings); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestAWorkbookUnderAPasswordIsRefused(t *testing.T) {
	f := excelize.NewFile()
	var file bytes.Buffer
	if err := f.Write(&file, excelize.Options{Password: "123456"}); err != nil {
		t.Fatal(err)
	}
	if _, report := readAreas(t, file.String(), intake.AreaOptions{}); lines(report.Findings) != "refused workbook_locked 0" {
		t.Errorf("found %s", lines(report.Findings))
	}
}

func TestANamedSheet(t *testing.T) {
	file := book(t, func(f *excelize.File) error {
		if err := rows(f, "Sheet1", 1, areaHead, zigongIs); err != nil {
			return err
		}
		f.NewSheet("旧")
		if err := rows(f, "旧", 1, areaHead, []any{"510302000000", "自流井区", "county", "510300000000"}); err != nil {
			return err
		}
		return f.SetSheetVisible("旧", false)
	})
	o := forZigong()
	o.Sheet = "旧"
	units, report := readAreas(t, file, intake.AreaOptions{Options: o})
	if len(units) != 1 || units[0].Code != "510302000000" || len(report.Findings) > 0 {
		t.Errorf("got %+v, found %s", units, lines(report.Findings))
	}
	o.Sheet = "新"
	_, report = readAreas(t, file, intake.AreaOptions{Options: o})
	if lines(report.Findings) != "refused sheet_missing 0 新" || report.Findings[0].With["sheets"] != "Sheet1, 旧" {
		t.Errorf("found %s", lines(report.Findings))
	}
}

// Dates that are dates to the spreadsheet are the days that people see there.
func TestDatesOfAWorkbook(t *testing.T) {
	file := book(t, func(f *excelize.File) error {
		if err := rows(f, "Sheet1", 1, []any{"单元", "岗位", "工号", "姓名", "任职日期", "离任日期", "副职"},
			[]any{"510302R00001", "street_head", 17, "李四", 45352, 45444.3541666667, true},
			[]any{"510302R00001", "street_head", "'0018", "王五", "2024/6/1 8:30", nil, "FALSE"}); err != nil {
			return err
		}
		style, err := f.NewStyle(&excelize.Style{NumFmt: 31})
		if err != nil {
			return err
		}
		return f.SetCellStyle("Sheet1", "E2", "F2", style)
	})
	seats, report := readAppointments(t, file)
	if len(report.Findings) > 0 || len(seats) != 1 || len(seats[0].Terms) != 2 {
		t.Fatalf("got %+v, found %s", seats, lines(report.Findings))
	}
	at := func(text string) time.Time {
		i, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	first, second := seats[0].Terms[0], seats[0].Terms[1]
	if !first.From.Equal(at("2024-03-01T00:00:00+08:00")) || !first.Until.Equal(at("2024-06-01T08:30:00+08:00")) || first.Person != "17" || !first.Deputy {
		t.Errorf("the first is %+v", first)
	}
	if !second.From.Equal(first.Until) || second.Person != "0018" || second.Deputy {
		t.Errorf("the second is %+v", second)
	}
}

func TestProgressOfAWorkbook(t *testing.T) {
	var cells [][]any
	for i := range 2500 {
		cells = append(cells, []any{510302000000 + i, "东兴寺社区", "community"})
	}
	file := in(t, cells...)
	o := forZigong()
	last, calls := int64(0), 0
	o.Progress = func(done, total int64) {
		if done < last || total != int64(len(file)) {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
		calls++
	}
	units, _ := readAreas(t, file, intake.AreaOptions{Options: o})
	if calls < 3 || last != int64(len(file)) || len(units) != 2500 {
		t.Errorf("%d units, %d calls, the last at %d of %d", len(units), calls, last, len(file))
	}
}

// Whatever the bytes, reading a workbook ends and says what it found.
func FuzzReadWorkbook(f *testing.F) {
	f.Add([]byte(in(f, zigongIs, []any{510302, "自流井区", "county", "510300000000"})))
	f.Add([]byte(in(f)))
	f.Fuzz(func(t *testing.T, data []byte) {
		units, report, err := intake.ReadAreas(context.Background(), strings.NewReader("PK\x03\x04"+strings.TrimPrefix(string(data), "PK\x03\x04")), intake.AreaOptions{Options: forZigong()})
		if err != nil {
			t.Fatal(err)
		}
		if len(units) == 0 && !report.Refused() && report.Read > 0 {
			t.Error("every row is gone and nobody says why")
		}
		for _, f := range report.Findings {
			if f.Text(fault.English) == "" {
				t.Errorf("%s has no words", f.Code)
			}
		}
		territory.CheckDraft(zigong, nil, units)
	})
}

// A line break within a cell is one character, whatever wrote it.
func TestLineBreaksInCells(t *testing.T) {
	for _, file := range []string{
		in(t, []any{"510300000000", "自\r\n贡\r市", "city"}),
		header + "510300000000,\"自\r\n贡\r市\",city,\n",
	} {
		units, report := readAreas(t, file, intake.AreaOptions{})
		if len(units) != 1 || units[0].Names.ZH != "自\n贡\n市" {
			t.Errorf("got %+v, found %s", units, lines(report.Findings))
		}
	}
}
