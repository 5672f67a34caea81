package board

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// cityOf is a board of so many open issues in grids of some 300 m over 200 x 200 of them,
// as many more closed.
func benchCard(n int) issue.Card {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	// Issues come in clusters: some grids have many.
	x, y := r.IntN(200), r.IntN(200)
	if r.IntN(2) == 0 {
		x, y = 90+r.IntN(20), 90+r.IntN(20)
	}
	c := issue.Card{
		ID: fmt.Sprintf("0198%08x-7%03x-8%015x", n/16, n%16, n*7919), Number: fmt.Sprintf("260601-%07d", n), Seq: 4,
		Category: fmt.Sprintf("%02d%02d", n%11, n%37), Source: issue.Sources[n%5], State: issue.Handling,
		Point: geo.Point{Lng: 116 + (float64(x)+r.Float64())*3.6e-3, Lat: 39.6 + (float64(y)+r.Float64())*2.8e-3},
		Text:  fmt.Sprintf("路灯不亮，%d号门前，请尽快处理，已影响居民出行，现场照片两张。", n%400), Address: fmt.Sprintf("第%d街道%d号", n%97, n%400),
		Bodies: []string{fmt.Sprintf("D%02d", n%11)}, Photos: 2,
		Reported: noon.Add(time.Duration(n) * time.Second),
	}
	grid := fmt.Sprintf("%06d%06d", x/4, y*1000+x)
	c.Units = []string{grid, fmt.Sprintf("C%05d", y/4*50+x/4), fmt.Sprintf("S%03d", y/20*10+x/20), "county", "city"}
	c.Spots = c.Units[:1]
	c.Hands = issue.Hands{Unit: grid, Post: "head", Person: "P" + grid, Name: "张三"}
	c.Filed, c.Dispatched, c.Changed, c.Due = c.Reported, c.Reported, c.Reported.Add(time.Hour), c.Reported.Add(72*time.Hour)
	c.Steps[3] = issue.Step{Begun: 1}
	return c
}

func benchSize() int {
	if os.Getenv("SIZHANG_LONG") != "" {
		return 1_000_000
	}
	return 20_000
}

var benchBoard = sync.OnceValue(func() *Board {
	f := Fill(town)
	for n := range benchSize() {
		f.Add(Pack(benchCard(n)))
	}
	return f.Board()
})

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		before := heap()
		f := Fill(town)
		n := benchSize()
		for i := range n {
			f.Add(Pack(benchCard(i)))
		}
		board := f.Board()
		b.ReportMetric(float64(heap()-before)/float64(n), "B/card")
		runtime.KeepAlive(board)
	}
}

func BenchmarkPut(b *testing.B) {
	board := benchBoard()
	cards := make([]issue.Card, 4096)
	for i := range cards {
		cards[i] = benchCard(i)
	}
	for n := 0; b.Loop(); n++ {
		c := &cards[n%len(cards)]
		c.Seq++
		c.State = issue.States[n%16].State
		board.Put(*c)
	}
}

func BenchmarkCells(b *testing.B) {
	board := benchBoard()
	for res := 7; res <= 11; res++ {
		b.Run(fmt.Sprint(res), func(b *testing.B) {
			for b.Loop() {
				n := len(board.Cells(Filter{Scope: everything(), Open: true}, res, noon.Add(100*time.Hour)))
				b.ReportMetric(float64(n), "cells")
			}
		})
	}
}

func BenchmarkCellIssues(b *testing.B) {
	board := benchBoard()
	for res := 8; res <= 12; res++ {
		b.Run(fmt.Sprint(res), func(b *testing.B) {
			var cells []hex.Cell
			for i := range 1000 {
				c, _ := hex.At(benchCard(i*17).Point, res)
				cells = append(cells, c)
			}
			found := 0
			for n := 0; b.Loop(); n++ {
				cards, _, _ := board.Query(Filter{Scope: everything(), Open: true, Cell: cells[n%1000]}, false, "", 100, noon)
				found += len(cards)
			}
			b.ReportMetric(float64(found)/float64(b.N), "found")
		})
	}
}

func BenchmarkOutstanding(b *testing.B) {
	board := benchBoard()
	c, _ := hex.At(benchCard(5).Point, 11)
	for b.Loop() {
		board.Outstanding(c)
	}
}

func BenchmarkQuery(b *testing.B) {
	board := benchBoard()
	card := benchCard(benchSize() / 2)
	for name, f := range map[string]Filter{
		"newest": {Open: true}, "grid": {Open: true, Unit: card.Units[0]}, "county": {Unit: "county"}, "text": {Text: "nowhere"}, "hands": {HandsUnit: card.Hands.Unit},
		"near": {Open: true, Near: &card.Point, RadiusM: 100}, "body": {Body: "D03"}, "number": {Text: card.Number},
	} {
		b.Run(name, func(b *testing.B) {
			f.Scope = everything()
			for b.Loop() {
				_, _, _ = board.Query(f, false, "", 50, noon)
			}
		})
	}
}
