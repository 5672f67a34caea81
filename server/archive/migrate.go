package archive

import (
	"context"
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Migrate fills the store to with what the store from holds, as Restore does with
// a backup. It is SourceMoved when somebody wrote to the source meanwhile.
func Migrate(ctx context.Context, from store.Store, origin string, to store.Store, now func() time.Time, progress Progress) (Filled, error) {
	before, err := following(ctx, from)
	if err != nil {
		return Filled{}, err
	}
	whole, _, err := Sum(ctx, from, -1, progress)
	if err != nil {
		return Filled{}, err
	}
	f := filling{to: to, from: scanned(from), whole: whole, origin: origin, progress: progress, now: now}
	f.last = func(ctx context.Context) error { return before.unmoved(ctx, from) }
	return f.run(ctx)
}

// scanned is a store as a source.
func scanned(st store.Store) source {
	return func(ctx context.Context, fits func(string) bool, visit func(store.Document) error) error {
		_, err := st.Scan(ctx, func(d store.Document) error {
			if !fits(d.Collection) {
				return nil
			}
			return visit(d)
		})
		return err
	}
}

// place is where a store's changes end.
type place store.Token

// following returns the place behind every change that there is.
func following(ctx context.Context, st store.Store) (place, error) {
	token := store.Token("")
	for {
		changes, next, err := st.Changes(ctx, token, store.MaxLimit)
		if err != nil || len(changes) == 0 {
			return place(next), err
		}
		token = next
	}
}

// unmoved is SourceMoved where anything but the mark was written since.
func (p place) unmoved(ctx context.Context, st store.Store) error {
	token := store.Token(p)
	for {
		changes, next, err := st.Changes(ctx, token, store.MaxLimit)
		if err != nil || len(changes) == 0 {
			return err
		}
		if slices.ContainsFunc(changes, func(c store.Change) bool { return c.Collection != store.Restores }) {
			return fault.New(fault.SourceMoved, "", nil)
		}
		token = next
	}
}
