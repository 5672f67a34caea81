package sqlite

import (
	"errors"
	"testing"
	"testing/synctest"

	"sizhang/server/store"
)

func TestGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g gate
		if err := g.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		shut := false
		go func() { shut = g.shut() }()
		synctest.Wait()
		if shut {
			t.Error("the gate did not wait for the call inside")
		}
		if err := g.enter(t.Context()); !errors.Is(err, store.ErrClosed) {
			t.Errorf("a call that came later got %v", err)
		}
		if g.shut() {
			t.Error("the gate was shut twice")
		}
		g.leave()
		synctest.Wait()
		if !shut {
			t.Error("the gate did not shut behind the last call")
		}
	})
}
