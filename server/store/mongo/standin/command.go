package standin

import (
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// effect is what a command does, as far as its safety goes.
type effect int

const (
	speaks   effect = iota // neither reads nor writes documents
	reads                  // brings a read concern
	goesOn                 // with a cursor: what it reads is settled, whatever it brings
	defines                // makes collections and indexes: brings a write concern
	writes                 // writes documents, can be repeated with a txnNumber
	anywhere               // speaks, and in a handshake may bring anything
)

// command is a command that the server knows.
type command struct {
	effect effect
	fields []string // those that it may bring beside the harmless ones
	run    func(*Server, *request) (bson.D, error)
}

// commands are all that the server knows.
var commands map[string]command

func init() { // they refer to each other through the server
	commands = map[string]command{
		"hello":               {anywhere, nil, (*Server).hello},
		"isMaster":            {anywhere, nil, (*Server).hello},
		"ismaster":            {anywhere, nil, (*Server).hello},
		"ping":                {speaks, nil, ping},
		"buildInfo":           {speaks, nil, buildInfo},
		"serverStatus":        {speaks, nil, (*Server).serverStatus},
		"replSetGetStatus":    {speaks, nil, (*Server).replSetGetStatus},
		"getDefaultRWConcern": {speaks, nil, getDefaultRWConcern},
		"dbStats":             {speaks, []string{"scale", "freeStorage"}, (*Server).dbStats},
		"collStats":           {speaks, []string{"scale"}, (*Server).collStats},
		"endSessions":         {speaks, nil, (*Server).endSessions},
		"create":              {defines, nil, (*Server).create},
		"drop":                {defines, nil, (*Server).drop},
		"dropDatabase":        {defines, nil, (*Server).dropDatabase},
		"createIndexes":       {defines, []string{"indexes", "commitQuorum"}, (*Server).createIndexes},
		"dropIndexes":         {defines, []string{"index"}, (*Server).dropIndexes},
		"listIndexes":         {speaks, []string{"cursor"}, (*Server).listIndexes},
		"listCollections":     {speaks, []string{"cursor", "filter", "nameOnly", "authorizedCollections"}, (*Server).listCollections},
		"insert":              {writes, []string{"documents", "ordered"}, (*Server).insert},
		"update":              {writes, []string{"updates", "ordered"}, (*Server).update},
		"find":                {reads, []string{"filter", "sort", "projection", "limit", "batchSize", "singleBatch", "hint", "noCursorTimeout", "allowDiskUse"}, (*Server).find},
		"count":               {reads, []string{"query", "hint"}, (*Server).count},
		"aggregate":           {reads, []string{"pipeline", "cursor", "hint", "allowDiskUse"}, (*Server).aggregate},
		"getMore":             {goesOn, []string{"collection", "batchSize"}, (*Server).getMore},
		"killCursors":         {goesOn, []string{"cursors"}, (*Server).killCursors},
	}
}

// harmless are fields that any command may bring. They change nothing that this
// server could do otherwise: it has one member, trusts its clients, and takes no
// time.
var harmless = []string{"$db", "$readPreference", "$clusterTime", "lsid", "comment", "maxTimeMS", "apiVersion", "apiStrict", "apiDeprecationErrors"}

// request is a command under way.
type request struct {
	message
	name       string
	database   string
	collection string        // empty for commands on a database
	argument   bson.RawValue // of the command's own name
	snapshot   *bson.Timestamp
	repeat     *session // for a write with a txnNumber
}

func newRequest(m *message) (*request, error) {
	first, err := m.body.IndexErr(0)
	if err != nil {
		return nil, err
	}
	r := &request{message: *m, name: first.Key(), argument: first.Value()}
	r.database, _ = m.body.Lookup("$db").StringValueOK()
	r.collection, _ = r.argument.StringValueOK()
	if r.name == "getMore" {
		r.collection, _ = m.body.Lookup("collection").StringValueOK()
	}
	return r, nil
}

// answer carries a command out and words the reply.
func (s *Server) answer(r *request) bson.D {
	s.mu.Lock()
	defer s.mu.Unlock()
	reply, err := s.run(r)
	if err != nil {
		reply = asProblem(err).failure()
	} else {
		reply = append(reply, bson.E{Key: "ok", Value: 1.0})
	}
	return s.stamped(reply)
}

// stamped adds the times that every reply of a replica set brings.
func (s *Server) stamped(reply bson.D) bson.D {
	if s.options.Standalone {
		return reply
	}
	signature := bson.D{{Key: "hash", Value: bson.Binary{Data: make([]byte, 20)}}, {Key: "keyId", Value: int64(0)}}
	return append(reply,
		bson.E{Key: "$clusterTime", Value: bson.D{{Key: "clusterTime", Value: s.data.now}, {Key: "signature", Value: signature}}},
		bson.E{Key: "operationTime", Value: s.data.now})
}

func (s *Server) run(r *request) (bson.D, error) {
	c, ok := commands[r.name]
	if !ok {
		return nil, unknown("the command %s; it knows %v", r.name, slices.Sorted(maps.Keys(commands)))
	}
	if err := s.admit(r, c); err != nil {
		return nil, err
	}
	return c.run(s, r)
}

// admit checks a command's fields, its concerns and its session.
func (s *Server) admit(r *request, c command) error {
	if c.effect == anywhere {
		return nil
	}
	if r.legacy {
		return unknown("%s as an OP_QUERY", r.name)
	}
	concerns := map[effect][]string{reads: {"readConcern"}, goesOn: {"readConcern"}, defines: {"writeConcern"}, writes: {"writeConcern", "readConcern", "txnNumber"}}
	allowed := slices.Concat([]string{r.name}, c.fields, harmless, concerns[c.effect])
	if err := onlyKnown(r.body, "the field %s of "+r.name, allowed); err != nil {
		return err
	}
	for name := range r.lists {
		if !slices.Contains(c.fields, name) {
			return unknown("the list %s of %s", name, r.name)
		}
	}
	if err := s.checkReadConcern(r, c.effect); err != nil {
		return err
	}
	if err := s.checkWriteConcern(r, c.effect); err != nil {
		return err
	}
	return s.checkSession(r)
}

// onlyKnown refuses a document with any other field; as is what to call it.
func onlyKnown(d bson.Raw, as string, names []string) error {
	elements, err := d.Elements()
	if err != nil {
		return err
	}
	for _, e := range elements {
		if !slices.Contains(names, e.Key()) {
			return unknown(as, e.Key())
		}
	}
	return nil
}

// list returns the documents that a command brings, beside its body or within.
func (r *request) list(name string) ([]bson.Raw, error) {
	if list, ok := r.lists[name]; ok {
		return list, nil
	}
	values, err := listOf(name, r.body.Lookup(name))
	list := make([]bson.Raw, len(values))
	for i, v := range values {
		var ok bool
		if list[i], ok = v.DocumentOK(); !ok {
			return nil, refuse(codeBadValue, "%s holds what is no document", name)
		}
	}
	return list, err
}

// field returns a field of the command, without a type where there is none.
func (r *request) field(name string) bson.RawValue { return r.body.Lookup(name) }

// document returns a field that is a document, or nil.
func (r *request) document(name string) bson.Raw {
	d, _ := r.field(name).DocumentOK()
	return d
}

// number returns a field that is a whole number, or what stands for it.
func (r *request) number(name string, otherwise int64) (int64, error) {
	v := r.field(name)
	if v.Type == 0 {
		return otherwise, nil
	}
	n, ok := v.AsInt64OK()
	if !ok || n < 0 {
		return 0, refuse(codeBadValue, "%s must be a number that is not negative: %s", name, v)
	}
	return n, nil
}

// truth reads true, or a number that is not zero.
func truth(v bson.RawValue) bool {
	if b, ok := v.BooleanOK(); ok {
		return b
	}
	n, _ := v.AsInt64OK()
	return n != 0
}
