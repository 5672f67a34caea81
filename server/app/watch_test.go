package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sizhang/domain/territory"
	"sizhang/server/store"
)

// In these tests the clock stands still unless everyone waits, so that what wakes
// a server is known, and when.

// troubled is a store that fails where it is told to, and counts what it is asked.
type troubled struct {
	store.Store
	awaiting, changing    func(ctx context.Context) error // nil: as the store does
	awaits, polls, builds atomic.Int64
}

func (s *troubled) Await(ctx context.Context, since store.Token) error {
	s.awaits.Add(1)
	if s.awaiting != nil {
		return s.awaiting(ctx)
	}
	return s.Store.Await(ctx, since)
}

func (s *troubled) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	s.polls.Add(1)
	if s.changing != nil {
		if err := s.changing(ctx); err != nil {
			return nil, "", err
		}
	}
	return s.Store.Changes(ctx, since, limit)
}

func (s *troubled) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if q.Collection == store.Seats && q.After == "" {
		s.builds.Add(1)
	}
	return s.Store.Query(ctx, q)
}

// deaf is an Await that hears of nothing.
func deaf(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// journal is a log to be counted.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

func (j *journal) count(text string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Count(j.text.String(), text)
}

// served is a server beside others on one store, in a bubble.
func served(t *testing.T, st store.Store, every time.Duration) (*App, *journal) {
	t.Helper()
	log := &journal{}
	a := New(st, Options{Log: slog.New(slog.NewTextHandler(log, nil))})
	if err := a.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	watching := make(chan error, 1)
	go func() { watching <- a.Watch(ctx, every) }()
	t.Cleanup(func() {
		cancel()
		if err := <-watching; !errors.Is(err, context.Canceled) {
			t.Errorf("Watch returned %v", err)
		}
	})
	return a, log
}

// heads is a test city with a grid to hand over, in a bubble.
func heads(t *testing.T, st store.Store) *App {
	t.Helper()
	a := settled(t, st)
	publish(t, a, grids(2)...)
	return a
}

func handOver(t *testing.T, a *App, city, person string, from int) {
	t.Helper()
	h := territory.HandOver{Unit: "G000", Post: "head", Person: person, Name: person, From: day(from)}
	if _, err := a.HandOver(t.Context(), city, h); err != nil {
		t.Fatal(err)
	}
}

// headIn returns who heads the first grid of a city for good.
func headIn(t *testing.T, a *App, city string) string {
	t.Helper()
	c, ok := a.City(city)
	if !ok {
		t.Fatalf("there is no city %s", city)
	}
	return headOf(c, "G000", day(28))
}

func TestAWriteWakesOtherServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		writer := heads(t, st)
		reader, _ := served(t, st, time.Hour)
		for i, name := range []string{"甲", "乙", "丙"} {
			time.Sleep(time.Duration(i) * time.Minute)
			handOver(t, writer, code, name, i+1)
			time.Sleep(breath)
			synctest.Wait()
			if got := headIn(t, reader, code); got != name {
				t.Errorf("%s is head, want %s", got, name)
			}
		}
		publish(t, writer, grid(4))
		time.Sleep(breath)
		synctest.Wait()
		if c, _ := reader.City(code); !holds(c, "G004", time.Now()) {
			t.Error("the publication was not seen")
		}
	})
}

func TestAServerThatIsNotWokenLooks(t *testing.T) {
	for name, await := range map[string]func(context.Context) error{
		"it hears nothing": deaf,
		"it fails":         func(context.Context) error { return errors.New("no change streams here") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				st := open(t)
				writer := heads(t, st)
				reader, _ := served(t, &troubled{Store: st, awaiting: await}, time.Second)
				handOver(t, writer, code, "甲", 1)
				time.Sleep(time.Second)
				synctest.Wait()
				if got := headIn(t, reader, code); got != "甲" {
					t.Errorf("%q is head", got)
				}
			})
		})
	}
}

// What goes wrong for long is neither tried nor told all the time.
func TestTroubleWithWaitingIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		heads(t, st)
		var well atomic.Bool
		bad := &troubled{Store: st, awaiting: func(context.Context) error {
			if well.Load() {
				return nil
			}
			return errors.New("no change streams here")
		}}
		reader, log := served(t, bad, time.Second)
		time.Sleep(59 * time.Second)
		if n := log.count("no change streams here"); n != 1 {
			t.Errorf("told %d times within a minute", n)
		}
		time.Sleep(9 * time.Minute)
		if n := log.count("no change streams here"); n > 10 {
			t.Errorf("told %d times within ten minutes", n)
		}
		if n := bad.awaits.Load(); n < 20 || n > 30 {
			t.Errorf("tried %d times within ten minutes", n)
		}
		if reader.Ready() != nil {
			t.Errorf("not ready: %v", reader.Ready())
		}
		well.Store(true)
		time.Sleep(mostDeaf)
		if n := log.count("over: "); n != 1 {
			t.Errorf("told %d times that it is over", n)
		}
	})
}

// A store that calls all the time is not asked all the time.
func TestAStoreThatCriesWolf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		heads(t, st)
		bad := &troubled{Store: st, awaiting: func(context.Context) error { return nil }}
		served(t, bad, time.Second)
		time.Sleep(time.Minute)
		if n := bad.polls.Load(); n > int64(time.Minute/breath)+70 {
			t.Errorf("asked %d times in a minute", n)
		}
	})
}

func TestAStoreThatDoesNotAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		fails func(context.Context) error
		seen  time.Duration
	}{
		"it fails": {func(context.Context) error { return store.ErrTransient }, time.Second},
		"it hangs": {func(ctx context.Context) error { return deaf(ctx) }, time.Second + pollTime},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				st := open(t)
				writer := heads(t, st)
				var cut atomic.Bool
				bad := &troubled{Store: st, awaiting: deaf}
				bad.changing = func(ctx context.Context) error {
					if cut.Load() {
						return c.fails(ctx)
					}
					return nil
				}
				reader, log := served(t, bad, time.Second)
				cut.Store(true)
				time.Sleep(c.seen + time.Millisecond)
				if reader.Ready() == nil {
					t.Error("it is ready")
				}
				handOver(t, writer, code, "甲", 1)
				time.Sleep(10 * time.Minute)
				if n := log.count("does not answer"); n < 5 || n > 12 {
					t.Errorf("told %d times within ten minutes", n)
				}
				cut.Store(false)
				time.Sleep(2*time.Second + pollTime)
				synctest.Wait()
				if got := headIn(t, reader, code); got != "甲" || reader.Ready() != nil || log.count("over: the store does not answer") != 1 {
					t.Errorf("%q is head, %v, %d times over", got, reader.Ready(), log.count("over: "))
				}
			})
		})
	}
}

// However often a server is told, it builds each publication once.
func TestAPublicationIsBuiltOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := open(t)
		writer := heads(t, st)
		counted := &troubled{Store: st, awaiting: func(context.Context) error { return nil }}
		reader, _ := served(t, counted, 20*time.Millisecond)
		before := counted.builds.Load()
		const versions = 3
		for i := range versions {
			publish(t, writer, grid(3+i))
			for range 3 {
				go func() { _ = reader.RefreshCity(t.Context(), code) }()
			}
			time.Sleep(time.Second)
		}
		synctest.Wait()
		if n := counted.builds.Load() - before; n != versions {
			t.Errorf("%d publications were built %d times", versions, n)
		}
		equalToFresh(t, "kept up", reader, New(st, Options{}))
	})
}
