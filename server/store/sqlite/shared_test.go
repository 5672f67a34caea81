package sqlite

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// Two stores on one file stand for two processes: SQLite's locks do not care.

// TestTwoStoresMissNoChange: both write as fast as they can, both listen, and
// each hears of every document.
func TestTwoStoresMissNoChange(t *testing.T) {
	const writers, documents = 4, 20
	dir := t.TempDir()
	stores := []*Store{opened(t, dir, storetest.Schema), opened(t, dir, storetest.Schema)}
	var left atomic.Int32
	left.Store(int32(len(stores) * writers))
	var all sync.WaitGroup
	heard := make([]map[string]int64, len(stores))
	for i, s := range stores {
		all.Go(func() { heard[i] = listen(t, s, func() bool { return left.Load() == 0 }) })
		for w := range writers {
			all.Go(func() {
				defer left.Add(-1)
				for n := range documents {
					d := unit(fmt.Sprintf("%d-%d-%d", i, w, n), `{}`)
					if err := s.Insert(t.Context(), d); err != nil {
						t.Error(err)
						return
					}
					d.Version = 1
					if _, err := s.Replace(t.Context(), d); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	all.Wait()
	for i := range stores {
		if want := len(stores) * writers * documents; len(heard[i]) != want {
			t.Errorf("store %d heard of %d documents, want %d", i, len(heard[i]), want)
		}
		for id, version := range heard[i] {
			if version != 2 {
				t.Errorf("store %d heard of %s at version %d last", i, id, version)
			}
		}
	}
}

// listen follows the changes until the writers are done and nothing is left, and
// returns the last version that it heard of each document.
func listen(t *testing.T, s *Store, done func() bool) map[string]int64 {
	heard := map[string]int64{}
	for token := store.Token(""); ; {
		last := done()
		changes, next, err := s.Changes(t.Context(), token, 7)
		if err != nil {
			t.Error(err)
			return heard
		}
		for _, c := range changes {
			if c.Version <= heard[c.ID] {
				t.Errorf("%s at version %d was heard after %d", c.ID, c.Version, heard[c.ID])
			}
			heard[c.ID] = c.Version
		}
		if last && len(changes) == 0 || t.Failed() {
			return heard
		}
		token = next
	}
}

func TestTwoStoresLoseNoUpdate(t *testing.T) {
	const writers, each = 4, 25
	dir := t.TempDir()
	stores := []*Store{opened(t, dir, storetest.Schema), opened(t, dir, storetest.Schema)}
	insert(t, stores[0], unit("count", `{"n":0}`))
	var all sync.WaitGroup
	for _, s := range stores {
		for range writers {
			all.Go(func() {
				for done := 0; done < each; {
					d, err := s.Get(t.Context(), "units", "110101", "count")
					var body struct {
						N int `json:"n"`
					}
					if err == nil {
						err = json.Unmarshal(d.Body, &body)
					}
					d.Body = fmt.Appendf(nil, `{"n":%d}`, body.N+1)
					if err == nil {
						_, err = s.Replace(t.Context(), d)
					}
					if err == nil {
						done++
					} else if !errors.Is(err, store.ErrStale) {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	all.Wait()
	d, err := stores[1].Get(t.Context(), "units", "110101", "count")
	if want := fmt.Sprintf(`{"n":%d}`, len(stores)*writers*each); err != nil || string(d.Body) != want {
		t.Errorf("got %s, %v; want %s", d.Body, err, want)
	}
}

func TestTwoStoresKeepOneUniqueKey(t *testing.T) {
	dir := t.TempDir()
	stores := []*Store{opened(t, dir, storetest.Schema), opened(t, dir, storetest.Schema)}
	var kept atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			err := stores[i%2].Insert(t.Context(), unit(fmt.Sprint(i), `{"code":1}`))
			if err == nil {
				kept.Add(1)
			} else if !errors.Is(err, store.ErrExists) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if kept.Load() != 1 {
		t.Errorf("%d have the key", kept.Load())
	}
}
