package live

import (
	"sync"
	"time"

	"sizhang/server/app"
	"sizhang/server/store"
)

// watches are those of every listener.
type watches struct {
	mu     sync.Mutex
	all    map[string]*watch // by sign-in
	cities map[string]*app.City
	wake   chan struct{}
}

func newWatches() *watches {
	return &watches{all: map[string]*watch{}, cities: map[string]*app.City{}, wake: make(chan struct{}, 1)}
}

// join returns the watch of a caller. Streams of one sign-in share one.
func (ws *watches) join(c Caller) *watch {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	key := c.key()
	w := ws.all[key]
	if w == nil || w.over() {
		w = &watch{city: c.Actor.City, account: c.Actor.Account, session: c.Actor.Session, turned: make(chan struct{})}
		w.take(c.Actor)
		ws.all[key] = w
	}
	w.streams++
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.check == nil || c.Until.After(w.until) {
		w.check, w.until = c.Check, c.Until
	}
	w.doubt++ // something may have changed since they were identified
	ws.poke()
	return w
}

func (ws *watches) leave(c Caller, w *watch) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	if w.streams--; w.streams == 0 && ws.all[c.key()] == w {
		delete(ws.all, c.key())
	}
}

func (ws *watches) poke() {
	select {
	case ws.wake <- struct{}{}:
	default:
	}
}

// heard notes what a change of the store means for rights.
func (ws *watches) heard(c store.Change) {
	var concerned func(*watch) bool
	switch c.Collection {
	case store.Accounts:
		concerned = func(w *watch) bool { return w.account == c.ID }
	case store.Sessions:
		concerned = func(w *watch) bool { return w.session == c.ID }
	case store.Seats, store.Sponsorships:
		concerned = func(*watch) bool { return true }
	case store.Cities:
		c.City = c.ID
		concerned = func(*watch) bool { return true }
	default:
		return
	}
	ws.doubt(func(w *watch) bool { return w.city == c.City && concerned(w) })
}

func (ws *watches) doubtAll() { ws.doubt(func(*watch) bool { return true }) }

func (ws *watches) doubt(which func(*watch) bool) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for _, w := range ws.all {
		if which(w) {
			w.raise()
			ws.poke()
		}
	}
}

// moved raises doubt about everybody of a city whose posts or units are others in
// memory than they were.
func (ws *watches) moved(cities Cities) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	are := map[string]*app.City{} // of those that anybody listens to: a city is large
	for _, w := range ws.all {
		if _, looked := are[w.city]; !looked {
			are[w.city], _ = cities.City(w.city)
		}
		if ws.cities[w.city] != are[w.city] {
			w.raise()
		}
	}
	ws.cities = are
}

// toAsk returns those in doubt and those whose turn it is, and how many there are.
func (ws *watches) toAsk(now time.Time) ([]*watch, int) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	var list []*watch
	for _, w := range ws.all {
		w.mu.Lock()
		if w.ended == nil && (w.doubt != w.sure || !now.Before(w.due)) {
			list = append(list, w)
		}
		w.mu.Unlock()
	}
	return list, len(ws.all)
}
