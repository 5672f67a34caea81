package standin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// running starts a server that is closed at the end of the test.
func running(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// connected is a database as a careful program sees it through the driver.
func connected(t testing.TB, s *Server, adjust ...func(*options.ClientOptions)) *mongo.Database {
	t.Helper()
	journal := true
	o := options.Client().ApplyURI(s.URI("test")).SetReadConcern(readconcern.Majority()).
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journal})
	for _, a := range adjust {
		a(o)
	}
	c, err := mongo.Connect(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Disconnect(t.Context()) })
	return c.Database("test")
}

func withoutRetries(o *options.ClientOptions) { o.SetRetryWrites(false).SetRetryReads(false) }

// things is a collection of a new server, and the server.
func things(t testing.TB, adjust ...func(*options.ClientOptions)) (*mongo.Collection, *Server) {
	t.Helper()
	s := running(t, Options{})
	return connected(t, s, adjust...).Collection("things"), s
}

// d makes a document of names and values, one after the other.
func d(pairs ...any) bson.D {
	doc := bson.D{}
	for i := 0; i < len(pairs); i += 2 {
		doc = append(doc, bson.E{Key: pairs[i].(string), Value: pairs[i+1]})
	}
	return doc
}

func raw(t testing.TB, v any) bson.Raw {
	t.Helper()
	b, err := bson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// insert puts documents in, which must work.
func insert(t testing.TB, c *mongo.Collection, documents ...bson.D) {
	t.Helper()
	if _, err := c.InsertMany(t.Context(), documents); err != nil {
		t.Fatal(err)
	}
}

// ids runs a find, which must work, and returns the _ids in their order.
func ids(t testing.TB, c *mongo.Collection, filter any, o ...options.Lister[options.FindOptions]) string {
	t.Helper()
	cursor, err := c.Find(t.Context(), filter, o...)
	if err != nil {
		t.Fatal(err)
	}
	var found []struct {
		ID any `bson:"_id"`
	}
	if err := cursor.All(t.Context(), &found); err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, f := range found {
		text += fmt.Sprint(f.ID, " ")
	}
	return text
}

// code is the code of a server's error: 0 of none, -1 of any other error.
func code(err error) int {
	if err == nil {
		return 0
	}
	var write mongo.WriteException
	if errors.As(err, &write) && len(write.WriteErrors) > 0 {
		return write.WriteErrors[0].Code
	}
	var command mongo.CommandError
	if errors.As(err, &command) {
		return int(command.Code)
	}
	return -1
}

// together runs n goroutines and waits for them.
func together(n int, do func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

// wire speaks the protocol without the driver.
type wire struct {
	t testing.TB
	net.Conn
}

func dialled(t testing.TB, s *Server) wire {
	t.Helper()
	c, err := net.Dial("tcp", s.address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return wire{t, c}
}

// say sends a command and returns the reply; nil when the connection ends.
func (w wire) say(command bson.D) bson.Raw {
	w.t.Helper()
	body := raw(w.t, command)
	out := binary.LittleEndian.AppendUint32(nil, uint32(21+len(body)))
	out = append(out, 7, 0, 0, 0, 0, 0, 0, 0)
	out = binary.LittleEndian.AppendUint32(out, opMsg)
	out = append(append(out, 0, 0, 0, 0, 0), body...)
	if _, err := w.Write(out); err != nil {
		return nil
	}
	head := make([]byte, 21)
	if _, err := io.ReadFull(w, head); err != nil {
		return nil
	}
	if !bytes.Equal(head[8:12], out[4:8]) {
		w.t.Fatalf("the reply is to message %v", head[8:12])
	}
	reply, err := bson.ReadDocument(w)
	if err != nil {
		return nil
	}
	return reply
}

// refused is the code of a reply; 0 when it is ok.
func refused(reply bson.Raw) int64 {
	if reply == nil {
		return -1
	}
	if reply.Lookup("ok").AsFloat64() == 1 {
		return 0
	}
	return reply.Lookup("code").AsInt64()
}

var safe = d("w", "majority", "j", true)
