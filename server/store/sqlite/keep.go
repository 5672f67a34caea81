package sqlite

import (
	"context"
	"errors"

	"sizhang/server/store"
)

var errNotYet = errors.New("not built yet")

// Await waits for a write. See store.Store.
func (s *Store) Await(ctx context.Context, since store.Token) error { return errNotYet }

// Scan hands over every document. See store.Store.
func (s *Store) Scan(ctx context.Context, visit func(store.Document) error) (bool, error) {
	return false, errNotYet
}

// Adopt keeps a document as another store had it. See store.Store.
func (s *Store) Adopt(ctx context.Context, d store.Document) error { return errNotYet }

// Examine looks the store over. See store.Store.
func (s *Store) Examine(ctx context.Context, deep bool, tell func(store.Finding)) error {
	return errNotYet
}
