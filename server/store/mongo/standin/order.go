package standin

import (
	"encoding/binary"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// order is one field of a sort or of an index.
type order struct {
	path       string
	descending bool
}

// orders reads the fields of a sort or of an index's key: 1 or -1.
func orders(d bson.Raw) ([]order, error) {
	elements, err := d.Elements()
	if err != nil {
		return nil, err
	}
	var found []order
	for _, e := range elements {
		n, ok := e.Value().AsInt64OK()
		if !ok || n != 1 && n != -1 {
			return nil, unknown("the order %s of %s", e.Value(), e.Key())
		}
		if e.Key() == "" || e.Key()[0] == '$' {
			return nil, unknown("the order by %q", e.Key())
		}
		found = append(found, order{e.Key(), n == -1})
	}
	return found, nil
}

// place is where a document stands in an order: the keys of the fields one after
// the other.
func place(d bson.Raw, by []order) (string, error) {
	var at []byte
	for _, o := range by {
		v, err := reach(d, o.path)
		if err == nil && v.Type == bson.TypeArray {
			err = unknown("how to sort or index an array, at %s", o.path)
		}
		if err != nil {
			return "", err
		}
		k, err := appendKey(nil, v)
		if err != nil {
			return "", err
		}
		if o.descending {
			k = turned(k)
		}
		at = append(at, k...)
	}
	return string(at), nil
}

// total makes a place the document's alone: equals follow in the order in which
// they were inserted.
func (d *document) total(place string) string {
	return string(binary.BigEndian.AppendUint64([]byte(place), uint64(d.seq)))
}

// span returns bounds, from and up to, of the places where what fits a filter can
// stand in an order: equalities on its first fields, then a range.
func span(filter bson.Raw, by []order) (from, to string) {
	for _, o := range by {
		v := filter.Lookup(o.path)
		operators, several := v.DocumentOK()
		if v.Type == 0 || o.descending {
			break
		}
		if !several {
			key, _ := keyOf(v) // no error when the filter was compiled
			from, to = from+key, to+key
			continue
		}
		prefix := from
		for _, name := range []string{"$gt", "$gte"} {
			if bound := operators.Lookup(name); bound.Type != 0 {
				key, _ := keyOf(bound)
				from = max(from, prefix+key)
			}
		}
		for _, name := range []string{"$lt", "$lte"} {
			if bound := operators.Lookup(name); bound.Type != 0 {
				key, _ := keyOf(bound)
				return from, prefix + key + "\xff"
			}
		}
		break
	}
	return from, to + "\xff"
}
