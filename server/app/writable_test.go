package app

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// full is a store that fails at its writes, while it can be read.
type full struct {
	store.Store
	with  atomic.Pointer[error]
	tries atomic.Int64
}

func (s *full) fails(err error) { s.with.Store(&err) }

func (s *full) Insert(ctx context.Context, d store.Document) error {
	s.tries.Add(1)
	if err := s.with.Load(); err != nil && *err != nil {
		return *err
	}
	return s.Store.Insert(ctx, d)
}

func (s *full) Replace(ctx context.Context, d store.Document) (int64, error) {
	s.tries.Add(1)
	if err := s.with.Load(); err != nil && *err != nil {
		return 0, *err
	}
	return s.Store.Replace(ctx, d)
}

func TestReadinessSaysThatNothingCanBeWritten(t *testing.T) {
	for name, with := range map[string]error{"a full disk": errors.New("the disk is full"), "no primary": store.ErrTransient} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				st := &full{Store: open(t)}
				heads(t, st)
				a, log := served(t, st, time.Second)
				handOver(t, a, code, "甲", 1)
				st.fails(with)
				h := territory.HandOver{Unit: "G000", Post: "head", Person: "乙", Name: "乙", From: day(2)}
				_, err := a.HandOver(t.Context(), code, h)
				if !errors.Is(err, with) {
					t.Errorf("the writer was told %v", err)
				}
				wantFault(t, "the writer", err, fault.StoreNotWritable)
				wantFault(t, "readiness", a.Writable(), fault.StoreNotWritable)
				before := st.tries.Load()
				time.Sleep(10 * time.Minute)
				wantFault(t, "readiness, later", a.Writable(), fault.StoreNotWritable)
				if n := st.tries.Load() - before; n < 50 || n > 70 {
					t.Errorf("tried %d times within ten minutes", n)
				}
				if a.Ready() != nil || headIn(t, a, code) != "甲" {
					t.Errorf("lookups do not go on: %v, %q is head", a.Ready(), headIn(t, a, code))
				}
				if n := log.count("takes no writes"); n < 1 || n > 11 {
					t.Errorf("told %d times within ten minutes", n)
				}
				st.fails(nil)
				time.Sleep(mostTry)
				synctest.Wait()
				if a.Writable() != nil || log.count("over: ") != 1 {
					t.Errorf("it was not tried again: %v", a.Writable())
				}
				equalToFresh(t, "kept up", a, New(st, Options{}))
			})
		})
	}
}

// Trouble that passes at once is over at once, and so is any with the next write.
func TestAWriteShowsThatTheStoreTakesWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := &full{Store: open(t)}
		heads(t, st)
		a, _ := served(t, st, time.Second)
		fail := func() {
			st.fails(store.ErrTransient)
			if _, err := a.OpenDraft(t.Context(), code, ""); err == nil || a.Writable() == nil {
				t.Errorf("%v, %v", err, a.Writable())
			}
			st.fails(nil)
		}
		fail()
		time.Sleep(firstTry)
		synctest.Wait()
		if a.Writable() != nil {
			t.Errorf("not tried: %v", a.Writable())
		}
		fail()
		openDraft(t, a)
		if a.Writable() != nil {
			t.Errorf("after a write: %v", a.Writable())
		}
	})
}

// What a client does wrong, or that it goes away, is no trouble with the store.
func TestRefusalsAreNoTrouble(t *testing.T) {
	st := &full{Store: open(t)}
	a := settled(t, st)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		ctx  context.Context
		with error
	}{
		{t.Context(), store.ErrExists}, {t.Context(), store.ErrMissing}, {t.Context(), store.ErrStale}, {t.Context(), store.ErrBadDocument},
		{t.Context(), store.ErrTooLarge}, {t.Context(), store.ErrClosed}, {gone, context.Canceled}, {gone, store.ErrTransient},
	} {
		st.fails(c.with)
		if err := a.store.Insert(c.ctx, store.Document{}); err != c.with || a.Writable() != nil {
			t.Errorf("%v became %v, %v", c.with, err, a.Writable())
		}
		if _, err := a.store.Replace(c.ctx, store.Document{}); err != c.with || a.Writable() != nil {
			t.Errorf("%v became %v, %v", c.with, err, a.Writable())
		}
	}
}

// Whoever reads from a store that fails is told so; what it says of a document is
// another matter.
func TestAStoreThatCannotBeReadIsNamed(t *testing.T) {
	for with, want := range map[error]fault.Code{
		store.ErrTransient: fault.StoreUnreachable, store.ErrClosed: fault.StoreUnreachable, errors.New("damaged"): fault.InternalError,
	} {
		a := New(&failingAt{Store: open(t), with: with}, Options{})
		_, getting := a.readCity(t.Context(), code)
		querying := a.each(t.Context(), store.Query{Collection: store.Seats, City: code}, func(store.Document) error { return nil })
		for _, err := range []error{getting, querying} {
			if !errors.Is(err, with) {
				t.Errorf("%v became %v", with, err)
			}
			wantFault(t, with.Error(), err, want)
		}
	}
}
