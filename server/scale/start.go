package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// Started is how a server starts: from nothing until it is ready, in a process of
// its own. The files are in the system's cache: they were written just now.
type Started struct {
	Open  Seconds `json:"open_s"`
	Feed  Seconds `json:"feed_s"`  // reading which documents were ever written
	Units Seconds `json:"units_s"` // reading units and profiles
	Seats Seconds `json:"seats_s"` // reading seats
	Index Seconds `json:"index_s"` // indexing all versions, and what came late of the reading
	Sides Seconds `json:"sides_s"` // departments and sponsors
	Ready Seconds `json:"ready_s"` // all of it
	Memory
}

func start(ctx context.Context, s Settings) (out Started, err error) {
	began := time.Now()
	st, err := sqlite.Open(ctx, s.Dir, store.Schema)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	out.Open = since(began)
	w := &watched{Store: st, at: time.Now(), took: map[string]time.Duration{}}
	a := app.New(w, app.Options{})
	if err := a.Load(ctx, app.Silent); err != nil {
		return out, err
	}
	w.turn("")
	out.Ready = since(began)
	if err := a.Ready(); err != nil {
		return out, err
	}
	seconds := func(phases ...string) (sum Seconds) {
		for _, p := range phases {
			sum += Seconds(w.took[p].Seconds())
		}
		return sum
	}
	out.Feed, out.Units = seconds("feed"), seconds(store.Cities, store.Profiles, store.Units)
	out.Seats, out.Index = seconds(store.Seats), seconds("index")
	out.Sides = seconds(store.Bodies, store.Categories, store.Charges, store.Sponsorships)
	out.Memory = settled()
	if len(a.Cities()) != s.Cities {
		return out, errors.New("a city is missing")
	}
	return out, nil
}

// watched tells from the outside what a start is busy with: whatever it read last,
// and the index once the last page of seats was handed over.
type watched struct {
	store.Store
	mu    sync.Mutex
	phase string
	at    time.Time
	took  map[string]time.Duration
}

func (w *watched) turn(phase string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	w.took[w.phase] += now.Sub(w.at)
	w.phase, w.at = phase, now
}

func (w *watched) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	w.turn(collection)
	return w.Store.Get(ctx, collection, city, id)
}

func (w *watched) Query(ctx context.Context, q store.Query) (store.Page, error) {
	w.turn(q.Collection)
	page, err := w.Store.Query(ctx, q)
	if q.Collection == store.Seats && page.Next == "" {
		w.turn("index")
	}
	return page, err
}

func (w *watched) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	w.turn("feed")
	return w.Store.Changes(ctx, since, limit)
}
