package mongo

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// fill writes the index texts of documents that were written before an index was
// declared. Neither version nor stamp moves: nothing that a reader sees changes.
// A document that somebody writes meanwhile has its texts from that write, if the
// writer knows the index; older servers must have stopped.
func (c *collection) fill(ctx context.Context) error {
	cursor, err := c.documents.Find(ctx, c.lacking(), options.Find().SetSort(bson.D{{Key: fieldID, Value: 1}}))
	if err != nil {
		return err
	}
	defer cursor.Close(context.WithoutCancel(ctx))
	for cursor.Next(ctx) {
		if err := c.fillOne(ctx, cursor.Current); err != nil {
			return err
		}
	}
	return cursor.Err()
}

// lacking finds documents without one of the declared texts.
func (c *collection) lacking() bson.D {
	var lacking bson.A
	for _, x := range c.Indexes {
		lacking = append(lacking, bson.D{{Key: fieldKeys + "." + path(x), Value: bson.D{{Key: "$exists", Value: false}}}})
	}
	return bson.D{{Key: "$or", Value: lacking}}
}

func (c *collection) fillOne(ctx context.Context, raw bson.Raw) error {
	var e envelope
	if err := bson.Unmarshal(raw, &e); err != nil {
		return err
	}
	d, err := unpack(c.Name, raw)
	if err != nil {
		return err
	}
	keys, err := keysOf(c.Collection, d)
	if err != nil {
		return err
	}
	_, err = c.documents.UpdateOne(ctx,
		bson.D{{Key: fieldID, Value: e.ID}, {Key: fieldCity, Value: e.City}, {Key: fieldVersion, Value: e.Version}},
		bson.D{{Key: "$set", Value: bson.D{{Key: fieldKeys, Value: keys}}}})
	return err
}

// noteFilled remembers that the texts are there.
func (s *Store) noteFilled(ctx context.Context, g *ground, paths []string) error {
	grounds := s.database.Collection(storeCollection)
	for {
		was := slices.Clone(g.Filled)
		g.Filled = slices.Compact(slices.Sorted(slices.Values(append(g.Filled, paths...))))
		result, err := grounds.UpdateOne(ctx,
			bson.D{{Key: "_id", Value: groundID}, {Key: "filled", Value: was}},
			bson.D{{Key: "$set", Value: bson.D{{Key: "filled", Value: g.Filled}}}})
		if err != nil || result.MatchedCount > 0 {
			return err
		}
		if err := grounds.FindOne(ctx, bson.D{{Key: "_id", Value: groundID}}).Decode(g); err != nil {
			return err
		}
	}
}
