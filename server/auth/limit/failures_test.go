package limit

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"sizhang/geo/geotest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var when = time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)

const quarter = 15 * time.Minute

// flood is how many keys a flood has. The race detector has nothing to look at in
// one and makes it ten times as slow.
var flood = func() int {
	if geotest.UnderRace {
		return 100_000
	}
	return 1_000_000
}()

// The sixth attempt waits until the first failure is a quarter of an hour ago.
func TestFiveFailuresInAQuarterOfAnHour(t *testing.T) {
	f := NewFailures(5, quarter, 100)
	for minute := range 5 {
		at := when.Add(time.Duration(minute) * time.Minute)
		if wait := f.Blocked("a", at); wait != 0 {
			t.Fatalf("blocked for %s after %d", wait, minute)
		}
		f.Failed("a", at)
	}
	for at, want := range map[time.Duration]time.Duration{
		4 * time.Minute: 11 * time.Minute, 10 * time.Minute: 5 * time.Minute, quarter - time.Nanosecond: 1, quarter: 0,
	} {
		if got := f.Blocked("a", when.Add(at)); got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
	if wait := f.Blocked("b", when); wait != 0 {
		t.Errorf("another key waits %s", wait)
	}
	f.Failed("a", when.Add(quarter)) // slides on: the second was a minute later
	if got := f.Blocked("a", when.Add(quarter)); got != time.Minute {
		t.Errorf("slid on to %s", got)
	}
	f.Cleared("a")
	if got := f.Blocked("a", when.Add(quarter)); got != 0 || f.Kept() != 0 {
		t.Errorf("cleared, and waits %s", got)
	}
	f.Cleared("never seen")
	f.TakeBack("never seen")
}

// A hundred at once are no more than five.
func TestAttemptsAtOnceAreNoMore(t *testing.T) {
	f := NewFailures(5, quarter, 100)
	var all sync.WaitGroup
	var lock sync.Mutex
	let := 0
	for range 100 {
		all.Go(func() {
			if f.Try("a", when) == 0 {
				lock.Lock()
				let++
				lock.Unlock()
			}
		})
	}
	all.Wait()
	if let != 5 {
		t.Errorf("%d were let in", let)
	}
	f.TakeBack("a")
	if f.Try("a", when) != 0 || f.Try("a", when) != quarter {
		t.Error("what was taken back is not one more")
	}
	for range 5 {
		f.TakeBack("a")
	}
	if f.Kept() != 0 {
		t.Error("a key without failures is kept")
	}
}

// While the keys fit, the counts are those of a plain list of all failures.
func TestFailuresAreCountedExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		allowed := rapid.IntRange(1, 6).Draw(t, "allowed")
		f := NewFailures(allowed, quarter, 5)
		oracle := map[string][]time.Time{}
		now := when
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "seconds")) * time.Second)
			key := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "key")
			for k, at := range oracle {
				oracle[k] = slices.DeleteFunc(at, func(at time.Time) bool { return !at.Add(quarter).After(now) })
			}
			at := oracle[key]
			var want time.Duration
			if len(at) >= allowed {
				want = at[len(at)-allowed].Add(quarter).Sub(now)
			}
			if got := f.Blocked(key, now); got != want {
				t.Fatalf("%s waits %s, want %s", key, got, want)
			}
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				f.Cleared(key)
				delete(oracle, key)
			case 1:
				if got := f.Try(key, now); got != want {
					t.Fatalf("%s tries after %s, want %s", key, got, want)
				}
				if want == 0 {
					oracle[key] = append(at, now)
				}
			default:
				f.Failed(key, now)
				oracle[key] = append(at, now)
			}
			if f.Kept() > 5 {
				t.Fatalf("%d keys are kept", f.Kept())
			}
		}
	})
}

// However many keys fail, few are kept, and a blocked key stays blocked: nobody
// makes it forgotten by failing elsewhere.
func TestAMillionKeysAreBoundedAndForgetNoBlockedKey(t *testing.T) {
	const most = 10_000
	f := NewFailures(5, quarter, most)
	block := func(key string, at time.Time) {
		for range 5 {
			f.Failed(key, at)
		}
	}
	block("victim", when)
	for i := range flood {
		f.Failed("flood "+strconv.Itoa(i), when.Add(time.Duration(i)*time.Microsecond))
	}
	later := when.Add(time.Second)
	if got := f.Kept(); got > most {
		t.Errorf("%d keys are kept", got)
	}
	if got := f.Blocked("victim", later); got < quarter-time.Second {
		t.Errorf("the blocked key waits %s", got)
	}
	if got := len(f.spill.rows) * len(f.spill.rows[0]); got != rows*most {
		t.Errorf("the spill has %d cells", got)
	}
	// Nor by blocking more than are kept: these go to the spill.
	for i := range most + 1000 {
		block(fmt.Sprint("blocked ", i), later)
	}
	for _, key := range []string{"victim", "blocked 0", "blocked 999", fmt.Sprint("blocked ", most+999)} {
		if got := f.Blocked(key, later); got < quarter-time.Second {
			t.Errorf("%s waits %s", key, got)
		}
		if f.Try(key, later) == 0 {
			t.Errorf("%s is let in", key)
		}
	}
	// Then all is over.
	end := later.Add(quarter)
	for _, key := range []string{"victim", "blocked 0", "flood 1", "somebody"} {
		if got := f.Blocked(key, end); got != 0 {
			t.Errorf("%s waits %s in the end", key, got)
		}
	}
	for range most {
		f.Blocked("somebody", end)
	}
	if got := f.Kept(); got != 0 {
		t.Errorf("%d keys are kept in the end", got)
	}
}

// Whoever fails a little, is forgotten and fails again is counted together: the
// spill's failures and those since.
func TestFailuresBeforeAndAfterTheSpillAreAdded(t *testing.T) {
	f := NewFailures(5, quarter, 10)
	for range 3 {
		f.Failed("a", when)
	}
	for i := range 10 { // makes room by "a", which failed longest ago
		f.Failed(fmt.Sprint(i), when.Add(time.Second))
	}
	if _, there := f.kept["a"]; there {
		t.Fatal("the key is still kept")
	}
	for i := range 2 {
		if got := f.Try("a", when.Add(time.Minute)); got != 0 {
			t.Fatalf("attempt %d waits %s", i+4, got)
		}
	}
	if got := f.Blocked("a", when.Add(time.Minute)); got != quarter-time.Minute {
		t.Errorf("after five in all it waits %s", got)
	}
	if got := f.Blocked("a", when.Add(quarter)); got != 0 {
		t.Errorf("when three are over it waits %s", got)
	}
}

// Room is made by keys that are not blocked, as long as there are any.
func TestABlockedKeyIsKeptBeforeOthers(t *testing.T) {
	f := NewFailures(5, quarter, 3)
	for range 5 {
		f.Failed("blocked", when)
	}
	for i := range 10 {
		f.Failed(strconv.Itoa(i), when.Add(time.Second))
	}
	if _, there := f.kept["blocked"]; !there || f.Kept() != 3 {
		t.Errorf("of %d keys that are kept it is one: %v", f.Kept(), there)
	}
}

// A cell counts until the last of its failures is over, in whichever order they
// come, and then from the start.
func TestACellCountsToTheLast(t *testing.T) {
	s := newSpill(10)
	s.add("a", 3, when.Add(2*time.Minute), when)
	s.add("a", 2, when.Add(time.Minute), when)
	if n, until := s.count("a", when); n != 5 || !until.Equal(when.Add(2*time.Minute)) {
		t.Errorf("%d until %s", n, until)
	}
	s.add("a", 1, when.Add(5*time.Minute), when.Add(2*time.Minute))
	if n, _ := s.count("a", when.Add(2*time.Minute)); n != 1 {
		t.Errorf("%d afterwards", n)
	}
}

// With few keys in the spill, others are not blocked for them.
func TestTheSpillBlocksHardlyAnybodyElse(t *testing.T) {
	const most = 5000
	f := NewFailures(5, quarter, most)
	for i := range 2 * most {
		for range 5 {
			f.Failed(fmt.Sprint("blocked ", i), when)
		}
	}
	wrong := 0
	for i := range 10_000 {
		if f.Blocked(fmt.Sprint("innocent ", i), when) != 0 {
			wrong++
		}
	}
	// A cell is taken with probability 1-1/e, all four with 0.16.
	if wrong > 2000 {
		t.Errorf("%d of 10,000 are blocked for others", wrong)
	}
}

// Nothing is ever forgotten, however few keys are kept: the counter is at least as
// strict as a plain list.
func TestTheSpillNeverErrsToForgetting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := NewFailures(3, quarter, rapid.IntRange(1, 3).Draw(t, "kept"))
		oracle := map[string][]time.Time{}
		now := when
		for range rapid.IntRange(1, 120).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 120).Draw(t, "seconds")) * time.Second)
			key := fmt.Sprint(rapid.IntRange(0, 8).Draw(t, "key"))
			f.Failed(key, now)
			oracle[key] = append(oracle[key], now)
			for key, at := range oracle {
				within := slices.DeleteFunc(slices.Clone(at), func(at time.Time) bool { return !at.Add(quarter).After(now) })
				if len(within) >= 3 && f.Blocked(key, now) < within[len(within)-3].Add(quarter).Sub(now) {
					t.Fatalf("%s waits %s with failures at %v", key, f.Blocked(key, now), within)
				}
			}
		}
	})
}

// A clock that is set back blocks nobody for longer than the window.
func TestAClockSetBack(t *testing.T) {
	f := NewFailures(5, quarter, 10)
	for range 5 {
		f.Failed("a", when.Add(24*time.Hour))
	}
	if got := f.Blocked("a", when); got != quarter {
		t.Errorf("waits %s", got)
	}
}
