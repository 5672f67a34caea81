package session

import (
	"context"
	"errors"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Run makes the first key before anybody signs in, and ends with its context.
func TestRun(t *testing.T) {
	w := newTown(t)
	s := w.server()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	for since := time.Now(); ; time.Sleep(time.Millisecond) {
		r, err := s.readRing(t.Context())
		must(t, err)
		if len(r.keys) == 1 {
			break
		}
		if time.Since(since) > 10*time.Second {
			t.Fatal("no key was made")
		}
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run ended with %v", err)
	}
}

// What is over for a day is cleared away, and nothing else; an id is never used
// again.
func TestSweep(t *testing.T) {
	w := newTown(t)
	s := w.server()
	account := s.add(login, correct, "plain")
	stays, revoked := s.signIn(login, correct), s.signIn(login, correct)
	for range 120 {
		must(t, w.store.Insert(t.Context(), store.Document{
			Collection: store.Sessions, City: code, ID: newID(),
			Body: []byte(`{"account":"` + account.ID + `","expires":"2026-05-01T00:00:00.000Z","passwords":[]}`),
		}))
	}
	swept := func(want int) {
		t.Helper()
		n, err := s.sweep(t.Context(), 0)
		must(t, err)
		if n != want {
			t.Errorf("%d were swept, not %d", n, want)
		}
	}
	must(t, s.Revoke(t.Context(), s.who(revoked.Access), revoked.Session, phone))
	swept(120)
	w.clock.pass(24*time.Hour - time.Second)
	swept(0)
	w.clock.pass(2 * time.Second)
	swept(1)
	stays = s.refresh(stays.Refresh)
	w.clock.pass(30*24*time.Hour + 23*time.Hour)
	swept(0)
	w.clock.pass(2 * time.Hour)
	swept(1)
	if err := w.store.Insert(t.Context(), store.Document{Collection: store.Sessions, City: code, ID: stays.Session, Body: []byte(`{}`)}); !errors.Is(err, store.ErrExists) {
		t.Errorf("an id was used again: %v", err)
	}
	late := Signed{Account: account, Session: Session{ID: stays.Session}}.accessOf(s)
	s.gone(late, fault.SignInRequired)
}
