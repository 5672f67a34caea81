package sqlite

import (
	"context"
	"sync"

	"sizhang/server/store"
)

// gate lets calls in until it is shut, and waits for those inside.
type gate struct {
	mu     sync.RWMutex
	closed bool
	inside sync.WaitGroup
}

// enter lets a call in, unless the gate is shut or the call's context has ended.
// Each call that got in leaves.
func (g *gate) enter(ctx context.Context) error {
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

func (g *gate) leave() { g.inside.Done() }

// shut returns when nobody is inside any more; false when it was shut before.
func (g *gate) shut() bool {
	g.mu.Lock()
	before := g.closed
	g.closed = true
	g.mu.Unlock()
	if before {
		return false
	}
	g.inside.Wait()
	return true
}
