package sqlite

import (
	"context"
	"fmt"
	"time"

	"sizhang/server/store"
)

const (
	// awaitLook is how often Await looks for the writes of other processes.
	awaitLook = 100 * time.Millisecond
	// awaitMost is how long Await waits at most, whatever happens.
	awaitMost = 500 * time.Millisecond
)

// Await waits for a write. This store's own wake it at once; for those of other
// processes it looks at the file's last stamp, which only somebody who awaits
// does. See store.Store.
func (s *Store) Await(ctx context.Context, since store.Token) error {
	if err := s.gate.Enter(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	stamp, err := s.stampOf(since)
	if err != nil {
		return err
	}
	look := time.NewTicker(awaitLook)
	defer look.Stop()
	enough := time.NewTimer(awaitMost)
	defer enough.Stop()
	for {
		rung := s.writes.bell.next()
		last, err := s.lastStamp(ctx)
		if err == nil && stamp > last {
			err = errAhead
		}
		if err != nil {
			return fmt.Errorf("await: %w", err)
		}
		if last > stamp {
			return nil
		}
		select {
		case <-rung:
		case <-look.C:
		case <-enough.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ending:
			return store.ErrClosed
		}
	}
}
