package archive

import (
	"context"
	"errors"
	"sync"
	"testing"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

func migrated(t *testing.T, from, to store.Store) (Filled, error) {
	t.Helper()
	return Migrate(t.Context(), from, "a folder", to, atNoon, silent)
}

func TestMigrate(t *testing.T) {
	from := filled(t, few)
	to := opened(t, t.TempDir())
	done, err := migrated(t, from, to)
	if err != nil || done.Total() != len(few) || hashOf(t, to) != hashOf(t, from) {
		t.Errorf("%+v, %v", done, err)
	}
	must(t, Unfinished(t.Context(), to))
	_, err = migrated(t, from, to)
	refused(t, "again", err, fault.StoreNotEmpty)

	// A store that was filled itself has a mark, and passes on its contents alone.
	third := opened(t, t.TempDir())
	if _, err := migrated(t, to, third); err != nil || hashOf(t, third) != hashOf(t, from) {
		t.Errorf("once more: %v", err)
	}
}

// paged is a store that tells few changes at once.
type paged struct{ store.Store }

func (p paged) Changes(ctx context.Context, since store.Token, limit int) ([]store.Change, store.Token, error) {
	return p.Store.Changes(ctx, since, min(limit, 3))
}

func TestMigrateWithMoreChangesThanOnePage(t *testing.T) {
	from := paged{filled(t, few)}
	_, err := migrated(t, from, opened(t, t.TempDir()))
	must(t, err)
	_, err = migrated(t, from, watched{opened(t, t.TempDir()), func(d store.Document) error {
		if d.Collection == store.Cities && d.ID == few[0].ID {
			must(t, from.Insert(t.Context(), document(store.People, "110101", "new", 1, `{}`)))
		}
		return nil
	}})
	refused(t, "a source that moved", err, fault.SourceMoved)
}

func TestAMigrationThatDies(t *testing.T) {
	from := filled(t, few)
	for n := int64(1); n <= int64(len(few))+2; n++ {
		to := opened(t, t.TempDir())
		if _, err := migrated(t, from, dying(to, n, true)); !errors.Is(err, errDead) {
			t.Fatalf("write %d: %v", n, err)
		}
		if n == int64(len(few))+2 {
			must(t, Unfinished(t.Context(), to))
			continue
		}
		refused(t, "after it died", Unfinished(t.Context(), to), fault.RestoreUnfinished)
		if done, err := migrated(t, from, to); err != nil || !done.Resumed || hashOf(t, to) != hashOf(t, from) {
			t.Errorf("write %d: again %+v, %v", n, done, err)
		}
	}
	// A backup of the source is the same content, and so can end a migration.
	to := opened(t, t.TempDir())
	_, err := migrated(t, from, dying(to, 4, true))
	if !errors.Is(err, errDead) {
		t.Fatal(err)
	}
	restored(t, taken(t, backedUp(t, from)), to)
	must(t, Unfinished(t.Context(), to))
}

// Whenever somebody writes to the source, be it a document that was moved already
// or one that is put back to what it was, the migration says so.
func TestASourceThatMoves(t *testing.T) {
	for n := range len(few) + 1 {
		from, to := filled(t, few), opened(t, t.TempDir())
		var lock sync.Mutex
		write := 0
		_, err := migrated(t, from, watched{to, func(store.Document) error {
			lock.Lock()
			defer lock.Unlock()
			if write++; write == n+1 {
				must(t, from.Insert(t.Context(), document(store.People, "110101", "new", 1, `{}`)))
			}
			return nil
		}})
		refused(t, "a source that moved", err, fault.SourceMoved)
		refused(t, "a source that moved", Unfinished(t.Context(), to), fault.RestoreUnfinished)
		_, err = migrated(t, from, to)
		refused(t, "again into the same", err, fault.RestoreOfAnother)
	}
}
