package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// noted is a store with somebody who notes whether it takes writes, and who says
// in the words of the faults that the store itself failed.
type noted struct {
	store.Store
	writes *trouble
}

func (n noted) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	d, err := n.Store.Get(ctx, collection, city, id)
	return d, reading(err)
}

func (n noted) Query(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := n.Store.Query(ctx, q)
	return page, reading(err)
}

func reading(err error) error {
	if err != nil && storeFailed(err) {
		return fault.Wrap(fault.StoreUnreachable, err)
	}
	return err
}

func (n noted) Insert(ctx context.Context, d store.Document) error {
	return n.note(ctx, n.Store.Insert(ctx, d))
}

func (n noted) Replace(ctx context.Context, d store.Document) (int64, error) {
	version, err := n.Store.Replace(ctx, d)
	return version, n.note(ctx, err)
}

// refusals say something of the document, nothing of the store.
var refusals = []error{store.ErrExists, store.ErrMissing, store.ErrStale, store.ErrBadDocument, store.ErrTooLarge, store.ErrBadQuery}

// note returns the error of a write, as a fault where it is the store's own. What
// is of the client's making is not, nor is that the client or the process went
// away.
func (n noted) note(ctx context.Context, err error) error {
	switch {
	case err == nil:
		n.writes.note(nil)
		return nil
	case ctx.Err() != nil, errors.Is(err, store.ErrClosed),
		slices.ContainsFunc(refusals, func(refusal error) bool { return errors.Is(err, refusal) }):
		return err
	}
	n.writes.note(err)
	return fault.Wrap(fault.StoreNotWritable, err)
}

// How often a store that takes no writes is tried.
const (
	firstTry = 100 * time.Millisecond
	mostTry  = 10 * time.Second
)

// mend tries, whenever a write failed, whether the store takes writes again: a
// server that is not asked while it cannot write would never know. It ends with
// the context.
func (a *App) mend(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-a.writes.begun:
		}
		for pause := firstTry; a.writes.is() != nil && sleep(ctx, pause); pause = min(2*pause, mostTry) {
			a.tryWrite(ctx)
		}
	}
}

// tryWrite writes a city's document as it stands, which only raises its version and
// which everybody expects, see fence. Where there is no city the next write will
// tell.
func (a *App) tryWrite(ctx context.Context) {
	cities := a.Cities()
	if len(cities) == 0 {
		return
	}
	d, found, err := a.find(ctx, store.Cities, store.Installation, cities[0].of.Code)
	if err == nil && found {
		_, _ = a.store.Replace(ctx, d) // noted, which is all that it is for
	}
}

// sleep waits, and says false where the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
