package standin

import (
	"bytes"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// update changes one document a statement: by a whole one in its place, or by
// $set.
func (s *Server) update(r *request) (bson.D, error) {
	statements, err := r.list("updates")
	if err != nil {
		return nil, err
	}
	sum, reply, err := r.each(statements, func(statement bson.Raw) (outcome, error) { return s.updateOne(r, statement) })
	return append(reply, bson.E{Key: "nModified", Value: sum.modified}), err
}

func (s *Server) updateOne(r *request, statement bson.Raw) (outcome, error) {
	if err := onlyKnown(statement, "the field %s of an update", []string{"q", "u", "multi", "upsert", "hint"}); err != nil {
		return outcome{}, err
	}
	if truth(statement.Lookup("multi")) || truth(statement.Lookup("upsert")) {
		return outcome{}, unknown("multi and upsert in an update")
	}
	by, ok := statement.Lookup("u").DocumentOK()
	if !ok {
		return outcome{}, unknown("an update by a pipeline")
	}
	filter, _ := statement.Lookup("q").DocumentOK()
	c := s.data.find(r.database, r.collection)
	stands, err := c.first(filter, statement.Lookup("hint"))
	if err != nil {
		return outcome{}, err
	}
	kind, next, told, err := renewed(stands, by)
	switch {
	case err != nil, stands == nil:
		return outcome{}, err
	case bytes.Equal(stands, next):
		return outcome{matched: 1}, nil
	}
	if len(next) > maxDocument {
		return outcome{}, refuse(codeUpdateTooLarge, "Resulting document after update is larger than %d", maxDocument)
	}
	if err := checkDocument(next); err != nil {
		return outcome{}, err
	}
	return outcome{1, 1}, s.data.put(c, kind, next, told)
}

// renewed returns a document as an update makes it, as which kind of change, and
// what a change stream tells of it. Of no document it only checks the update.
func renewed(stands, by bson.Raw) (kind string, next bson.Raw, told bson.D, err error) {
	elements, err := by.Elements()
	if err != nil {
		return "", nil, nil, err
	}
	if len(elements) == 0 || !strings.HasPrefix(elements[0].Key(), "$") {
		next, err := replaced(stands, by)
		return "replace", next, nil, err
	}
	if len(elements) != 1 || elements[0].Key() != "$set" {
		return "", nil, nil, unknown("the update %s", by)
	}
	set, _ := elements[0].Value().DocumentOK()
	next, told, err = assigned(stands, set)
	return "update", next, told, err
}

// replaced returns the document that takes another's place: its _id stays.
func replaced(stands, by bson.Raw) (bson.Raw, error) {
	if stands == nil {
		return nil, nil
	}
	id := stands.Lookup("_id")
	renewed := bson.D{{Key: "_id", Value: id}}
	elements, _ := by.Elements()
	for _, e := range elements {
		if e.Key() != "_id" {
			renewed = append(renewed, bson.E{Key: e.Key(), Value: e.Value()})
			continue
		}
		if same, err := equal(id, e.Value()); !same || err != nil {
			return nil, refuse(codeImmutableField, "After applying the update, the (immutable) field '_id' was found to have been altered to _id: %s", e.Value())
		}
	}
	return bson.Marshal(renewed)
}

// assigned returns the document with the fields of a $set. A field keeps its
// place, a new one stands last.
func assigned(stands, set bson.Raw) (bson.Raw, bson.D, error) {
	elements, err := set.Elements()
	if err != nil {
		return nil, nil, err
	}
	next, told := stands, bson.D{}
	for _, e := range elements {
		if e.Key() == "_id" || strings.HasPrefix(e.Key(), "_id.") {
			return nil, nil, unknown("$set of _id")
		}
		if stands == nil {
			continue
		}
		before, err := reach(next, e.Key())
		if err != nil {
			return nil, nil, err
		}
		if before.Type == e.Value().Type && bytes.Equal(before.Value, e.Value().Value) {
			continue
		}
		if next, err = withValue(next, strings.Split(e.Key(), "."), e.Value()); err != nil {
			return nil, nil, err
		}
		told = append(told, bson.E{Key: e.Key(), Value: e.Value()})
	}
	return next, bson.D{{Key: "updatedFields", Value: told}, {Key: "removedFields", Value: bson.A{}}, {Key: "truncatedArrays", Value: bson.A{}}}, nil
}

// withValue returns a document with a value at a path, whose documents are made
// where they are missing.
func withValue(d bson.Raw, path []string, v bson.RawValue) (bson.Raw, error) {
	if path[0] == "" || strings.HasPrefix(path[0], "$") {
		return nil, unknown("$set of a field %q", path[0])
	}
	var renewed bson.D
	elements, _ := d.Elements()
	found := false
	for _, e := range elements {
		value := e.Value()
		if e.Key() == path[0] {
			found = true
			var err error
			if value, err = inValue(value, path[1:], v); err != nil {
				return nil, err
			}
		}
		renewed = append(renewed, bson.E{Key: e.Key(), Value: value})
	}
	if !found {
		empty, _ := bson.Marshal(bson.D{})
		value, err := inValue(bson.RawValue{Type: bson.TypeEmbeddedDocument, Value: empty}, path[1:], v)
		if err != nil {
			return nil, err
		}
		renewed = append(renewed, bson.E{Key: path[0], Value: value})
	}
	return bson.Marshal(renewed)
}

// inValue is withValue one level down.
func inValue(stands bson.RawValue, rest []string, v bson.RawValue) (bson.RawValue, error) {
	if len(rest) == 0 {
		return v, nil
	}
	d, ok := stands.DocumentOK()
	if !ok {
		return v, unknown("$set of %s in a value of type %s", strings.Join(rest, "."), stands.Type)
	}
	renewed, err := withValue(d, rest, v)
	return bson.RawValue{Type: bson.TypeEmbeddedDocument, Value: renewed}, err
}

// equal says whether two values are equal, 1 and 1.0 being so.
func equal(a, b bson.RawValue) (bool, error) {
	ka, err := keyOf(a)
	if err != nil {
		return false, err
	}
	kb, err := keyOf(b)
	return ka == kb, err
}
