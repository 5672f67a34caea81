package sqlite

import (
	"context"
	"fmt"

	"sizhang/server/store"
)

// Insert keeps a new document. See store.Store.
func (s *Store) Insert(ctx context.Context, d store.Document) error {
	if d.Gone {
		return fmt.Errorf("%w: %s/%s would begin as a tombstone", store.ErrBadDocument, d.Collection, d.ID)
	}
	d.Version = 1
	_, err := s.write(ctx, d, inserting)
	return err
}

// Replace puts a document in the place of the version it was read at. See
// store.Store.
func (s *Store) Replace(ctx context.Context, d store.Document) (int64, error) {
	return s.write(ctx, d, replacing)
}

func (s *Store) write(ctx context.Context, d store.Document, verb verb) (int64, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return 0, err
	}
	defer s.gate.Leave()
	t, ok := s.tables[d.Collection]
	if !ok {
		return 0, fmt.Errorf("%w: no collection %q is declared", store.ErrBadDocument, d.Collection)
	}
	if err := d.Check(t.Collection); err != nil {
		return 0, err
	}
	w := &write{table: t, verb: verb, document: d, body: string(d.Body), done: make(chan struct{})}
	w.document.Body = nil
	if d.Gone {
		w.body = "{}"
	}
	version, err := s.writes.do(ctx, w)
	if err != nil {
		return 0, fmt.Errorf("%s/%s/%s: %w", d.Collection, d.City, d.ID, err)
	}
	return version, nil
}
