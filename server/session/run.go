package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sizhang/server/store"
)

// How often Run looks after the keys, and after what is over.
const (
	tendEvery  = time.Minute
	retryAfter = 2 * time.Second // where the store could not be reached
	sweepEvery = time.Hour
	sweepPage  = 100
	sweepPause = 200 * time.Millisecond // between two pages: nobody waits for a sweep
	// sweepAfter is how long a sign-in stays that is over, by clocks that may differ.
	sweepAfter = 24 * time.Hour
)

// Run keeps the signing keys: it makes the first, follows those of other servers
// and replaces each in time, until ctx ends; it then returns ctx's error. Now and
// then it clears away sign-ins that were over for a day.
func (s *Sessions) Run(ctx context.Context) error {
	sweep := time.NewTimer(tendEvery)
	defer sweep.Stop()
	for {
		next := tendEvery
		if r, err := s.tend(ctx); err == nil {
			s.learn(r)
		} else if ctx.Err() == nil {
			s.log.Error("the signing keys could not be looked after", "error", err)
			next = retryAfter
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-sweep.C:
			if _, err := s.sweep(ctx, sweepPause); err != nil && ctx.Err() == nil {
				s.log.Warn("sign-ins that are over were not cleared away", "error", err)
			}
			sweep.Reset(sweepEvery)
		case <-time.After(next):
		}
	}
}

// sweep leaves a tombstone for every sign-in that is over for a day, in every city,
// and returns how many. Several servers may sweep at once.
func (s *Sessions) sweep(ctx context.Context, rest time.Duration) (int, error) {
	swept := 0
	err := s.pages(ctx, store.Query{Collection: store.Cities, City: store.Installation}, rest, func(d store.Document) error {
		return s.pages(ctx, store.Query{Collection: store.Sessions, City: d.ID}, rest, func(d store.Document) error {
			done, err := s.clear(ctx, d)
			if done {
				swept++
			}
			return err
		})
	})
	if err != nil {
		return swept, fmt.Errorf("sweeping sign-ins: %w", err)
	}
	return swept, nil
}

// pages hands all documents to visit and rests after each page.
func (s *Sessions) pages(ctx context.Context, q store.Query, rest time.Duration, visit func(store.Document) error) error {
	q.Limit = sweepPage
	for page, err := range store.Pages(ctx, s.options.Store, q) {
		if err != nil {
			return err
		}
		for _, d := range page {
			if err := visit(d); err != nil {
				return err
			}
		}
		if len(page) == sweepPage {
			if err := pause(ctx, rest); err != nil {
				return err
			}
		}
	}
	return nil
}

// clear leaves a tombstone for a sign-in that is over for a day. One that was
// written to meanwhile stays for the next time.
func (s *Sessions) clear(ctx context.Context, d store.Document) (bool, error) {
	b, err := decode(d)
	if err != nil {
		return false, err
	}
	before := store.FormatInstant(s.now().Add(-sweepAfter))
	if b.Expires >= before && (b.Revoked == "" || b.Revoked >= before) {
		return false, nil
	}
	d.Gone, d.Body = true, nil
	_, err = s.options.Store.Replace(ctx, d)
	if errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrMissing) {
		return false, nil
	}
	return err == nil, err
}
