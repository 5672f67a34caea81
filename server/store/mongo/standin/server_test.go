package standin

import (
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"pgregory.net/rapid"
)

func TestTheServerTellsWhatItIs(t *testing.T) {
	s := running(t, Options{})
	db := connected(t, s)
	for name, field := range map[string]string{
		"hello": "setName", "isMaster": "ismaster", "ping": "ok", "buildInfo": "version", "serverStatus": "localTime",
		"replSetGetStatus": "members", "getDefaultRWConcern": "defaultWriteConcern", "dbStats": "storageSize",
	} {
		reply, err := db.Client().Database("admin").RunCommand(t.Context(), d(name, 1)).Raw()
		if err != nil || reply.Lookup(field).Type == 0 {
			t.Errorf("%s: %v, %v", name, reply, err)
		}
	}
	if err := db.RunCommand(t.Context(), d("replSetGetStatus", 1)).Err(); code(err) != codeUnauthorized {
		t.Error(err)
	}
	insert(t, db.Collection("b"), d("_id", 1))
	if err := db.CreateCollection(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	if err := db.CreateCollection(t.Context(), "a"); code(err) != codeNamespaceExists {
		t.Error(err)
	}
	names, err := db.ListCollectionNames(t.Context(), d())
	if err != nil || !slices.Equal(names, []string{"a", "b"}) {
		t.Error(names, err)
	}
	if names, err = db.ListCollectionNames(t.Context(), d("name", "b")); err != nil || !slices.Equal(names, []string{"b"}) {
		t.Error(names, err)
	}
	var stats struct {
		Objects  int64
		DataSize float64
	}
	if err := db.RunCommand(t.Context(), d("dbStats", 1)).Decode(&stats); err != nil || stats.Objects != 1 || int(stats.DataSize) != len(raw(t, d("_id", 1))) {
		t.Error(stats, err)
	}
	if err := db.Drop(t.Context()); err != nil || s.Documents("test", "b") != nil {
		t.Error(err)
	}
	for _, name := range []string{"a$b", "system.x", ".a"} {
		if _, err := db.Collection(name).InsertOne(t.Context(), d("_id", 1)); code(err) != codeInvalidNamespace {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWeakerServers(t *testing.T) {
	watch := func(c *mongo.Collection) error { _, err := c.Watch(t.Context(), mongo.Pipeline{}); return err }
	snapshot := func(c *mongo.Collection) error { _, err := c.Find(at(t, c.Database()), d()); return err }
	write := func(c *mongo.Collection) error { _, err := c.InsertOne(t.Context(), d("_id", 1)); return err }
	for _, row := range []struct {
		name                   string
		options                Options
		watch, snapshot, write int
	}{
		{"a replica set", Options{}, 0, 0, 0},
		{"without change streams", Options{NoChangeStreams: true}, codeUnknownStage, 0, 0},
		{"without snapshots", Options{NoSnapshots: true}, 0, codeInvalidOptions, 0},
		{"alone", Options{Standalone: true}, codeOnlyReplicaSets, codeNotAReplicaSet, 0},
	} {
		s := running(t, row.options)
		c := connected(t, s).Collection("things")
		for what, got := range map[string][2]int{
			"watch": {code(watch(c)), row.watch}, "snapshot": {code(snapshot(c)), row.snapshot}, "write": {code(write(c)), row.write},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %s answers %d, not %d", row.name, what, got[0], got[1])
			}
		}
	}
	alone := dialled(t, running(t, Options{Standalone: true}))
	reply := alone.say(d("insert", "things", "documents", bson.A{d("_id", 1)}, "lsid", d("id", 1), "txnNumber", int64(1), "writeConcern", safe, "$db", "test"))
	if refused(reply) != codeIllegalOperation || reply.Lookup("operationTime").Type != 0 {
		t.Error(reply)
	}
	if reply := alone.say(d("replSetGetStatus", 1, "$db", "admin")); refused(reply) != codeNoReplication {
		t.Error(reply)
	}
}

// A writer that is cut off knows nothing, and goes on when the cut is mended.
func TestCutAndMend(t *testing.T) {
	c, s := things(t, func(o *options.ClientOptions) { o.SetServerSelectionTimeout(0) })
	insert(t, c, d("_id", 0))
	until := make(chan struct{})
	struck := s.Fault(Fault{Kind: HoldAfter, Command: "insert", Until: until})
	done := make(chan error)
	go func() {
		_, err := c.InsertOne(t.Context(), d("_id", 1))
		done <- err
	}()
	<-struck
	s.Cut()
	close(until)
	if b, err := net.Dial("tcp", s.address()); err == nil {
		if _, err := b.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && !strings.Contains(err.Error(), "reset") {
			t.Error("a connection was let in:", err)
		}
		b.Close()
	}
	s.Mend()
	if err := <-done; err != nil { // the driver retried, and the server knew the write
		t.Error(err)
	}
	if stands := s.Documents("test", "things"); len(stands) != 2 || len(s.data.changes) != 2 {
		t.Error(stands)
	}
}

// Whatever comes in, the server ends the connection or answers, and lives.
func TestGarbageHarmsNobody(t *testing.T) {
	s := running(t, Options{})
	good := func() []byte {
		body := raw(t, d("insert", "things", "documents", bson.A{d("_id", 1, "a", d("b", bson.A{"c", 1.5, nil}))}, "writeConcern", safe, "$db", "test"))
		return append([]byte{byte(21 + len(body)), 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7, 0, 0, 0, 0, 0, 0, 0}, body...)
	}()
	rapid.Check(t, func(t *rapid.T) {
		sent := bytes.Clone(good)
		for range rapid.IntRange(1, 4).Draw(t, "flips") {
			sent[rapid.IntRange(0, len(sent)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		c, err := net.Dial("tcp", s.address())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.Write(sent)
		c.(*net.TCPConn).CloseWrite()
		io.Copy(io.Discard, c)
	})
	if reply := dialled(t, s).say(d("ping", 1, "$db", "test")); refused(reply) != 0 {
		t.Error(reply)
	}
}
