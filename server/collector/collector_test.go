package collector

import (
	"context"
	"runtime"
	"runtime/debug"
	"testing"
)

var held []byte

// However much is in use, the next collection comes after that much again and the
// headroom: not a megabyte sooner, nor a tenth later.
func TestWhatIsMadeBetweenTwoCollections(t *testing.T) {
	for _, inUse := range []uint64{0, 1 << 20, 50 << 20, 300 << 20, 1 << 30, 20 << 30} {
		made := float64(percent(inUse)) / 100 * float64(max(inUse, 4<<20))
		if wanted := float64(max(inUse, 4<<20) + Headroom); made < wanted || made > 1.1*wanted {
			t.Errorf("with %d MB in use %.0f MB are made, want %.0f", inUse>>20, made/(1<<20), wanted/(1<<20))
		}
	}
}

// The collector is as it was once nobody serves any more, and left alone where the
// environment says how it shall be.
func TestEaseEnds(t *testing.T) {
	held = make([]byte, 30<<20)
	runtime.GC()
	if got := inUse(); got < 30<<20 || got > 200<<20 {
		t.Errorf("%d MB are said to be in use, with 30 held", got>>20)
	}
	runtime.KeepAlive(held)
	before := debug.SetGCPercent(123)
	defer debug.SetGCPercent(before)
	ctx, end := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); Ease(ctx) }()
	for debug.SetGCPercent(123) == 123 {
		runtime.Gosched()
	}
	end()
	<-done
	if got := debug.SetGCPercent(123); got != 123 {
		t.Errorf("it is left at %d", got)
	}
	t.Setenv("GOGC", "77")
	Ease(t.Context()) // comes back at once
}
