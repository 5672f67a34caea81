package mongo

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/server/store"
)

// maxDoubts is how many writes may be in doubt at once: they are held in memory.
const maxDoubts = 1000

// doubts are the writes whose callers were told that nobody knows. Each is sent
// again until it is known, so that its number can be settled.
type doubts struct {
	ctx   context.Context // ends with the store
	open  atomic.Int64
	going sync.WaitGroup
}

// room is ErrTransient while too many writes are in doubt already.
func (q *doubts) room() error {
	if q.open.Load() >= maxDoubts {
		return fmt.Errorf("%w: %d writes are in doubt", store.ErrTransient, maxDoubts)
	}
	return nil
}

// resolve goes on with a write that its caller has given up, until it is settled,
// the store closes or its lane may no longer be written on.
func (q *doubts) resolve(w *write, lane *held) {
	q.open.Add(1)
	q.going.Go(func() {
		defer q.open.Add(-1)
		for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
			if !q.sleep(wait) || lane.stale() {
				return
			}
			ctx, cancel := context.WithTimeout(q.ctx, patience)
			err := w.send(w, ctx)
			cancel()
			if unsure(err) || notSent(err) {
				continue
			}
			// A copy that lost its way may come yet where the document still stands
			// as it did. It is given as long as a dead process's.
			if w.final(err) || q.sleep(takeoverGrace) {
				lane.settle(w.envelope.Seq)
			}
			return
		}
	})
}

// sleep is false when the store closes.
func (q *doubts) sleep(d time.Duration) bool {
	select {
	case <-q.ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
