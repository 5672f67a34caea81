package xlsx

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxMerged is how many merged areas a sheet may have; a table has none.
const maxMerged = 10_000

// area is some merged cells: the corners' columns and rows, both within.
type area struct {
	left, top, right, bottom int
	name                     string
}

// mergedAreas reads a sheet's merged areas, from the top on. They stand behind
// the cells, so that the sheet has to be gone through once before; for a table,
// which has none, it is enough to look for the word.
func (b *Book) mergedAreas(part string) ([]area, error) {
	there, err := b.mentions(part, "mergeCell ")
	if err != nil || !there {
		return nil, err
	}
	x, err := b.open(part, b.limits.sheet)
	if err != nil {
		return nil, err
	}
	defer x.close()
	var areas []area
	for {
		el, err := x.start()
		if errors.Is(err, io.EOF) {
			slices.SortFunc(areas, func(a, b area) int { return cmp.Or(cmp.Compare(a.top, b.top), cmp.Compare(a.left, b.left)) })
			return areas, apart(part, areas)
		}
		if err != nil {
			return nil, err
		}
		if el.Name.Local != "mergeCell" {
			continue
		}
		name := attribute(el, "ref")
		from, to, _ := strings.Cut(name, ":")
		left, top, ok := reference(from)
		right, bottom, too := reference(to)
		if !ok || !too {
			continue // one cell, or nothing that a sheet has
		}
		if len(areas) == maxMerged {
			return nil, ErrTooLarge
		}
		areas = append(areas, area{min(left, right), min(top, bottom), max(left, right), max(top, bottom), name})
	}
}

// mentions says whether a word occurs in a part.
func (b *Book) mentions(part, word string) (bool, error) {
	x, err := b.open(part, b.limits.sheet)
	if err != nil {
		return false, err
	}
	defer x.close()
	buffer, kept := make([]byte, 64<<10), 0
	for {
		x.source.token = maxToken
		n, err := x.source.Read(buffer[kept:])
		seen := buffer[:kept+n]
		if bytes.Contains(seen, []byte(word)) {
			return true, nil
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF):
			return false, nil
		case errors.Is(err, ErrTooLarge):
			return false, err
		default:
			return false, &BrokenError{part, err.Error()}
		}
		kept = copy(buffer, seen[max(0, len(seen)-len(word)+1):])
	}
}

// apart refuses areas that overlap, which no spreadsheet writes: a row of those
// that it meets has then no two over one column. The areas are in order of their
// tops.
func apart(part string, areas []area) error {
	var open []*area // by their columns; some are over
	for i := range areas {
		a := &areas[i]
		from, _ := slices.BinarySearchFunc(open, a.left, func(o *area, left int) int { return cmp.Compare(o.right, left) })
		to := from
		for ; to < len(open) && open[to].left <= a.right; to++ {
			if open[to].bottom >= a.top {
				return &BrokenError{part, fmt.Sprintf("the merged areas %.40q and %.40q overlap", open[to].name, a.name)}
			}
		}
		open = slices.Replace(open, from, to, a)
	}
	return nil
}

// merged tells for each row, from the top on, which of its cells are covered.
type merged struct {
	areas []area // those not yet reached
	open  []area // those that reach the row, by their columns
	ends  int    // the first row at which one of them ends
}

// reach goes on to a row further down.
func (m *merged) reach(row int) {
	if len(m.open) > 0 && m.ends < row {
		m.open = slices.DeleteFunc(m.open, func(a area) bool { return a.bottom < row })
		m.ends = MaxRows
		for _, a := range m.open {
			m.ends = min(m.ends, a.bottom)
		}
	}
	for len(m.areas) > 0 && m.areas[0].top <= row {
		if a := m.areas[0]; a.bottom >= row {
			if len(m.open) == 0 {
				m.ends = a.bottom
			}
			at, _ := slices.BinarySearchFunc(m.open, a.left, func(o area, left int) int { return cmp.Compare(o.left, left) })
			m.open, m.ends = slices.Insert(m.open, at, a), min(m.ends, a.bottom)
		}
		m.areas = m.areas[1:]
	}
}

// Covered returns the merged area that covers a cell of the row, such as B3:B12,
// unless the cell is the area's first, which alone has a value. It is good until
// the next row is read.
func (r Row) Covered(column int) (string, bool) {
	if r.merged == nil {
		return "", false
	}
	open := r.merged.open
	at, _ := slices.BinarySearchFunc(open, column, func(a area, column int) int { return cmp.Compare(a.right, column) })
	if at == len(open) {
		return "", false
	}
	if a := &open[at]; column >= a.left && (column > a.left || r.Number > a.top) {
		return a.name, true
	}
	return "", false
}
