package standin

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// watcher is what a collection or a database watches with.
type watcher interface {
	Watch(context.Context, any, ...options.Lister[options.ChangeStreamOptions]) (*mongo.ChangeStream, error)
}

func watch(t testing.TB, w watcher, pipeline mongo.Pipeline, o ...options.Lister[options.ChangeStreamOptions]) *mongo.ChangeStream {
	t.Helper()
	stream, err := w.Watch(t.Context(), pipeline, o...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stream.Close(t.Context()) })
	return stream
}

// told waits for n events and words each: what, where, which.
func told(t testing.TB, stream *mongo.ChangeStream, n int) []string {
	t.Helper()
	var events []string
	for range n {
		if !stream.Next(t.Context()) {
			t.Fatalf("after %v: %v", events, stream.Err())
		}
		var event struct {
			OperationType string
			NS            struct{ Coll string }
			DocumentKey   struct {
				ID any `bson:"_id"`
			}
		}
		if err := stream.Decode(&event); err != nil {
			t.Fatal(err)
		}
		events = append(events, strings.TrimSpace(fmt.Sprintln(event.OperationType, event.NS.Coll, event.DocumentKey.ID)))
	}
	return events
}

func expect(t testing.TB, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestAStreamTellsWhatHappened(t *testing.T) {
	c, _ := things(t)
	other := c.Database().Collection("other")
	insert(t, c, d("_id", 0))
	ofDatabase, ofCollection := watch(t, c.Database(), nil), watch(t, c, nil)
	insert(t, c, d("_id", 1), d("_id", 2))
	insert(t, other, d("_id", 1))
	c.ReplaceOne(t.Context(), d("_id", 1), d("v", 1))
	c.ReplaceOne(t.Context(), d("_id", 1), d("v", 1)) // changes nothing
	c.ReplaceOne(t.Context(), d("_id", 9), d("v", 1)) // meets nothing
	c.InsertOne(t.Context(), d("_id", 2))             // is refused
	c.UpdateOne(t.Context(), d("_id", 1), d("$set", d("v", 2, "s.x", 3)))
	expect(t, told(t, ofCollection, 4), "insert things 1", "insert things 2", "replace things 1", "update things 1")
	expect(t, told(t, ofDatabase, 5), "insert things 1", "insert things 2", "insert other 1", "replace things 1", "update things 1")
	last := ofCollection.Current
	if changed := last.Lookup("updateDescription", "updatedFields").Document(); string(changed) != string(raw(t, d("v", 2, "s.x", 3))) || last.Lookup("fullDocument").Type != 0 {
		t.Error(last)
	}
	if at, i := last.Lookup("clusterTime").Timestamp(); at == 0 || i == 0 {
		t.Error(last)
	}
}

// Sixteen write at once, and the events of each document come in the order of its
// versions, whichever batches they come in.
func TestEventsComeInOrderAndNoneIsMissing(t *testing.T) {
	c, _ := things(t)
	stream := watch(t, c, nil, options.ChangeStream().SetBatchSize(3))
	const steps = 20
	go together(16, func(i int) {
		c.InsertOne(context.Background(), d("_id", i, "v", 0))
		for v := 1; v < steps; v++ {
			c.ReplaceOne(context.Background(), d("_id", i, "v", v-1), d("v", v))
		}
	})
	var next [16]int32
	var before bson.Timestamp
	for range 16 * steps {
		if !stream.Next(t.Context()) {
			t.Fatal(stream.Err())
		}
		event := stream.Current
		id := event.Lookup("documentKey", "_id").Int32()
		if v := event.Lookup("fullDocument", "v").Int32(); v != next[id] {
			t.Fatalf("%d of document %d came for %d", v, id, next[id])
		}
		next[id]++
		at, i := event.Lookup("clusterTime").Timestamp()
		if now := (bson.Timestamp{T: at, I: i}); !now.After(before) {
			t.Fatalf("%v after %v", now, before)
		} else {
			before = now
		}
	}
}

// The driver takes a stream up again by itself when the connection is cut, and
// misses nothing that was written meanwhile.
func TestAStreamGoesOnAfterACut(t *testing.T) {
	c, s := things(t)
	stream := watch(t, c, nil)
	insert(t, c, d("_id", 1))
	expect(t, told(t, stream, 1), "insert things 1")
	for round := range 3 {
		s.Cut()
		if err := connected(t, s, withoutRetries, func(o *options.ClientOptions) { o.SetServerSelectionTimeout(50 * time.Millisecond) }).Client().Ping(t.Context(), nil); err == nil {
			t.Error("a server that is cut off answers")
		}
		s.Mend()
		insert(t, connected(t, s).Collection("things"), d("_id", 2*round+2), d("_id", 2*round+3))
		expect(t, told(t, stream, 2), fmt.Sprint("insert things ", 2*round+2), fmt.Sprint("insert things ", 2*round+3))
	}
}

func TestAStreamBeginsWhereItIsTold(t *testing.T) {
	c, s := things(t)
	var tokens []bson.Raw
	var times []bson.Timestamp
	all := watch(t, c, nil)
	if token := all.ResumeToken(); token == nil {
		t.Error("no token before the first event")
	} else {
		tokens, times = append(tokens, token), append(times, bson.Timestamp{})
	}
	for i := 1; i <= 3; i++ {
		insert(t, c, d("_id", i))
		told(t, all, 1)
		at, n := all.Current.Lookup("clusterTime").Timestamp()
		tokens, times = append(tokens, all.ResumeToken()), append(times, bson.Timestamp{T: at, I: n})
	}
	from := func(o *options.ChangeStreamOptionsBuilder) *mongo.ChangeStream { return watch(t, c, nil, o) }
	expect(t, told(t, from(options.ChangeStream().SetResumeAfter(tokens[0])), 3), "insert things 1", "insert things 2", "insert things 3")
	expect(t, told(t, from(options.ChangeStream().SetResumeAfter(tokens[2])), 1), "insert things 3")
	expect(t, told(t, from(options.ChangeStream().SetStartAfter(tokens[1])), 2), "insert things 2", "insert things 3")
	expect(t, told(t, from(options.ChangeStream().SetStartAtOperationTime(&times[2])), 2), "insert things 2", "insert things 3")
	second := bson.Timestamp{T: times[1].T} // before anything of that second
	expect(t, told(t, from(options.ChangeStream().SetStartAtOperationTime(&second)), 1), "insert things 1")
	for name, o := range map[string]*options.ChangeStreamOptionsBuilder{
		"no token":       options.ChangeStream().SetResumeAfter(d("_data", "xyz")),
		"one to come":    options.ChangeStream().SetResumeAfter(d("_data", "FFFFFFFF0000000100")),
		"one of nothing": options.ChangeStream().SetResumeAfter(d()),
	} {
		if _, err := c.Watch(t.Context(), mongo.Pipeline{}, o); code(err) != codeInvalidResumeToken {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.Forget()
	if _, err := c.Watch(t.Context(), mongo.Pipeline{}, options.ChangeStream().SetResumeAfter(tokens[2])); code(err) != codeHistoryLost {
		t.Error(err)
	}
	insert(t, c, d("_id", 4))
	expect(t, told(t, from(options.ChangeStream().SetResumeAfter(tokens[3])), 1), "insert things 4")
}

func TestStagesNarrowAStream(t *testing.T) {
	c, _ := things(t)
	lane := c.Database().Collection("lane")
	stream := watch(t, c.Database(), mongo.Pipeline{
		d("$match", d("operationType", d("$in", bson.A{"insert", "replace"}))),
		d("$match", d("ns.coll", d("$ne", "lane"))),
		d("$project", d("_id", 1, "documentKey", 1)),
	})
	insert(t, lane, d("_id", 1))
	insert(t, c, d("_id", 2))
	c.UpdateOne(t.Context(), d("_id", 2), d("$set", d("v", 2)))
	insert(t, c, d("_id", 3))
	expect(t, told(t, stream, 2), "2", "3")
	if elements, _ := stream.Current.Elements(); len(elements) != 2 {
		t.Error(stream.Current)
	}
	blind := watch(t, c, mongo.Pipeline{d("$project", d("_id", 0))})
	insert(t, c, d("_id", 4))
	if blind.Next(t.Context()) || code(blind.Err()) != codeChangeStreamFatal {
		t.Error("a stream without tokens:", blind.Err())
	}
}

func TestAStreamLooksUpdatesUp(t *testing.T) {
	c, _ := things(t)
	stream := watch(t, c, nil, options.ChangeStream().SetFullDocument(options.UpdateLookup))
	insert(t, c, d("_id", 1))
	c.UpdateOne(t.Context(), d("_id", 1), d("$set", d("v", 2)))
	told(t, stream, 2)
	if stream.Current.Lookup("fullDocument", "v").AsInt64() != 2 {
		t.Error(stream.Current)
	}
}

// An event is as large as its document and more: 16 KiB beyond the limit are
// granted, more ends the stream unless it is projected away.
func TestLargeEvents(t *testing.T) {
	c, _ := things(t)
	whole := watch(t, c, nil)
	twice := watch(t, c, nil, options.ChangeStream().SetFullDocument(options.UpdateLookup))
	narrow := watch(t, c, mongo.Pipeline{d("$project", d("fullDocument", 0))}, options.ChangeStream().SetFullDocument(options.UpdateLookup))
	room := len(raw(t, d("_id", 1, "x", "")))
	insert(t, c, d("_id", 1, "x", strings.Repeat("x", maxDocument-room)))
	told(t, twice, 1)
	c.UpdateOne(t.Context(), d("_id", 1), d("$set", d("x", strings.Repeat("y", maxDocument-room))))
	told(t, whole, 2)
	told(t, narrow, 2)
	if twice.Next(t.Context()) || code(twice.Err()) != codeObjectTooLarge {
		t.Error(twice.Err())
	}
}

func TestAStreamEndsWithWhatItWatches(t *testing.T) {
	for _, row := range []struct {
		name                     string
		end                      func(*mongo.Collection, *Server) error
		ofDatabase, ofCollection []string
	}{
		{"drop", func(c *mongo.Collection, _ *Server) error { return c.Drop(context.Background()) },
			[]string{"drop things <nil>"}, []string{"drop things <nil>", "invalidate  <nil>"}},
		{"dropDatabase", func(c *mongo.Collection, _ *Server) error { return c.Database().Drop(context.Background()) },
			[]string{"drop things <nil>", "dropDatabase  <nil>", "invalidate  <nil>"}, []string{"drop things <nil>", "invalidate  <nil>"}},
		{"Invalidate", func(_ *mongo.Collection, s *Server) error { s.Invalidate("test"); return nil },
			[]string{"invalidate  <nil>"}, []string{"invalidate  <nil>"}},
	} {
		c, s := things(t)
		insert(t, c, d("_id", 1))
		ofDatabase, ofCollection := watch(t, c.Database(), nil), watch(t, c, nil)
		if err := row.end(c, s); err != nil {
			t.Fatal(row.name, err)
		}
		expect(t, told(t, ofDatabase, len(row.ofDatabase)), row.ofDatabase...)
		expect(t, told(t, ofCollection, len(row.ofCollection)), row.ofCollection...)
		if ofCollection.Next(t.Context()) || ofCollection.Err() != nil || ofCollection.ID() != 0 {
			t.Errorf("%s: goes on: %v", row.name, ofCollection.Err())
		}
		after := ofCollection.ResumeToken()
		if _, err := c.Watch(t.Context(), mongo.Pipeline{}, options.ChangeStream().SetResumeAfter(after)); code(err) != codeInvalidResumeToken {
			t.Errorf("%s: resumed after its end: %v", row.name, err)
		}
		insert(t, c, d("_id", 2))
		expect(t, told(t, watch(t, c, nil, options.ChangeStream().SetStartAfter(after)), 1), "insert things 2")
	}
}

// A stream waits for what is asked for, no longer than it was told, and lets
// others write meanwhile.
func TestGetMoreAwaits(t *testing.T) {
	c, s := things(t)
	w := dialled(t, s)
	opened := w.say(d("aggregate", "things", "cursor", d(), "pipeline", bson.A{d("$changeStream", d())}, "$db", "test"))
	id := opened.Lookup("cursor", "id").Int64()
	empty := w.say(d("getMore", id, "collection", "things", "maxTimeMS", 1, "$db", "test"))
	if batch, _ := empty.Lookup("cursor", "nextBatch").Array().Values(); refused(empty) != 0 || len(batch) != 0 || empty.Lookup("cursor", "id").Int64() != id {
		t.Error(empty)
	}
	go func() {
		for s.Seen()["getMore"] < 2 {
			runtime.Gosched()
		}
		for i := range 20 { // none of the stream's business
			c.Database().Collection("other").InsertOne(t.Context(), d("_id", i))
		}
		c.InsertOne(t.Context(), d("_id", 1))
	}()
	full := w.say(d("getMore", id, "collection", "things", "maxTimeMS", 600_000, "$db", "test"))
	if batch, _ := full.Lookup("cursor", "nextBatch").Array().Values(); len(batch) != 1 {
		t.Error(full)
	}
	for _, collection := range []string{"other", "things"} {
		killed := w.say(d("killCursors", collection, "cursors", bson.A{id}, "$db", "test"))
		if n, _ := killed.Lookup("cursorsKilled").Array().Values(); (len(n) == 1) != (collection == "things") {
			t.Error(killed)
		}
	}
	if gone := w.say(d("getMore", id, "collection", "things", "$db", "test")); refused(gone) != codeCursorNotFound {
		t.Error(gone)
	}
}
