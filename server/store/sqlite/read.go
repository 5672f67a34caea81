package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"sizhang/server/store"
)

// Get returns a document. See store.Store.
func (s *Store) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return store.Document{}, err
	}
	defer s.gate.Leave()
	t, ok := s.tables[collection]
	if !ok {
		return store.Document{}, fmt.Errorf("%w: no collection %q is declared", store.ErrBadQuery, collection)
	}
	d := store.Document{Collection: collection, City: city, ID: id}
	err := s.reads.query(ctx, t.get, []any{city, id}, func(row *sql.Rows) (bool, error) {
		return false, row.Scan(&d.Version, &d.Body)
	})
	if err == nil && d.Version == 0 {
		err = store.ErrMissing
	}
	if err != nil {
		return store.Document{}, fmt.Errorf("%s/%s/%s: %w", collection, city, id, err)
	}
	return d, nil
}
