package standin

import (
	"fmt"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func indexed(c *mongo.Collection, t *testing.T, name string, unique bool, keys bson.D) error {
	o := options.Index().SetName(name)
	if unique {
		o.SetUnique(true)
	}
	_, err := c.Indexes().CreateOne(t.Context(), mongo.IndexModel{Keys: keys, Options: o})
	return err
}

func TestIndexesAreDeclaredOnce(t *testing.T) {
	c, _ := things(t)
	insert(t, c, d("_id", 1, "twice", 1), d("_id", 2, "twice", 1))
	for _, row := range []struct {
		name   string
		unique bool
		keys   bson.D
		code   int
	}{
		{"a", false, d("a", 1), 0},
		{"a", false, d("a", int64(1)), 0}, // again
		{"b", false, d("a", 1), codeIndexOptionsConflict},
		{"a", true, d("a", 1), codeIndexOptionsConflict},
		{"a", false, d("a", -1), codeIndexKeySpecs},
		{"a", false, d("a", 1, "b", 1), codeIndexKeySpecs},
		{"ab", true, d("a", 1, "_id", 1), 0},
		{"id", false, d("_id", 1), 0}, // it is there anyway
		{"twice", true, d("twice", 1), codeDuplicateKey},
		{"missing", true, d("missing", 1), codeDuplicateKey}, // null twice
		{"text", false, d("t", "text"), codeNotSupported},
	} {
		if err := indexed(c, t, row.name, row.unique, row.keys); code(err) != row.code {
			t.Errorf("%s %v: %v", row.name, row.keys, err)
		}
	}
	if err := c.Indexes().DropOne(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	if err := c.Indexes().DropOne(t.Context(), "a"); code(err) != codeIndexNotFound {
		t.Error(err)
	}
	if err := c.Indexes().DropOne(t.Context(), "_id_"); code(err) != codeInvalidOptions {
		t.Error(err)
	}
	specs, err := c.Indexes().ListSpecifications(t.Context())
	if err != nil || len(specs) != 2 || specs[0].Name != "_id_" || specs[1].Name != "ab" || specs[1].Unique == nil || !*specs[1].Unique ||
		string(specs[1].KeysDocument) != string(raw(t, d("a", int32(1), "_id", int32(1)))) {
		t.Error(specs, err)
	}
	if _, err := c.Database().Collection("none").Indexes().ListSpecifications(t.Context()); err != nil {
		t.Error(err) // the driver makes nothing of NamespaceNotFound
	}
}

// A unique index guards what is missing as null, frees what is changed, and says
// which key was taken as MongoDB does.
func TestUniqueIndexes(t *testing.T) {
	c, _ := things(t)
	if err := indexed(c, t, "code", true, d("city", 1, "k.code", 1)); err != nil {
		t.Fatal(err)
	}
	insert(t, c, d("_id", 1, "city", "1", "k", d("code", "x")), d("_id", 2, "city", "2", "k", d("code", "x")), d("_id", 3, "city", "1"))
	_, err := c.InsertOne(t.Context(), d("_id", 4, "city", "1", "k", d("code", "x")))
	if err == nil || !mongo.IsDuplicateKeyError(err) || !strings.Contains(err.Error(), `E11000 duplicate key error collection: test.things index: code dup key: { city: "1", k.code: "x" }`) {
		t.Error(err)
	}
	_, err = c.InsertOne(t.Context(), d("_id", 5, "city", "1", "k", nil))
	var write mongo.WriteException
	if !mongo.IsDuplicateKeyError(err) || !strings.Contains(err.Error(), "k.code: null") {
		t.Error(err)
	}
	_, err = c.InsertOne(t.Context(), d("_id", 1, "city", "9"))
	if write, _ = err.(mongo.WriteException); !mongo.IsDuplicateKeyError(err) || !strings.Contains(err.Error(), "index: _id_ dup key: { _id: 1 }") ||
		string(write.WriteErrors[0].Raw.Lookup("keyPattern").Document()) != string(raw(t, d("_id", int32(1)))) ||
		string(write.WriteErrors[0].Raw.Lookup("keyValue").Document()) != string(raw(t, d("_id", int32(1)))) {
		t.Error(err)
	}
	if _, err := c.ReplaceOne(t.Context(), d("_id", 1), d("city", "1", "k", d("code", "y"))); err != nil {
		t.Error(err)
	}
	insert(t, c, d("_id", 4, "city", "1", "k", d("code", "x"))) // free now
	if _, err := c.ReplaceOne(t.Context(), d("_id", 4), d("city", "1", "k", d("code", "x", "more", 1))); err != nil {
		t.Error("its own key:", err)
	}
}

// What an index finds is what a search of all documents finds.
func TestAnIndexFindsWhatASearchDoes(t *testing.T) {
	c, _ := things(t)
	searched := c.Database().Collection("searched")
	values := []any{nil, 1, 2.5, int64(3), "", "a", "a\x00", "ab", "b", true, d("x", 1)}
	for _, all := range []*mongo.Collection{c, searched} {
		var documents []bson.D
		for i, v := range values {
			for j, w := range values {
				documents = append(documents, d("_id", 100*i+j, "v", v, "w", w))
			}
		}
		insert(t, all, documents...)
	}
	for _, keys := range []bson.D{d("v", 1, "w", 1), d("v", -1, "w", 1), d("w", 1, "v", -1)} {
		if err := indexed(c, t, fmt.Sprint(keys), false, keys); err != nil {
			t.Fatal(err)
		}
		for _, v := range append(values[1:10:10], "aa") {
			for _, filter := range []bson.D{
				d("v", v), d("v", v, "w", d("$gte", v)), d("v", d("$gt", v)), d("v", d("$lte", v)), d("v", v, "w", nil),
				d("v", v, "w", d("$gt", "", "$lt", "b")), d("w", v, "v", d("$lt", v)), d("v", d("$in", bson.A{v, "a"})), d("$or", bson.A{d("v", v), d("w", v)}),
			} {
				how := options.Find().SetSort(keys).SetBatchSize(7)
				if got, want := ids(t, c, filter, how), ids(t, searched, filter, how); got != want {
					t.Fatalf("by %v, %v: %q, not %q", keys, filter, got, want)
				}
			}
		}
	}
}
