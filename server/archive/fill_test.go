package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/store"
)

func many(i int) string { return fmt.Sprintf("%06d", i) }

// heapWhile returns by how many bytes the heap grew, at most, where it was looked
// at.
func heapWhile(run func(look func())) uint64 {
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := before.HeapAlloc
	run(func() {
		runtime.GC()
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc)
	})
	return most - before.HeapAlloc
}

var errDead = errors.New("the process was killed")

// dying is a store that dies at its nth write, before or after it takes effect, and
// every write from then on.
func dying(st store.Store, n int64, after bool) watched {
	var left atomic.Int64
	left.Store(n)
	return watched{st, func(d store.Document) error {
		switch now := left.Add(-1); {
		case now > 0:
			return nil
		case now == 0 && after:
			return errors.Join(errDead, alone(st, d))
		}
		return errDead
	}}
}

// alone makes the write that a dying store still made.
func alone(st store.Store, d store.Document) error {
	ctx := context.Background()
	switch {
	case d.Collection != store.Restores:
		return st.Adopt(ctx, d)
	case d.Version == 0:
		return st.Insert(ctx, d)
	}
	_, err := st.Replace(ctx, d)
	return err
}

// Wherever a restore dies, the store is empty, or says that it is not finished, or
// is finished; and the same backup takes it to the end.
func TestARestoreThatDiesAtEveryWrite(t *testing.T) {
	geotest.Reckons(t)
	b := taken(t, backedUp(t, filled(t, few)))
	other := taken(t, backedUp(t, filled(t, few[:2])))
	resumed := 0
	for _, after := range []bool{false, true} {
		for n := 1; n <= len(few)+2; n++ {
			what := fmt.Sprintf("write %d, with effect: %v", n, after)
			to := opened(t, t.TempDir())
			_, err := Restore(t.Context(), b, "first.zip", dying(to, int64(n), after), atNoon, silent)
			if !errors.Is(err, errDead) {
				t.Fatalf("%s: %v", what, err)
			}
			switch err := Unfinished(t.Context(), to); {
			case n == 1 && !after:
				if err != nil || len(all(t, to)) != 0 {
					t.Errorf("%s: %v, with %d documents", what, err, len(all(t, to)))
				}
			case n == len(few)+2 && after:
				if err != nil || hashOf(t, to) != b.Content {
					t.Errorf("%s: %v, and the hash differs", what, err)
				}
				continue
			default:
				refused(t, what, err, fault.RestoreUnfinished)
				_, err := Restore(t.Context(), other, "other.zip", to, atNoon, silent)
				refused(t, what+", another backup", err, fault.RestoreOfAnother)
				resumed++
			}
			filled, err := Restore(t.Context(), b, "first.zip", to, atNoon, silent)
			if err != nil || filled.Resumed != (n > 1 || after) || hashOf(t, to) != b.Content {
				t.Errorf("%s: again %+v, %v", what, filled, err)
			}
			if err := Unfinished(t.Context(), to); err != nil {
				t.Errorf("%s: at the end %v", what, err)
			}
		}
	}
	if resumed < 2*len(few) {
		t.Errorf("only %d were taken up again", resumed)
	}
}

// A write that failed is told with what to do about it, and a fault as it is.
func TestARestoreThatFailsSaysWhatToDo(t *testing.T) {
	b := taken(t, backedUp(t, filled(t, few)))
	to := opened(t, t.TempDir())
	_, err := Restore(t.Context(), b, "b.zip", dying(to, 4, false), atNoon, silent)
	refused(t, "a write that fails", err, fault.RestoreBroken)
	ctx, stop := context.WithCancel(t.Context())
	_, err = Restore(ctx, b, "b.zip", watched{to, func(d store.Document) error {
		if d.Collection == store.Seats {
			stop()
		}
		return nil
	}}, atNoon, silent)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	refused(t, "interrupted", Unfinished(t.Context(), to), fault.RestoreUnfinished)
}

// No city is there before all that it needs.
func TestCitiesComeLast(t *testing.T) {
	b := taken(t, backedUp(t, filled(t, few)))
	to := opened(t, t.TempDir())
	var lock sync.Mutex
	var order []string
	slow := watched{to, func(d store.Document) error {
		lock.Lock()
		defer lock.Unlock()
		order = append(order, d.Collection)
		return nil
	}}
	restored(t, b, slow)
	if len(order) != len(few)+2 || order[0] != store.Restores || order[len(order)-1] != store.Restores {
		t.Fatalf("the writes were %v", order)
	}
	for i, collection := range order[1 : len(order)-1] {
		if isCity := i >= len(few)-2; isCity != (collection == store.Cities) {
			t.Errorf("write %d is to %s", i+1, collection)
		}
	}
}

func TestOnlyAnEmptyStoreIsFilled(t *testing.T) {
	b := taken(t, backedUp(t, filled(t, few)))
	for _, d := range few {
		to := filled(t, []store.Document{d})
		before := hashOf(t, to)
		_, err := Restore(t.Context(), b, "b.zip", to, atNoon, silent)
		refused(t, "with "+nameOf(d), err, fault.StoreNotEmpty)
		if must(t, Unfinished(t.Context(), to)); hashOf(t, to) != before {
			t.Errorf("with %s: something was written", nameOf(d))
		}
	}
	to := opened(t, t.TempDir())
	restored(t, b, to)
	_, err := Restore(t.Context(), b, "b.zip", to, atNoon, silent)
	refused(t, "restored already", err, fault.StoreNotEmpty)
}

// Several commands at once fill the store once, with one content.
func TestSeveralAtOnce(t *testing.T) {
	paths := []string{backedUp(t, filled(t, few)), backedUp(t, filled(t, few[:2]))}
	for range 5 {
		to := opened(t, t.TempDir())
		var all sync.WaitGroup
		var done [2]atomic.Int64
		for i := range 6 {
			b := taken(t, paths[i%2])
			all.Go(func() {
				_, err := Restore(t.Context(), b, "b.zip", to, atNoon, silent)
				switch code := fault.As(err).Code; {
				case err == nil:
					done[i%2].Add(1)
				case code != fault.StoreNotEmpty && code != fault.RestoreOfAnother:
					t.Error(err)
				}
			})
		}
		all.Wait()
		must(t, Unfinished(t.Context(), to))
		first, second := done[0].Load() > 0, done[1].Load() > 0
		if first == second || hashOf(t, to) != taken(t, paths[map[bool]int{true: 0, false: 1}[first]]).Content {
			t.Errorf("of the first %d were done, of the second %d", done[0].Load(), done[1].Load())
		}
	}
}

// What others write into the store meanwhile does not pass for what was restored.
func TestAStoreThatOthersWriteTo(t *testing.T) {
	b := taken(t, backedUp(t, filled(t, few)))
	for name, c := range map[string]struct {
		strange store.Document
		code    fault.Code
	}{
		"a document more":     {document(store.Units, "110101", "strange", 1, `{}`), fault.RestoreDiffers},
		"in a document's way": {document(store.Sponsorships, "310101", "s", 1, `{}`), fault.RestoreClash},
	} {
		to := opened(t, t.TempDir())
		var once sync.Once
		_, err := Restore(t.Context(), b, "b.zip", watched{to, func(d store.Document) error {
			if d.Collection != store.Restores {
				once.Do(func() { must(t, to.Insert(t.Context(), c.strange)) })
			}
			return nil
		}}, atNoon, silent)
		refused(t, name, err, c.code)
		refused(t, name, Unfinished(t.Context(), to), fault.RestoreUnfinished)
	}
}

// However large the documents are, only so many bytes of them are under way.
func TestARestoreOfMuchTakesLittleMemory(t *testing.T) {
	const each = 8 << 20
	body := append(append([]byte(`{"x":"`), bytes.Repeat([]byte("x"), each)...), `"}`...)
	from := func(_ context.Context, _ func(string) bool, visit func(store.Document) error) error {
		for i := range 40 {
			if err := visit(store.Document{Collection: store.Units, City: "110101", ID: many(i), Version: 1, Body: body}); err != nil {
				return err
			}
		}
		return nil
	}
	synctest.Test(t, func(t *testing.T) {
		slow := &swallowing{}
		a := adopting{to: slow, progress: silent}
		must(t, a.all(t.Context(), from, nil))
		if a.done.Load() != 40 || slow.most > roomBytes || slow.most < roomBytes/2 {
			t.Errorf("%d documents, at most %d MiB under way", a.done.Load(), slow.most>>20)
		}
	})
}

// swallowing is a store that is slower than any source, and counts the bytes that
// it has in hand.
type swallowing struct {
	store.Store
	lock      sync.Mutex
	now, most int
}

func (s *swallowing) Adopt(_ context.Context, d store.Document) error {
	s.count(len(d.Body))
	time.Sleep(time.Second)
	s.count(-len(d.Body))
	return nil
}

func (s *swallowing) count(n int) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.now += n
	s.most = max(s.most, s.now)
}
