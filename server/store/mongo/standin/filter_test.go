package standin

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func TestFiltersFindWhatTheyShould(t *testing.T) {
	c, _ := things(t)
	insert(t, c,
		d("_id", 1, "n", 1, "t", "a", "s", d("x", "p", "y", 1)),
		d("_id", 2, "n", int64(2), "t", "b", "s", d("x", "q")),
		d("_id", 3, "n", 2.0, "t", "", "s", nil),
		d("_id", 4, "n", "2", "t", nil, "s", "text"),
		d("_id", 5, "l", bson.A{1, "a", bson.A{7}}),
		d("_id", 6, "n", true, "when", bson.DateTime(5)),
	)
	for _, row := range []struct {
		name   string
		filter bson.D
		want   string
	}{
		{"all", d(), "1 2 3 4 5 6 "},
		{"a number of any kind", d("n", 2), "2 3 "},
		{"a text is no number", d("n", "2"), "4 "},
		{"true is no number", d("n", 1), "1 "},
		{"true", d("n", true), "6 "},
		{"null is what is missing too", d("t", nil), "4 5 6 "},
		{"null below what is no document", d("s.x", nil), "3 4 5 6 "},
		{"a path", d("s.x", "p"), "1 "},
		{"a whole document", d("s", d("x", "q")), "2 "},
		{"a whole document, all of it", d("s", d("x", "p")), ""},
		{"several fields", d("n", 2, "t", "b"), "2 "},
		{"$eq", d("n", d("$eq", 2)), "2 3 "},
		{"$ne", d("n", d("$ne", 2)), "1 4 5 6 "},
		{"$gt", d("n", d("$gt", 1)), "2 3 "},
		{"$gte", d("n", d("$gte", 1)), "1 2 3 "},
		{"$lt", d("n", d("$lt", 2)), "1 "},
		{"$lte", d("n", d("$lte", 2)), "1 2 3 "},
		{"bounds keep to their type", d("t", d("$gte", "")), "1 2 3 "},
		{"both bounds", d("t", d("$gt", "", "$lt", "b")), "1 "},
		{"$in", d("t", d("$in", bson.A{"a", "", 7})), "1 3 "},
		{"$in with null", d("t", d("$in", bson.A{"a", nil})), "1 4 5 6 "},
		{"$in of nothing", d("t", d("$in", bson.A{})), ""},
		{"$exists", d("t", d("$exists", true)), "1 2 3 4 "},
		{"not $exists", d("s.y", d("$exists", false)), "2 3 4 5 6 "},
		{"$type", d("n", d("$type", "number")), "1 2 3 "},
		{"$type, exactly", d("n", d("$type", "long")), "2 "},
		{"$type, several", d("n", d("$type", bson.A{"string", "bool"})), "4 6 "},
		{"$or", d("$or", bson.A{d("n", 1), d("t", "")}), "1 3 "},
		{"$and", d("$and", bson.A{d("n", 2), d("t", "")}), "3 "},
		{"$or beside a field", d("n", 2, "$or", bson.A{d("t", "b"), d("t", "a")}), "2 "},
		{"an element of an array", d("l", "a"), "5 "},
		{"a whole array", d("l", bson.A{1, "a", bson.A{7}}), "5 "},
		{"an array as an element", d("l", bson.A{7}), "5 "},
		{"not an array's beginning", d("l", bson.A{1}), ""},
		{"a bound for an element", d("l", d("$lt", 2)), "5 "},
		{"not an element", d("l", d("$ne", 1)), "1 2 3 4 6 "},
		{"a time", d("when", d("$gte", bson.DateTime(5))), "6 "},
		{"the _id", d("_id", 3), "3 "},
		{"the _id and more", d("_id", 3, "n", 1), ""},
		{"a range of _ids", d("_id", d("$gt", 2, "$lte", 4)), "3 4 "},
	} {
		if got := ids(t, c, row.filter, options.Find().SetSort(d("_id", 1))); got != row.want {
			t.Errorf("%s: %v finds %q, not %q", row.name, row.filter, got, row.want)
		}
		n, err := c.CountDocuments(t.Context(), row.filter)
		if err != nil || int(n) != len(row.want)/2 {
			t.Errorf("%s: %v counts %d, not %d: %v", row.name, row.filter, n, len(row.want)/2, err)
		}
	}
}

func TestSortLimitAndProjection(t *testing.T) {
	c, _ := things(t)
	insert(t, c,
		d("_id", "a", "city", "2", "k", d("v", "x", "w", 1), "n", 1),
		d("_id", "b", "city", "1", "k", d("v", "y"), "n", 1),
		d("_id", "c", "city", "1", "k", d("v", "x"), "n", nil),
		d("_id", "d", "city", "1"),
	)
	by := func(pairs ...any) *options.FindOptionsBuilder { return options.Find().SetSort(d(pairs...)) }
	for _, row := range []struct {
		name string
		how  *options.FindOptionsBuilder
		want string
	}{
		{"as they were inserted", options.Find(), "a b c d "},
		{"by two fields", by("city", 1, "k.v", 1), "d c b a "},
		{"one of them descending", by("city", 1, "k.v", -1), "b c d a "},
		{"by three", by("n", -1, "city", -1, "_id", 1), "a b c d "},
		{"with a limit", by("_id", -1).SetLimit(2), "d c "},
		{"in batches", by("_id", 1).SetBatchSize(1), "a b c d "},
		{"in batches up to a limit", by("_id", 1).SetBatchSize(2).SetLimit(3), "a b c "},
	} {
		if got := ids(t, c, d(), row.how); got != row.want {
			t.Errorf("%s: %q, not %q", row.name, got, row.want)
		}
	}
	for _, row := range []struct{ projection, want bson.D }{
		{d("n", 1), d("_id", "a", "n", 1)},
		{d("n", true, "_id", 0), d("n", 1)},
		{d("_id", 1), d("_id", "a")},
		{d("k.v", 1, "city", 1), d("_id", "a", "city", "2", "k", d("v", "x"))},
		{d("city.x", 1), d("_id", "a")},
		{d("k", 0, "n", 0), d("_id", "a", "city", "2")},
		{d("k.w", 0, "_id", 0), d("city", "2", "k", d("v", "x"), "n", 1)},
		{d("_id", 0), d("city", "2", "k", d("v", "x", "w", 1), "n", 1)},
	} {
		got, err := c.FindOne(t.Context(), d("_id", "a"), options.FindOne().SetProjection(row.projection)).Raw()
		if err != nil || string(got) != string(raw(t, row.want)) {
			t.Errorf("%v leaves %v, not %v: %v", row.projection, got, row.want, err)
		}
	}
}
