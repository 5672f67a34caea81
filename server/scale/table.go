package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// Tables is what small tables cost that are brought into a large city, by a server
// that has it in memory.
type Tables struct {
	Terms Table `json:"terms"` // a hundred deputies
	Units Table `json:"units"` // ten other names
	Memory
}

// Table is one small table on its way into force.
type Table struct {
	Add     Seconds `json:"add_s"`     // into a draft, checked
	Publish Seconds `json:"publish_s"` // checked again, and in force
	Refresh Seconds `json:"refresh_s"` // until lookups know of it
}

func tables(ctx context.Context, s Settings) (out Tables, err error) {
	st, err := sqlite.Open(ctx, s.Dir, store.Schema)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a := app.New(st, app.Options{})
	if err := a.Load(ctx, app.Silent); err != nil {
		return out, err
	}
	p := planners(s.Size)[0]
	out.Terms, err = table(ctx, a, p.code, func(draft string) (app.Outcome, error) {
		return a.AddSeats(ctx, p.code, draft, p.deputies(100), source, app.Silent)
	})
	if err != nil {
		return out, err
	}
	out.Units, err = table(ctx, a, p.code, func(draft string) (app.Outcome, error) {
		return a.AddUnits(ctx, p.code, draft, p.renamed(10), app.UnitsOptions{}, source, app.Silent)
	})
	out.Memory = settled()
	runtime.KeepAlive(a)
	return out, err
}

func table(ctx context.Context, a *app.App, code string, add func(draft string) (app.Outcome, error)) (out Table, err error) {
	d, err := a.OpenDraft(ctx, code, "")
	if err != nil {
		return out, err
	}
	began := time.Now()
	o, err := add(d.ID)
	if err == nil {
		err = refusal(o)
	}
	out.Add = since(began)
	if err != nil {
		return out, err
	}
	began = time.Now()
	p, err := a.Publish(ctx, code, d.ID, time.Time{})
	if err == nil {
		err = refusal(p.Outcome)
	}
	out.Publish = since(began)
	if err != nil {
		return out, err
	}
	began = time.Now()
	err = a.Refresh(ctx, app.Silent)
	out.Refresh = since(began)
	if c, found := a.City(code); err == nil && (!found || o.Added+o.Changed == 0 || c.Territory == nil) {
		err = errors.New("the table changed nothing")
	}
	return out, err
}

// grids are the codes of so many grids, all over the city; grids never end.
func (p *planner) grids(n int) []string {
	all := p.subdistricts * wide * high
	n = min(n, all)
	codes := make([]string, n)
	for i := range codes {
		at := i * (all / n)
		codes[i] = p.gridCode(at/(wide*high), at%wide, at/wide%high)
	}
	return codes
}

func (p *planner) deputies(n int) []territory.Seat {
	var seats []territory.Seat
	for i, code := range p.grids(n) {
		from := opened.AddDate(years, 3, i)
		seats = append(seats, territory.Seat{Unit: code, Post: posts["grid"], Terms: []territory.Term{{
			Person: fmt.Sprintf("D%07d", i), Name: personName(i), From: from, Until: from.AddDate(1, 0, 0), Deputy: true, Generated: true,
		}}})
	}
	return seats
}

func (p *planner) renamed(n int) []territory.Unit {
	var units []territory.Unit
	for _, code := range p.grids(n) {
		u := territory.Unit{Code: code, Level: "grid", Generated: true}
		u.Names.ZH = "更名第" + code[12:] + "网格"
		units = append(units, u)
	}
	return units
}
