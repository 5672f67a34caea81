package standin

import (
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// maxDepth is how deep MongoDB's manual lets a document nest.
const maxDepth = 100

// outcome is what one statement of a write did.
type outcome struct{ matched, modified int32 }

// each carries out the statements of a write in order, and words the reply. An
// ordered write ends at the first that is refused.
func (r *request) each(statements []bson.Raw, carryOut func(bson.Raw) (outcome, error)) (sum outcome, reply bson.D, err error) {
	if len(statements) == 0 || len(statements) > maxBatch {
		return sum, nil, refuse(codeBadValue, "Write batch sizes must be between 1 and %d. Got %d operations.", maxBatch, len(statements))
	}
	var refused bson.A
	var repeated []int32
	for i, statement := range statements {
		did, again, err := r.once(i, func() (outcome, error) { return carryOut(statement) })
		if err != nil {
			refused = append(refused, asProblem(err).writeError(i))
			if v := r.field("ordered"); v.Type == 0 || truth(v) {
				break
			}
			continue
		}
		if again {
			repeated = append(repeated, int32(i))
		}
		sum.matched += did.matched
		sum.modified += did.modified
	}
	reply = bson.D{{Key: "n", Value: sum.matched}}
	if refused != nil {
		reply = append(reply, bson.E{Key: "writeErrors", Value: refused})
	}
	if repeated != nil {
		reply = append(reply, bson.E{Key: "retriedStmtIds", Value: repeated})
	}
	return sum, reply, nil
}

// insert adds documents.
func (s *Server) insert(r *request) (bson.D, error) {
	documents, err := r.list("documents")
	if err != nil {
		return nil, err
	}
	c, err := s.data.create(r.database, r.collection)
	if err != nil {
		return nil, err
	}
	_, reply, err := r.each(documents, func(d bson.Raw) (outcome, error) {
		if err := checkDocument(d); err != nil {
			return outcome{}, err
		}
		key, err := keyOf(d.Lookup("_id"))
		if err != nil {
			return outcome{}, err
		}
		if c.documents[key] != nil {
			return outcome{}, c.duplicate(c.indexes[0], d)
		}
		return outcome{1, 1}, s.data.put(c, "insert", d, nil)
	})
	return reply, err
}

// checkDocument refuses what may not stand in a collection.
func checkDocument(d bson.Raw) error {
	elements, err := d.Elements()
	if err != nil {
		return err
	}
	if len(d) > maxDocument {
		return refuse(codeBadValue, "object to insert too large. size in bytes: %d, max size: %d", len(d), maxDocument)
	}
	if deeper(d, maxDepth) {
		return refuse(codeOverflow, "cannot insert document because it exceeds %d levels of nesting", maxDepth)
	}
	if len(elements) == 0 || elements[0].Key() != "_id" {
		return unknown("how to put an _id in front of a document; bring one")
	}
	for _, e := range elements {
		if strings.HasPrefix(e.Key(), "$") {
			return refuse(codeDollarPrefixedField, "The dollar ($) prefixed field '%s' is not allowed in the context of an insert", e.Key())
		}
		if t, i, ok := e.Value().TimestampOK(); ok && t == 0 && i == 0 {
			return unknown("how to put the time into an empty timestamp, at %s", e.Key())
		}
	}
	switch t := elements[0].Value().Type; t {
	case bson.TypeArray, bson.TypeRegex, bson.TypeUndefined:
		return refuse(codeInvalidIDField, "The '_id' value cannot be of type %s", t)
	}
	return nil
}

// deeper says whether a document nests deeper than so many levels.
func deeper(d bson.Raw, levels int) bool {
	if levels == 0 {
		return true
	}
	values, _ := d.Values()
	for _, v := range values {
		if v.Type != bson.TypeEmbeddedDocument && v.Type != bson.TypeArray {
			continue
		}
		if deeper(bson.Raw(v.Value), levels-1) {
			return true
		}
	}
	return false
}
