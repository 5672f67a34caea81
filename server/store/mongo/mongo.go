// Package mongo keeps documents in MongoDB: the store of a city, or of many, that
// outgrew one machine. It is one of the siblings behind package store.
//
// It asks little of the server: single documents inserted, replaced by id and
// version and found by ranges of one field, unique indexes, and majority reads
// and writes. It uses change streams and snapshot reads where there are some.
// docs/operations.md says how to run a replica set or a sharded cluster for it.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"sizhang/server/store"
	"sizhang/server/store/gate"
	"sizhang/server/store/seal"
)

// DefaultDatabase is where documents go when the connection string names no
// database.
const DefaultDatabase = "sizhang"

// Store is a store in a MongoDB database.
type Store struct {
	client      *mongo.Client
	database    *mongo.Database
	collections map[string]*collection
	names       []string // of the collections, in the schema's order
	seals       seal.Sealer
	gate        gate.Gate
	news        news
	stream      stream
	owner       owner
	doubts      doubts
	backstop    time.Duration
	closing     context.Context // ends when Close begins
	close       context.CancelFunc
	background  chan struct{} // closed when the owner has stopped publishing
}

var _ store.Store = (*Store)(nil)

// collection is a declared one and where it is kept.
type collection struct {
	store.Collection
	documents *mongo.Collection
}

// Open opens the store that the connection string names and makes its collections
// and indexes where there are none. The database is the one of the string's path,
// else DefaultDatabase. Whatever the string says of them, writes are acknowledged
// by a majority's journals, and reads come from the primary as a majority has
// them. Open refuses a store that a newer version of this program has laid out; it
// is store.ErrTransient where no primary can be reached.
func Open(ctx context.Context, uri string, schema []store.Collection) (*Store, error) {
	if err := store.CheckSchema(schema); err != nil {
		return nil, err
	}
	o, name, err := settings(uri)
	if err != nil {
		return nil, err
	}
	client, err := mongo.Connect(o)
	if err != nil {
		return nil, fmt.Errorf("the MongoDB connection string: %w", err)
	}
	s := newStore(client, client.Database(name), schema)
	if err := s.layOut(ctx, schema); err != nil {
		err = fmt.Errorf("open the MongoDB database %s: %w", name, translate(said(ctx, err)))
		return nil, errors.Join(err, client.Disconnect(context.WithoutCancel(ctx)))
	}
	go func() {
		defer close(s.background)
		s.owner.run(s.closing)
	}()
	return s, nil
}

// selection is how long a call looks for a primary, unless the string says.
const selection = 5 * time.Second

// settings reads the connection string.
func settings(uri string) (*options.ClientOptions, string, error) {
	parsed, err := connstring.ParseAndValidate(uri)
	if err != nil {
		return nil, "", fmt.Errorf("the MongoDB connection string: %w", err)
	}
	name := parsed.Database
	if name == "" {
		name = DefaultDatabase
	}
	journal := true
	o := options.Client().SetAppName("sizhang").SetServerSelectionTimeout(selection).ApplyURI(uri)
	o.SetWriteConcern(&writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journal})
	o.SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary())
	return o, name, o.Validate()
}

func newStore(client *mongo.Client, database *mongo.Database, schema []store.Collection) *Store {
	s := &Store{client: client, database: database, collections: map[string]*collection{}, backstop: backstop, background: make(chan struct{})}
	s.closing, s.close = context.WithCancel(context.Background())
	for _, c := range schema {
		s.names = append(s.names, c.Name)
		s.collections[c.Name] = &collection{c, database.Collection(c.Name)}
	}
	s.owner.lanes = lanes{database.Collection(lanesCollection)}
	s.doubts.ctx, s.stream.ctx = s.closing, s.closing
	s.stream.database, s.stream.news = database, &s.news
	return s
}

// parting is how long Close tries to give its lane back.
const parting = 3 * time.Second

// Close waits for calls under way, gives the lane back and disconnects.
func (s *Store) Close() error {
	if !s.gate.Shut() {
		return store.ErrClosed
	}
	s.close()
	s.gate.Wait()
	s.doubts.going.Wait()
	s.stream.going.Wait()
	<-s.background
	ctx, cancel := context.WithTimeout(context.Background(), parting)
	defer cancel()
	s.owner.leave(ctx)
	return translate(s.client.Disconnect(ctx))
}
