package cli

import (
	"context"
	"os"
	"sync"

	"sizhang/server/store"
)

// dryStore takes every write as if it had been done and does none (试运行). What
// was written can be got again by its id: that is enough for an import to look
// at everything beside what is in force, and to put itself into a draft.
type dryStore struct {
	store.Store
	lock    sync.Mutex
	written map[[3]string]store.Document
}

func keyOf(d store.Document) [3]string { return [3]string{d.Collection, d.City, d.ID} }

// Get returns what was written last.
func (s *dryStore) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	s.lock.Lock()
	d, ours := s.written[[3]string{collection, city, id}]
	s.lock.Unlock()
	switch {
	case !ours:
		return s.Store.Get(ctx, collection, city, id)
	case d.Gone:
		return store.Document{}, store.ErrMissing
	}
	return d, ctx.Err()
}

// Insert keeps the document in memory. It refuses what the store would refuse.
func (s *dryStore) Insert(ctx context.Context, d store.Document) error {
	d.Version = 0
	_, err := s.Replace(ctx, d)
	return err
}

// Replace keeps the document in memory.
func (s *dryStore) Replace(ctx context.Context, d store.Document) (int64, error) {
	for _, c := range store.Schema {
		if c.Name == d.Collection && !d.Gone {
			if err := d.Check(c); err != nil {
				return 0, err
			}
		}
	}
	d.Version++
	s.lock.Lock()
	defer s.lock.Unlock()
	s.written[keyOf(d)] = d
	return d.Version, ctx.Err()
}

// openDry opens the store to try something out. Where there is none,
// an empty folder stands in its place for as long.
func (s dataSettings) openDry(ctx context.Context) (_ store.Store, cleanUp func(), err error) {
	cleanUp = func() {}
	absent, err := s.absent(ctx)
	if err != nil {
		return nil, nil, err
	}
	if absent {
		s.Mongo = ""
		if s.Data, err = os.MkdirTemp("", "sizhang-dry-"); err != nil {
			return nil, nil, err
		}
		cleanUp = func() { os.RemoveAll(s.Data) }
	}
	st, err := s.open(ctx)
	if err != nil {
		cleanUp()
		return nil, nil, err
	}
	return &dryStore{Store: st, written: map[[3]string]store.Document{}}, cleanUp, nil
}
