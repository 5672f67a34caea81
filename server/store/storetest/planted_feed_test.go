package storetest

import (
	"context"
	"errors"
	"sync/atomic"

	"sizhang/server/store"
	"sizhang/server/store/seal"
)

var plantedInFeeds = []planted{
	{"a change gets its stamp before it is there", "changes/miss nothing under 16 writers", func(b *bent) {
		var n, reads atomic.Int32
		b.changes = func(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
			defer reads.Add(1)
			return b.memory.Changes(ctx, since, limit)
		}
		b.insert = func(ctx context.Context, d store.Document) error {
			if n.Add(1)%7 != 0 {
				return b.memory.Insert(ctx, d)
			}
			b.mu.Lock()
			b.stamp++
			stamp := b.stamp
			b.mu.Unlock()
			others, from := n.Load(), reads.Load()
			for try := 0; try < 100 && (n.Load() < others+2 || reads.Load() < from+2); try++ {
				pause() // until others have written and somebody has read
			}
			err := b.memory.Insert(ctx, d)
			b.mu.Lock()
			defer b.mu.Unlock()
			late := b.kept[keyOf(d)]
			late.stamp = stamp
			b.kept[keyOf(d)] = late
			return err
		}
	}},
	{"a token is good in every store", "changes/refuse another store's token", func(b *bent) {
		b.seals = seal.With([]byte("the same for all"))
	}},
	{"a portion of changes loses its last", "changes/come in portions", func(b *bent) {
		b.changes = func(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
			changes, next, err := b.memory.Changes(ctx, since, limit)
			if len(changes) == limit && limit > 1 {
				changes = changes[:limit-1]
			}
			return changes, next, err
		}
	}},
	{"the newest token stands before everything", "changes/go on from the newest token with what is written then", func(b *bent) {
		b.newest = func(context.Context) (store.Token, error) { return b.token(0), nil }
	}},
	{"the newest token stands past the next write", "changes/miss nothing after the newest token under 16 writers", func(b *bent) {
		b.newest = func(context.Context) (store.Token, error) {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.token(b.stamp + 1), nil
		}
	}},
	{"Await hears of this handle's writes only", "await/returns after a write by another handle", func(b *bent) {
		own := make(chan struct{}, 100)
		b.insert = func(ctx context.Context, d store.Document) error {
			defer func() { own <- struct{}{} }()
			return b.memory.Insert(ctx, d)
		}
		b.await = func(ctx context.Context, since store.Token) error {
			select {
			case <-own:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}},
	{"Await waits for the next write, whatever is there", "await/returns for what was written since the token", func(b *bent) {
		b.await = func(ctx context.Context, since store.Token) error {
			_, token, err := b.memory.Changes(ctx, since, store.MaxLimit)
			if err != nil {
				return err
			}
			return b.memory.Await(ctx, token)
		}
	}},
	{"Await outlives its context", "await/ends with its context", func(b *bent) {
		b.await = func(ctx context.Context, since store.Token) error {
			return b.memory.Await(context.WithoutCancel(ctx), since)
		}
	}},
	{"Await does not hear that the store closes", "closed/ends an Await that is under way", func(b *bent) {
		b.await = func(ctx context.Context, since store.Token) error {
			err := b.memory.Await(ctx, since)
			if errors.Is(err, store.ErrClosed) {
				<-ctx.Done()
				return ctx.Err()
			}
			return err
		}
	}},
}
