package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// Reads are what a server that has started can answer, a second.
type Reads struct {
	// Duty is who answers for a spot, in memory: over all cities, all processors;
	// the second figure is on a random day of the ten years.
	Duty     float64 `json:"duty_a_second"`
	PastDuty float64 `json:"past_duty_a_second"`
	// Of the store, by one reader: one document, one by its number, and pages of 20
	// issues one after the other.
	Get      float64 `json:"get_a_second"`
	ByNumber float64 `json:"query_number_a_second"`
	Page     float64 `json:"page_a_second"`
	// Poll is what a look for changes costs that finds none, and Refresh the same
	// through the whole product.
	Poll    float64 `json:"poll_us"`
	Refresh float64 `json:"refresh_us"`
	// Scan reads every document, as a backup does; megabytes are of bodies.
	ScanDocuments float64 `json:"scan_documents_a_second"`
	ScanMB        float64 `json:"scan_mb_a_second"`
	Scan          Seconds `json:"scan_s"`
}

// asking is how long each question is asked.
var asking = time.Second

func read(ctx context.Context, s Settings) (out Reads, err error) {
	st, err := sqlite.Open(ctx, s.Dir, store.Schema)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a := app.New(st, app.Options{})
	if err := a.Load(ctx, app.Silent); err != nil {
		return out, err
	}
	cities := planners(s.Size)
	now := a.Now()
	if out.Duty, err = duties(a, cities, func(int) time.Time { return now }); err != nil {
		return out, err
	}
	day := func(n int) time.Time { return opened.AddDate(0, 0, pick(years*365, n, 40)) }
	if out.PastDuty, err = duties(a, cities, day); err != nil {
		return out, err
	}
	if err := out.fromStore(ctx, st, cities, s.Documents); err != nil {
		return out, err
	}
	each, err := rate(func(int) error { return a.Refresh(ctx, app.Silent) })
	if err != nil {
		return out, err
	}
	out.Refresh = 1e6 / each
	return out, out.scan(ctx, st)
}

// duties asks for spots anywhere on all processors.
func duties(a *app.App, cities []*planner, at func(int) time.Time) (float64, error) {
	var next, count atomic.Int64
	began := time.Now()
	err := together(runtime.GOMAXPROCS(0), func() error {
		for time.Since(began) < asking {
			for range 100 {
				n := int(next.Add(1))
				p, day := spotOf(cities, n), at(n)
				c, found := a.Find(p, day)
				if !found || c.At(day).Duty(p, 0).Answer == nil {
					return fmt.Errorf("nobody answers for %v on %v", p, day)
				}
			}
			count.Add(100)
		}
		return nil
	})
	return float64(count.Load()) / time.Since(began).Seconds(), err
}

// spotOf is the nth spot, well within the ground of a city.
func spotOf(cities []*planner, n int) geo.Point {
	p := cities[n%len(cities)]
	west, south := raster(pick(p.subdistricts, n, 30))
	return p.at((float64(west)+1+(noise(n, 31)+0.5)*(wide-2))*gridLng, (float64(south)+1+(noise(n, 32)+0.5)*(high-2))*gridLat)
}

// rate calls do one after the other and returns how often it did a second.
func rate(do func(n int) error) (float64, error) {
	began := time.Now()
	n := 0
	for ; time.Since(began) < asking; n++ {
		if err := do(n); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

func (out *Reads) fromStore(ctx context.Context, st store.Store, cities []*planner, documents int) (err error) {
	issue := func(n int) (*planner, int) {
		at := pick(documents, n, 33)
		return cities[at%len(cities)], at
	}
	if out.Get, err = rate(func(n int) error {
		p, at := issue(n)
		_, err := st.Get(ctx, store.Issues, p.code, issueID(at))
		return err
	}); err != nil {
		return err
	}
	page := func(q store.Query) (store.Cursor, error) {
		got, err := st.Query(ctx, q)
		if err == nil && len(got.Documents) == 0 {
			err = errors.New("a query found nothing: the figure would mean nothing")
		}
		return got.Next, err
	}
	if out.ByNumber, err = rate(func(n int) error {
		p, at := issue(n)
		_, err := page(store.Query{Collection: store.Issues, City: p.code, Index: "number", Equal: []any{number(at)}, Limit: 20})
		return err
	}); err != nil {
		return err
	}
	after := make([]store.Cursor, len(cities))
	if out.Page, err = rate(func(n int) (err error) {
		i := n % len(cities)
		after[i], err = page(store.Query{Collection: store.Issues, City: cities[i].code, Limit: 20, After: after[i]})
		return err
	}); err != nil {
		return err
	}
	return out.poll(ctx, st)
}

// poll goes to the end of the feed and then looks again and again.
func (out *Reads) poll(ctx context.Context, st store.Store) error {
	var token store.Token
	for {
		changes, next, err := st.Changes(ctx, token, store.MaxLimit)
		if err != nil {
			return err
		}
		token = next
		if len(changes) < store.MaxLimit {
			break
		}
	}
	each, err := rate(func(int) error { _, _, err := st.Changes(ctx, token, store.MaxLimit); return err })
	out.Poll = 1e6 / each
	return err
}

func (out *Reads) scan(ctx context.Context, st store.Store) error {
	began, documents, bytes := time.Now(), 0, 0
	_, err := st.Scan(ctx, func(d store.Document) error {
		documents++
		bytes += len(d.Body)
		return nil
	})
	out.Scan = since(began)
	out.ScanDocuments, out.ScanMB = float64(documents)/float64(out.Scan), float64(bytes)/1e6/float64(out.Scan)
	return err
}
