package storetest

import (
	"context"
	"errors"
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
