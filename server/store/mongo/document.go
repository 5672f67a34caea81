package mongo

import (
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"sizhang/server/store"
)

// envelope is how a document stands in its MongoDB collection.
type envelope struct {
	// ID carries the city, so that it is unique on every shard: what may split a
	// collection is the city alone.
	ID      string            `bson:"_id"`
	City    string            `bson:"city"`
	Version int64             `bson:"version"`
	Gone    bool              `bson:"gone"`
	Lane    int64             `bson:"lane"` // who wrote it last,
	Seq     int64             `bson:"seq"`  // and as which of its writes
	Keys    map[string]string `bson:"keys"`
	Body    bson.Raw          `bson:"body,omitempty"`
}

// Names of the envelope's fields.
const (
	fieldID      = "_id"
	fieldCity    = "city"
	fieldVersion = "version"
	fieldGone    = "gone"
	fieldLane    = "lane"
	fieldSeq     = "seq"
	fieldKeys    = "keys"
	fieldBody    = "body"
)

// inCity begins the _id of every document of a city. The city's own slashes are
// written otherwise, so that no two cities' ids meet.
func inCity(city string) string {
	return strings.NewReplacer("%", "%25", "/", "%2F").Replace(city) + "/"
}

// pack makes the envelope of a document as it will stand: d.Version is the
// version that it gets.
func pack(c store.Collection, d store.Document, by stamp) (*envelope, error) {
	keys, err := keysOf(c, d)
	if err != nil {
		return nil, err
	}
	e := &envelope{
		ID: inCity(d.City) + d.ID, City: d.City, Version: d.Version, Gone: d.Gone,
		Lane: by.lane, Seq: by.seq, Keys: keys,
	}
	if !d.Gone {
		e.Body, err = encodeBody(d.Body)
	}
	return e, err
}

// unpack reads a document out of its envelope.
func unpack(collection string, raw bson.Raw) (store.Document, error) {
	var e envelope
	if err := bson.Unmarshal(raw, &e); err != nil {
		return store.Document{}, fmt.Errorf("%s: a document that is none of this program's: %w", collection, err)
	}
	d := store.Document{Collection: collection, City: e.City, Version: e.Version, Gone: e.Gone}
	var ours bool
	if d.ID, ours = strings.CutPrefix(e.ID, inCity(e.City)); !ours {
		return d, fmt.Errorf("%s: the _id %q does not begin with its city %q", collection, e.ID, e.City)
	}
	if d.Gone {
		return d, nil
	}
	var err error
	if d.Body, err = decodeBody(e.Body); err != nil {
		return d, fmt.Errorf("%s/%s/%s: %w", collection, d.City, d.ID, err)
	}
	return d, nil
}
