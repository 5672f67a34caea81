package gate

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"sizhang/server/store"
)

func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g Gate
		if err := g.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !g.Shut() {
			t.Error("the gate was shut before")
		}
		free := false
		go func() { g.Wait(); free = true }()
		synctest.Wait()
		if free {
			t.Error("the gate did not wait for the call inside")
		}
		if err := g.Enter(t.Context()); !errors.Is(err, store.ErrClosed) {
			t.Errorf("a call that came later got %v", err)
		}
		if g.Shut() {
			t.Error("the gate was shut twice")
		}
		g.Leave()
		synctest.Wait()
		if !free {
			t.Error("the gate did not open behind the last call")
		}
	})
}

func TestAnEndedContextDoesNotEnter(t *testing.T) {
	var g Gate
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Enter(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	g.Wait()
}
