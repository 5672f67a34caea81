package xlsx

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// merging is a sheet of rows with one cell each, and merged areas.
func merging(rows int, areas ...string) string {
	var cells, merged strings.Builder
	for i := range rows {
		fmt.Fprintf(&cells, `<row r="%d"><c r="A%d"><v>1</v></c></row>`, i+1, i+1)
	}
	for _, a := range areas {
		fmt.Fprintf(&merged, `<mergeCell ref="%s"/>`, a)
	}
	return strings.Replace(worksheet(cells.String()), "</worksheet>", "<mergeCells>"+merged.String()+"</mergeCells></worksheet>", 1)
}

// cellName is the name of a cell in one of the first 26 columns.
func cellName(column, row int) string { return fmt.Sprintf("%c%d", 'A'+column, row) }

// Areas that overlap are refused, and others cover just what they cover: compared
// with looking at every area for every cell.
func TestMergedAreasAtRandom(t *testing.T) {
	const size = 8
	refused := 0
	for range 800 {
		var areas []area
		var names []string
		for range 1 + rand.IntN(5) {
			left, top := rand.IntN(size), 1+rand.IntN(size)
			right, bottom := min(size-1, left+rand.IntN(3)), min(size, top+rand.IntN(3))
			name := cellName(left, top) + ":" + cellName(right, bottom)
			areas, names = append(areas, area{left, top, right, bottom, name}), append(names, name)
		}
		overlap := false
		for i, a := range areas {
			for _, b := range areas[i+1:] {
				overlap = overlap || a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom
			}
		}
		b, err := Open(packed(t, merging(size, names...), nil))
		if err != nil {
			t.Fatal(err)
		}
		r, err := b.Rows(b.Sheets()[0])
		var broken *BrokenError
		if overlap != errors.As(err, &broken) {
			t.Fatalf("%v: %v", names, err)
		}
		if err != nil {
			refused++
			continue
		}
		for number := 1; ; number++ {
			row, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for column := range size {
				want := ""
				for _, a := range areas {
					if column >= a.left && column <= a.right && number >= a.top && number <= a.bottom && (column > a.left || number > a.top) {
						want = a.name
					}
				}
				if got, covered := row.Covered(column); got != want || covered != (want != "") {
					t.Fatalf("%v: %s is covered by %q, want %q", names, cellName(column, number), got, want)
				}
			}
		}
		r.Close()
	}
	if refused < 80 || refused > 720 {
		t.Errorf("%d of 800 were refused", refused)
	}
}

// As many areas as a sheet may have, each over all its rows, cost a row no more
// than a few would: looking at each of them for every cell takes hours.
func TestManyMergedAreas(t *testing.T) {
	var areas []string
	for i := range maxMerged {
		letters := ""
		for c := i + 1; c > 0; c = (c - 1) / 26 {
			letters = string(rune('A'+(c-1)%26)) + letters
		}
		areas = append(areas, letters+"2:"+letters+"1048576")
	}
	b, err := Open(packed(t, merging(2000, areas...), nil))
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Rows(b.Sheets()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows, covered := 0, 0
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		rows++
		for column := 0; column < maxMerged+10; column += 10 {
			if _, yes := row.Covered(column); yes {
				covered++
			}
		}
	}
	if rows != 2000 || covered != 1998*maxMerged/10 {
		t.Errorf("%d cells are covered in %d rows", covered, rows)
	}
}
