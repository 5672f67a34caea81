package standin

import (
	"math"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

const (
	firstBatch = 101 // documents, unless a command says otherwise
	// awaitFor is how long a change stream waits for an event, unless told.
	awaitFor = time.Second
)

// source is where a cursor's documents come from.
type source interface {
	// batch returns up to so many documents, and whether they were the last.
	batch(s *Server, most int) (documents []bson.Raw, end bool, err error)
	// tell is what a reply says of the source beside the documents.
	tell() bson.D
}

// cursor is a source that somebody reads.
type cursor struct {
	source
	namespace string
	session   string // none but it may read on
}

// full fills a batch up to what fits into a reply.
type full struct {
	documents []bson.Raw
	size      int
}

// take adds a document; false when it must wait for the next batch.
func (b *full) take(d bson.Raw) bool {
	const perDocument = 16 // the name and the type of an element in an array
	if b.size += len(d) + perDocument; b.size > maxDocument && len(b.documents) > 0 {
		return false
	}
	b.documents = append(b.documents, d)
	return true
}

// open answers with the first batch of a source, and keeps a cursor for the rest.
func (s *Server) open(r *request, from source, collection string, size int, single bool) (bson.D, error) {
	c := &cursor{from, r.database + "." + collection, string(r.document("lsid"))}
	var documents []bson.Raw
	var end bool
	var err error
	if size > 0 {
		if documents, end, err = from.batch(s, size); err != nil {
			return nil, err
		}
	}
	var id int64
	if !end && !single {
		s.lastCursor++
		id = s.lastCursor
		s.cursors[id] = c
	}
	return c.reply("firstBatch", id, documents), nil
}

func (c *cursor) reply(as string, id int64, documents []bson.Raw) bson.D {
	batch := bson.A{}
	for _, d := range documents {
		batch = append(batch, d)
	}
	told := bson.D{{Key: as, Value: batch}, {Key: "id", Value: id}, {Key: "ns", Value: c.namespace}}
	return bson.D{{Key: "cursor", Value: append(told, c.tell()...)}}
}

// listed answers with a list that is whole in one batch.
func (r *request) listed(of string, documents bson.A) bson.D {
	return bson.D{{Key: "cursor", Value: bson.D{{Key: "firstBatch", Value: documents}, {Key: "id", Value: int64(0)}, {Key: "ns", Value: r.database + "." + of}}}}
}

// getMore answers with the next batch of a cursor. That of a change stream waits
// for an event, up to the command's maxTimeMS, and lets others in meanwhile.
func (s *Server) getMore(r *request) (bson.D, error) {
	id, _ := r.argument.Int64OK()
	size, err := r.number("batchSize", math.MaxInt32)
	if err != nil {
		return nil, err
	}
	wait, err := r.number("maxTimeMS", awaitFor.Milliseconds())
	if err != nil {
		return nil, err
	}
	patience := time.NewTimer(time.Duration(wait) * time.Millisecond)
	defer patience.Stop()
	for over := false; ; {
		c := s.cursors[id]
		if c == nil || c.namespace != r.database+"."+r.collection {
			return nil, refuse(codeCursorNotFound, "cursor id %d not found", id)
		}
		_, awaits := c.source.(*stream)
		switch {
		case c.session != string(r.document("lsid")):
			return nil, refuse(codeOtherSession, "Cannot run getMore on cursor %d, which was created in another session", id)
		case !awaits && r.field("maxTimeMS").Type != 0:
			return nil, refuse(codeBadValue, "cannot set maxTimeMS on getMore command for a non-awaitData cursor")
		}
		documents, end, err := c.batch(s, int(size))
		if end || err != nil {
			delete(s.cursors, id)
		}
		if err != nil {
			return nil, err
		}
		if len(documents) > 0 || end || over || !awaits {
			if end {
				id = 0
			}
			return c.reply("nextBatch", id, documents), nil
		}
		over = s.await(patience.C)
	}
}

// await lets others in until something changed; true when there is no time left.
func (s *Server) await(patience <-chan time.Time) bool {
	changed := s.data.wake
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case <-changed:
		return false
	case <-patience:
	case <-s.ctx.Done():
	}
	return true
}

func (s *Server) killCursors(r *request) (bson.D, error) {
	ids, err := listOf("cursors", r.field("cursors"))
	if err != nil {
		return nil, err
	}
	killed, missing := bson.A{}, bson.A{}
	for _, v := range ids {
		id, _ := v.Int64OK()
		if c := s.cursors[id]; c == nil || c.namespace != r.database+"."+r.collection {
			missing = append(missing, id)
			continue
		}
		delete(s.cursors, id)
		killed = append(killed, id)
	}
	return bson.D{{Key: "cursorsKilled", Value: killed}, {Key: "cursorsNotFound", Value: missing}, {Key: "cursorsAlive", Value: bson.A{}}, {Key: "cursorsUnknown", Value: bson.A{}}}, nil
}
