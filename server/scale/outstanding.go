package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"sizhang/domain/access"
	"sizhang/geo/hex"
	"sizhang/server/app"
	"sizhang/server/issues"
	"sizhang/server/issues/board"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// Outstanding is what it costs to have every issue's card in memory, and what is
// answered from it: by one caller, in microseconds, beside a duty lookup of the same
// run.
type Outstanding struct {
	// Load is the start with the cards alone, in a process that has the cities already.
	Load  Seconds `json:"load_s"`
	Cards int     `json:"cards"`
	// Card is what one costs in bytes of heap.
	Card float64 `json:"card_bytes"`
	Memory
	Duty float64 `json:"duty_us"`
	// Outstanding is how many issues are open in a cell of resolution 10.
	Outstanding float64 `json:"outstanding_us"`
	// Cell10 and Cell11 are the open issues of a cell, as cards.
	Cell10 float64 `json:"cell_10_us"`
	Cell11 float64 `json:"cell_11_us"`
	// Ratio is the dearer of the two by a duty lookup.
	Ratio float64 `json:"cell_by_duty"`
	// Maps are the counts of all open issues by cell of resolutions 7 to 11, in
	// milliseconds, and MapCells how many cells they name.
	Maps     [5]float64 `json:"maps_ms"`
	MapCells [5]int     `json:"map_cells"`
}

func outstanding(ctx context.Context, s Settings) (out Outstanding, err error) {
	st, err := sqlite.Open(ctx, s.Dir, store.Schema)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a := app.New(st, app.Options{})
	if err := a.Load(ctx, app.Silent); err != nil {
		return out, err
	}
	before := heap()
	all := issues.New(issues.Options{Store: st, Cities: a})
	began := time.Now()
	if err := all.Load(ctx, app.Silent); err != nil {
		return out, err
	}
	out.Load = since(began)
	cities := planners(s.Size)
	for _, p := range cities {
		out.Cards += all.Board(p.code).Open()
	}
	if out.Cards != s.Documents {
		return out, fmt.Errorf("%d open issues of %d", out.Cards, s.Documents)
	}
	out.Card = float64(heap()-before) / float64(out.Cards)
	if err := out.ask(a, all, cities, s.Documents); err != nil {
		return out, err
	}
	out.Memory = settled()
	runtime.KeepAlive(all)
	return out, nil
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// everywhere is the scope of somebody who reads all issues of the city.
func everywhere(city string) access.Scope {
	role := &access.Role{ID: "all", Rights: []access.Right{access.IssueRead}, Reach: access.Whole}
	return access.Actor{City: city, Holdings: []access.Holding{{Role: role}}}.Scope(access.IssueRead)
}

func (out *Outstanding) ask(a *app.App, all *issues.Issues, cities []*planner, documents int) (err error) {
	now := a.Now()
	filter := func(p *planner) board.Filter { return board.Filter{Scope: everywhere(p.code), Open: true} }
	if out.Duty, err = micros(func(n int) error {
		at := spotOf(cities, n)
		c, found := a.Find(at, now)
		if !found || c.At(now).Duty(at, 0).Answer == nil {
			return fmt.Errorf("nobody answers for %v", at)
		}
		return nil
	}); err != nil {
		return err
	}
	inCell := func(res int, ask func(b *board.Board, p *planner, cell hex.Cell) int) (float64, error) {
		cells, of := make([]hex.Cell, 4096), make([]*planner, 4096)
		for k := range cells { // there is an issue in each
			n := pick(documents, k, 35)
			of[k] = cities[n%len(cities)]
			cells[k], _ = hex.At(of[k].spot(n), res)
		}
		return micros(func(n int) error {
			k := n % len(cells)
			if ask(all.Board(of[k].code), of[k], cells[k]) == 0 {
				return fmt.Errorf("nothing is open in %v", cells[k])
			}
			return nil
		})
	}
	if out.Outstanding, err = inCell(10, func(b *board.Board, _ *planner, cell hex.Cell) int { return b.Outstanding(cell) }); err != nil {
		return err
	}
	list := func(b *board.Board, p *planner, cell hex.Cell) int {
		f := filter(p)
		f.Cell = cell
		cards, _, _ := b.Query(f, false, "", 100, now)
		return len(cards)
	}
	if out.Cell10, err = inCell(10, list); err != nil {
		return err
	}
	if out.Cell11, err = inCell(11, list); err != nil {
		return err
	}
	out.Ratio = max(out.Cell10, out.Cell11) / out.Duty
	p := cities[0]
	for k := range out.Maps {
		each, err := micros(func(int) error {
			out.MapCells[k] = len(all.Board(p.code).Cells(filter(p), 7+k, now))
			return nil
		})
		if err != nil {
			return err
		}
		out.Maps[k] = each / 1000
	}
	return nil
}

// micros is how long do takes, one after the other.
func micros(do func(n int) error) (float64, error) {
	each, err := rate(do)
	return 1e6 / each, err
}
