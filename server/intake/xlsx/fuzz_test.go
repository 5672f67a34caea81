package xlsx

import (
	"errors"
	"io"
	"testing"
)

// Whatever the parts of a workbook say, reading ends with rows in order, within
// the sheet, or with one of the errors that it may end with.
func FuzzRows(f *testing.F) {
	f.Add(worksheet(`<row r="2" hidden="1"><c r="A2" s="1"><v>45352.5</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><t>_x0041_</t></is></c></row>`), shared, styles)
	f.Add(worksheet(`<row><c t="str"><f>A1</f><v></v></c><c t="e"><v>#N/A</v></c></row>`)+`<mergeCells><mergeCell ref="A1:B3"/></mergeCells>`, "<sst/>", "")
	f.Fuzz(func(t *testing.T, sheet, texts, formats string) {
		b, err := open(packed(t, sheet, map[string]string{"xl/sharedStrings.xml": texts, "xl/styles.xml": formats}), limits{1 << 20, 1 << 20, 1 << 20, 4 << 20})
		if err == nil {
			err = walk(t, b)
		}
		var broken *BrokenError
		if err != nil && !errors.As(err, &broken) && err != ErrTooLarge {
			t.Errorf("ended with %v", err)
		}
	})
}

func walk(t *testing.T, b *Book) error {
	if len(b.Sheets()) == 0 {
		return nil
	}
	head, err := b.Head(b.Sheets()[0], 3)
	if err != nil {
		return err
	}
	for _, row := range head {
		if len(row.Cells) == 0 {
			t.Error("an empty row is in the head")
		}
	}
	r, err := b.Rows(b.Sheets()[0])
	if err != nil {
		return err
	}
	defer r.Close()
	last := 0
	for {
		row, err := r.Next()
		if err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		if row.Number <= last || row.Number > MaxRows {
			t.Errorf("row %d after row %d", row.Number, last)
		}
		last = row.Number
		for i, c := range row.Cells {
			if c.Column >= MaxColumns || i > 0 && c.Column <= row.Cells[i-1].Column || c.Text == "" && c.Kind != Uncalculated {
				t.Errorf("row %d has cell %+v", row.Number, c)
			}
			row.Covered(c.Column)
		}
	}
}
