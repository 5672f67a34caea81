package standin

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Sixteen count on one document by compare-and-set: each success is one step, and
// whoever read an older version loses.
func TestOfSixteenWritersOneWinsEachVersion(t *testing.T) {
	c, s := things(t)
	insert(t, c, d("_id", "a", "version", int64(1)))
	var won [16]int
	together(16, func(i int) {
		for won[i] < 20 {
			var read struct{ Version int64 }
			if err := c.FindOne(t.Context(), d("_id", "a")).Decode(&read); err != nil {
				t.Error(err)
				return
			}
			r, err := c.ReplaceOne(t.Context(), d("_id", "a", "version", read.Version), d("version", read.Version+1, "by", i))
			if err != nil || r.MatchedCount != r.ModifiedCount {
				t.Error(r, err)
				return
			}
			won[i] += int(r.MatchedCount)
		}
	})
	if stands := s.Documents("test", "things"); len(stands) != 1 || stands[0].Lookup("version").Int64() != 1+16*20 {
		t.Error(stands)
	}
}

func TestOfSixteenInsertsOfAKeyOneWins(t *testing.T) {
	c, s := things(t)
	unique := mongo.IndexModel{Keys: d("city", 1, "code", 1), Options: options.Index().SetName("code").SetUnique(true)}
	if _, err := c.Indexes().CreateOne(t.Context(), unique); err != nil {
		t.Fatal(err)
	}
	var won atomic.Int32
	together(16, func(i int) {
		for n := range 20 {
			_, err := c.InsertOne(t.Context(), d("_id", fmt.Sprint(i, "-", n), "city", "1", "code", n))
			switch code(err) {
			case 0:
				won.Add(1)
			case codeDuplicateKey:
			default:
				t.Error(err)
			}
		}
	})
	if stands := s.Documents("test", "things"); won.Load() != 20 || len(stands) != 20 {
		t.Errorf("%d won and %d stand", won.Load(), len(stands))
	}
}

func TestUpdatesChangeOneDocument(t *testing.T) {
	c, s := things(t)
	for _, row := range []struct {
		name        string
		before      bson.D
		filter      bson.D
		update      bson.D
		after       bson.D // nil: as before
		met, change int64
	}{
		{"replaced", d("_id", 1, "v", 1, "x", 1), d("_id", 1, "v", 1), d("y", 2), d("_id", 1, "y", 2), 1, 1},
		{"replaced by one with its _id", d("_id", 1, "v", 1), d("_id", 1), d("y", 2, "_id", 1), d("_id", 1, "y", 2), 1, 1},
		{"replaced by itself", d("_id", 1, "v", 1), d("_id", 1), d("_id", 1, "v", 1), nil, 1, 0},
		{"not met", d("_id", 1, "v", 1), d("_id", 1, "v", 2), d("y", 2), nil, 0, 0},
		{"set in its place", d("_id", 1, "v", 1, "x", 1), d("_id", 1), d("$set", d("v", 2)), d("_id", 1, "v", 2, "x", 1), 1, 1},
		{"set anew, at the end", d("_id", 1, "v", 1), d("_id", 1), d("$set", d("x", 2)), d("_id", 1, "v", 1, "x", 2), 1, 1},
		{"set within", d("_id", 1, "s", d("a", 1, "b", 1)), d("_id", 1), d("$set", d("s.a", 2)), d("_id", 1, "s", d("a", 2, "b", 1)), 1, 1},
		{"set where nothing is", d("_id", 1), d("_id", 1), d("$set", d("s.a.b", 2)), d("_id", 1, "s", d("a", d("b", 2))), 1, 1},
		{"set as it is", d("_id", 1, "v", 1), d("_id", 1), d("$set", d("v", 1)), nil, 1, 0},
		{"set to the same number of another kind", d("_id", 1, "v", 1), d("_id", 1), d("$set", d("v", int64(1))), d("_id", 1, "v", int64(1)), 1, 1},
	} {
		insert(t, c, row.before)
		update := c.UpdateOne
		var r *mongo.UpdateResult
		var err error
		if row.update[0].Key == "$set" {
			r, err = update(t.Context(), row.filter, row.update)
		} else {
			r, err = c.ReplaceOne(t.Context(), row.filter, row.update)
		}
		want := row.after
		if want == nil {
			want = row.before
		}
		if stands := s.Documents("test", "things"); err != nil || r.MatchedCount != row.met || r.ModifiedCount != row.change || string(stands[0]) != string(raw(t, want)) {
			t.Errorf("%s: %v, %+v, %v", row.name, stands, r, err)
		}
		if err := c.Drop(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAWriteThatIsRefusedLeavesNothing(t *testing.T) {
	c, s := things(t)
	if _, err := c.Indexes().CreateOne(t.Context(), mongo.IndexModel{Keys: d("u", 1), Options: options.Index().SetName("u").SetUnique(true)}); err != nil {
		t.Fatal(err)
	}
	insert(t, c, d("_id", "a", "u", 1), d("_id", "b", "u", 2))
	deep := d("u", 9)
	for range maxDepth {
		deep = d("d", deep)
	}
	room := len(raw(t, d("_id", "c", "u", 3, "x", "")))
	large := strings.Repeat("x", maxDocument-room+1) // one byte too many
	w := dialled(t, s)
	for _, row := range []struct {
		name    string
		command bson.D
		code    int64
	}{
		{"an _id that is taken", d("insert", "things", "documents", bson.A{d("_id", "a", "u", 3)}), codeDuplicateKey},
		{"a key that is taken", d("insert", "things", "documents", bson.A{d("_id", "c", "u", 2.0)}), codeDuplicateKey},
		{"a key that is taken, by an update", d("update", "things", "updates", bson.A{d("q", d("_id", "a"), "u", d("$set", d("u", 2)))}), codeDuplicateKey},
		{"another _id", d("update", "things", "updates", bson.A{d("q", d("_id", "a"), "u", d("_id", "z", "u", 3))}), codeImmutableField},
		{"a field with a dollar", d("insert", "things", "documents", bson.A{d("_id", "c", "$u", 3)}), codeDollarPrefixedField},
		{"an array for an _id", d("insert", "things", "documents", bson.A{d("_id", bson.A{1}, "u", 3)}), codeInvalidIDField},
		{"a document too deep", d("insert", "things", "documents", bson.A{d("_id", "c", "u", 3, "d", deep)}), codeOverflow},
		{"a document too large", d("insert", "things", "documents", bson.A{d("_id", "c", "u", 3, "x", large)}), codeBadValue},
		{"an update too large", d("update", "things", "updates", bson.A{d("q", d("_id", "a"), "u", d("$set", d("x", large)))}), codeUpdateTooLarge},
		{"an array in an index", d("insert", "things", "documents", bson.A{d("_id", "c", "u", bson.A{1})}), codeNotSupported},
		{"no _id", d("insert", "things", "documents", bson.A{d("u", 3)}), codeNotSupported},
	} {
		reply := w.say(append(row.command, d("writeConcern", safe, "$db", "test")...))
		errs, _ := reply.Lookup("writeErrors").ArrayOK()
		if refused(reply) != 0 || errs == nil || errs.Index(0).Document().Lookup("code").AsInt64() != row.code || reply.Lookup("n").AsInt64() != 0 {
			t.Errorf("%s: %.300s", row.name, reply)
		}
	}
	if got := ids(t, c, d("u", d("$in", bson.A{1, 2, 3}))); got != "a b " {
		t.Errorf("what stands is %q", got)
	}
	insert(t, c, d("_id", "c", "u", 3), d("_id", "l", "u", 4, "x", large[1:])) // and every key is as free as it was
}

func TestBatchesGoOnOrNot(t *testing.T) {
	for _, row := range []struct {
		ordered bool
		want    string
		errors  int
	}{{true, "1 2 ", 1}, {false, "1 2 3 ", 2}} {
		c, _ := things(t)
		_, err := c.InsertMany(t.Context(), []bson.D{d("_id", 1), d("_id", 2), d("_id", 1), d("_id", 2), d("_id", 3)}, options.InsertMany().SetOrdered(row.ordered))
		var bulk mongo.BulkWriteException
		if !errors.As(err, &bulk) || len(bulk.WriteErrors) != row.errors || bulk.WriteErrors[0].Index != 2 {
			t.Errorf("ordered %v: %v", row.ordered, err)
		}
		if got := ids(t, c, d()); got != row.want {
			t.Errorf("ordered %v leaves %q", row.ordered, got)
		}
	}
}

// Documents of 40 MB do not fit into one message, nor into one reply.
func TestLargeBatchesGoAndComeInPieces(t *testing.T) {
	c, s := things(t)
	var documents []bson.D
	for i := range 10 {
		documents = append(documents, d("_id", i, "x", strings.Repeat("x", 6<<20)))
	}
	insert(t, c, documents...)
	if got := ids(t, c, d()); got != "0 1 2 3 4 5 6 7 8 9 " || s.Seen()["getMore"] < 4 || s.Seen()["insert"] < 2 {
		t.Error(got, s.Seen())
	}
}
