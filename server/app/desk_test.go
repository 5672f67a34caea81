package app

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

const otherCode = "110102"

// dammed is a store where one collection of one city cannot be read until the dam
// is opened: a city that takes long to build.
type dammed struct {
	store.Store
	collection string
	closed     atomic.Pointer[chan struct{}]
}

func (s *dammed) close() (open func()) {
	dam := make(chan struct{})
	s.closed.Store(&dam)
	return func() { s.closed.Store(nil); close(dam) }
}

func (s *dammed) wait(ctx context.Context, collection, city string) error {
	if dam := s.closed.Load(); dam != nil && collection == s.collection && city == code {
		select {
		case <-*dam:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (s *dammed) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := s.wait(ctx, q.Collection, q.City); err != nil {
		return store.Page{}, err
	}
	return s.Store.Query(ctx, q)
}

// slowSeat is a dam where a seat that was handed over takes long to read, and a
// city with all its seats does not.
type slowSeat struct{ *dammed }

func (s slowSeat) Query(ctx context.Context, q store.Query) (store.Page, error) {
	return s.Store.Query(ctx, q)
}

func (s slowSeat) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if err := s.wait(ctx, collection, city); err != nil {
		return store.Document{}, err
	}
	return s.Store.Get(ctx, collection, city, id)
}

// twoCities are two test cities with a grid each to hand over, the first with
// something that is read after its seats.
func twoCities(t *testing.T, st store.Store) *App {
	t.Helper()
	a := heads(t, st)
	_, err := atOnce(t, a, code, func(draft string) (Outcome, error) {
		return a.AddBodies(t.Context(), code, draft, []body.Body{{Code: "B", Names: city.Names{ZH: "局"}}}, Source{}, Silent)
	})
	if err != nil {
		t.Fatal(err)
	}
	foundCity(t, a, otherCode, grids(1)...)
	return a
}

// foundCity publishes a city with the profile of the tests.
func foundCity(t *testing.T, a *App, city string, units ...territory.Unit) {
	t.Helper()
	if err := publishProfile(t, a, city, profileYAML); err != nil {
		t.Fatal(err)
	}
	publishIn(t, a, city, units...)
}

func publishIn(t *testing.T, a *App, city string, units ...territory.Unit) {
	t.Helper()
	outcome, err := atOnce(t, a, city, func(draft string) (Outcome, error) {
		return a.AddUnits(t.Context(), city, draft, units, UnitsOptions{}, Source{}, Silent)
	})
	if err != nil || outcome.Refused() {
		t.Fatalf("%+v, %v", outcome.Findings, err)
	}
}

// While a city takes long to build, it answers as it was, handovers show there
// and everywhere, and other cities get their publications; then it is as if
// nothing had taken long.
func TestNobodyWaitsForABigCity(t *testing.T) {
	for name, c := range map[string]struct {
		reading string // what it takes long over
		again   bool   // it is published again meanwhile
	}{
		"before its seats are read":            {store.Units, false},
		"after its seats were read":            {store.Bodies, false},
		"published again before they are read": {store.Units, true},
		"published again after they were read": {store.Bodies, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				st := open(t)
				writer := twoCities(t, st)
				slow := &dammed{Store: st, collection: c.reading}
				reader, _ := served(t, slow, time.Second)
				soon := func() { time.Sleep(time.Second); synctest.Wait() }
				opened := slow.close()
				publish(t, writer, grid(4))
				soon()
				handOver(t, writer, otherCode, "甲", 1)
				handOver(t, writer, code, "乙", 1)
				soon()
				if other, own := headIn(t, reader, otherCode), headIn(t, reader, code); other != "甲" || own != "乙" {
					t.Errorf("heads are %q and %q", other, own)
				}
				handOver(t, reader, otherCode, "丙", 2)
				handOver(t, reader, code, "丁", 2)
				if other, own := headIn(t, reader, otherCode), headIn(t, reader, code); other != "丙" || own != "丁" {
					t.Errorf("of what this server wrote: heads are %q and %q", other, own)
				}
				publishIn(t, writer, otherCode, grid(4))
				hurried, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				if err := reader.RefreshCity(hurried, otherCode); err != nil {
					t.Error(err)
				}
				other, _ := reader.City(otherCode)
				if own, _ := reader.City(code); !holds(other, "G004", time.Now()) || holds(own, "G004", time.Now()) {
					t.Error("the other city did not get its publication, or this one did")
				}
				if c.again {
					publish(t, writer, grid(5))
				}
				soon() // whatever was heard of is done, but for what takes long
				opened()
				soon()
				equalToFresh(t, "kept up", reader, New(st, Options{}))
				if own, _ := reader.City(code); headIn(t, reader, code) != "丁" || !holds(own, "G004", time.Now()) || holds(own, "G005", time.Now()) != c.again {
					t.Errorf("%q is head", headIn(t, reader, code))
				}
			})
		})
	}
}

// A refresh waits for what was written before it, whoever builds it.
func TestARefreshWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		writer := heads(t, st)
		slow := &dammed{Store: st, collection: store.Units}
		reader, _ := served(t, slow, time.Second)
		opened := slow.close()
		publish(t, writer, grid(4))
		time.Sleep(time.Second) // it is being built
		refreshed := make(chan error, 1)
		go func() { refreshed <- reader.RefreshCity(t.Context(), code) }()
		hurried, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := reader.Refresh(hurried, Silent); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a refresh that could not be over returned %v", err)
		}
		select {
		case err := <-refreshed:
			t.Errorf("it did not wait: %v", err)
		default:
		}
		opened()
		if err := <-refreshed; err != nil {
			t.Error(err)
		}
		if c, _ := reader.City(code); !holds(c, "G004", time.Now()) {
			t.Error("it waited in vain")
		}
	})
}

// A city that is built for the first time gets what is handed over meanwhile.
func TestAHandoverWhileACityIsNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		writer := twoCities(t, st)
		slow := &dammed{Store: st, collection: store.Bodies}
		reader := New(slow, Options{})
		opened := slow.close()
		done := make(chan error, 2)
		go func() { done <- reader.Load(t.Context(), Silent) }()
		synctest.Wait()
		if _, there := reader.City(otherCode); !there || reader.Ready() == nil {
			t.Errorf("the other city is there: %v; it is ready: %v", there, reader.Ready())
		}
		handOver(t, writer, code, "甲", 1)
		go func() { done <- reader.Refresh(t.Context(), Silent) }()
		synctest.Wait()
		if _, there := reader.City(code); there {
			t.Error("it is there already")
		}
		opened()
		if err := errors.Join(<-done, <-done, reader.Ready()); err != nil {
			t.Error(err)
		}
		if got := headIn(t, reader, code); got != "甲" {
			t.Errorf("%q is head", got)
		}
	})
}

// A handover at a unit that this server does not know yet brings the unit along.
func TestAHandoverAheadOfItsUnit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		reader := heads(t, st)
		if err := reader.Refresh(t.Context(), Silent); err != nil {
			t.Fatal(err)
		}
		publish(t, New(st, Options{}), grid(4))
		h := territory.HandOver{Unit: "G004", Post: "head", Person: "甲", Name: "甲", From: day(1)}
		if _, err := reader.HandOver(t.Context(), code, h); err != nil {
			t.Fatal(err)
		}
		if reader.Ready() != nil {
			t.Errorf("a city is called broken that is not: %v", reader.Ready())
		}
		if c := refresh(t, reader); headOf(c, "G004", day(28)) != "甲" {
			t.Error("nobody is head")
		}
		equalToFresh(t, "kept up", reader, New(st, Options{}))
	})
}

// A handover that takes long to read does not undo what was published meanwhile.
func TestAPublicationOvertakesAHandover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		writer := heads(t, st)
		slow := slowSeat{&dammed{Store: st, collection: store.Seats}}
		reader, _ := served(t, slow, time.Second)
		opened := slow.close()
		handOver(t, writer, code, "甲", 1)
		time.Sleep(time.Second)
		publish(t, writer, grid(4))
		time.Sleep(time.Second)
		synctest.Wait()
		if c, _ := reader.City(code); !holds(c, "G004", time.Now()) {
			t.Error("the publication waits for the handover")
		}
		opened()
		time.Sleep(time.Second)
		synctest.Wait()
		if c, _ := reader.City(code); !holds(c, "G004", time.Now()) || headIn(t, reader, code) != "甲" {
			t.Errorf("the publication is there: %v; %q is head", holds(c, "G004", time.Now()), headIn(t, reader, code))
		}
	})
}

// twice is a store that tells of every change twice.
type twice struct{ store.Store }

func (s twice) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	changes, next, err := s.Store.Changes(ctx, since, limit)
	return slices.Concat(changes, changes), next, err
}

func TestAHandoverIsHeardOfTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		writer := heads(t, st)
		reader := New(twice{st}, Options{})
		refresh(t, reader)
		handOver(t, writer, code, "甲", 1)
		handOver(t, writer, code, "乙", 2)
		refresh(t, reader)
		equalToFresh(t, "kept up", reader, New(st, Options{}))
	})
}

// handedOver writes a seat as a handover leaves it.
func handedOver(t *testing.T, st store.Store, unit, person string) {
	t.Helper()
	b := seatBody{Unit: unit, Post: "head", Terms: []termBody{{Recorded: store.FormatInstant(day(1)), Person: person, Name: person, From: store.FormatInstant(day(1))}}}
	if err := st.Insert(t.Context(), store.Document{Collection: store.Seats, City: code, ID: seatID(b.Unit, b.Post), Body: encode(b)}); err != nil {
		t.Fatal(err)
	}
}

// Somebody at a unit that never was is a fault of the city, which shows.
func TestASeatAtNoUnit(t *testing.T) {
	st := open(t)
	reader := heads(t, st)
	refresh(t, reader)
	handedOver(t, st, "nowhere", "p")
	if err := reader.Refresh(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	if err := reader.Ready(); err == nil || fault.As(err).Code != fault.CityBroken {
		t.Errorf("readiness says %v", err)
	}
	if c, there := reader.City(code); !there || !holds(c, "G000", time.Now()) {
		t.Error("the city does not answer any more")
	}
}

// A server that was away while many posts changed hands puts all of them in.
func TestManyHandoversAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		reader := settled(t, st)
		const many = sitting + 40
		publish(t, reader, grids(many)...)
		refresh(t, reader)
		for i := range many {
			handedOver(t, st, grid(i).Code, "p")
		}
		c := refresh(t, reader)
		for i := range many {
			if headOf(c, grid(i).Code, day(28)) != "p" {
				t.Fatalf("nobody is head of the grid %d", i)
			}
		}
	})
}

// failingAt fails from the nth question on that is put to it, or at it alone.
type failingAt struct {
	store.Store
	left atomic.Int64
	once bool
	with error
}

// never is more questions than a test asks.
const never = 1 << 40

func (s *failingAt) ask() error {
	if left := s.left.Add(-1); left == -1 || left < 0 && !s.once {
		return s.with
	}
	return nil
}

func (s *failingAt) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if err := s.ask(); err != nil {
		return store.Document{}, err
	}
	return s.Store.Get(ctx, collection, city, id)
}

func (s *failingAt) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := s.ask(); err != nil {
		return store.Page{}, err
	}
	return s.Store.Query(ctx, q)
}

func (s *failingAt) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	if err := s.ask(); err != nil {
		return nil, "", err
	}
	return s.Store.Changes(ctx, since, limit)
}

// Wherever the store fails while a server takes in what was written, for good or
// once, nothing of it is missed when the store is back.
func TestFailingAtEveryRead(t *testing.T) {
	for _, once := range []bool{false, true} {
		n := 0
		for failed := true; failed; n++ {
			synctest.Test(t, func(t *testing.T) { failed = failAt(t, n, once) })
		}
		if n < 10 {
			t.Errorf("it took %d reads only", n)
		}
	}
}

func failAt(t *testing.T, n int, once bool) bool {
	st := open(t)
	writer := twoCities(t, st)
	bad := &failingAt{Store: st, with: store.ErrTransient, once: once}
	bad.left.Store(never)
	reader := New(bad, Options{})
	if err := reader.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	publish(t, writer, grid(4))
	handOver(t, writer, code, "甲", 1)
	handOver(t, writer, otherCode, "乙", 2)
	bad.left.Store(int64(n))
	err := reader.Refresh(t.Context(), Silent)
	failed := bad.left.Load() < 0
	if failed != errors.Is(err, store.ErrTransient) {
		t.Fatalf("at read %d: failed %v, told %v", n, failed, err)
	}
	bad.left.Store(never)
	if err := reader.Refresh(t.Context(), Silent); err != nil || reader.Ready() != nil {
		t.Fatal(err, reader.Ready())
	}
	equalToFresh(t, "after a failure", reader, New(st, Options{}))
	return failed
}

// A city that could not be built for trouble that the store does not call passing
// is tried again by and by.
func TestABrokenCityIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		writer := heads(t, st)
		bad := &failingAt{Store: st, with: errors.New("a sector cannot be read"), once: true}
		bad.left.Store(never)
		reader, log := served(t, bad, time.Second)
		publish(t, writer, grid(4))
		bad.left.Store(2) // behind the changes and the city's document
		time.Sleep(firstPause / 2)
		if log.count("cannot be built") != 1 {
			t.Fatalf("told %d times", log.count("cannot be built"))
		}
		if f := fault.As(reader.Ready()); f.Code != fault.CityBroken {
			t.Fatalf("readiness says %v", f)
		}
		time.Sleep(firstPause)
		synctest.Wait()
		if c, _ := reader.City(code); reader.Ready() != nil || !holds(c, "G004", time.Now()) {
			t.Errorf("it was not tried again: %v", reader.Ready())
		}
	})
}
