package app

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sizhang/server/store"
)

// swapped is a store that is put in the place of another under a running server,
// as when a backup is restored.
type swapped struct{ at atomic.Pointer[store.Store] }

func swappable(st store.Store) *swapped {
	s := &swapped{}
	s.at.Store(&st)
	return s
}

func (s *swapped) now() store.Store { return *s.at.Load() }

func (s *swapped) Insert(ctx context.Context, d store.Document) error { return s.now().Insert(ctx, d) }

func (s *swapped) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	return s.now().Get(ctx, collection, city, id)
}

func (s *swapped) Replace(ctx context.Context, d store.Document) (int64, error) {
	return s.now().Replace(ctx, d)
}

func (s *swapped) Query(ctx context.Context, q store.Query) (store.Page, error) {
	return s.now().Query(ctx, q)
}

func (s *swapped) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	return s.now().Changes(ctx, since, limit)
}

func (s *swapped) Newest(ctx context.Context) (store.Token, error) { return s.now().Newest(ctx) }

func (s *swapped) Await(ctx context.Context, since store.Token) error {
	return s.now().Await(ctx, since)
}

func (s *swapped) Scan(ctx context.Context, visit func(store.Document) error) (bool, error) {
	return s.now().Scan(ctx, visit)
}

func (s *swapped) Adopt(ctx context.Context, d store.Document) error { return s.now().Adopt(ctx, d) }

func (s *swapped) Examine(ctx context.Context, deep bool, tell func(store.Finding)) error {
	return s.now().Examine(ctx, deep, tell)
}

func (s *swapped) Close() error { return s.now().Close() }

// copied is another store with everything that one holds.
func copied(t *testing.T, from store.Store) store.Store {
	t.Helper()
	to := open(t)
	if _, err := from.Scan(t.Context(), func(d store.Document) error { return to.Adopt(t.Context(), d) }); err != nil {
		t.Fatal(err)
	}
	return to
}

// A store that is restored under a running server is what the server answers
// from: what the backup did not have is gone, be it a city, a version or a
// handover, and what it has is back.
func TestAStoreIsRestoredUnderARunningServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := open(t)
		writer := twoCities(t, first)
		handOver(t, writer, code, "甲", 1)
		backup := copied(t, first)
		foundCity(t, writer, "110105", grids(2)...)
		publish(t, writer, grid(4))
		handOver(t, writer, code, "乙", 2)
		handOver(t, writer, otherCode, "丙", 3)
		under := swappable(first)
		reader, log := served(t, under, time.Second)
		if headIn(t, reader, code) != "乙" || headIn(t, reader, otherCode) != "丙" || len(reader.Cities()) != 3 {
			t.Fatal("the server does not know what is in its store")
		}
		under.at.Store(&backup)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(reader.Cities()) != 2 || headIn(t, reader, code) != "甲" || headIn(t, reader, otherCode) != "" || reader.Ready() != nil {
			t.Errorf("%d cities; heads are %q and %q; %v", len(reader.Cities()), headIn(t, reader, code), headIn(t, reader, otherCode), reader.Ready())
		}
		equalToFresh(t, "after the restoration", reader, New(backup, Options{}))
		if n := log.count("another store"); n != 1 {
			t.Errorf("told %d times", n)
		}
		handOver(t, New(backup, Options{}), code, "丁", 4)
		time.Sleep(time.Second)
		synctest.Wait()
		if got := headIn(t, reader, code); got != "丁" {
			t.Errorf("after the restoration %q is head", got)
		}
	})
}

// The store is restored while a server reads a city, half of it from the one and
// half from the other; and the other fails at first.
func TestAStoreIsRestoredInTheMiddle(t *testing.T) {
	for n := range 6 {
		synctest.Test(t, func(t *testing.T) {
			first := open(t)
			writer := twoCities(t, first)
			backup := copied(t, first)
			under := swappable(first)
			slow := &dammed{Store: under, collection: store.Bodies}
			reader, _ := served(t, slow, time.Second)
			opened := slow.close()
			publish(t, writer, grid(4))
			handOver(t, writer, code, "甲", 1)
			time.Sleep(time.Second)
			bad := &failingAt{Store: backup, with: store.ErrTransient, once: true}
			bad.left.Store(int64(n))
			var failing store.Store = bad
			under.at.Store(&failing)
			opened()
			time.Sleep(5 * time.Second)
			synctest.Wait()
			if reader.Ready() != nil {
				t.Error(reader.Ready())
			}
			equalToFresh(t, "after the restoration", reader, New(backup, Options{}))
		})
	}
}
