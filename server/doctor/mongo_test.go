package doctor

import (
	"context"
	"testing"
	"time"

	"sizhang/server/app"
	"sizhang/server/store"
	"sizhang/server/store/mongo"
	"sizhang/server/store/mongo/standin"
)

// onMongoDB examines a city on a server of a kind.
func onMongoDB(t *testing.T, o standin.Options, before func(*standin.Server)) Report {
	t.Helper()
	server, err := standin.Start(o)
	must(t, err)
	t.Cleanup(server.Close)
	uri := server.URI("city")
	open := func(ctx context.Context) (store.Store, error) {
		st, err := mongo.Open(ctx, uri, store.Schema)
		if err != nil {
			return nil, err
		}
		return st, nil
	}
	st, err := open(t.Context())
	must(t, err)
	founded(t, app.New(st, app.Options{}), code, time.Time{})
	must(t, st.Close())
	if before != nil {
		before(server)
	}
	return examined(t, "", func(p *Patient) { p.Open, p.Where, p.Flags, p.Deep = open, "mongodb://server/city", "--mongo x", true })
}

// What a server with MongoDB's protocol may lack, told by the sibling itself.
func TestMongoDBs(t *testing.T) {
	whole := onMongoDB(t, standin.Options{}, nil)
	for _, code := range []Code{store.FoundStore, store.FoundDocuments, "cities"} {
		find(t, whole, code)
	}
	for _, code := range []Code{store.FoundNoReplicas, store.FoundNoStream, store.FoundNoSnapshot, "unknown"} {
		lacks(t, whole, code)
	}
	if whole.Count(Trouble) > 0 {
		t.Error(spelled(whole))
	}
	find(t, onMongoDB(t, standin.Options{NoChangeStreams: true}, nil), store.FoundNoStream)
	find(t, onMongoDB(t, standin.Options{NoSnapshots: true}, nil), store.FoundNoSnapshot)
	find(t, onMongoDB(t, standin.Options{Standalone: true}, nil), store.FoundNoReplicas)
	find(t, onMongoDB(t, standin.Options{}, (*standin.Server).Cut), "store_unreachable")
}
