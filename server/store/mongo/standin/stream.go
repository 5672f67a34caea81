package standin

import (
	"fmt"
	"math"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// stream is a change stream on a collection, or on a database.
type stream struct {
	database, collection string // no collection: all of the database
	at                   bson.Timestamp
	ended                bool // by an invalidation at that time
	lookUp               bool // the document as it stands goes with an update
	// stages make of an event what is told of it: nothing, perhaps.
	stages []func(bson.Raw) (bson.Raw, error)
}

// isStream says whether a command opens a change stream, which always reads what
// a majority has.
func isStream(r *request) bool {
	stages, _ := r.stages()
	return len(stages) > 0 && stages[0].name == "$changeStream"
}

// watch opens a change stream.
func (s *Server) watch(r *request, stages []stage) (bson.D, error) {
	if s.options.Standalone {
		return nil, refuse(codeOnlyReplicaSets, "The $changeStream stage is only supported on replica sets")
	}
	if s.options.NoChangeStreams {
		return nil, refuse(codeUnknownStage, "Unrecognized pipeline stage name: '$changeStream'")
	}
	w := &stream{database: r.database, collection: r.collection, at: s.data.now}
	options, _ := stages[0].value.DocumentOK()
	if err := s.begin(w, options); err != nil {
		return nil, err
	}
	if err := w.narrow(stages[1:]); err != nil {
		return nil, err
	}
	size := int64(firstBatch)
	if v := r.document("cursor").Lookup("batchSize"); v.Type != 0 {
		size, _ = v.AsInt64OK()
	}
	named := r.collection
	if named == "" {
		named = "$cmd.aggregate"
	}
	return s.open(r, w, named, int(size), false)
}

// begin reads where a stream begins and what it tells.
func (s *Server) begin(w *stream, options bson.Raw) error {
	elements, err := options.Elements()
	if err != nil {
		return err
	}
	for _, e := range elements {
		switch name, v := e.Key(), e.Value(); name {
		case "fullDocument":
			full, _ := v.StringValueOK()
			if w.lookUp = full == "updateLookup"; !w.lookUp && full != "default" {
				err = unknown("fullDocument: %s", v)
			}
		case "resumeAfter", "startAfter":
			w.at, err = s.resume(name, v)
		case "startAtOperationTime":
			t, i, _ := v.TimestampOK()
			if w.at = before(t, i); !w.at.Before(s.data.now) {
				err = unknown("how to start at a time to come")
			}
		default:
			err = unknown("the option %s of $changeStream", name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// before is the time just before one, whose own event comes too.
func before(t, i uint32) bson.Timestamp {
	if i == 0 {
		return bson.Timestamp{T: t - 1, I: math.MaxUint32}
	}
	return bson.Timestamp{T: t, I: i - 1}
}

// narrow reads the stages behind $changeStream: $match and $project.
func (w *stream) narrow(stages []stage) error {
	for _, stage := range stages {
		d, _ := stage.value.DocumentOK()
		switch stage.name {
		case "$match":
			fits, err := compile(d)
			if err != nil {
				return err
			}
			w.stages = append(w.stages, func(event bson.Raw) (bson.Raw, error) {
				if in, err := fits(event); !in || err != nil {
					return nil, err
				}
				return event, nil
			})
		case "$project":
			p, err := newProjection(d)
			if err != nil {
				return err
			}
			w.stages = append(w.stages, p.of)
		default:
			return unknown("the stage %s behind $changeStream", stage.name)
		}
	}
	return nil
}

// Resume tokens are the time of the event, and whether it is the invalidation
// that follows the event of that time.
const (
	ofEvent        = "00"
	ofInvalidation = "01"
)

func token(at bson.Timestamp, kind string) bson.D {
	return bson.D{{Key: "_data", Value: fmt.Sprintf("%08X%08X%s", at.T, at.I, kind)}}
}

// resume returns the time that a token stands for.
func (s *Server) resume(as string, v bson.RawValue) (at bson.Timestamp, err error) {
	d, _ := v.DocumentOK()
	text, _ := d.Lookup("_data").StringValueOK()
	var kind string
	if n, _ := fmt.Sscanf(text, "%8X%8X%2s", &at.T, &at.I, &kind); n != 3 || len(text) != 18 || at.After(s.data.now) {
		return at, refuse(codeInvalidResumeToken, "%s is not a resume token of this server", v)
	}
	if kind == ofInvalidation && as == "resumeAfter" {
		return at, refuse(codeInvalidResumeToken, "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.")
	}
	return at, nil
}

// batch returns the events since the last one, and whether the stream has ended.
func (w *stream) batch(s *Server, most int) ([]bson.Raw, bool, error) {
	if w.at.Before(s.data.horizon) {
		return nil, false, &problem{code: codeHistoryLost, message: "Resume of change stream was not possible, as the resume point may no longer be in the oplog.", labels: []string{"NonResumableChangeStreamError"}}
	}
	var batch full
	for _, c := range s.data.after(w.at) {
		events, end := w.events(s, c)
		for _, event := range events {
			d, err := w.told(event)
			if err != nil {
				return nil, false, err
			}
			if d != nil && (len(batch.documents) >= most || !batch.take(d)) {
				return batch.documents, false, nil
			}
		}
		w.at = c.at
		if w.ended = end; end {
			return batch.documents, true, nil
		}
	}
	w.at = s.data.now
	return batch.documents, false, nil
}

// events returns what a change is to this stream, and whether it ends it: the drop
// of what it watches does.
func (w *stream) events(s *Server, c change) ([]bson.D, bool) {
	if c.database != w.database || w.collection != "" && c.kind != "invalidate" && c.collection != w.collection {
		return nil, false
	}
	var events []bson.D
	if c.kind != "invalidate" {
		events = append(events, w.event(s, c))
	}
	end := c.kind == "invalidate" || c.kind == "dropDatabase" || c.kind == "drop" && w.collection != ""
	if !end {
		return events, false
	}
	return append(events, bson.D{
		{Key: "_id", Value: token(c.at, ofInvalidation)}, {Key: "operationType", Value: "invalidate"},
		{Key: "clusterTime", Value: c.at}, {Key: "wallTime", Value: c.wall},
	}), true
}

func (w *stream) event(s *Server, c change) bson.D {
	event := bson.D{
		{Key: "_id", Value: token(c.at, ofEvent)}, {Key: "operationType", Value: c.kind},
		{Key: "clusterTime", Value: c.at}, {Key: "wallTime", Value: c.wall},
	}
	full := c.raw
	if c.kind == "update" {
		full = nil
		if stands := s.data.find(c.database, c.collection); w.lookUp && stands != nil {
			key, _ := keyOf(c.id)
			full = stands.documents[key].latest()
		}
	}
	if full != nil {
		event = append(event, bson.E{Key: "fullDocument", Value: full})
	}
	ns := bson.D{{Key: "db", Value: c.database}}
	if c.collection != "" {
		ns = append(ns, bson.E{Key: "coll", Value: c.collection})
	}
	event = append(event, bson.E{Key: "ns", Value: ns})
	if c.raw != nil {
		event = append(event, bson.E{Key: "documentKey", Value: bson.D{{Key: "_id", Value: c.id}}})
	}
	if c.update != nil {
		event = append(event, bson.E{Key: "updateDescription", Value: c.update})
	}
	return event
}

// told is an event as the stream's stages leave it; nil when they drop it.
func (w *stream) told(event bson.D) (bson.Raw, error) {
	raw, err := bson.Marshal(event)
	if err != nil {
		return nil, err
	}
	told := bson.Raw(raw)
	for _, stage := range w.stages {
		if told, err = stage(told); told == nil || err != nil {
			return nil, err
		}
	}
	switch {
	case !told.Lookup("_id").Equal(bson.Raw(raw).Lookup("_id")):
		return nil, refuse(codeChangeStreamFatal, "Encountered an event whose _id field, which contains the resume token, was modified by the pipeline.")
	case len(told) > maxCommand:
		return nil, refuse(codeObjectTooLarge, "BSONObj size: %d is invalid. Size must be between 0 and %d", len(told), maxCommand)
	}
	return told, nil
}

func (w *stream) tell() bson.D {
	kind := ofEvent
	if w.ended {
		kind = ofInvalidation
	}
	return bson.D{{Key: "postBatchResumeToken", Value: token(w.at, kind)}}
}
