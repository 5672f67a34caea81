package standin

import (
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// index is an index: the documents in its order.
type index struct {
	name    string
	key     bson.D
	fields  []order
	unique  bool
	entries []entry
}

// entry is a document in an index.
type entry struct {
	place    string
	document *document
}

// newIndex reads the specification of an index.
func newIndex(spec bson.Raw) (*index, error) {
	x := &index{}
	elements, err := spec.Elements()
	if err != nil {
		return nil, err
	}
	for _, e := range elements {
		switch name, v := e.Key(), e.Value(); name {
		case "v":
			if v.AsInt64() != 2 {
				return nil, refuse(codeCannotCreateIndex, "Invalid index version %s", v)
			}
		case "name":
			x.name, _ = v.StringValueOK()
		case "key":
			key, _ := v.DocumentOK()
			if x.fields, err = orders(key); err == nil {
				err = bson.Unmarshal(key, &x.key)
			}
		case "unique":
			x.unique = truth(v)
		default:
			err = unknown("the option %s of an index", name)
		}
		if err != nil {
			return nil, err
		}
	}
	if x.name == "" || len(x.fields) == 0 {
		return nil, refuse(codeCannotCreateIndex, "an index needs a name and a key: %s", spec)
	}
	return x, nil
}

// spec is the index as listIndexes tells it.
func (x *index) spec() bson.D {
	spec := bson.D{{Key: "v", Value: int32(2)}, {Key: "key", Value: x.key}, {Key: "name", Value: x.name}}
	if x.unique && x.name != "_id_" {
		spec = append(spec, bson.E{Key: "unique", Value: true})
	}
	return spec
}

// from returns the entries from a place on.
func (x *index) from(place string) []entry {
	n, _ := slices.BinarySearchFunc(x.entries, place, func(e entry, place string) int { return strings.Compare(e.place, place) })
	return x.entries[n:]
}

// takes says whether a document may stand at a place.
func (x *index) takes(d *document, place string) bool {
	next := x.from(place)
	return !x.unique || len(next) == 0 || !strings.HasPrefix(next[0].place, place) || next[0].document == d
}

// move puts a document where it stands now, and away from where it stood.
func (x *index) move(d *document, before, after string) {
	if before == after {
		return
	}
	if before != "" {
		n := len(x.entries) - len(x.from(before))
		x.entries = slices.Delete(x.entries, n, n+1)
	}
	n := len(x.entries) - len(x.from(after))
	x.entries = slices.Insert(x.entries, n, entry{after, d})
}

// reindex puts a document into every index as it will stand. A unique index may
// refuse it, and then nothing has changed.
func (c *collection) reindex(d *document, after bson.Raw) error {
	places := make([]string, len(c.indexes))
	for i, x := range c.indexes {
		at, err := place(after, x.fields)
		if err != nil {
			return err
		}
		if !x.takes(d, at) {
			return c.duplicate(x, after)
		}
		places[i] = d.total(at)
	}
	for i, x := range c.indexes {
		before := ""
		if stands := d.latest(); stands != nil {
			at, _ := place(stands, x.fields) // no error when it came
			before = d.total(at)
		}
		x.move(d, before, places[i])
	}
	return nil
}

// duplicate is the refusal of a unique index.
func (c *collection) duplicate(x *index, d bson.Raw) error {
	var value bson.D
	var shown []string
	for _, o := range x.fields {
		v, _ := reach(d, o.path)
		if v.Type == 0 {
			v = bson.RawValue{Type: bson.TypeNull}
		}
		value = append(value, bson.E{Key: o.path, Value: v})
		shown = append(shown, o.path+": "+inShell(v))
	}
	return &problem{
		code:    codeDuplicateKey,
		message: fmt.Sprintf("E11000 duplicate key error collection: %s index: %s dup key: { %s }", c.namespace(), x.name, strings.Join(shown, ", ")),
		extra:   bson.D{{Key: "keyPattern", Value: x.key}, {Key: "keyValue", Value: value}},
	}
}

// inShell is a value as MongoDB's messages show it.
func inShell(v bson.RawValue) string {
	switch v.Type {
	case bson.TypeInt32, bson.TypeInt64:
		return fmt.Sprint(v.AsInt64())
	case bson.TypeDouble:
		return fmt.Sprint(v.Double())
	}
	return v.String()
}
