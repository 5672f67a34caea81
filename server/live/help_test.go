package live

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/mongo"
	"sizhang/server/store/mongo/standin"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const town = "110101"

// world is one store, the servers on it, and who may what.
type world struct {
	t      testing.TB
	store  store.Store
	city   atomic.Pointer[app.City]
	rights rights
}

func newWorld(t testing.TB) *world { return newWorldOn(t, openSQLite) }

func newWorldOn(t testing.TB, open func(testing.TB) store.Store) *world {
	t.Helper()
	st := open(t)
	t.Cleanup(func() { _ = st.Close() })
	w := &world{t: t, store: st}
	w.city.Store(&app.City{})
	w.rights.all = map[string]access.Actor{}
	return w
}

func (w *world) City(string) (*app.City, bool) { return w.city.Load(), true }

func openSQLite(t testing.TB) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// openMongo opens a store on a stand-in of a MongoDB.
func openMongo(t testing.TB) store.Store {
	t.Helper()
	server, err := standin.Start(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	st, err := mongo.Open(t.Context(), server.URI("sizhang"), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

var stores = map[string]func(testing.TB) store.Store{"sqlite": openSQLite, "mongo": openMongo}

// server runs one over the store, as options change it, until the test ends.
func (w *world) server(change ...func(*Options)) *Live {
	w.t.Helper()
	o := Options{Store: w.store, Issues: bookOf{w.store}, Cities: w, Log: slog.New(slog.DiscardHandler), Heartbeat: 100 * time.Millisecond}
	for _, c := range change {
		c(&o)
	}
	l := New(o)
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = l.Run(ctx) }()
	w.t.Cleanup(func() { cancel(); <-ended })
	for l.streaming() == false {
		time.Sleep(time.Millisecond)
	}
	return l
}

func (l *Live) streaming() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.done != nil
}

// rights are what each account may do, and how often that was asked.
type rights struct {
	mu    sync.Mutex
	all   map[string]access.Actor
	fails error
	asked atomic.Int64
}

func (r *rights) check(account string) (access.Actor, error) {
	r.asked.Add(1)
	r.mu.Lock()
	defer r.mu.Unlock()
	a, there := r.all[account]
	if r.fails != nil {
		return access.Actor{}, r.fails
	}
	if !there {
		return access.Actor{}, fault.New(fault.SignInRequired, "", nil)
	}
	return a, nil
}

var reader = &access.Role{ID: "reader", Rights: []access.Right{access.IssueRead}, Reach: access.Below}

// may lets an account read the units, as the person of its name.
func (w *world) may(account string, units ...string) {
	a := access.Actor{City: town, Account: account, Person: "P-" + account, Session: "S-" + account}
	for _, u := range units {
		a.Holdings = append(a.Holdings, access.Holding{Role: reader, Unit: u})
	}
	w.rights.mu.Lock()
	defer w.rights.mu.Unlock()
	w.rights.all[account] = a
}

func (w *world) mayNothing(account string) {
	w.rights.mu.Lock()
	defer w.rights.mu.Unlock()
	delete(w.rights.all, account)
}

// written writes a document of no meaning, to be heard of.
func (w *world) written(collection, id string) {
	w.t.Helper()
	err := w.store.Insert(w.t.Context(), store.Document{Collection: collection, City: town, ID: id, Body: []byte("{}")})
	if err != nil {
		w.t.Fatal(err)
	}
}

// caller is somebody who listens.
func (w *world) caller(account string) Caller {
	actor, _ := w.rights.check(account)
	return Caller{Actor: actor, Check: func(context.Context) (access.Actor, error) { return w.rights.check(account) }}
}

// bookOf reads issues as put writes them.
type bookOf struct{ store store.Store }

func (s bookOf) Get(ctx context.Context, city, id string) (issue.Issue, error) {
	d, err := s.store.Get(ctx, store.Issues, city, id)
	if err != nil {
		return issue.Issue{}, err
	}
	return read(d)
}

func read(d store.Document) (issue.Issue, error) {
	var b struct{ Issue issue.Issue }
	err := json.Unmarshal(d.Body, &b)
	return b.Issue, err
}

// happens changes an issue of a unit, and gives it into somebody's hands where named.
func (w *world) happens(id, unit, hands string) issue.Issue {
	w.t.Helper()
	i := issue.Issue{City: town, ID: id, Number: "no-" + id, Category: "0101", State: issue.Filed, Source: issue.FromCitizen,
		Reporters: []issue.Reporter{{Kind: issue.Citizen, Name: "张某", Contact: "13912345678"}},
		Place:     issue.Place{Point: geo.Point{Lng: 116.4, Lat: 39.9}}}
	d, err := w.store.Get(w.t.Context(), store.Issues, town, id)
	if err == nil {
		if i, err = read(d); err != nil {
			w.t.Fatal(err)
		}
	}
	i.Routing.Units, i.Routing.Spots = []string{unit, "T"}, []string{unit}
	e := issue.Event{Seq: len(i.History) + 1, At: time.Now(), Action: issue.Comment}
	if hands != "" {
		i.Hands = issue.Hands{Unit: unit, Post: "head", Person: "P-" + hands}
		e.Hands, e.Action = &i.Hands, issue.Dispatch
	}
	i.History = append(i.History, e)
	w.put(&i, d.Version)
	return i
}

func (w *world) put(i *issue.Issue, version int64) {
	w.t.Helper()
	text, err := json.Marshal(map[string]any{"number": i.Number, "issue": i})
	if err != nil {
		w.t.Fatal(err)
	}
	d := store.Document{Collection: store.Issues, City: i.City, ID: i.ID, Version: version, Body: text}
	if version == 0 {
		err = w.store.Insert(w.t.Context(), d)
	} else {
		_, err = w.store.Replace(w.t.Context(), d)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// ear listens to one stream.
type ear struct {
	mu     sync.Mutex
	heard  []Message
	cancel context.CancelFunc
	ended  chan struct{}
	err    error
}

// listen opens a stream and keeps what it tells.
func (w *world) listen(l *Live, c Caller) *ear {
	w.t.Helper()
	s, err := l.Open(c)
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.t.Context())
	e := &ear{cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(e.ended)
		e.err = s.Run(ctx, e.hear)
	}()
	w.t.Cleanup(e.stop)
	return e
}

func (e *ear) hear(m Message) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	m.Data = slices.Clone(m.Data)
	e.heard = append(e.heard, m)
	return nil
}

func (e *ear) stop() { e.cancel(); <-e.ended }

// told returns what was told, beats left out: "issue a 3".
func (e *ear) told() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var list []string
	for _, m := range e.heard {
		if m.Event == Beat {
			continue
		}
		var b struct {
			Issue, Reason, Code string
			Seq                 int
		}
		_ = json.Unmarshal(m.Data, &b)
		text := string(m.Event) + " " + b.Issue + b.Reason + b.Code
		if b.Seq > 0 {
			text += fmt.Sprint(" ", b.Seq)
		}
		list = append(list, text)
	}
	return list
}

// first is what was told first.
func (e *ear) first() Message {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard[0]
}

// place is the last that was told.
func (e *ear) place() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, m := range slices.Backward(e.heard) {
		if m.Place != "" {
			return m.Place
		}
	}
	return ""
}

func (e *ear) tells(t testing.TB, want string) {
	t.Helper()
	until(t, want, func() bool { return slices.Contains(e.told(), want) })
}

// settled waits until the stream has begun.
func (e *ear) settled(t testing.TB) *ear {
	t.Helper()
	until(t, "a place", func() bool { return e.place() != "" })
	return e
}

func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

// view is what a client has after all it was told, by issue.
type view map[string]int

func (v view) take(messages []Message) (reset bool) {
	for _, m := range messages {
		var b struct {
			Issue string
			Seq   int
		}
		_ = json.Unmarshal(m.Data, &b)
		switch m.Event {
		case Issue:
			v[b.Issue] = b.Seq
		case Gone:
			delete(v, b.Issue)
		case Reset:
			reset = true
		}
	}
	return reset
}

func (v view) equal(o view) bool { return maps.Equal(v, o) }
