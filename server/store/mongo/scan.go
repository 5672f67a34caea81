package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"sizhang/server/store"
)

// Scan hands over every document, as it stood at one moment where the server has
// snapshot reads (MongoDB 5.0 and later). See store.Store.
func (s *Store) Scan(ctx context.Context, visit func(store.Document) error) (bool, error) {
	if err := s.gate.Enter(ctx); err != nil {
		return false, err
	}
	defer s.gate.Leave()
	begun := false
	visitOne := func(d store.Document) error { begun = true; return visit(d) }
	moment, err := s.scanAt(ctx, options.Session().SetSnapshot(true), visitOne)
	if err == nil || begun || !noSnapshots(err) {
		return moment && err == nil, err
	}
	_, err = s.scanAt(ctx, options.Session(), visitOne)
	return false, err
}

// scanAt reads all collections in one session, and says whether the server named
// the one moment of it: some take the wish for a snapshot and do not heed it.
func (s *Store) scanAt(ctx context.Context, o *options.SessionOptionsBuilder, visit func(store.Document) error) (bool, error) {
	session, err := s.client.StartSession(o)
	if err != nil {
		return false, fmt.Errorf("scan: %w", translate(err))
	}
	defer session.EndSession(context.WithoutCancel(ctx))
	ctx = mongo.NewSessionContext(ctx, session)
	for _, name := range s.names {
		if err := s.collections[name].scan(ctx, visit); err != nil {
			return false, err
		}
	}
	return session.SnapshotTime() != bson.Timestamp{}, nil
}

func (c *collection) scan(ctx context.Context, visit func(store.Document) error) error {
	cursor, err := c.documents.Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: fieldCity, Value: 1}, {Key: fieldID, Value: 1}}))
	if err != nil {
		return fmt.Errorf("scan %s: %w", c.Name, translate(said(ctx, err)))
	}
	defer cursor.Close(context.WithoutCancel(ctx))
	for cursor.Next(ctx) {
		d, err := unpack(c.Name, cursor.Current)
		if err != nil {
			return err
		}
		if err := visit(d); err != nil {
			return err
		}
	}
	if err := cursor.Err(); err != nil {
		return fmt.Errorf("scan %s: %w", c.Name, translate(said(ctx, err)))
	}
	return nil
}

// noSnapshots says whether the driver or the server refused to read at one moment.
func noSnapshots(err error) bool {
	return err != nil && !errors.Is(err, store.ErrTransient) && !errors.Is(err, store.ErrClosed) &&
		!errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}
