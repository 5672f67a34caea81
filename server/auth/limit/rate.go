package limit

import (
	"container/list"
	"hash/maphash"
	"sync"
	"time"
)

// Rate allows so many requests of a key in a time, and some at once, of a bounded
// number of keys. It is a token bucket, kept as the one instant at which it is
// full again (the generic cell rate algorithm of ITU-T I.371).
//
// A bucket that is full again is as good as none, so only such are forgotten.
// While as many keys as are kept have buckets that fill, newcomers share a few
// buckets, chosen by a hash that nobody outside knows: whoever comes from a million
// addresses gets no more from any of them, and takes from other newcomers only.
type Rate struct {
	every time.Duration
	whole time.Duration // how long an empty bucket takes to fill
	most  int

	mu     sync.Mutex
	kept   map[string]*list.Element // of *bucket
	order  list.List                // the one taken from longest ago first
	shared [256]bucket
	seed   maphash.Seed
}

type bucket struct {
	key  string
	full time.Time
}

// NewRate allows burst at once and then one every interval.
func NewRate(every time.Duration, burst, keys int) *Rate {
	return &Rate{every: every, whole: every * time.Duration(max(burst, 1)), most: max(keys, 1), kept: map[string]*list.Element{}, seed: maphash.MakeSeed()}
}

// Take returns 0 where the request may go on, else how long to wait. What is
// refused is not counted.
func (r *Rate) Take(key string, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forget(now)
	element, there := r.kept[key]
	switch {
	case there:
		b := element.Value.(*bucket)
		wait := r.take(b, now)
		if wait == 0 {
			r.order.MoveToBack(element)
		}
		return wait
	case r.order.Len() < r.most:
		b := &bucket{key: key}
		r.kept[key] = r.order.PushBack(b)
		return r.take(b, now)
	}
	return r.take(&r.shared[maphash.String(r.seed, key)%uint64(len(r.shared))], now)
}

// take takes one from the bucket, or says when there will be one. A clock that was
// set back makes nobody wait longer than for an empty bucket to fill.
func (r *Rate) take(b *bucket, now time.Time) time.Duration {
	if b.full.Before(now) {
		b.full = now
	}
	if latest := now.Add(r.whole); b.full.After(latest) {
		b.full = latest
	}
	if wait := b.full.Add(r.every).Sub(now) - r.whole; wait > 0 {
		return wait
	}
	b.full = b.full.Add(r.every)
	return 0
}

// forget drops the buckets that are full again, of those taken from longest ago.
func (r *Rate) forget(now time.Time) {
	for range 2 { // no more at once, and more than come
		oldest := r.order.Front()
		if oldest == nil || oldest.Value.(*bucket).full.After(now) {
			return
		}
		delete(r.kept, oldest.Value.(*bucket).key)
		r.order.Remove(oldest)
	}
}

// Kept returns how many keys are kept now.
func (r *Rate) Kept() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.order.Len()
}
