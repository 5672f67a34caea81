// Package app is what the product can do, whatever edge asks for it: it answers
// questions from cities held in memory and writes what changes them to the
// store.
package app

import (
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/geo"
	"sizhang/server/store"
)

// App answers questions and takes commands for every city of an installation.
// Its methods are safe for concurrent use; readers never wait for writers.
type App struct {
	store store.Store
	log   *slog.Logger
	now   func() time.Time

	cities   atomic.Pointer[directory]
	polling  lane // one at a time asks for changes
	builders lane // so many cities are built at once

	mu     sync.Mutex
	seen   store.Token      // every change up to it is done or at a desk
	desks  map[string]*desk // by city
	loaded bool             // every city was tried once

	almanacs map[string]*almanac // by city, guarded by mu

	reads, waits, writes trouble // of the store
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
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	a := &App{
		log: o.Log, now: o.Now, desks: map[string]*desk{}, almanacs: map[string]*almanac{},
		polling: make(lane, 1), builders: make(lane, max(2, runtime.GOMAXPROCS(0))),
		reads:  newTrouble(o.Log, "the store does not answer"),
		waits:  newTrouble(o.Log, "the store does not tell of writes, so they are looked for"),
		writes: newTrouble(o.Log, "the store takes no writes"),
	}
	a.store = noted{st, &a.writes}
	a.cities.Store(&directory{byCode: map[string]*City{}})
	return a
}

// directory is every city at one moment.
type directory struct {
	list   []*City // by city code
	byCode map[string]*City
}

// Store returns the store as the app has it: what fails of it is told in faults, and
// shows in Writable.
func (a *App) Store() store.Store { return a.store }

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
