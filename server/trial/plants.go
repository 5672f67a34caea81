package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"sizhang/server/store"
)

// plantVariable names the planted bug to a child.
const plantVariable = "SIZHANG_TRIAL_PLANT"

// plant is a bug that can be switched on in a trial, to see that it is caught.
// None of it is in the product: a store is wrapped, a system call or a server's
// answer is tampered with.
type plant struct {
	about    string
	caughtBy string
	as       func(*Figures) int // the figure that must show it
	// wrap makes the bug where it is a store's.
	wrap func(store.Store) store.Store
}

func asLost(f *Figures) int    { return f.Lost }
func asDoubled(f *Figures) int { return f.Doubled }
func asHalf(f *Figures) int    { return f.Half }
func asWrong(f *Figures) int   { return f.Wrong }

var plants = map[string]plant{
	"early":     {"a write is acknowledged before it is committed", "kill", asLost, func(s store.Store) store.Store { return newEarly(s) }},
	"twosteps":  {"a document is written in two steps", "kill", asHalf, func(s store.Store) store.Store { return twoSteps{s} }},
	"again":     {"an insert whose answer was lost is tried again under a new id", "kill", asDoubled, func(s store.Store) store.Store { return &again{Store: s} }},
	"hasty":     {"a write to MongoDB is acknowledged before it is sent", "kill-mongo", asLost, func(s store.Store) store.Store { return newEarly(s) }},
	"eager":     {"a server answers 200 before the write", "kill-serve", asLost, nil},
	"rash":      {"a server answers 200 to a command before it is done", "kill-issues", asLost, nil},
	"twice":     {"a report is tried again under a new id", "kill-issues", asDoubled, nil},
	"airy":      {"a photo is acknowledged and not kept", "kill-issues", asLost, nil},
	"forgetful": {"alarms are given by what a server remembers", "alarms", asDoubled, func(s store.Store) store.Store { return forgetful{s} }},
	"stall":     {"a listener is waited for before the next one is told", "listeners", asWrong, nil},
	"amnesia":   {"a listener who comes back is told from now on", "listeners", asLost, nil},
	"nosync":    {"fsync does nothing", "power", asLost, nil},
	"frames":    {"every page of a transaction is committed by itself", "torn", asHalf, nil},
	"silent":    {"an error of reading is taken for the end", "flips", asWrong, func(s store.Store) store.Store { return silent{s} }},
	"gate":      {"a sync that fails is taken for done", "faults", asLost, nil},
	"optimist":  {"a write of the store that fails is taken for done", "faults", asLost, func(s store.Store) store.Store { return optimist{s} }},
	"hopeful":   {"a write on a full disk is taken for done", "full", asLost, func(s store.Store) store.Store { return optimist{s} }},
	"blind":     {"readiness looks at nothing", "ready", asWrong, nil},
	"drop":      {"SIGTERM ends the server at once", "term", asLost, nil},
}

func listPlants(out io.Writer) {
	for _, name := range slices.Sorted(maps.Keys(plants)) {
		fmt.Fprintf(out, "%-11s %-12s %s\n", name, plants[name].caughtBy, plants[name].about)
	}
}

// planted returns the store with the bug of the name, the store itself where that
// has none.
func planted(s store.Store, name string) store.Store {
	if wrap := plants[name].wrap; wrap != nil {
		return wrap(s)
	}
	return s
}

// early acknowledges what it has only queued.
type early struct {
	store.Store
	queue chan func()
}

func newEarly(s store.Store) early {
	e := early{s, make(chan func(), 64)}
	go func() {
		for write := range e.queue {
			write()
		}
	}()
	return e
}

func (e early) Insert(_ context.Context, d store.Document) error {
	e.queue <- func() { e.Store.Insert(context.Background(), d) }
	return nil
}

func (e early) Replace(_ context.Context, d store.Document) (int64, error) {
	e.queue <- func() { e.Store.Replace(context.Background(), d) }
	return d.Version + 1, nil
}

// twoSteps makes the last version of a document in two steps: half of it first.
type twoSteps struct{ store.Store }

func (s twoSteps) Replace(ctx context.Context, d store.Document) (int64, error) {
	if d.Version < lastStep-1 || d.Gone {
		return s.Store.Replace(ctx, d)
	}
	half := d
	half.Body = []byte(`{"name":"` + d.ID + `"}`)
	version, err := s.Store.Replace(ctx, half)
	if err != nil {
		return 0, err
	}
	d.Version = version
	return s.Store.Replace(ctx, d)
}

// again repeats every 20th insert under another id.
type again struct {
	store.Store
	inserts atomic.Int64
}

func (a *again) Insert(ctx context.Context, d store.Document) error {
	err := a.Store.Insert(ctx, d)
	if err == nil && a.inserts.Add(1)%20 == 0 {
		d.Body = []byte(strings.Replace(string(d.Body), `"code":"`, `"code":"again-`, 1))
		d.ID += "-again"
		err = a.Store.Insert(ctx, d)
	}
	return err
}

// optimist takes every trouble with a write for success.
type optimist struct{ store.Store }

func (o optimist) Insert(ctx context.Context, d store.Document) error {
	o.Store.Insert(ctx, d)
	return nil
}

func (o optimist) Replace(ctx context.Context, d store.Document) (int64, error) {
	o.Store.Replace(ctx, d)
	return d.Version + 1, nil
}

// silent hides the errors of reads.
type silent struct{ store.Store }

func (s silent) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	d, err := s.Store.Get(ctx, collection, city, id)
	if err != nil {
		err = store.ErrMissing
	}
	return d, err
}

func (s silent) Query(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := s.Store.Query(ctx, q)
	if errors.Is(err, store.ErrBadQuery) {
		return page, err
	}
	return page, nil
}
