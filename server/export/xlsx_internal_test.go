package export

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/xuri/excelize/v2"

	"sizhang/domain/fault"
)

var two = []column{{"编码", "code", 20}, {"名称", "name", 30}}

func TestASheetHasNoMoreRowsThanItCan(t *testing.T) {
	var file bytes.Buffer
	x, err := newXLSX(&file, "单元", two)
	if err != nil {
		t.Fatal(err)
	}
	defer x.close()
	x.most = 3
	for range 4 { // the header and three records
		if err := x.row([]string{"1", "a"}); err != nil {
			t.Fatal(err)
		}
	}
	if f := fault.As(x.row([]string{"1", "a"})); f.Code != fault.TableTooLong || f.With["max"] != 3 {
		t.Errorf("got %v", f)
	}
	if maxRecords != 1_048_575 {
		t.Errorf("a sheet has %d rows below its header", maxRecords)
	}
}

// The file that rows go through is gone in the end, whether or not it was written.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	x, err := newXLSX(&bytes.Buffer{}, "单元", two)
	if err != nil {
		t.Fatal(err)
	}
	long := string(bytes.Repeat([]byte("x"), 1<<15))
	for range 280 { // more than is kept in memory
		if err := x.row([]string{long, long}); err != nil {
			t.Fatal(err)
		}
	}
	if entries, err := os.ReadDir(os.TempDir()); err != nil || len(entries) == 0 {
		t.Fatalf("%d files, %v: the rows were kept in memory", len(entries), err)
	}
	if err := x.close(); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(os.TempDir()); err != nil || len(entries) > 0 {
		t.Errorf("%d files are left, %v", len(entries), err)
	}
}

// Another program sees text cells under a header that stays in sight.
func TestTheSheetAsOthersSeeIt(t *testing.T) {
	var file bytes.Buffer
	x, err := newXLSX(&file, "单元", two)
	if err != nil {
		t.Fatal(err)
	}
	defer x.close()
	for _, row := range [][]string{{"编码", "名称"}, {"510302001000", "=1+1"}} {
		if err := x.row(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.end(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	panes, err := f.GetPanes("单元")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	for cell, want := range map[string]string{"A1": "编码", "A2": "510302001000", "B2": "=1+1"} {
		value, err1 := f.GetCellValue("单元", cell)
		kind, err2 := f.GetCellType("单元", cell)
		formula, err3 := f.GetCellFormula("单元", cell)
		if errors.Join(err1, err2, err3) != nil || value != want || kind != excelize.CellTypeInlineString || formula != "" {
			t.Errorf("%s holds %q of type %d, formula %q", cell, value, kind, formula)
		}
	}
	// What is typed below is text, too.
	id, err := f.GetColStyle("单元", "A")
	if err != nil {
		t.Fatal(err)
	}
	if style, err := f.GetStyle(id); err != nil || style.NumFmt != 49 {
		t.Errorf("the column has style %+v, %v", style, err)
	}
	if width, err := f.GetColWidth("单元", "B"); err != nil || width != 30 {
		t.Errorf("the column is %v wide, %v", width, err)
	}
}
