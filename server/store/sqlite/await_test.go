package sqlite

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sizhang/server/store"
	"sizhang/server/store/storetest"
)

// now returns the token behind the last change.
func now(t *testing.T, s *Store) store.Token {
	t.Helper()
	_, token, err := s.Changes(t.Context(), "", store.MaxLimit)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// awaited starts Await and returns what it says.
func awaited(ctx context.Context, s *Store, since store.Token) <-chan error {
	told := make(chan error, 1)
	go func() { told <- s.Await(ctx, since) }()
	return told
}

// In these tests Await's clock stands still unless everyone waits, so that what
// wakes it is known.

func TestAwaitIsWokenByItsOwnStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bubbled(t, t.TempDir())
		told, began := awaited(t.Context(), s, now(t, s)), time.Now()
		synctest.Wait()
		insert(t, s, unit("a", `{}`))
		if err := <-told; err != nil || time.Since(began) != 0 {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}

func TestAwaitNoticesAnotherProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s, other := bubbled(t, dir), bubbled(t, dir)
		told, began := awaited(t.Context(), s, now(t, s)), time.Now()
		synctest.Wait()
		insert(t, other, unit("a", `{}`))
		if err := <-told; err != nil || time.Since(began) != awaitLook {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}

func TestAwaitEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(s *Store, cancel func())
		want error
		at   time.Duration
	}{
		"by itself":         {func(*Store, func()) {}, nil, awaitMost},
		"with its context":  {func(_ *Store, cancel func()) { cancel() }, context.Canceled, 0},
		"when the store is": {func(s *Store, _ func()) { s.Close() }, store.ErrClosed, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := bubbled(t, t.TempDir())
				insert(t, s, unit("a", `{}`))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				told, began := awaited(ctx, s, now(t, s)), time.Now()
				synctest.Wait()
				c.end(s, cancel)
				if err := <-told; !errors.Is(err, c.want) || time.Since(began) != c.at {
					t.Errorf("got %v after %v; want %v after %v", err, time.Since(began), c.want, c.at)
				}
			})
		})
	}
}

func TestAwaitRefusesATokenAheadOfTheStore(t *testing.T) {
	s := opened(t, t.TempDir(), storetest.Schema)
	if err := s.Await(t.Context(), s.token(1)); !errors.Is(err, store.ErrBadToken) {
		t.Errorf("got %v", err)
	}
}

// bubbled opens a store that is closed before its bubble ends.
func bubbled(t *testing.T, dir string) *Store { return opened(t, dir, storetest.Schema) }
