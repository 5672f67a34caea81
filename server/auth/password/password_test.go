package password

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"sizhang/domain/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// cheap are parameters for tests.
var cheap = Options{MemoryKiB: 64, Iterations: 1}

// The zero options are OWASP's, and the hash says so.
func TestTheParametersAreExplicit(t *testing.T) {
	hash, err := NewHasher(Options{}).Hash(t.Context(), "kX9$mQ2#vLp")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("got %s, %v", hash, err)
	}
	parts := strings.Split(hash, "$")
	if len(parts[4]) != 22 || len(parts[5]) != 43 { // 16 and 32 bytes
		t.Errorf("got %s", hash)
	}
}

// Hashes of the reference implementation (its test.c has these vectors for version
// 0x13) and of our own are known again; a password counts as it was typed.
func TestAPasswordIsKnownAgain(t *testing.T) {
	h := NewHasher(cheap)
	ours, err := h.Hash(t.Context(), "Ünïcode 口令 ")
	if err != nil {
		t.Fatal(err)
	}
	const reference = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	for _, of := range []struct {
		password, hash  string
		right, outdated bool
	}{
		{"Ünïcode 口令 ", ours, true, false},
		{"Ünïcode 口令", ours, false, false},
		{"ünïcode 口令 ", ours, false, false},
		{"U\u0308nïcode 口令 ", ours, false, false},
		{"", ours, false, false},
		{"password", reference, true, true},
		{"passwore", reference, false, false},
		{"password", "", false, false},
		{"", "", false, false},
	} {
		right, outdated, err := h.Verify(t.Context(), of.password, of.hash)
		if right != of.right || outdated != of.outdated || err != nil {
			t.Errorf("%q with %q: %v, %v, %v", of.password, of.hash, right, outdated, err)
		}
	}
	again, err := h.Hash(t.Context(), "Ünïcode 口令 ")
	if err != nil || again == ours {
		t.Errorf("the same hash twice, %v", err)
	}
}

// A hash with other parameters than today's is outdated, whichever it is.
func TestAHashIsOutdatedByAnyParameter(t *testing.T) {
	today := NewHasher(Options{MemoryKiB: 128, Iterations: 2})
	for name, of := range map[string]struct {
		o        Options
		outdated bool
	}{
		"the same": {Options{MemoryKiB: 128, Iterations: 2}, false}, "less memory": {Options{MemoryKiB: 64, Iterations: 2}, true},
		"more memory": {Options{MemoryKiB: 256, Iterations: 2}, true}, "fewer iterations": {Options{MemoryKiB: 128, Iterations: 1}, true},
	} {
		hash, err := NewHasher(of.o).Hash(t.Context(), "kX9$mQ2#vLp")
		if err != nil {
			t.Fatal(err)
		}
		if right, outdated, err := today.Verify(t.Context(), "kX9$mQ2#vLp", hash); !right || outdated != of.outdated || err != nil {
			t.Errorf("%s: %v, %v, %v", name, right, outdated, err)
		}
	}
}

// An unknown account costs one hash of today's parameters, as a known one does:
// the work is the same, so the time is.
func TestAnUnknownAccountIsTheSameWork(t *testing.T) {
	h := NewHasher(cheap)
	hash, err := h.Hash(t.Context(), "kX9$mQ2#vLp")
	if err != nil {
		t.Fatal(err)
	}
	for _, given := range []string{hash, ""} {
		before := h.Computed()
		if right, _, err := h.Verify(t.Context(), "wrong", given); right || err != nil {
			t.Fatal(right, err)
		}
		if got := h.Computed() - before; got != 1 {
			t.Errorf("%q took %d hashes", given, got)
		}
	}
	parameters := func(hash string) string { return hash[:strings.LastIndex(hash[:strings.LastIndex(hash, "$")], "$")] }
	if parameters(hash) != parameters(h.decoy) || len(hash) != len(h.decoy) {
		t.Errorf("%s is less or more work than %s", h.decoy, hash)
	}
}

// A hash that would take all memory, or stop the process, is refused unread.
func TestAHashOfNobodysIsRefused(t *testing.T) {
	h := NewHasher(cheap)
	for _, hash := range []string{
		"x", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=64,t=4294967295,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=64,t=1,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=64,t=1,p=1$$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
	} {
		if right, _, err := h.Verify(t.Context(), "password", hash); right || err == nil {
			t.Errorf("%s: %v, %v", hash, right, err)
		}
	}
}

// No more are at work than may be, no more wait than may, and the rest is told at
// once; who gives up makes room.
func TestFewAreAtWorkAtOnce(t *testing.T) {
	h := NewHasher(Options{MemoryKiB: 64, Iterations: 1, AtOnce: 2, Waiting: 3})
	h.turns <- struct{}{} // two are at work
	h.turns <- struct{}{}
	h.within.Add(2)
	ctx, giveUp := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	for range 3 {
		waiting.Go(func() {
			if _, err := h.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
				t.Errorf("who waits got %v", err)
			}
		})
	}
	for h.within.Load() < 5 {
	}
	for range 2 {
		_, err := h.Hash(t.Context(), "x")
		wantsBusy(t, err)
		_, _, err = h.Verify(t.Context(), "x", "")
		wantsBusy(t, err)
	}
	if got := h.Computed(); got != 0 {
		t.Errorf("%d hashes were computed", got)
	}
	giveUp()
	waiting.Wait()
	if got := h.within.Load(); got != 2 {
		t.Errorf("%d are within", got)
	}
	h.leave()
	if _, err := h.Hash(t.Context(), "x"); err != nil {
		t.Errorf("when there is room: %v", err)
	}
	h.leave()
	if len(h.turns) != 0 || h.within.Load() != 0 {
		t.Errorf("%d at work, %d within at the end", len(h.turns), h.within.Load())
	}
}

func wantsBusy(t *testing.T, err error) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.ServerBusy {
		t.Errorf("got %v, want %s", err, fault.ServerBusy)
	}
}

// In a rush, all that are let in are answered, and the rest is told to come again.
func TestARushIsAnswered(t *testing.T) {
	h := NewHasher(cheap) // two at work, 32 waiting
	var all sync.WaitGroup
	var lock sync.Mutex
	done, busy := 0, 0
	for range 500 {
		all.Go(func() {
			_, err := h.Hash(t.Context(), "x")
			lock.Lock()
			defer lock.Unlock()
			if err == nil {
				done++
			} else {
				busy++
				wantsBusy(t, err)
			}
		})
	}
	all.Wait()
	if done < 34 || done+busy != 500 || uint64(done) != h.Computed() || h.within.Load() != 0 {
		t.Errorf("%d done, %d busy, %d computed, %d within", done, busy, h.Computed(), h.within.Load())
	}
}
