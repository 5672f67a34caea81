package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
)

// There says whether the database that the connection string names holds a store
// already. It writes nothing. It is store.ErrTransient where no primary can be
// reached.
func There(ctx context.Context, uri string) (there bool, err error) {
	o, name, err := settings(uri)
	if err != nil {
		return false, err
	}
	client, err := mongo.Connect(o)
	if err != nil {
		return false, fmt.Errorf("the MongoDB connection string: %w", err)
	}
	defer func() { err = errors.Join(err, client.Disconnect(context.WithoutCancel(ctx))) }()
	err = client.Database(name).Collection(storeCollection).FindOne(ctx, bson.D{{Key: "_id", Value: groundID}}).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the MongoDB database %s: %w", name, translate(said(ctx, err)))
	}
	return true, nil
}
