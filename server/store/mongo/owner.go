package mongo

import (
	"context"
	"errors"
	"sync"
	"time"
)

// owner holds this process's lane: claims one at the first write, says what is
// settled, gives it up at the end or when it lost it.
type owner struct {
	lanes lanes
	mu    sync.Mutex
	held  *held // nil before the first write
}

// held is a lane while this process owns it.
type held struct {
	*tickets
	publishing sync.Mutex
	record     laneRecord // as it was published last
	heard      time.Time  // when that was
	before     laneRecord // as another owner left it
	claimed    time.Time
	graceOver  bool // what that owner wrote is settled
}

// stamp gives the next write its stamp, on the lane that it is to be settled with.
func (o *owner) stamp(ctx context.Context) (*held, stamp, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held != nil && o.held.stale() {
		o.held = nil
	}
	if o.held == nil {
		before, mine, err := o.lanes.claim(ctx, time.Now())
		if err != nil {
			return nil, stamp{}, err
		}
		o.held = hold(before, mine)
	}
	by, ok := o.held.take()
	if !ok { // a block of numbers in less time than it takes to set aside another
		if err := o.publish(ctx, o.held, false); err != nil {
			return nil, stamp{}, err
		}
		by, ok = o.held.take()
	}
	if !ok {
		return nil, stamp{}, errLost
	}
	return o.held, by, nil
}

// hold is the lane that was claimed. What a former owner wrote is settled if it
// said so, or once the grace is over.
func hold(before, mine laneRecord) *held {
	settled := before.Settled
	if before.Owner == "" {
		settled = before.Reserved
	}
	now := time.Now()
	return &held{
		tickets: newTickets(mine.Lane, settled, before.Reserved, mine.Reserved),
		record:  mine, heard: now, claimed: now, before: before, graceOver: before.Owner == "",
	}
}

// stale says whether others may soon think the lane abandoned, by the clock that
// stops while a machine sleeps or by the one that does not.
func (h *held) stale() bool {
	h.publishing.Lock()
	defer h.publishing.Unlock()
	now := time.Now()
	return now.Sub(h.heard) > staleAfter || now.Round(0).Sub(h.heard.Round(0)) > staleAfter
}

// run publishes until ctx ends.
func (o *owner) run(ctx context.Context) {
	tick := time.NewTicker(publishEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		o.mu.Lock()
		h := o.held
		o.mu.Unlock()
		if h == nil || !h.due() {
			continue
		}
		// Trouble shows in the writes themselves; the next tick tries again.
		if err := o.publish(ctx, h, false); errors.Is(err, errLost) {
			o.drop(h)
		}
	}
}

// due says whether there is something to publish.
func (h *held) due() bool {
	h.publishing.Lock()
	defer h.publishing.Unlock()
	if !h.graceOver && time.Since(h.claimed) > takeoverGrace {
		h.graceOver = true
		h.settleUpTo(h.before.Reserved)
	}
	settled, last, reserved := h.state()
	return settled != h.record.Settled || reserved-last < laneBlock/2 || time.Since(h.heard) > beatEvery
}

// publish writes down how far the lane is; leave gives it back, if all is settled.
func (o *owner) publish(ctx context.Context, h *held, leave bool) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	h.publishing.Lock()
	defer h.publishing.Unlock()
	settled, last, reserved := h.state()
	r := h.record
	r.Settled, r.Beat = settled, time.Now()
	switch {
	case leave && settled == last:
		r.Owner, r.Reserved = "", last
	case reserved-last < laneBlock/2:
		r.Reserved = last + laneBlock
	}
	r, err := o.lanes.put(ctx, r)
	if err != nil {
		return err
	}
	h.record, h.heard = r, time.Now()
	h.reserve(r.Reserved)
	return nil
}

// drop forgets a lane that another process has now.
func (o *owner) drop(h *held) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held == h {
		o.held = nil
	}
}

// leave gives the lane back. Where it cannot, or where a write is in doubt, the
// lane counts as abandoned after a while.
func (o *owner) leave(ctx context.Context) {
	if o.held != nil {
		o.publish(ctx, o.held, true)
	}
}

// settled is how far the lane is, if it is this process's.
func (o *owner) settled(lane int64) int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.held == nil || o.held.lane != lane {
		return 0
	}
	settled, _, _ := o.held.state()
	return settled
}
