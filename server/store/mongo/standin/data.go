package standin

import (
	"cmp"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// data is what the server keeps: collections by namespace, and every write in the
// order of its time.
type data struct {
	collections map[string]*collection // by namespace
	changes     []change
	now         bson.Timestamp
	// horizon is the time that history reaches back to; nothing before it is known.
	horizon bson.Timestamp
	history int
	// dropped is when a collection was last dropped: no snapshot reaches behind it.
	dropped bson.Timestamp
	wake    chan struct{} // closed at the next change
}

// collection is a collection with its indexes, of which the first is the one on
// _id.
type collection struct {
	database, name string
	documents      map[string]*document // by the key of their _id
	indexes        []*index
}

// document is a document through time.
type document struct {
	seq       int // the order in which documents were inserted
	revisions []revision
}

type revision struct {
	at  bson.Timestamp
	raw bson.Raw
}

// change is one write as change streams tell it.
type change struct {
	at                   bson.Timestamp
	wall                 time.Time
	kind                 string // insert, update, replace, drop, dropDatabase, invalidate
	database, collection string
	id                   bson.RawValue
	raw                  bson.Raw // the document as it stood then
	update               bson.D   // updateDescription
}

func newData(history int) data {
	d := data{collections: map[string]*collection{}, history: history, wake: make(chan struct{})}
	d.tick()
	return d
}

// tick gives the next operation time.
func (d *data) tick() bson.Timestamp {
	if t := uint32(time.Now().Unix()); t > d.now.T {
		d.now = bson.Timestamp{T: t}
	}
	d.now.I++
	return d.now
}

// record gives a change its time, keeps it and wakes who waits for one.
func (d *data) record(c change) bson.Timestamp {
	c.at, c.wall = d.tick(), time.Now()
	d.changes = append(d.changes, c)
	if d.history > 0 && len(d.changes) >= 2*d.history {
		d.forget(d.history)
	}
	close(d.wake)
	d.wake = make(chan struct{})
	return c.at
}

// forget keeps the last changes only.
func (d *data) forget(keep int) {
	if gone := len(d.changes) - keep; gone > 0 {
		d.horizon = d.changes[gone-1].at
		d.changes = slices.Clone(d.changes[gone:])
	}
}

// after returns the changes later than a time.
func (d *data) after(at bson.Timestamp) []change {
	n, _ := slices.BinarySearchFunc(d.changes, at, func(c change, at bson.Timestamp) int {
		if c.at.After(at) {
			return 1
		}
		return -1
	})
	return d.changes[n:]
}

func (d *data) find(database, name string) *collection { return d.collections[database+"."+name] }

// in returns the collections of a database in the order of their names.
func (d *data) in(database string) []*collection {
	var found []*collection
	for _, c := range d.collections {
		if c.database == database {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b *collection) int { return cmp.Compare(a.name, b.name) })
	return found
}

// create returns the collection, made if it is not there.
func (d *data) create(database, name string) (*collection, error) {
	if c := d.find(database, name); c != nil {
		return c, nil
	}
	if err := checkName(database, name); err != nil {
		return nil, err
	}
	c := &collection{database: database, name: name, documents: map[string]*document{}}
	c.indexes = []*index{{name: "_id_", fields: []order{{path: "_id"}}, key: bson.D{{Key: "_id", Value: int32(1)}}, unique: true}}
	d.collections[c.namespace()] = c
	return c, nil
}

// drop removes a collection.
func (d *data) drop(c *collection) {
	delete(d.collections, c.namespace())
	d.dropped = d.record(change{kind: "drop", database: c.database, collection: c.name})
}

// put stores a document that indexes and limits allow, as insert, update or
// replace have it.
func (d *data) put(c *collection, kind string, raw bson.Raw, update bson.D) error {
	id := raw.Lookup("_id")
	key, err := keyOf(id)
	if err != nil {
		return err
	}
	stands := c.documents[key]
	if stands == nil {
		stands = &document{seq: len(c.documents)}
	}
	if err := c.reindex(stands, raw); err != nil {
		return err
	}
	c.documents[key] = stands
	at := d.record(change{kind: kind, database: c.database, collection: c.name, id: id, raw: raw, update: update})
	stands.forget(d.horizon)
	stands.revisions = append(stands.revisions, revision{at, raw})
	return nil
}

func (c *collection) namespace() string { return c.database + "." + c.name }

func (c *collection) byID() []bson.Raw {
	var all []bson.Raw
	for _, e := range c.indexes[0].entries {
		all = append(all, e.document.latest())
	}
	return all
}

// latest returns the document as it stands; nil before it was inserted.
func (d *document) latest() bson.Raw {
	if d == nil || len(d.revisions) == 0 {
		return nil
	}
	return d.revisions[len(d.revisions)-1].raw
}

// at returns the document as it stood at a time; nil before it was inserted.
func (d *document) at(t bson.Timestamp) bson.Raw {
	for _, r := range slices.Backward(d.revisions) {
		if !r.at.After(t) {
			return r.raw
		}
	}
	return nil
}

// forget drops revisions that no snapshot since the horizon can see.
func (d *document) forget(horizon bson.Timestamp) {
	for len(d.revisions) > 1 && !d.revisions[1].at.After(horizon) {
		d.revisions = d.revisions[1:]
	}
}
