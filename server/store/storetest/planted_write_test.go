package storetest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"sizhang/server/store"
)

// pause lets others come between.
func pause() { time.Sleep(time.Millisecond) }

// meeting lets callers go on in pairs, or alone where nobody else comes.
func meeting() func() {
	door := make(chan struct{})
	return func() {
		select {
		case door <- struct{}{}:
		case <-door:
		case <-time.After(200 * time.Millisecond):
		}
	}
}

var plantedInWrites = []planted{
	{"an update in ten is acknowledged and forgotten", "concurrency/16 count on one document and lose nothing", func(b *bent) {
		var n atomic.Int32
		b.replace = func(ctx context.Context, d store.Document) (int64, error) {
			got, err := b.memory.Get(ctx, d.Collection, d.City, d.ID)
			if n.Add(1)%10 == 0 && err == nil && got.Version == d.Version {
				return d.Version + 1, nil
			}
			return b.memory.Replace(ctx, d)
		}
	}},
	{"a stale write is acknowledged", "replace/refuses a version that was replaced", func(b *bent) {
		b.replace = func(ctx context.Context, d store.Document) (int64, error) {
			version, err := b.memory.Replace(ctx, d)
			if errors.Is(err, store.ErrStale) {
				err = nil
			}
			return version, err
		}
	}},
	{"the version is looked at before, not while it is written", "replace/lets one of 16 have a version", func(b *bent) {
		meet := meeting()
		b.replace = func(ctx context.Context, d store.Document) (int64, error) {
			got, err := b.memory.Get(ctx, d.Collection, d.City, d.ID)
			if err != nil || got.Version != d.Version {
				return 0, errors.Join(err, store.ErrStale)
			}
			meet()
			d.Version++
			return d.Version, b.force(d)
		}
	}},
	{"a unique key is looked up before, not while it is written", "unique/lets one of 16 have a key", func(b *bent) {
		meet := meeting()
		b.insert = func(ctx context.Context, d store.Document) error {
			page, err := b.memory.Query(ctx, store.Query{Collection: "units", City: d.City, Index: "code", Limit: 1})
			if err != nil || len(page.Documents) > 0 {
				return errors.Join(err, store.ErrExists)
			}
			meet()
			return b.force(at(1, d))
		}
	}},
	{"a tombstone frees its id", "insert/refuses the id of a tombstone", func(b *bent) {
		b.insert = func(ctx context.Context, d store.Document) error {
			err := b.memory.Insert(ctx, d)
			if _, missing := b.memory.Get(ctx, d.Collection, d.City, d.ID); errors.Is(err, store.ErrExists) && missing != nil {
				return b.force(at(1, d))
			}
			return err
		}
	}},
	{"a tombstone holds its key", "unique/frees the key of a tombstone", func(b *bent) {
		b.replace = func(ctx context.Context, d store.Document) (int64, error) {
			old := b.kept[keyOf(d)].places
			version, err := b.memory.Replace(ctx, d)
			if err == nil && d.Gone {
				stands := b.kept[keyOf(d)]
				stands.places = old
				b.kept[keyOf(d)] = stands
			}
			return version, err
		}
	}},
	{"a body is kept as it was given", "get/keeps no hold on the body it was given", func(b *bent) {
		b.insert = func(ctx context.Context, d store.Document) error {
			if err := b.memory.Insert(ctx, d); err != nil {
				return err
			}
			return b.force(at(1, d))
		}
	}},
	{"the width is not looked at", "width/refuses a list that is small as JSON and too wide as BSON", func(b *bent) {
		b.insert = func(ctx context.Context, d store.Document) error {
			err := b.memory.Insert(ctx, d)
			if errors.Is(err, store.ErrTooLarge) && len(d.Body) <= store.MaxBody {
				return b.force(at(1, d))
			}
			return err
		}
	}},
	{"an ended context writes all the same", "contexts/that ended leave no trace", func(b *bent) {
		b.insert = func(ctx context.Context, d store.Document) error {
			return errors.Join(b.memory.Insert(context.WithoutCancel(ctx), d), ctx.Err())
		}
	}},
	{"a second server does not look at versions", "linearizable/two handles", func(b *bent) {
		if b.opened.Add(1) == 1 {
			return
		}
		b.replace = func(ctx context.Context, d store.Document) (int64, error) {
			got, err := b.memory.Get(ctx, d.Collection, d.City, d.ID)
			if err == nil {
				d.Version = got.Version
			}
			return b.memory.Replace(ctx, d)
		}
	}},
}

// force keeps the document as it is, whatever stands.
func (b *bent) force(d store.Document) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keep(d)
	return nil
}
