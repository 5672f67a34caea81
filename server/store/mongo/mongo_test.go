package mongo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.uber.org/goleak"

	"sizhang/server/store"
	"sizhang/server/store/mongo/standin"
	"sizhang/server/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var databases atomic.Int64

// newName returns the name of a database that nobody has.
func newName() string {
	return fmt.Sprintf("sizhang_test_%d_%d_%d", os.Getpid(), time.Now().UnixNano()%1e9, databases.Add(1))
}

// opened opens an empty store on a server, in a database of its own.
func opened(t testing.TB, uri func(database string) string, schema []store.Collection) *Store {
	t.Helper()
	return openedAgain(t, uri(newName()), schema)
}

// openedAgain opens a store that is closed at the end of the test.
func openedAgain(t testing.TB, uri string, schema []store.Collection) *Store {
	t.Helper()
	s, err := Open(t.Context(), uri, schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
			t.Error(err)
		}
	})
	return s
}

// sibling opens an empty store that the whole suite can be run on: through a
// connection of its own that can be cut, and with other handles beside it.
func sibling(uri func(database string) string) func(t *testing.T) storetest.Sibling {
	return func(t *testing.T) storetest.Sibling {
		direct := uri(newName())
		own, p := throughProxy(t, direct)
		s := openedAgain(t, own, storetest.Schema)
		return storetest.Sibling{
			Store: s,
			Again: func() store.Store { return openedAgain(t, direct, storetest.Schema) },
			Cut:   p.sever,
		}
	}
}

// TestConformance runs the suite against the stand-in, with a part of the load
// unless STORETEST_FULL is set.
func TestConformance(t *testing.T) {
	server := startStandin(t, standin.Options{})
	storetest.Options{Small: os.Getenv("STORETEST_FULL") == ""}.Run(t, sibling(server.URI))
}

// TestConformanceOfMongoDB runs the suite, and leaves nothing behind, on the
// server that MONGO_TEST_URI names: see docs/operations.md.
func TestConformanceOfMongoDB(t *testing.T) {
	uri := os.Getenv("MONGO_TEST_URI")
	if uri == "" {
		t.Skip("MONGO_TEST_URI names no server")
	}
	storetest.Options{}.Run(t, func(t *testing.T) storetest.Sibling {
		name := newName()
		t.Cleanup(func() { dropDatabase(t, uri, name) })
		return sibling(func(string) string { return standin.InDatabase(uri, name) })(t)
	})
}

// TestConformanceOfThePeer runs the suite against FerretDB, another program with
// MongoDB's protocol, which .ci/check starts. It loses updates when several
// connections write, so it gets one; what it cannot keep is excused by name.
func TestConformanceOfThePeer(t *testing.T) {
	uri := os.Getenv("MONGO_PEER_URI")
	if uri == "" {
		t.Skip("MONGO_PEER_URI names no peer")
	}
	const (
		update = "FerretDB v1.24.2 answers a unique key that an update violates with InternalError, which says nothing"
		nested = "FerretDB v1.24.2 refuses lists within lists"
		member = "FerretDB v1.24.2 moves a member _id to the front, of nested documents too"
	)
	o := storetest.Options{Small: true, Excused: map[string]string{
		"unique/refuses to move onto a taken key":                         update,
		"unique/refuses to bring back a key that was taken since":         update,
		"adopt/guards its key from a replacement":                         update,
		"examine/finds no fault after a key was refused to a replacement": update,
		"model/agrees with a map on random sequences":                     update,
		"round trips/null, booleans and nothing":                          nested,
		"round trips/a shape of 20,000 positions":                         nested,
		"round trips/members with odd names":                              member,
	}}
	o.Run(t, func(t *testing.T) storetest.Sibling {
		name := newName()
		t.Cleanup(func() { dropDatabase(t, uri, name) })
		return storetest.Sibling{Store: openedAgain(t, standin.InDatabase(uri, name), storetest.Schema)}
	})
}

func dropDatabase(t testing.TB, uri, name string) {
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	must(t, err)
	ctx := context.WithoutCancel(t.Context())
	if err := errors.Join(client.Database(name).Drop(ctx), client.Disconnect(ctx)); err != nil {
		t.Error(err)
	}
}

func startStandin(t testing.TB, o standin.Options) *standin.Server {
	t.Helper()
	server, err := standin.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}
