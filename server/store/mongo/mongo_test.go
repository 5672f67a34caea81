package mongo

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/server/store"
	"sizhang/server/store/mongo/standin"
	"sizhang/server/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var databases atomic.Int64

// opened opens an empty store on a server, in a database of its own.
func opened(t testing.TB, uri func(database string) string, schema []store.Collection) *Store {
	t.Helper()
	name := fmt.Sprintf("sizhang_test_%d_%d_%d", os.Getpid(), time.Now().UnixNano()%1e9, databases.Add(1))
	return openedAgain(t, uri(name), schema)
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

// TestConformanceOfThePeer runs the suite against FerretDB.
func TestConformanceOfThePeer(t *testing.T) {
	uri := os.Getenv("MONGO_PEER_URI")
	if uri == "" {
		t.Skip("MONGO_PEER_URI names no peer")
	}
	storetest.Run(t, func(t *testing.T) store.Store {
		return opened(t, func(name string) string { return fmt.Sprintf(uri, name) }, storetest.Schema)
	})
}

// TestConformance runs the suite against the stand-in.
func TestConformance(t *testing.T) {
	server := startStandin(t, standin.Options{})
	storetest.Run(t, func(t *testing.T) store.Store { return opened(t, server.URI, storetest.Schema) })
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
