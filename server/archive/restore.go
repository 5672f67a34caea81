package archive

import (
	"context"
	"time"

	"sizhang/server/store"
)

// Restore fills the store with what the backup holds, every document at the version
// that it had. origin names the backup for people.
//
// The store must be empty, else it is StoreNotEmpty. Where an earlier run was broken
// off, the same content is taken up again and other content is RestoreOfAnother.
// RestoreClash or RestoreDiffers when others wrote to the store meanwhile;
// RestoreBroken when writing failed. The store is Unfinished until Restore returns
// nil.
func Restore(ctx context.Context, b *Backup, origin string, to store.Store, now func() time.Time, progress Progress) (Filled, error) {
	f := filling{to: to, from: b.documents, whole: b.Collections, origin: origin, progress: progress, now: now}
	return f.run(ctx)
}

// documents is the backup as a source.
func (r *reading) documents(ctx context.Context, fits func(string) bool, visit func(store.Document) error) error {
	for i, c := range r.Collections {
		if !fits(c.Name) {
			continue
		}
		err := r.lines(ctx, i, func(d store.Document, _ []byte) error { return visit(d) })
		if err != nil {
			return err
		}
	}
	return nil
}
