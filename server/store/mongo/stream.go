package mongo

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// stream listens to the server's change stream, where it has one, to wake those
// who await changes. What changed is always read by stamps: a stream that is
// interrupted, or that forgets, costs time and loses nothing.
type stream struct {
	database *mongo.Database
	news     *news
	ctx      context.Context // ends with the store
	once     sync.Once
	going    sync.WaitGroup
	without  atomic.Pointer[error] // why the server has no stream; nil while it may
}

// start listens, from the first time that it is called.
func (s *stream) start() { s.once.Do(func() { s.going.Go(s.run) }) }

func (s *stream) run() {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		began := time.Now()
		err := s.listen()
		if s.ctx.Err() != nil {
			return
		}
		if hasNone(err) {
			s.without.Store(&err)
			return
		}
		if time.Since(began) > time.Minute {
			wait = 100 * time.Millisecond
		}
		s.news.tell() // something may have been written meanwhile
		select {
		case <-s.ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// listen tells of every write until the stream breaks.
func (s *stream) listen() error {
	changes, err := s.database.Watch(s.ctx, mongo.Pipeline{
		{{Key: "$match", Value: bson.D{{Key: "operationType", Value: bson.D{{Key: "$in", Value: bson.A{"insert", "replace", "update"}}}}}}},
		{{Key: "$match", Value: bson.D{{Key: "ns.coll", Value: bson.D{{Key: "$ne", Value: lanesCollection}}}}}},
		{{Key: "$project", Value: bson.D{{Key: "_id", Value: 1}}}},
	}, options.ChangeStream().SetMaxAwaitTime(5*time.Second))
	if err != nil {
		return err
	}
	defer changes.Close(context.Background())
	s.news.tell() // what was written before the stream began
	for changes.Next(s.ctx) {
		s.news.tell()
	}
	return changes.Err()
}

// hasNone says whether the server answered that it has no change streams: it is
// no replica set, or another program with MongoDB's protocol.
func hasNone(err error) bool {
	var server mongo.ServerError
	return errors.As(err, &server) && !passing(err)
}
