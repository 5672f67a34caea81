// Package standin is a small, strict server in memory that speaks MongoDB's wire
// protocol, so that the official Go driver takes it for the primary of a replica
// set of one. Tests and the trial harness use it where no MongoDB can be
// installed: many connections at once, change streams, snapshots, lost
// connections and writes whose answer was lost, through the real driver and the
// real protocol.
//
// It is our reading of MongoDB's manual and of how its server answers, no MongoDB:
// that something works here is no proof that it does there. It keeps nothing on
// disk and has one member that never fails over. What it does not know it refuses,
// with error 115 CommandNotSupported and the name of the thing, and never ignores:
// a command, a field of one, an operator, a stage, a type of value that it cannot
// order. Where MongoDB leaves something open it takes the side that is worse for
// the caller where that is cheap: a cursor outside a snapshot sees what others
// write while it is read.
package standin

import (
	"context"
	"fmt"
	"net"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Options say what the server is like; zero is a strict replica set of one.
type Options struct {
	// Lax lets commands in that do not ask for their safety. Else a write must
	// bring the write concern w: majority with j: true, and a read the read concern
	// majority or snapshot.
	Lax bool
	// NoChangeStreams knows no stage $changeStream, as some look-alikes do.
	NoChangeStreams bool
	// NoSnapshots refuses the read concern snapshot, as servers before 5.0 do.
	NoSnapshots bool
	// Standalone is no replica set: no change streams, no snapshots and no
	// retryable writes.
	Standalone bool
	// History is how many of the last writes are kept for change streams and
	// snapshots; 0 keeps all.
	History int
}

// setName is the name of the replica set.
const setName = "standin"

// Server is a running server. Its methods are safe for concurrent use.
type Server struct {
	options  Options
	listener net.Listener
	ctx      context.Context // ends with Close
	stop     context.CancelFunc
	running  sync.WaitGroup

	network struct {
		sync.Mutex
		cut         bool
		connections map[net.Conn]struct{}
	}

	// mu makes every command atomic.
	mu         sync.Mutex
	data       data
	cursors    map[int64]*cursor
	lastCursor int64
	sessions   map[string]*session
	seen       map[string]int
	faults     []*fault
}

// Start starts a server on a free port of this machine.
func Start(options Options) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{
		options: options, listener: listener,
		data:    newData(options.History),
		cursors: map[int64]*cursor{}, sessions: map[string]*session{}, seen: map[string]int{},
	}
	s.network.connections = map[net.Conn]struct{}{}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.running.Go(s.accept)
	return s, nil
}

// URI is the connection string that leads to a database of the server. It says
// nothing about concerns: those are the client's to ask for.
func (s *Server) URI(database string) string {
	uri := fmt.Sprintf("mongodb://%s/%s", s.address(), database)
	if s.options.Standalone {
		return uri
	}
	return uri + "?replicaSet=" + setName
}

func (s *Server) address() string { return s.listener.Addr().String() }

// Close drops every connection, ends what is held by a fault without applying it
// and waits for all goroutines. What was kept is gone.
func (s *Server) Close() {
	s.stop()
	s.Cut()
	s.listener.Close()
	s.running.Wait()
}

// Cut drops every connection and refuses new ones until Mend.
func (s *Server) Cut() {
	s.network.Lock()
	defer s.network.Unlock()
	s.network.cut = true
	for c := range s.network.connections {
		c.Close()
	}
}

// Mend lets connections in again after a Cut.
func (s *Server) Mend() {
	s.network.Lock()
	defer s.network.Unlock()
	s.network.cut = false
}

// Forget drops the history, as MongoDB does in time: a change stream that goes on
// from before is refused with 286 ChangeStreamHistoryLost, a snapshot of before
// with 239 SnapshotTooOld.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data.forget(0)
}

// Invalidate ends the change streams on a database as dropping it does, with an
// invalidate event, and leaves the documents.
func (s *Server) Invalidate(database string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data.record(change{kind: "invalidate", database: database})
}

// Seen returns how often each command came, by name, those refused included.
func (s *Server) Seen() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := map[string]int{}
	for name, n := range s.seen {
		seen[name] = n
	}
	return seen
}

// Documents returns what a collection holds, in the order of _id.
func (s *Server) Documents(database, collection string) []bson.Raw {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.data.find(database, collection)
	if c == nil {
		return nil
	}
	return c.byID()
}
