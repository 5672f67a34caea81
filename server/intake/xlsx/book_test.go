package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

const (
	types = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`
	root  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	main  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="单元" sheetId="1" r:id="rId1"/></sheets></workbook>`
	rels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="/xl/styles.xml"/>` +
		`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	// Styles: 0 General, 1 a built-in date, 2 a Chinese date, 3 a duration, 4 text,
	// 5 a number with a quoted letter, 6 a Chinese built-in date.
	styles = `<styleSheet><numFmts count="3"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/>` +
		`<numFmt numFmtId="177" formatCode="[h]:mm:ss"/><numFmt numFmtId="178" formatCode="0.0&quot; days&quot;\d_s[Red]"/></numFmts>` +
		`<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="49"/><xf numFmtId="178"/><xf numFmtId="31"/></cellXfs></styleSheet>`
	shared = `<sst count="3"><si><t>自贡市</t></si><si><r><t>东</t></r><r><rPr><b/></rPr><t xml:space="preserve">兴寺 </t></r><rPh sb="0" eb="1"><t>ドン</t></rPh></si><si><t>a_x000D_&amp;_x005F_x0041_</t></si></sst>`
)

// packed makes a workbook of its parts; the sheet is the first.
func packed(t testing.TB, sheet string, changed map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"[Content_Types].xml": types, "_rels/.rels": root, "xl/workbook.xml": main, "xl/_rels/workbook.xml.rels": rels,
		"xl/styles.xml": styles, "xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet,
	}
	for name, text := range changed {
		parts[name] = text
		if text == "" {
			delete(parts, name)
		}
	}
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for name, text := range parts {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func worksheet(rows string) string {
	return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>` + rows + `</sheetData></worksheet>`
}

// readAll reads the first sheet as "row: column text kind, …" lines.
func readAll(data []byte, within limits) (string, error) {
	b, err := open(data, within)
	if err != nil {
		return "", err
	}
	if len(b.Sheets()) == 0 {
		return "", errors.New("no sheets")
	}
	r, err := b.Rows(b.Sheets()[0])
	if err != nil {
		return "", err
	}
	defer r.Close()
	var text strings.Builder
	for {
		row, err := r.Next()
		if err == io.EOF {
			return text.String(), nil
		}
		if err != nil {
			return text.String(), err
		}
		fmt.Fprintf(&text, "%d:", row.Number)
		for _, c := range row.Cells {
			fmt.Fprintf(&text, " %d=%q/%d", c.Column, c.Text, c.Kind)
		}
		text.WriteString("\n")
	}
}

func TestCells(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"shared text", `<c r="A1" t="s"><v>0</v></c>`, `"自贡市"/0`},
		{"runs without their reading", `<c r="A1" t="s"><v> 1 </v></c>`, `"东兴寺 "/0`},
		{"escapes", `<c r="A1" t="s"><v>2</v></c>`, `"a\r&_x0041_"/0`},
		{"half a pair", `<c r="A1" t="str"><v>_xD800__xZZZZ_</v></c>`, `"_xD800__xZZZZ_"/0`},
		{"inline text", `<c r="A1" t="inlineStr"><is><t>贡&#20117;</t></is></c>`, `"贡井"/0`},
		{"a formula's text", `<c r="A1" t="str"><f>A2</f><v>x</v></c>`, `"x"/0`},
		{"a formula's empty text", `<c r="A1" t="str"><f>A2</f><v></v></c>`, ``},
		{"a formula never calculated", `<c r="A1"><f>A2</f></c>`, `""/2`},
		{"a formula never calculated, as openpyxl has it", `<c r="A1"><f>A2</f><v/></c>`, `""/2`},
		{"a formula's text never calculated", `<c r="A1" t="str"><f>A2</f></c>`, `""/2`},
		{"an error", `<c r="A1" t="e"><f>A2</f><v>#N/A</v></c>`, `"#N/A"/1`},
		{"truth", `<c r="A1" t="b"><v>1</v></c>`, `"TRUE"/0`},
		{"untruth", `<c r="A1" t="b"><v>0</v></c>`, `"FALSE"/0`},
		{"a code kept as a number", `<c r="A1"><v>510302001000</v></c>`, `"510302001000"/0`},
		{"a code with an exponent", `<c r="A1"><v>5.10302001E+11</v></c>`, `"510302001000"/0`},
		{"15 digits", `<c r="A1"><v>510302001001001</v></c>`, `"510302001001001"/0`},
		{"16 digits", `<c r="A1"><v>5.103020010010011E+15</v></c>`, `"5.103020010010011E+15"/3`},
		{"a fraction", `<c r="A1"><v>0.10000000000000001</v></c>`, `"0.1"/0`},
		{"no number", `<c r="A1"><v>1e999</v></c>`, `"1e999"/0`},
		{"a number with an exponent without end", `<c r="A1"><v>1e-99999999999</v></c>`, `"0"/0`},
		{"a date", `<c r="A1" s="1"><v>45352</v></c>`, `"2024-03-01"/0`},
		{"a Chinese date", `<c r="A1" s="2"><v>45352</v></c>`, `"2024-03-01"/0`},
		{"a Chinese built-in date", `<c r="A1" s="6"><v>45352</v></c>`, `"2024-03-01"/0`},
		{"a time of a day", `<c r="A1" s="1"><v>45352.354166666664</v></c>`, `"2024-03-01 08:30:00"/0`},
		{"a second before midnight", `<c r="A1" s="1"><v>45351.999988425923</v></c>`, `"2024-02-29 23:59:59"/0`},
		{"a time without a day", `<c r="A1" s="1"><v>0.35416666666666669</v></c>`, `"08:30:00"/0`},
		{"the first day", `<c r="A1" s="1"><v>1</v></c>`, `"1900-01-01"/0`},
		{"the last day before", `<c r="A1" s="1"><v>59</v></c>`, `"1900-02-28"/0`},
		{"the day that was none", `<c r="A1" s="1"><v>60</v></c>`, `"1900-02-29"/0`},
		{"the day after", `<c r="A1" s="1"><v>61</v></c>`, `"1900-03-01"/0`},
		{"before all days", `<c r="A1" s="1"><v>-1</v></c>`, `"-1"/0`},
		{"after all days", `<c r="A1" s="1"><v>2958466</v></c>`, `"2958466"/0`},
		{"a length of time", `<c r="A1" s="3"><v>1.5</v></c>`, `"1.5"/0`},
		{"a number in words", `<c r="A1" s="5"><v>45352</v></c>`, `"45352"/0`},
		{"a number formatted as text", `<c r="A1" s="4"><v>45352</v></c>`, `"45352"/0`},
		{"a style that is not there", `<c r="A1" s="99"><v>45352</v></c>`, `"45352"/0`},
		{"an ISO date", `<c r="A1" t="d"><v>2024-03-01T00:00:00</v></c>`, `"2024-03-01"/0`},
		{"an ISO time", `<c r="A1" t="d"><v>2024-03-01T08:30:00</v></c>`, `"2024-03-01 08:30:00"/0`},
		{"nothing", `<c r="A1" s="1"/>`, ``},
		{"prefixed names", `<x:c r="A1" t="str"><x:v>x</x:v></x:c>`, `"x"/0`},
	}
	for _, test := range tests {
		want := "7:"
		if test.want != "" {
			want += " 0=" + test.want
		}
		cell := strings.Replace(test.cell, `"A1"`, `"A7"`, 1)
		got, err := readAll(packed(t, worksheet(`<row r="7">`+cell+`</row>`), nil), bounds)
		if err != nil || got != want+"\n" {
			t.Errorf("%s: got %q, %v, want %q", test.name, got, err, want)
		}
	}
}

func TestDatesFrom1904(t *testing.T) {
	book := strings.Replace(main, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)
	got, err := readAll(packed(t, worksheet(`<row><c s="1"><v>43890</v></c></row>`), map[string]string{"xl/workbook.xml": book}), bounds)
	if want := "1: 0=\"2024-03-01\"/0\n"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestCellsWithoutReferences(t *testing.T) {
	rows := `<row><c t="str"><v>a</v></c><c r="D1" t="str"><v>d</v></c><c t="str"><v>e</v></c></row><row r="4"><c t="str"><v>x</v></c></row><row><c r="AB5"><v>1</v></c></row>`
	got, err := readAll(packed(t, worksheet(rows), nil), bounds)
	want := "1: 0=\"a\"/0 3=\"d\"/0 4=\"e\"/0\n4: 0=\"x\"/0\n5: 27=\"1\"/0\n"
	if err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// A file that is not whole is never a shorter table.
func TestDamage(t *testing.T) {
	good := worksheet(`<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>`)
	in := func(rows string) []byte { return packed(t, worksheet(rows), nil) }
	with := func(part, text string) []byte { return packed(t, good, map[string]string{part: text}) }
	tests := []struct {
		name string
		file []byte
	}{
		{"a sheet that breaks off", packed(t, good[:len(good)-30], nil)},
		{"a sheet that breaks off between elements", packed(t, strings.TrimSuffix(good, "</worksheet>"), nil)},
		{"a sheet that is missing", with("xl/worksheets/sheet1.xml", "")},
		{"a text that is missing", in(`<row><c t="s"><v>9</v></c></row>`)},
		{"a text before the first", in(`<row><c t="s"><v>-1</v></c></row>`)},
		{"rows out of order", in(`<row r="2"/><row r="1"/>`)},
		{"a row twice", in(`<row r="2"/><row r="2"/>`)},
		{"a row beyond the last", in(`<row r="1048577"/>`)},
		{"a row that is none", in(`<row r="x"/>`)},
		{"cells out of order", in(`<row r="1"><c r="B1"/><c r="A1"/></row>`)},
		{"a cell of another row", in(`<row r="1"><c r="A2"/></row>`)},
		{"a cell beyond the last column", in(`<row r="1"><c r="XFE1"/></row>`)},
		{"a cell after the last column", in(`<row r="1"><c r="XFD1"/><c/></row>`)},
		{"a cell without a column", in(`<row r="1"><c r="1"/></row>`)},
		{"an entity", in(`<row r="1"><c t="str"><v>&lol;</v></c></row>`)},
		{"another encoding", packed(t, `<?xml version="1.0" encoding="UTF-7"?>`+good, nil)},
		{"broken styles", with("xl/styles.xml", "<styleSheet><cellXfs>")},
		{"broken texts", with("xl/sharedStrings.xml", "<sst><si><t>")},
		{"a broken workbook", with("xl/workbook.xml", "<workbook")},
		{"no archive", []byte("PK\x03\x04rest")},
	}
	for _, test := range tests {
		got, err := readAll(test.file, bounds)
		var broken *BrokenError
		if !errors.As(err, &broken) {
			t.Errorf("%s: read %q, %v", test.name, got, err)
		}
	}
	if got, err := readAll(packed(t, good, nil), bounds); err != nil || got != "1: 0=\"1\"/0\n2: 0=\"2\"/0\n" {
		t.Errorf("the good one: %q, %v", got, err)
	}
}

// Bytes that changed on the way are found, wherever in the archive they are.
func TestChangedBytes(t *testing.T) {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for name, text := range map[string]string{"_rels/.rels": root, "xl/workbook.xml": main, "xl/_rels/workbook.xml.rels": rels, "xl/sharedStrings.xml": shared,
		"xl/worksheets/sheet1.xml": worksheet(`<row><c t="str"><v>510302001000</v></c></row>`)} {
		part, _ := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		io.WriteString(part, text)
	}
	w.Close()
	for _, text := range []string{"510302001000", "自贡市"} {
		changed := bytes.Replace(file.Bytes(), []byte(text), append([]byte{text[0] ^ 1}, text[1:]...), 1)
		if got, err := readAll(changed, bounds); err == nil {
			t.Errorf("read %q", got)
		}
	}
}

func TestOtherKinds(t *testing.T) {
	tests := []struct {
		file []byte
		want string
	}{
		{[]byte("\xd0\xcf\x11\xe0 an old workbook"), "XLS"},
		{packed(t, "", map[string]string{"_rels/.rels": strings.Replace(root, "xl/workbook.xml", "xl/workbook.bin", 1), "xl/workbook.bin": "x"}), "XLSB"},
		{packed(t, "", map[string]string{"_rels/.rels": "", "content.xml": "<x/>"}), "ODS"},
		{packed(t, "", map[string]string{"_rels/.rels": strings.Replace(root, "xl/workbook", "word/document", 1), "word/document.xml": "<x/>"}), "DOCX"},
		{packed(t, "", map[string]string{"_rels/.rels": ""}), "ZIP"},
	}
	for _, test := range tests {
		_, err := Open(test.file)
		var other *OtherKindError
		if !errors.As(err, &other) || other.Kind != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

func TestAWorkbookUnderAPassword(t *testing.T) {
	f := excelize.NewFile()
	var file bytes.Buffer
	if err := f.Write(&file, excelize.Options{Password: "一二三"}); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(file.Bytes()); err != ErrLocked {
		t.Errorf("got %v", err)
	}
}

// What a small file unpacks to, and what is made of it, stays within bounds.
func TestBombs(t *testing.T) {
	small := limits{sheet: 2 << 20, strings: 512 << 10, other: 256 << 10, all: 6 << 20}
	rows := func(n int, row string) string { return worksheet(strings.Repeat(row, n)) }
	var directory bytes.Buffer
	w := zip.NewWriter(&directory)
	for i := range maxParts + 1 {
		w.Create(fmt.Sprint(i))
	}
	w.Close()
	var sheets, related strings.Builder
	for i := range maxSheets + 1 {
		fmt.Fprintf(&sheets, `<sheet name="s%d" r:id="rId%d"/>`, i, i)
		fmt.Fprintf(&related, `<Relationship Id="rId%d" Type="x/worksheet" Target="worksheets/sheet1.xml"/>`, i)
	}
	tests := []struct {
		name string
		file []byte
		want error // nil for what is fine
	}{
		{"a text without end", packed(t, worksheet(`<row><c t="str"><v>`+strings.Repeat("x", 3<<19)+`</v></c></row>`), nil), ErrTooLarge},
		{"a text of many pieces", packed(t, worksheet(`<row><c t="str"><v>`+strings.Repeat(strings.Repeat("x", 100)+"<!-- -->", 12_000)+`</v></c></row>`), nil), ErrTooLarge},
		{"an attribute without end", packed(t, worksheet(`<row x="`+strings.Repeat("x", 3<<19)+`"/>`), nil), ErrTooLarge},
		{"a comment without end", packed(t, worksheet(`<!--`+strings.Repeat("<<<<", 3<<17)+`-->`), nil), ErrTooLarge},
		{"a sheet without end", packed(t, rows(1<<18, "<row></row>"), nil), ErrTooLarge},
		{"elements within elements", packed(t, rows(1<<18, "<row>"), nil), &BrokenError{}},
		{"texts without end", packed(t, rows(1, ""), map[string]string{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>自贡</t></si>", 1<<15) + "</sst>"}), ErrTooLarge},
		{"styles without end", packed(t, rows(1, ""), map[string]string{"xl/styles.xml": "<styleSheet><cellXfs>" + strings.Repeat("<xf/>", 1<<16)}), ErrTooLarge},
		{"wide rows", packed(t, worksheet(wide(5000)), nil), nil},
		{"merged areas without end", packed(t, strings.Replace(rows(1, "<row/>"), "</worksheet>", "<mergeCells>"+strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, maxMerged+1)+"</mergeCells></worksheet>", 1), nil), ErrTooLarge},
		{"parts without end", directory.Bytes(), ErrTooLarge},
		{"sheets without end", packed(t, rows(1, ""), map[string]string{"xl/workbook.xml": `<workbook xmlns:r="r"><sheets>` + sheets.String() + `</sheets></workbook>`, "xl/_rels/workbook.xml.rels": "<Relationships>" + related.String() + "</Relationships>"}), ErrTooLarge},
	}
	for _, test := range tests {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := drain(test.file, small)
		runtime.ReadMemStats(&after)
		var broken *BrokenError
		switch {
		case test.want == nil && err != nil, test.want == ErrTooLarge && err != ErrTooLarge:
			t.Errorf("%s: %v", test.name, err)
		case test.want != nil && test.want != ErrTooLarge && !errors.As(err, &broken):
			t.Errorf("%s: %v", test.name, err)
		}
		// Of which nearly all is given back at once: each token is some bytes.
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 256 {
			t.Errorf("%s: %d MB", test.name, mb)
		}
	}
}

// wide is rows of one cell in the last column, which a reader that lays out
// every row makes 16,384 cells of.
func wide(n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i+1, i+1)
	}
	return text.String()
}

// drain reads a workbook and keeps nothing.
func drain(data []byte, within limits) (rows int, err error) {
	b, err := open(data, within)
	if err != nil {
		return 0, err
	}
	r, err := b.Rows(b.Sheets()[0])
	if err != nil {
		return 0, err
	}
	defer r.Close()
	for {
		if _, err := r.Next(); err == io.EOF {
			return rows, nil
		} else if err != nil {
			return rows, err
		}
		rows++
	}
}

func TestMergedCells(t *testing.T) {
	sheet := strings.Replace(worksheet(`<row r="1"><c r="A1"><v>1</v></c><c r="D1"><v>4</v></c></row><row r="2"><c r="A2"><v>2</v></c></row><row r="4"><c r="A4"><v>4</v></c></row><row r="5"><c r="A5"><v>5</v></c></row>`),
		"</worksheet>", `<mergeCells count="2"><mergeCell ref="B2:C4"/><mergeCell ref="A1:B1"/></mergeCells></worksheet>`, 1)
	b, err := Open(packed(t, sheet, nil))
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Rows(b.Sheets()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want := map[int]string{1: ".X..", 2: "..X.", 4: ".XX.", 5: "...."}
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for column := range 4 {
			if _, covered := row.Covered(column); covered {
				got += "X"
			} else {
				got += "."
			}
		}
		if got != want[row.Number] {
			t.Errorf("row %d: %s, want %s", row.Number, got, want[row.Number])
		}
		delete(want, row.Number)
	}
	if len(want) > 0 {
		t.Errorf("rows %v were not read", want)
	}
}

func TestReferences(t *testing.T) {
	for range 2000 {
		column, row := rand.IntN(MaxColumns), rand.IntN(MaxRows)+1
		name, err := excelize.CoordinatesToCellName(column+1, row)
		if err != nil {
			t.Fatal(err)
		}
		if gotColumn, gotRow, ok := reference(name); !ok || gotColumn != column || gotRow != row {
			t.Fatalf("%s is column %d, row %d, %v", name, gotColumn, gotRow, ok)
		}
	}
	for _, name := range []string{"", "A", "1", "A0", "A-1", "AAAA1", "XFE1", "A1048577", "A1B", "$A$1", "É1"} {
		if _, _, ok := reference(name); ok {
			t.Errorf("%q is no cell", name)
		}
	}
}

// What another program writes is read as that program itself reads it.
func TestWhatExcelizeWrites(t *testing.T) {
	f := excelize.NewFile()
	day := time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC)
	var want []string
	for i := range 400 {
		at := day.AddDate(0, 0, i*271+1).Add(time.Duration(i%3) * 4567 * time.Second)
		name := fmt.Sprintf("A%d", i+1)
		if err := f.SetCellValue("Sheet1", name, at); err != nil {
			t.Fatal(err)
		}
		text := at.Format(time.DateOnly)
		if i%3 > 0 {
			text = at.Format(time.DateTime)
		}
		want = append(want, fmt.Sprintf("%d: 0=%q/0\n", i+1, text))
	}
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	if got, err := readAll(file.Bytes(), bounds); err != nil || got != strings.Join(want, "") {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestHeadLeavesEmptyRowsOut(t *testing.T) {
	b, err := Open(packed(t, worksheet(`<row/><row><c s="1"/></row><row><c><v>1</v></c></row><row/><row><c><v>2</v></c></row><row><c><v>3</v></c></row>`), nil))
	if err != nil {
		t.Fatal(err)
	}
	head, err := b.Head(b.Sheets()[0], 2)
	if err != nil || len(head) != 2 || head[0].Number != 3 || head[1].Number != 5 || head[0].Cells[0].Text != "1" || head[1].Cells[0].Text != "2" {
		t.Errorf("got %+v, %v", head, err)
	}
}

// A small workbook of many sheets that are all one part is not unpacked for ever.
func TestAWorkbookIsNotReadForEver(t *testing.T) {
	b, err := open(packed(t, worksheet(strings.Repeat("<row/>", 1<<15)), nil), limits{sheet: 1 << 20, strings: 1 << 20, other: 1 << 20, all: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for times := range 20 {
		if _, err = b.Head(b.Sheets()[0], 1); err == nil {
			continue
		}
		if err != ErrTooLarge || times < 2 {
			t.Errorf("after %d times: %v", times, err)
		}
		return
	}
	t.Error("it was")
}
