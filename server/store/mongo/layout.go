package mongo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"sizhang/server/store"
	"sizhang/server/store/seal"
)

const (
	storeCollection = "_store"
	// layoutVersion is raised when an older program could no longer use the store.
	layoutVersion = 1
)

// Layout is the newest layout that this program knows.
const Layout = layoutVersion

// ground is the one document that says what the database is.
type ground struct {
	ID      string `bson:"_id"` // groundID
	Program string `bson:"program"`
	Layout  int64  `bson:"layout"`
	Seal    []byte `bson:"seal"` // the key of cursors and tokens
	// Filled names the index texts that every document of a collection has, as
	// collection.path. An index is made once its texts are there.
	Filled []string `bson:"filled"`
}

const (
	groundID = "store"
	program  = "sizhang"
)

// layOut gives the database what the schema declares. It may be broken off at any
// moment and begun again, by several processes at once too.
func (s *Store) layOut(ctx context.Context, schema []store.Collection) error {
	g, err := s.layGround(ctx, schema)
	if err != nil {
		return err
	}
	s.seals = seal.With(g.Seal)
	for _, c := range schema {
		if err := s.layCollection(ctx, s.collections[c.Name], &g); err != nil {
			return fmt.Errorf("collection %s: %w", c.Name, err)
		}
	}
	return nil
}

// layGround returns the database's own document, and makes it where there is none.
func (s *Store) layGround(ctx context.Context, schema []store.Collection) (ground, error) {
	grounds := s.database.Collection(storeCollection)
	var g ground
	err := grounds.FindOne(ctx, bson.D{{Key: "_id", Value: groundID}}).Decode(&g)
	if errors.Is(err, mongo.ErrNoDocuments) {
		g = ground{ID: groundID, Program: program, Layout: layoutVersion, Seal: seal.NewKey()}
		for _, c := range schema { // an empty store has every text already
			g.Filled = append(g.Filled, pathsOf(c)...)
		}
		if _, err = grounds.InsertOne(ctx, g); mongo.IsDuplicateKeyError(err) {
			err = grounds.FindOne(ctx, bson.D{{Key: "_id", Value: groundID}}).Decode(&g)
		}
	}
	switch {
	case err != nil:
	case g.Program != program:
		err = errors.New("the database belongs to another program")
	case g.Layout > layoutVersion:
		err = fmt.Errorf("the store was written by a newer version of this program (layout %d; this one knows up to %d)", g.Layout, layoutVersion)
	}
	return g, err
}

// pathsOf returns the index texts of a collection's documents, as ground names them.
func pathsOf(c store.Collection) []string {
	var paths []string
	for _, x := range c.Indexes {
		paths = append(paths, c.Name+"."+path(x))
	}
	return paths
}

// layCollection makes the collection's indexes, in the place of any that were
// declared otherwise, after it has filled in their texts where documents lack them.
func (s *Store) layCollection(ctx context.Context, c *collection, g *ground) error {
	if missing := slices.DeleteFunc(pathsOf(c.Collection), func(p string) bool { return slices.Contains(g.Filled, p) }); len(missing) > 0 {
		if err := c.fill(ctx); err != nil {
			return fmt.Errorf("filling in indexes: %w", err)
		}
		if err := s.noteFilled(ctx, g, missing); err != nil {
			return err
		}
	}
	wanted := c.wanted()
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		err := c.makeIndex(ctx, name, wanted[name])
		if declaredOtherwise(err) {
			if err = c.documents.Indexes().DropOne(ctx, name); err == nil {
				err = c.makeIndex(ctx, name, wanted[name])
			}
		}
		if err != nil {
			return fmt.Errorf("index %s: %w", name, err)
		}
	}
	return nil
}

// wantedIndex is an index as the server should have it.
type wantedIndex struct {
	keys   bson.D
	unique bool
}

// wanted returns the collection's indexes by name. The city leads where one city
// is asked for, and so may split the collection over shards; the stamps are asked
// for over all cities.
func (c *collection) wanted() map[string]wantedIndex {
	wanted := map[string]wantedIndex{
		"_city":  {keys: bson.D{{Key: fieldCity, Value: 1}, {Key: fieldID, Value: 1}}},
		"_stamp": {keys: bson.D{{Key: fieldLane, Value: 1}, {Key: fieldSeq, Value: 1}}},
	}
	for _, x := range c.Indexes {
		wanted[x.Name] = wantedIndex{
			keys:   bson.D{{Key: fieldCity, Value: 1}, {Key: fieldKeys + "." + path(x), Value: 1}},
			unique: x.Unique,
		}
	}
	return wanted
}

func (c *collection) makeIndex(ctx context.Context, name string, x wantedIndex) error {
	o := options.Index().SetName(name)
	if x.unique {
		o.SetUnique(true)
	}
	_, err := c.documents.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: x.keys, Options: o})
	return err
}

// declaredOtherwise says whether an index of the name is there with other keys or
// options.
func declaredOtherwise(err error) bool {
	const optionsConflict, keysConflict = 85, 86
	var server mongo.ServerError
	return errors.As(err, &server) && (server.HasErrorCode(optionsConflict) || server.HasErrorCode(keysConflict))
}
