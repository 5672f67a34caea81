package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sizhang/server/store"
)

// Adopt keeps a document as another store had it. See store.Store.
func (s *Store) Adopt(ctx context.Context, d store.Document) error {
	if d.Version < 1 {
		return fmt.Errorf("%w: %s/%s cannot stand at version %d", store.ErrBadDocument, d.Collection, d.ID, d.Version)
	}
	_, err := s.write(ctx, d, adopting)
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	// The writer has told what stands in the way; whether it is the very same can
	// be seen without it.
	same, lookErr := s.stands(ctx, d)
	if lookErr != nil {
		return lookErr
	}
	if same {
		return nil
	}
	return err
}

// stands says whether the very same document is in the store: its version, gone
// or not, and the value of its body.
func (s *Store) stands(ctx context.Context, d store.Document) (bool, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return false, err
	}
	defer s.gate.Leave()
	var there store.Document
	err := s.reads.query(ctx, s.tables[d.Collection].whole, []any{d.City, d.ID}, func(row *sql.Rows) (bool, error) {
		return false, row.Scan(&there.Version, &there.Gone, &there.Body)
	})
	if err != nil || there.Version != d.Version || there.Gone != d.Gone {
		return false, err
	}
	if d.Gone {
		return true, nil
	}
	have, err := store.Canonical(there.Body)
	if err != nil {
		return false, err
	}
	want, err := store.Canonical(d.Body)
	return err == nil && bytes.Equal(have, want), err
}
