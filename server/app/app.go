// Package app is what the product can do, whatever edge asks for it: it answers
// questions from cities held in memory and writes what changes them to the
// store.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/domain/fault"
	"sizhang/geo"
	"sizhang/server/store"
)

// App answers questions and takes commands for every city of an installation.
// Its methods are safe for concurrent use; readers never wait for writers.
type App struct {
	store store.Store
	log   *slog.Logger
	now   func() time.Time

	cities  atomic.Pointer[directory]
	loading sync.Mutex // one rebuild of the directory at a time
	seen    store.Token
	broken  map[string]error // cities that could not be built, and why
	// overdue are the versions that broken cities could not be built for, by the
	// city: the instants at which they take effect. They are not tried again until
	// the city changes.
	overdue map[string]time.Time
	trouble atomic.Pointer[fault.Fault] // why the app is not ready; nil when it is
}

// Options tune an App; the zero Options work.
type Options struct {
	Log *slog.Logger     // default: slog.Default()
	Now func() time.Time // default: time.Now
}

// Progress hears how far long work has come. Total is 0 while unknown.
type Progress func(stage string, done, total int)

// Silent is the Progress that nobody watches.
func Silent(string, int, int) {}

// New makes an App over an open store. It knows no city until Load.
func New(st store.Store, o Options) *App {
	a := &App{store: st, log: o.Log, now: o.Now, broken: map[string]error{}, overdue: map[string]time.Time{}}
	if a.log == nil {
		a.log = slog.Default()
	}
	if a.now == nil {
		a.now = time.Now
	}
	a.cities.Store(&directory{})
	a.trouble.Store(fault.New(fault.NotReady, "", nil))
	return a
}

// directory is every city at one moment.
type directory struct {
	list   []*City // by city code
	byCode map[string]*City
}

// Now returns the instant that questions are answered for.
func (a *App) Now() time.Time { return a.now() }

// Cities returns every city, by code.
func (a *App) Cities() []*City { return a.cities.Load().list }

// City returns the city with the 6-digit code.
func (a *App) City(code string) (*City, bool) {
	c, ok := a.cities.Load().byCode[code]
	return c, ok
}

// Find returns the city that holds the point at the instant, the one with the
// lowest code where several claim it.
func (a *App) Find(p geo.Point, at time.Time) (*City, bool) {
	for _, c := range a.cities.Load().list {
		if c.At(at).Holds(p) {
			return c, true
		}
	}
	return nil, false
}

// Ready returns nil once every city is loaded and while the store answers.
func (a *App) Ready() error {
	if f := a.trouble.Load(); f != nil {
		return f
	}
	return nil
}

// Watch keeps the cities in step with the store, other processes' writes
// included, until ctx ends; it then returns ctx's error. Trouble with the store
// is logged, shown by Ready and tried again: lookups go on meanwhile.
func (a *App) Watch(ctx context.Context, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if err := a.Refresh(ctx, Silent); err != nil && ctx.Err() == nil {
			a.log.Error("the cities could not be refreshed", "error", err)
			a.trouble.Store(fault.Wrap(fault.NotReady, fmt.Errorf("the store does not answer: %w", err)))
		}
	}
}
