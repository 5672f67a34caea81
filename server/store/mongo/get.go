package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"sizhang/server/store"
)

// Get returns a document. See store.Store.
func (s *Store) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return store.Document{}, err
	}
	defer s.gate.Leave()
	c, ok := s.collections[collection]
	if !ok {
		return store.Document{}, fmt.Errorf("%w: no collection %q is declared", store.ErrBadQuery, collection)
	}
	raw, err := c.documents.FindOne(ctx, bson.D{
		{Key: fieldID, Value: inCity(city) + id}, {Key: fieldCity, Value: city}, {Key: fieldGone, Value: false},
	}).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		err = store.ErrMissing
	}
	if err != nil {
		return store.Document{}, fmt.Errorf("%s/%s/%s: %w", collection, city, id, translate(said(ctx, err)))
	}
	return unpack(collection, raw)
}
