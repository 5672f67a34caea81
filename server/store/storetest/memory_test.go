package storetest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"sizhang/server/store"
	"sizhang/server/store/seal"
)

// shelf holds the documents of a store in memory, for all its handles. It does
// in the plainest way what the contract asks for, and is there to try the suite
// on.
type shelf struct {
	mu      sync.Mutex
	kept    map[key]kept
	stamp   int64
	written chan struct{} // closed by the next write
	seals   seal.Sealer
	opened  atomic.Int32 // handles
}

type kept struct {
	store.Document
	stamp  int64
	places map[string][]string // by index, where it is in one
}

func newShelf() *shelf {
	return &shelf{kept: map[key]kept{}, written: make(chan struct{}), seals: seal.With(seal.NewKey())}
}

// memory is a handle on a shelf.
type memory struct {
	*shelf
	closing chan struct{}
	gate    sync.RWMutex
	inside  sync.WaitGroup
	cut     atomic.Bool
	odd     bool // of writes on a cut connection, each other one has its effect
}

func (h *shelf) open() *memory { return &memory{shelf: h, closing: make(chan struct{})} }

// inMemory is the sibling that the suite's own tests run on. spoil may put a
// planted bug in front of each handle.
func inMemory(spoil func(*memory) store.Store) func(t *testing.T) Sibling {
	return func(t *testing.T) Sibling {
		h := newShelf()
		open := func() (*memory, store.Store) {
			m := h.open()
			s := spoil(m)
			t.Cleanup(func() {
				if err := m.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
					t.Error(err)
				}
			})
			return m, s
		}
		m, s := open()
		return Sibling{
			Store: s,
			Again: func() store.Store { _, s := open(); return s },
			Cut:   func() func() { m.cut.Store(true); return func() { m.cut.Store(false) } },
		}
	}
}

// enter lets a call in, which leaves; see package gate.
func (m *memory) enter(ctx context.Context) error {
	m.gate.RLock()
	defer m.gate.RUnlock()
	if m.isClosed() {
		return store.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.inside.Add(1)
	return nil
}

// enterToRead is enter for calls that a cut connection does not carry.
func (m *memory) enterToRead(ctx context.Context) error {
	err := m.enter(ctx)
	if err == nil && m.cut.Load() {
		m.inside.Done()
		return store.ErrTransient
	}
	return err
}

func (m *memory) isClosed() bool {
	select {
	case <-m.closing:
		return true
	default:
		return false
	}
}

func (m *memory) Close() error {
	m.gate.Lock()
	before := m.isClosed()
	if !before {
		close(m.closing)
	}
	m.gate.Unlock()
	m.inside.Wait()
	if before {
		return store.ErrClosed
	}
	return nil
}

// declared returns a collection of the schema.
func declared(name string, otherwise error) (store.Collection, error) {
	i := slices.IndexFunc(Schema, func(c store.Collection) bool { return c.Name == name })
	if i < 0 {
		return store.Collection{}, fmt.Errorf("%w: no collection %q", otherwise, name)
	}
	return Schema[i], nil
}

func (m *memory) Insert(ctx context.Context, d store.Document) error {
	if d.Gone {
		return store.ErrBadDocument
	}
	d.Version = 1
	return m.write(ctx, d, func(stands kept, there bool) error {
		if there {
			return store.ErrExists
		}
		return nil
	})
}

func (m *memory) Replace(ctx context.Context, d store.Document) (int64, error) {
	d.Version++
	return d.Version, m.write(ctx, d, func(stands kept, there bool) error {
		if !there {
			return store.ErrMissing
		}
		if stands.Version != d.Version-1 {
			return store.ErrStale
		}
		return nil
	})
}

// errSame says that what is to be adopted stands already.
var errSame = errors.New("the very same stands")

func (m *memory) Adopt(ctx context.Context, d store.Document) error {
	if d.Version < 1 {
		return store.ErrBadDocument
	}
	err := m.write(ctx, d, func(stands kept, there bool) error {
		if !there {
			return nil
		}
		if stands.Version == d.Version && stands.Gone == d.Gone && (d.Gone || canonical(stands.Body) == canonical(d.Body)) {
			return errSame
		}
		return store.ErrExists
	})
	if err == errSame {
		return nil
	}
	return err
}

func canonical(body []byte) string {
	text, err := store.Canonical(body)
	if err != nil {
		panic(err) // it was checked
	}
	return string(text)
}

// write keeps the document unless it is refused.
func (m *memory) write(ctx context.Context, d store.Document, refuse func(stands kept, there bool) error) error {
	if err := m.enter(ctx); err != nil {
		return err
	}
	defer m.inside.Done()
	c, err := declared(d.Collection, store.ErrBadDocument)
	if err == nil {
		err = d.Check(c)
	}
	if err != nil {
		return err
	}
	if d.Body = bytes.Clone(d.Body); d.Gone {
		d.Body = nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.odd = !m.odd; m.cut.Load() && m.odd {
		return store.ErrTransient
	}
	stands, there := m.kept[keyOf(d)]
	if err := refuse(stands, there); err != nil {
		return err
	}
	if m.clash(c, d) {
		return store.ErrExists
	}
	m.keep(d)
	if m.cut.Load() {
		return store.ErrTransient
	}
	return nil
}

func keyOf(d store.Document) key { return key{d.Collection, d.City, d.ID} }

// keep puts the document in its place and wakes those who await.
func (h *shelf) keep(d store.Document) {
	h.stamp++
	k := kept{d, h.stamp, map[string][]string{}}
	c, _ := declared(d.Collection, store.ErrBadDocument)
	for _, x := range append(c.Indexes, store.Index{}) {
		if place, ok := placeIn(x, d); ok && !d.Gone {
			k.places[x.Name] = place
		}
	}
	h.kept[keyOf(d)] = k
	close(h.written)
	h.written = make(chan struct{})
}

// clash says whether a unique key of the document is another's.
func (h *shelf) clash(c store.Collection, d store.Document) bool {
	for _, x := range c.Indexes {
		place, ok := placeIn(x, d)
		if !ok || !x.Unique {
			continue
		}
		for k, other := range h.kept {
			if k.collection != c.Name || k.city != d.City || k.id == d.ID {
				continue
			}
			if taken, has := other.places[x.Name]; has && slices.Equal(taken, place) {
				return true
			}
		}
	}
	return false
}

// sorted returns what is kept, in the order of the schema, city and id.
func (h *shelf) sorted() []kept {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := map[string]int{}
	for i, c := range Schema {
		at[c.Name] = i
	}
	return slices.SortedFunc(maps.Values(h.kept), func(a, b kept) int {
		return cmp.Or(cmp.Compare(at[a.Collection], at[b.Collection]), cmp.Compare(a.City, b.City), cmp.Compare(a.ID, b.ID))
	})
}
