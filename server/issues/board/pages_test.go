package board

import (
	"sync"
	"testing"
	"time"

	"sizhang/domain/issue"
	"sizhang/geo/hex"
)

// While others write, a card that is there throughout is on exactly one page, in
// whatever list it is found.
func TestPagesWhileOthersWrite(t *testing.T) {
	d := newDice(11)
	b := New(town)
	cell, _ := hex.At(benchCard(0).Point, 8)
	stays := map[string]bool{}
	for n := range 3000 {
		c := d.card(n)
		if n%3 == 0 {
			c.Units, c.Spots, c.State, c.Point = []string{"g00", "c0", "county"}, []string{"g00"}, issue.Handling, cell.Centre()
			stays[c.ID] = true
		}
		b.Put(c)
	}
	var stop, writers = make(chan struct{}), sync.WaitGroup{}
	for w := range 2 {
		writers.Go(func() {
			d := newDice(uint64(100 + w))
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				c := d.card(3000 + d.IntN(2000))
				if old, known := b.Card(c.ID); known {
					c = old
				}
				if n%5 == 0 { // one that stays changes in what is not asked for
					c, _ = b.Card("id-00000")
					c.Photos++
				} else {
					d.change(&c)
				}
				c.Seq++
				b.Put(c)
			}
		})
	}
	for name, f := range map[string]Filter{
		"all": {}, "open": {Open: true}, "unit": {Unit: "g00"}, "cell": {Cell: cell}, "cells around": {Cell: cell, Ring: 1}, "state": {States: []issue.State{issue.Handling, issue.Rework}},
	} {
		f.Scope = everything()
		for round := range 4 {
			seen := map[string]int{}
			for cursor, first := Cursor(""), true; first || cursor != ""; first = false {
				page, next, err := b.Query(f, round%2 == 0, cursor, 1+round*97, noon)
				if err != nil {
					t.Fatal(err)
				}
				for i := range page {
					seen[page[i].ID]++
				}
				cursor = next
			}
			for id := range stays {
				if seen[id] != 1 {
					t.Errorf("%s: %s comes %d times", name, id, seen[id])
				}
			}
			each := 0
			b.Each(f, noon, func(c *issue.Card) bool {
				if stays[c.ID] {
					each++
				}
				return true
			})
			if each != len(stays) || b.Count(f, noon) < len(stays) {
				t.Errorf("%s: %d of %d come", name, each, len(stays))
			}
			b.Cells(f, 7+round, noon.Add(time.Hour))
		}
	}
	close(stop)
	writers.Wait()
}

// A cell of any resolution lies within the disk of its ancestors: lists of coarser cells
// miss none of its points.
func TestAPointIsNearItsCellsAncestors(t *testing.T) {
	d := newDice(3)
	for range 4000 {
		p := d.point()
		var cells [hex.MaxResolution + 1]hex.Cell
		for res := range cells {
			cells[res], _ = hex.At(p, res)
		}
		fine := d.IntN(hex.MaxResolution + 1)
		coarse := d.IntN(fine + 1)
		near := false
		for _, c := range cells[fine].Parent(coarse).Disk(1) {
			near = near || c == cells[coarse]
		}
		if !near {
			t.Fatalf("%v: %v is not near %v", p, cells[coarse], cells[fine])
		}
		for res, c := range settledOf(cells[coarsest]) {
			if c != 0 && c != cells[res] {
				t.Fatalf("%v: settled as %v, in %v", p, c, cells[res])
			}
		}
	}
}
