package standin

import (
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// version is the version of MongoDB that the server answers like.
const (
	version     = "7.0.0"
	wireVersion = 21
)

var started = time.Now()

// hello answers a handshake, or a look at whether the server is there.
func (s *Server) hello(r *request) (bson.D, error) {
	reply := bson.D{
		{Key: "helloOk", Value: true}, {Key: "isWritablePrimary", Value: true}, {Key: "ismaster", Value: true},
		{Key: "maxBsonObjectSize", Value: int32(maxDocument)}, {Key: "maxMessageSizeBytes", Value: int32(maxMessage)},
		{Key: "maxWriteBatchSize", Value: int32(maxBatch)}, {Key: "localTime", Value: time.Now()},
		{Key: "logicalSessionTimeoutMinutes", Value: int32(30)}, {Key: "connectionId", Value: int32(1)},
		{Key: "minWireVersion", Value: int32(0)}, {Key: "maxWireVersion", Value: int32(wireVersion)}, {Key: "readOnly", Value: false},
	}
	if s.options.Standalone {
		return reply, nil
	}
	return append(bson.D{
		{Key: "setName", Value: setName}, {Key: "setVersion", Value: int32(1)}, {Key: "secondary", Value: false},
		{Key: "hosts", Value: bson.A{s.address()}}, {Key: "primary", Value: s.address()}, {Key: "me", Value: s.address()},
		{Key: "electionId", Value: bson.ObjectID{0x7f, 0xff, 0xff, 0xff, 11: 1}},
		{Key: "lastWrite", Value: bson.D{{Key: "opTime", Value: bson.D{{Key: "ts", Value: s.data.now}, {Key: "t", Value: int64(1)}}}, {Key: "lastWriteDate", Value: time.Now()}}},
	}, reply...), nil
}

func ping(*Server, *request) (bson.D, error) { return nil, nil }

func buildInfo(*Server, *request) (bson.D, error) {
	return bson.D{
		{Key: "version", Value: version}, {Key: "versionArray", Value: bson.A{int32(7), int32(0), int32(0), int32(0)}},
		{Key: "gitVersion", Value: "standin"}, {Key: "modules", Value: bson.A{}}, {Key: "maxBsonObjectSize", Value: int32(maxDocument)},
	}, nil
}

func (s *Server) serverStatus(*request) (bson.D, error) {
	up := time.Since(started)
	return bson.D{
		{Key: "host", Value: s.address()}, {Key: "version", Value: version}, {Key: "process", Value: "standin"},
		{Key: "uptime", Value: up.Seconds()}, {Key: "uptimeMillis", Value: up.Milliseconds()}, {Key: "localTime", Value: time.Now()},
	}, nil
}

func (s *Server) replSetGetStatus(r *request) (bson.D, error) {
	if err := onAdmin(r); err != nil {
		return nil, err
	}
	if s.options.Standalone {
		return nil, refuse(codeNoReplication, "not running with --replSet")
	}
	self := bson.D{
		{Key: "_id", Value: int32(0)}, {Key: "name", Value: s.address()}, {Key: "health", Value: 1.0}, {Key: "state", Value: int32(1)},
		{Key: "stateStr", Value: "PRIMARY"}, {Key: "uptime", Value: int32(time.Since(started).Seconds())}, {Key: "self", Value: true},
		{Key: "optime", Value: bson.D{{Key: "ts", Value: s.data.now}, {Key: "t", Value: int64(1)}}}, {Key: "optimeDate", Value: time.Now()},
	}
	return bson.D{
		{Key: "set", Value: setName}, {Key: "date", Value: time.Now()}, {Key: "myState", Value: int32(1)}, {Key: "term", Value: int64(1)},
		{Key: "majorityVoteCount", Value: int32(1)}, {Key: "writeMajorityCount", Value: int32(1)}, {Key: "members", Value: bson.A{self}},
	}, nil
}

func getDefaultRWConcern(_ *Server, r *request) (bson.D, error) {
	return bson.D{
		{Key: "defaultReadConcern", Value: bson.D{{Key: "level", Value: "local"}}},
		{Key: "defaultWriteConcern", Value: bson.D{{Key: "w", Value: "majority"}, {Key: "wtimeout", Value: int32(0)}}},
		{Key: "defaultReadConcernSource", Value: "implicit"}, {Key: "defaultWriteConcernSource", Value: "implicit"},
	}, onAdmin(r)
}

// onAdmin refuses a command that is not put to the database admin.
func onAdmin(r *request) error {
	if r.database != "admin" {
		return refuse(codeUnauthorized, "%s may only be run against the admin database.", r.name)
	}
	return nil
}

func (s *Server) dbStats(r *request) (bson.D, error) {
	var total sizes
	collections := s.data.in(r.database)
	for _, c := range collections {
		total.add(c)
	}
	return append(bson.D{{Key: "db", Value: r.database}, {Key: "collections", Value: int64(len(collections))}, {Key: "views", Value: int64(0)}},
		append(total.told("dataSize"), bson.E{Key: "fsUsedSize", Value: 0.0}, bson.E{Key: "fsTotalSize", Value: 0.0})...), nil
}

func (s *Server) collStats(r *request) (bson.D, error) {
	var total sizes
	if c := s.data.find(r.database, r.collection); c != nil {
		total.add(c)
	}
	return append(bson.D{{Key: "ns", Value: r.database + "." + r.collection}}, total.told("size")...), nil
}

// sizes are what statistics say of collections; nothing is stored, so what is
// stored is as large as the documents.
type sizes struct{ documents, indexes, bytes int }

func (n *sizes) add(c *collection) {
	n.documents += len(c.documents)
	n.indexes += len(c.indexes)
	for _, d := range c.documents {
		n.bytes += len(d.latest())
	}
}

func (n sizes) told(size string) bson.D {
	return bson.D{
		{Key: "objects", Value: int64(n.documents)}, {Key: "count", Value: int64(n.documents)},
		{Key: size, Value: float64(n.bytes)}, {Key: "storageSize", Value: float64(n.bytes)}, {Key: "totalSize", Value: float64(n.bytes)},
		{Key: "indexes", Value: int64(n.indexes)}, {Key: "indexSize", Value: 0.0},
	}
}
