package mongo

import "sync"

// tickets gives out the numbers of a lane and knows which are settled.
type tickets struct {
	mu       sync.Mutex
	lane     int64
	last     int64              // the last number that was given
	reserved int64              // the last that may be given
	settled  int64              // all up to this one are
	early    map[int64]struct{} // settled ones beyond it
}

func newTickets(lane, settled, last, reserved int64) *tickets {
	return &tickets{lane: lane, last: last, reserved: reserved, settled: settled, early: map[int64]struct{}{}}
}

// take gives the next number; false when none is left.
func (t *tickets) take() (stamp, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == t.reserved {
		return stamp{}, false
	}
	t.last++
	return stamp{t.lane, t.last}, true
}

// settle says that the numbered write was made, or never will be.
func (t *tickets) settle(seq int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.early[seq] = struct{}{}
	t.catchUp()
}

// settleUpTo says that every number up to seq is settled: a former owner's.
func (t *tickets) settleUpTo(seq int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settled = max(t.settled, seq)
	t.catchUp()
}

func (t *tickets) catchUp() {
	for _, ok := t.early[t.settled+1]; ok; _, ok = t.early[t.settled+1] {
		t.settled++
		delete(t.early, t.settled)
	}
}

// state returns what is to be published.
func (t *tickets) state() (settled, last, reserved int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.settled, t.last, t.reserved
}

// reserve lets numbers up to this one be given.
func (t *tickets) reserve(upTo int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reserved = upTo
}
