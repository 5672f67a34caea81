package mongo

import (
	"context"
	"time"

	"sizhang/server/store"
)

// backstop is how long Await waits when nothing wakes it: where the server has no
// change stream, or has one that is interrupted, changes are looked for so often.
const backstop = 400 * time.Millisecond

// Await waits for a write, of this process or, by the server's change stream, of
// another. See store.Store.
func (s *Store) Await(ctx context.Context, since store.Token) error {
	if err := s.gate.Enter(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	if _, err := s.readToken(since); err != nil {
		return err
	}
	s.stream.start()
	timer := time.NewTimer(s.backstop)
	defer timer.Stop()
	select {
	case <-s.news.wait():
	case <-timer.C:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing.Done():
		return store.ErrClosed
	}
	return nil
}
