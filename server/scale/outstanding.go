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
// answered from it: by one caller, in microseconds of processor time, beside a duty
// lookup of the same run.
type Outstanding struct {
	// Cities is the start without the cards, from opening the store on, and CitiesWork the
	// processor time that took, on all of them together.
	Cities     Seconds `json:"cities_s"`
	CitiesWork Seconds `json:"cities_work_s"`
	// Load is the start with the cards alone, in a process that has the cities already.
	Load Seconds `json:"load_s"`
	// LoadWork is the processor time that took.
	LoadWork Seconds `json:"load_work_s"`
	Cards    int     `json:"cards"`
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
	began, work := time.Now(), spent()
	st, err := sqlite.Open(ctx, s.Dir, store.Schema)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a := app.New(st, app.Options{})
	if err := a.Load(ctx, app.Silent); err != nil {
		return out, err
	}
	out.Cities, out.CitiesWork = since(began), Seconds((spent() - work).Seconds())
	before := heap()
	all := issues.New(issues.Options{Store: st, Cities: a})
	began, work = time.Now(), spent()
	if err := all.Load(ctx, app.Silent); err != nil {
		return out, err
	}
	out.Load, out.LoadWork = since(began), Seconds((spent() - work).Seconds())
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

// ask asks each question in turn, a while each, and takes the medians.
func (out *Outstanding) ask(a *app.App, all *issues.Issues, cities []*planner, documents int) error {
	now := a.Now()
	filters := make([]board.Filter, len(cities))
	for i, p := range cities {
		filters[i] = board.Filter{Scope: everywhere(p.code), Open: true}
	}
	inCell := func(res int, ask func(b *board.Board, f board.Filter) int) question {
		cells, of := make([]hex.Cell, 4096), make([]int, 4096)
		for k := range cells { // there is an issue in each
			n := pick(documents, k, 35)
			of[k] = n % len(cities)
			cells[k], _ = hex.At(cities[of[k]].spot(n), res)
		}
		return question{1000, func(n int) error {
			k := n % len(cells)
			f := filters[of[k]]
			f.Cell = cells[k]
			if ask(all.Board(cities[of[k]].code), f) == 0 {
				return fmt.Errorf("nothing is open in %v", cells[k])
			}
			return nil
		}}
	}
	list := func(b *board.Board, f board.Filter) int {
		cards, _, _ := b.Query(f, false, "", 100, now)
		return len(cards)
	}
	questions := []question{{1000, func(n int) error {
		at := spotOf(cities, n)
		c, found := a.Find(at, now)
		if !found || c.At(now).Duty(at, 0).Answer == nil {
			return fmt.Errorf("nobody answers for %v", at)
		}
		return nil
	}}, inCell(10, func(b *board.Board, f board.Filter) int { return b.Outstanding(f.Cell) }), inCell(10, list), inCell(11, list)}
	for k := range out.Maps {
		questions = append(questions, question{1, func(int) error {
			out.MapCells[k] = len(all.Board(cities[0].code).Cells(filters[0], 7+k, now))
			return nil
		}})
	}
	costs, err := inTurn(questions)
	if err != nil {
		return err
	}
	out.Duty, out.Outstanding, out.Cell10, out.Cell11 = costs[0], costs[1], costs[2], costs[3]
	out.Ratio = max(out.Cell10, out.Cell11) / out.Duty
	for k := range out.Maps {
		out.Maps[k] = costs[4+k] / 1000
	}
	return nil
}

// question is asked so many times at a stretch.
type question struct {
	times int
	ask   func(n int) error
}

// stretches are how often each question has its turn.
const stretches = 31

// inTurn returns what each question costs, in microseconds of processor time of the
// whole process, collecting its garbage included: what else the machine does is left out.
func inTurn(questions []question) ([]float64, error) {
	costs := make([][]float64, len(questions))
	for round := range stretches {
		for i, q := range questions {
			before := spent()
			for n := range q.times {
				if err := q.ask(round*q.times + n); err != nil {
					return nil, err
				}
			}
			costs[i] = append(costs[i], float64((spent()-before).Nanoseconds())/1000/float64(q.times))
		}
	}
	medians := make([]float64, len(questions))
	for i := range costs {
		medians[i] = median(costs[i])
	}
	return medians, nil
}
