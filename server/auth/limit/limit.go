// Package limit says when somebody has tried often enough (限流): failures by
// account, and requests by address, in bounded memory. Each server counts for
// itself, and a restart forgets.
//
// Bounded memory must forget, and to forget a blocked key is to let it in. So
// neither counter forgets what still counts: what does not fit is counted
// together with others. Whoever floods the counter makes it stricter, for himself
// and for keys that came later than the flood, and never laxer for anybody.
package limit

import (
	"container/list"
	"sync"
	"time"
)

// Failures counts failures within a sliding window, exactly for a bounded number
// of keys. To make room, the failures of the key that failed longest ago and is
// not blocked go to the spill, where they count on until their window is over; of
// blocked keys, the one that is free soonest goes there when all are blocked.
type Failures struct {
	allowed int
	window  time.Duration
	most    int

	mu      sync.Mutex
	kept    map[string]*list.Element // of *failing
	failing list.List                // not blocked, the one that failed longest ago first
	blocked list.List                // blocked, likewise
	spill   *spill                   // nil until it is needed
}

// NewFailures allows so many failures of a key within the window, and counts so
// many keys exactly. A flood of several times as many failing keys in a window
// blocks everybody who comes after it, so there should be room for as many as can
// be looked at in a window: two passwords at once, of 25 ms each, are 72,000 in 15
// minutes. A key takes some 300 bytes, and the spill 64 for each when it is needed.
func NewFailures(allowed int, window time.Duration, keys int) *Failures {
	return &Failures{allowed: max(allowed, 1), window: window, most: max(keys, 1), kept: map[string]*list.Element{}}
}

// Try counts an attempt as a failure before it is looked at, and returns 0; where
// the key is blocked it counts nothing and returns how long to wait. In one step,
// so that many attempts at once are no more than one after the other. Cleared or
// TakeBack follows where the attempt was right or was not looked at after all.
func (f *Failures) Try(key string, now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	wait := f.wait(key, now)
	if wait == 0 {
		f.fail(key, now)
	}
	return wait
}

// Blocked returns how long the key must wait, 0 where it need not.
func (f *Failures) Blocked(key string, now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.wait(key, now)
}

// Failed notes a failure; Cleared forgets them all after a success.
func (f *Failures) Failed(key string, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail(key, now)
}

// Cleared forgets the key's failures, but for those in the spill.
func (f *Failures) Cleared(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if element, there := f.kept[key]; there {
		f.drop(element)
	}
}

// TakeBack forgets the key's last failure.
func (f *Failures) TakeBack(key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	element, there := f.kept[key]
	if !there {
		return
	}
	k := element.Value.(*failing)
	f.drop(element)
	if k.at = k.at[:len(k.at)-1]; len(k.at) > 0 {
		f.keep(k)
	}
}

// Kept returns how many keys are kept now.
func (f *Failures) Kept() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.kept)
}
