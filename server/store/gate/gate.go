// Package gate lets calls into a store until it closes.
package gate

import (
	"context"
	"sync"

	"sizhang/server/store"
)

// Gate lets calls in until it is shut, and waits for those inside. The zero Gate
// is open.
type Gate struct {
	mu     sync.RWMutex
	closed bool
	inside sync.WaitGroup
}

// Enter lets a call in. It is ErrClosed when the gate is shut, and the context's
// error when that has ended. Each call that got in leaves.
func (g *Gate) Enter(ctx context.Context) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return store.ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	g.inside.Add(1)
	return nil
}

// Leave is called once by each call that entered.
func (g *Gate) Leave() { g.inside.Done() }

// Shut lets nobody in any more; false when it was shut before.
func (g *Gate) Shut() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	before := g.closed
	g.closed = true
	return !before
}

// Wait returns when nobody is inside any more.
func (g *Gate) Wait() { g.inside.Wait() }
