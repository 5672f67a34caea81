package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/body"
	"sizhang/domain/clock"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/issues"
	"sizhang/server/store"
)

// filings are reports of a patrol that are filed and dispatched as they come in.
type filings struct {
	*planner
	desk  *issues.Issues
	st    store.Store
	made  atomic.Int64
	bared atomic.Int64
	// example is one of them as it was kept: what a bare insert writes.
	example store.Document
	number  string
}

// kinds is how many categories the reports are of: with a few, every place would soon be
// one that keeps coming back, which it takes more to file a report of.
const kinds = 200

// kindOf is the category of the nth report.
func kindOf(n int) string { return fmt.Sprintf("01%03d", n%kinds) }

// newFilings puts the categories in force and files one report.
func newFilings(ctx context.Context, a *app.App, p *planner, st store.Store) (*filings, error) {
	d, err := a.OpenDraft(ctx, p.code, "categories")
	if err != nil {
		return nil, err
	}
	limit := clock.Limit{Kind: clock.Workdays, Amount: 3 * 24 * time.Hour}
	list := make([]body.Category, kinds)
	for n := range list {
		list[n] = body.Category{Code: kindOf(n), PhotosReport: body.NoPhotos, Conditions: []body.Condition{{Code: "1", Limit: limit}}}
		list[n].Names.ZH = fmt.Sprintf("井盖缺损%d", n)
	}
	if _, err := a.AddCategories(ctx, p.code, d.ID, list, source, app.Silent); err != nil {
		return nil, err
	}
	if _, err := a.Publish(ctx, p.code, d.ID, time.Time{}); err != nil {
		return nil, err
	}
	if err := a.Refresh(ctx, app.Silent); err != nil {
		return nil, err
	}
	f := &filings{planner: p, st: st, desk: issues.New(issues.Options{Store: st, Cities: a})}
	return f, f.desk.Load(ctx, app.Silent)
}

// spotOf is well within one grid or another.
func (f *filings) spotOf(n int) geo.Point {
	sub, x, y := f.near(n)
	west, south := raster(sub)
	within := 0.2 + 0.6*float64(n%97)/97
	return f.at((float64(west+x)+within)*gridLng, (float64(south+y)+1-within)*gridLat)
}

func textOf(n int) string {
	return fmt.Sprintf("%s，%d号门前，请尽快处理。%s，已影响居民出行。", words[n%10], n%400+1, words[n/10%10])
}

func freshID(n int) string {
	return fmt.Sprintf("0199%04x-%04x-7%03x-8%03x-%012x", n>>20, n>>4&0xffff, n%16, n*7919>>48, n*7919&0xffffffffffff)
}

// file files the next one in this process, without a socket.
func (f *filings) file(ctx context.Context) error {
	n := int(f.made.Add(1))
	spot := f.spotOf(n)
	role := access.Role{ID: "worker", Rights: []access.Right{access.IssueReport}, Reach: access.Whole}
	i, _, err := f.desk.File(ctx, issue.Filing{
		City: f.code, ID: freshID(n), Command: freshID(n), Source: issue.FromPatrol, Category: kindOf(n), Text: textOf(n),
		Place: issue.At(geo.WGS84, spot.Lng, spot.Lat, 0),
		Actor: access.Actor{City: f.code, Account: "a", Holdings: []access.Holding{{Role: &role}}}, By: issue.By{Kind: issue.ByStaff, Account: "a"},
	})
	if err == nil && i.State != issue.Dispatched && i.State != issue.Filed {
		err = fmt.Errorf("the report is %s", i.State)
	}
	return err
}

// bare writes the bytes of a report that was filed, under an id and a number of their
// own.
func (f *filings) bare(ctx context.Context, b *bare) error {
	n := int(f.bared.Add(1))
	d := f.example
	d.ID = "bare-" + freshID(n)
	d.Body = bytes.ReplaceAll(d.Body, []byte(f.number), fmt.Appendf(nil, "%0*d", len(f.number), n))
	return b.insert(ctx, d)
}

// keepExample reads a report that was filed over HTTP, as that has all that any has.
func (f *filings) keepExample(ctx context.Context, s *served) error {
	if err := s.report(ctx, f); err != nil {
		return err
	}
	d, err := f.st.Get(ctx, store.Issues, f.code, freshID(int(f.made.Load())))
	if err != nil {
		return err
	}
	var kept struct {
		Number string `json:"number"`
	}
	f.example, f.number = d, ""
	if err := json.Unmarshal(d.Body, &kept); err != nil || kept.Number == "" {
		return fmt.Errorf("the report has no number: %w", err)
	}
	f.number = kept.Number
	return nil
}

// report files the next one over HTTP.
func (s *served) report(ctx context.Context, f *filings) error {
	n := int(f.made.Add(1))
	spot := f.spotOf(n)
	return s.post(ctx, "/api/v1/cities/"+f.code+"/issues", map[string]any{
		"id": freshID(n), "source": "patrol", "category": kindOf(n), "text": textOf(n), "crs": "wgs84", "lng": spot.Lng, "lat": spot.Lat,
	})
}
