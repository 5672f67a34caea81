package hook

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/store"
)

// mortal is a store whose process dies at a write: before it has its effect or after.
// From then on nothing that the process asks for is done.
type mortal struct {
	store.Store
	left  atomic.Int64 // writes to live
	after bool
}

var errDead = errors.New("the process is dead")

func (m *mortal) dead() bool { return m.left.Load() <= 0 }

func (m *mortal) write(do func() error) error {
	if m.dead() {
		return errDead
	}
	dies := m.left.Add(-1) == 0
	if dies && !m.after {
		return errDead
	}
	if err := do(); !dies {
		return err
	}
	return errDead
}

func (m *mortal) Insert(ctx context.Context, d store.Document) error {
	return m.write(func() error { return m.Store.Insert(ctx, d) })
}

func (m *mortal) Replace(ctx context.Context, d store.Document) (version int64, err error) {
	err = m.write(func() error { version, err = m.Store.Replace(ctx, d); return err })
	return version, err
}

func (m *mortal) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if m.dead() {
		return store.Document{}, errDead
	}
	return m.Store.Get(ctx, collection, city, id)
}

func (m *mortal) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	if m.dead() {
		return nil, "", errDead
	}
	return m.Store.Changes(ctx, since, limit)
}

func (m *mortal) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if m.dead() {
		return store.Page{}, errDead
	}
	return m.Store.Query(ctx, q)
}

// Servers die at any write while others go on, and while none does: in the end every
// event has exactly one delivery and was received, always under its id and with the
// same body.
func TestServersDie(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 4
	}
	resent := 0
	for round := range rounds {
		on := []string{"sqlite", "mongo"}[round%2]
		t.Run(fmt.Sprint(on, round), func(t *testing.T) {
			w := newWorldOn(t, stores[on])
			quick := func(o *Options) { o.Timeout = 100 * time.Millisecond } // and claims run out soon
			first := w.server(w.store, quick)
			one := w.create(first, Filter{})
			var failing atomic.Int64
			failing.Store(3)
			w.receiver.answers(func(rw http.ResponseWriter, q *http.Request) {
				if failing.Add(-1) <= 0 {
					w.receiver.answers(nil)
				}
				rw.WriteHeader(http.StatusServiceUnavailable)
			})
			events := map[string]int{}
			happens := func(n int) {
				for range n {
					id := fmt.Sprint("issue", rand.IntN(4))
					w.happens(id, []issue.Action{issue.Comment, issue.Comment}[:1+rand.IntN(2)]...)
				}
			}
			for range 4 { // one dies after the other; sometimes two run
				dying := &mortal{Store: w.store, after: rand.IntN(2) == 0}
				dying.left.Store(1 + rand.Int64N(12))
				stop := w.runs(w.server(dying, quick))
				stopBeside := func() {}
				if rand.IntN(2) == 0 {
					stopBeside = w.runs(w.server(w.store, quick))
				}
				happens(4)
				for deadline := time.Now().Add(200 * time.Millisecond); !dying.dead() && time.Now().Before(deadline); {
					time.Sleep(time.Millisecond)
				}
				stop()
				stopBeside()
				happens(1)
			}
			w.runs(w.server(w.store, quick))
			total := 0
			for k := range 4 {
				id := fmt.Sprint("issue", k)
				if doc, err := w.store.Get(t.Context(), store.Issues, town, id); err == nil {
					i := must(t, doc)
					events[id] = len(i.History)
					total += len(i.History)
				}
			}
			until(t, "all is delivered", func() bool { return len(w.deliveries(first, one.ID, Done)) == total })
			if all := w.deliveries(first, one.ID, ""); len(all) != total {
				t.Errorf("%d deliveries of %d events", len(all), total)
			}
			w.receiver.mu.Lock()
			defer w.receiver.mu.Unlock()
			for id, n := range events {
				for seq := 1; seq <= n; seq++ {
					got := w.receiver.got[deliveryID(one.ID, id, seq)]
					if len(got) == 0 {
						t.Errorf("%s/%d was never received", id, seq)
					}
					for _, text := range got[1:] {
						if resent++; text != got[0] {
							t.Errorf("%s/%d is %s and then %s", id, seq, got[0], text)
						}
					}
				}
			}
			if len(w.receiver.got) != total || w.receiver.forged > 0 {
				t.Errorf("%d received of %d, %d forged", len(w.receiver.got), total, w.receiver.forged)
			}
		})
	}
	t.Logf("%d were received again", resent)
}

// Two servers that are well send everything once.
func TestTwoServersSendOnce(t *testing.T) {
	w := newWorld(t)
	a, b := w.server(w.store), w.server(w.store)
	one := w.create(a, Filter{})
	w.runs(a)
	w.runs(b)
	for n := range 40 {
		w.happens(fmt.Sprint("issue", n%5), issue.Comment)
	}
	until(t, "all is delivered", func() bool { return len(w.deliveries(a, one.ID, Done)) == 40 })
	w.receiver.mu.Lock()
	defer w.receiver.mu.Unlock()
	for id, got := range w.receiver.got {
		if len(got) != 1 {
			t.Errorf("%s was sent %d times", id, len(got))
		}
	}
}

// A store that was put back from a backup is followed from its beginning: what it lacks
// is made, and what it has is not sent again.
func TestAnotherStoreInItsPlace(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store)
	one := w.create(h, Filter{})
	stop := w.runs(h)
	w.happens("a", issue.Report)
	until(t, "it works", func() bool { return len(w.deliveries(h, one.ID, Done)) == 1 })
	stop()
	doc, err := w.store.Get(t.Context(), store.Hooks, store.Installation, cursorID)
	if err != nil {
		t.Fatal(err)
	}
	doc.Body = []byte(`{"place":"of-another-store"}`)
	if _, err := w.store.Replace(t.Context(), doc); err != nil {
		t.Fatal(err)
	}
	w.happens("a", issue.File)
	w.runs(w.server(w.store))
	until(t, "what lacked is sent", func() bool { return len(w.deliveries(h, one.ID, Done)) == 2 })
	w.receiver.mu.Lock()
	defer w.receiver.mu.Unlock()
	if n := len(w.receiver.got[deliveryID(one.ID, "a", 1)]); n != 1 {
		t.Errorf("the first was sent %d times", n)
	}
}

// A receiver that never answers keeps nobody else's waiting.
func TestReceiversDoNotWaitForEachOther(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) { o.Timeout = 5 * time.Second })
	quit := make(chan struct{})
	slow := newReceiver(t)
	t.Cleanup(func() { close(quit) })
	slow.answers(func(_ http.ResponseWriter, q *http.Request) {
		select {
		case <-quit:
		case <-q.Context().Done():
		}
	})
	if _, _, err := h.Create(t.Context(), town, NewHook{URL: slow.url}); err != nil {
		t.Fatal(err)
	}
	one := w.create(h, Filter{})
	w.runs(h)
	for range 30 {
		w.happens("a", issue.Comment)
	}
	began := time.Now()
	until(t, "the other has all", func() bool { return len(w.deliveries(h, one.ID, Done)) == 30 })
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("it took %v", took)
	}
}

// A server that is stopped gives back what it had begun, so that another sends it at once.
func TestStoppingGivesBack(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) { o.Timeout = time.Minute })
	one := w.create(h, Filter{})
	begun := make(chan struct{}, 10)
	w.receiver.answers(func(_ http.ResponseWriter, q *http.Request) {
		begun <- struct{}{}
		<-q.Context().Done()
	})
	stop := w.runs(h)
	w.happens("a", issue.Report)
	<-begun
	stop()
	w.receiver.answers(nil)
	if d := w.deliveries(h, one.ID, Pending); len(d) != 1 || d[0].Tries != 0 || d[0].Due.After(time.Now()) {
		t.Fatalf("left as %+v", d)
	}
	w.runs(w.server(w.store))
	until(t, "another sends it", func() bool { return len(w.deliveries(h, one.ID, Done)) == 1 })
}

func TestTriesComeEverMoreRarely(t *testing.T) {
	h := New(Options{})
	for tries, most := range map[int]time.Duration{1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second, 40: 2 * time.Hour, 1000: 2 * time.Hour} {
		least, longest := time.Hour*100, time.Duration(0)
		for range 200 {
			wait := h.backoff(tries)
			least, longest = min(least, wait), max(longest, wait)
		}
		if least < most/2 || longest > most || longest-least < most/4 {
			t.Errorf("after %d: from %v to %v", tries, least, longest)
		}
	}
}
