package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// wire is the way from a server to the store: it can be cut, when everything
// fails, and the server can be stopped, when nothing returns. What it tells of
// changes comes more than once and in any order, and it wakes without a reason.
type wire struct {
	store.Store
	mu      sync.Mutex
	cut     bool
	stopped chan struct{} // nil while it runs
	shuffle *rand.Rand
}

func (w *wire) pass(ctx context.Context) error {
	w.mu.Lock()
	stopped := w.stopped
	w.mu.Unlock()
	if stopped != nil {
		select {
		case <-stopped:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut {
		return fmt.Errorf("%w: the line is cut", store.ErrTransient)
	}
	return nil
}

// stop stops the server, or lets it go on.
func (w *wire) stop(yes bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if yes == (w.stopped != nil) {
		return
	}
	if yes {
		w.stopped = make(chan struct{})
		return
	}
	close(w.stopped)
	w.stopped = nil
}

func (w *wire) setCut(yes bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = yes
}

func (w *wire) Insert(ctx context.Context, d store.Document) error {
	if err := w.pass(ctx); err != nil {
		return err
	}
	return w.Store.Insert(ctx, d)
}

func (w *wire) Replace(ctx context.Context, d store.Document) (int64, error) {
	if err := w.pass(ctx); err != nil {
		return 0, err
	}
	return w.Store.Replace(ctx, d)
}

func (w *wire) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if err := w.pass(ctx); err != nil {
		return store.Document{}, err
	}
	return w.Store.Get(ctx, collection, city, id)
}

func (w *wire) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := w.pass(ctx); err != nil {
		return store.Page{}, err
	}
	return w.Store.Query(ctx, q)
}

func (w *wire) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	if err := w.pass(ctx); err != nil {
		return nil, "", err
	}
	changes, next, err := w.Store.Changes(ctx, since, limit)
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(changes); n > 0 && 2*n < limit {
		changes = append(changes, changes[:w.shuffle.IntN(n)]...)
		w.shuffle.Shuffle(len(changes), func(i, j int) { changes[i], changes[j] = changes[j], changes[i] })
	}
	return changes, next, err
}

func (w *wire) Newest(ctx context.Context) (store.Token, error) {
	if err := w.pass(ctx); err != nil {
		return "", err
	}
	return w.Store.Newest(ctx)
}

func (w *wire) Await(ctx context.Context, since store.Token) error {
	if err := w.pass(ctx); err != nil {
		return err
	}
	w.mu.Lock()
	wolf := w.shuffle.IntN(10) == 0
	w.mu.Unlock()
	if wolf {
		return nil
	}
	return w.Store.Await(ctx, since)
}

// deed is one thing that happens in a history; what its numbers mean depends on
// what it is.
type deed struct {
	What          string
	Server, City  int
	Grid, Day     int
	Person, Name  string
	Whole, Vacate bool
}

var happenings = []string{"publish", "publish", "hand over", "hand over", "hand over", "appoint", "add a body", "drop a draft", "reschedule",
	"time passes", "cut", "mend", "stop", "go on", "restart", "compare"}

func drawDeeds(r *rapid.T) []deed {
	return rapid.SliceOfN(rapid.Custom(func(r *rapid.T) deed {
		return deed{
			What: rapid.SampledFrom(happenings).Draw(r, "what"), Server: rapid.IntRange(0, 2).Draw(r, "server"), City: rapid.IntRange(0, 2).Draw(r, "city"),
			Grid: rapid.IntRange(0, 3).Draw(r, "grid"), Day: rapid.IntRange(1, modelDays-1).Draw(r, "day"),
			Person: rapid.SampledFrom([]string{"p", "q", "r"}).Draw(r, "person"), Name: rapid.SampledFrom([]string{"甲", "乙", "丙"}).Draw(r, "name"),
			Whole: rapid.IntRange(0, 3).Draw(r, "whole") == 0, Vacate: rapid.IntRange(0, 3).Draw(r, "vacate") == 0,
		}
	}), 8, 30).Draw(r, "deeds")
}

// installation is a store with servers on it, the last of them with a line that
// never fails.
type installation struct {
	t     *testing.T
	st    store.Store
	start time.Time
	lines []*wire
	apps  []*App
	ends  []func()
	done  map[string]int
}

// now makes the tests' month begin with the test, and hurry: a second is a
// day.
func (in *installation) now() time.Time { return day(1).Add(time.Since(in.start) * 24 * 3600) }

func (in *installation) options() Options {
	return Options{Now: in.now, Log: slog.New(slog.DiscardHandler)}
}

// serve starts a server, or one in its place.
func (in *installation) serve(i int) {
	in.lines[i].stop(false)
	in.lines[i].setCut(false)
	if in.ends[i] != nil {
		in.ends[i]()
	}
	a := New(in.lines[i], in.options())
	ctx, cancel := context.WithCancel(in.t.Context())
	if err := a.Load(ctx, Silent); err != nil {
		in.t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- a.Watch(ctx, 500*time.Millisecond) }()
	in.apps[i], in.ends[i] = a, func() { cancel(); <-over }
}

// settling is how long after a write every server that runs answers with it.
const settling = time.Second

// do makes a deed happen; what is refused does not.
func (in *installation) do(d deed) error {
	a, line := in.apps[d.Server], in.lines[d.Server]
	cityCode := []string{code, otherCode, "110105"}[d.City]
	ctx, cancel := context.WithTimeout(in.t.Context(), time.Second) // a server that is stopped does nothing
	defer cancel()
	var err error
	switch d.What {
	case "publish":
		u := grid(d.Grid)
		u.Names.ZH = d.Name
		var o UnitsOptions
		if d.Whole {
			o.Whole = []string{"grid"}
		}
		err = in.publish(ctx, a, cityCode, d, func(draft string) (Outcome, error) {
			return a.AddUnits(ctx, cityCode, draft, []territory.Unit{u, grid(d.Grid + 1)}, o, Source{}, Silent)
		})
	case "appoint":
		term := territory.Term{Person: d.Person, Name: d.Person, From: day(d.Day), Until: day(d.Day + 2)}
		err = in.publish(ctx, a, cityCode, deed{}, func(draft string) (Outcome, error) {
			return a.AddSeats(ctx, cityCode, draft, []territory.Seat{{Unit: grid(d.Grid).Code, Post: "head", Terms: []territory.Term{term}}}, Source{}, Silent)
		})
	case "add a body":
		err = in.publish(ctx, a, cityCode, deed{}, func(draft string) (Outcome, error) {
			return a.AddBodies(ctx, cityCode, draft, []body.Body{{Code: d.Person, Names: city.Names{ZH: d.Name}}}, Source{}, Silent)
		})
	case "drop a draft":
		var draft Draft
		if draft, err = a.OpenDraft(ctx, cityCode, ""); err == nil {
			_, err = a.AddUnits(ctx, cityCode, draft.ID, []territory.Unit{grid(d.Grid)}, UnitsOptions{}, Source{}, Silent)
		}
		if err == nil {
			err = a.DropDraft(ctx, cityCode, draft.ID, Silent)
		}
	case "hand over":
		err = in.handOver(ctx, a, cityCode, d)
	case "reschedule":
		var versions []VersionInfo
		if versions, err = a.Versions(ctx, cityCode); err == nil && len(versions) > 0 {
			_, err = a.Reschedule(ctx, cityCode, versions[len(versions)-1].Number, day(d.Day))
		}
	case "time passes":
		time.Sleep(time.Duration(d.Day) * 100 * time.Millisecond)
	case "cut":
		line.setCut(d.Server < 2)
	case "mend":
		line.setCut(false)
	case "stop":
		line.stop(d.Server < 2)
	case "go on":
		line.stop(false)
	case "restart":
		in.serve(d.Server)
	case "compare":
		for _, line := range in.lines {
			line.setCut(false)
			line.stop(false)
		}
		time.Sleep(settling)
		synctest.Wait()
		in.compare()
	}
	if err == nil {
		in.done[d.What]++
	} else if ctx.Err() == nil && !errors.Is(err, store.ErrTransient) && fault.As(err).Code == fault.InternalError {
		return fmt.Errorf("%+v: %w", d, err)
	}
	return nil
}

// publish publishes what add puts into a draft, on a day or at once.
func (in *installation) publish(ctx context.Context, a *App, cityCode string, d deed, add func(draft string) (Outcome, error)) error {
	draft, err := a.OpenDraft(ctx, cityCode, "")
	if err != nil {
		return err
	}
	if o, err := add(draft.ID); err != nil || o.Refused() {
		return err
	}
	var from time.Time
	if d.Day%2 == 1 {
		from = day(d.Day)
	}
	if _, err := a.Publish(ctx, cityCode, draft.ID, from); err != nil {
		return err
	}
	return a.RefreshCity(ctx, cityCode)
}

// handOver hands a post over; a server that did shows it.
func (in *installation) handOver(ctx context.Context, a *App, cityCode string, d deed) error {
	h := territory.HandOver{Unit: grid(d.Grid).Code, Post: "head", Person: d.Person, Name: d.Person, From: day(d.Day)}
	if d.Vacate {
		h = territory.HandOver{Unit: grid(d.Grid).Code, Post: "head", From: day(d.Day), Vacate: true}
	}
	seat, err := a.HandOver(ctx, cityCode, h)
	if err != nil {
		return err
	}
	c, there := a.City(cityCode)
	if !there || d.Server < 2 || len(c.Past(h.Unit)) == 0 { // a line was cut, or the server did not know of the unit
		return nil
	}
	for _, shown := range c.Seats(h.Unit) {
		for _, want := range bodiesOf(seat.Terms) {
			written := want.From == store.FormatInstant(h.From) || want.Until == store.FormatInstant(h.From)
			if got := bodiesOf(shown.Terms); written && !slices.Contains(got, want) {
				return fmt.Errorf("written %v, shown %v", want, got)
			}
		}
	}
	return nil
}

func bodiesOf(terms []territory.Term) (bodies []termBody) {
	for _, t := range terms {
		bodies = append(bodies, termBodyOf(t))
	}
	return bodies
}

// compare wants every server to answer as one does that has just begun.
func (in *installation) compare() {
	fresh := New(in.st, in.options())
	for i, a := range in.apps {
		equalToFresh(in.t, fmt.Sprint("server ", i), a, fresh)
		if a.Ready() != nil {
			in.t.Errorf("server %d: %v", i, a.Ready())
		}
	}
}

// Over random histories on three servers, two of which are cut off, stopped and
// started again, every server answers within a second of the last write as one
// does that was started after it.
func TestServersAgree(t *testing.T) {
	checks := "20"
	if os.Getenv("SIZHANG_LONG") != "" {
		checks = "300"
	}
	if err := flag.Set("rapid.checks", checks); err != nil {
		t.Fatal(err)
	}
	done := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		deeds := append(drawDeeds(r), deed{What: "compare"})
		var err error
		synctest.Test(t, func(t *testing.T) { err = liveThrough(t, deeds, done) })
		if err != nil {
			r.Fatal(err)
		}
	})
	if done["publish"] == 0 || done["hand over"] == 0 || done["cut"] == 0 || done["stop"] == 0 {
		t.Error("next to nothing happened")
	}
	t.Log(done)
}

func liveThrough(t *testing.T, deeds []deed, done map[string]int) error {
	st := open(t)
	in := &installation{t: t, st: st, start: time.Now(), apps: make([]*App, 3), ends: make([]func(), 3), done: done}
	for i := range 3 {
		in.lines = append(in.lines, &wire{Store: st, shuffle: rand.New(rand.NewPCG(uint64(i), 4))})
	}
	founder := New(st, in.options())
	for _, c := range []string{code, otherCode} {
		foundCity(t, founder, c, grids(2)...)
	}
	for i := range in.apps {
		in.serve(i)
	}
	defer func() {
		for i, end := range in.ends {
			in.lines[i].stop(false)
			end()
		}
	}()
	for i, d := range deeds {
		if i == len(deeds)/2 {
			foundCity(t, founder, "110105", grids(1)...)
		}
		if err := in.do(d); err != nil || t.Failed() {
			return fmt.Errorf("deed %d of %+v: %w", i, deeds, err)
		}
	}
	return nil
}
