package standin

import "go.mongodb.org/mongo-driver/v2/bson"

// checkReadConcern sees that a read asks for what is safe, and finds the time that
// a snapshot is of.
func (s *Server) checkReadConcern(r *request, e effect) error {
	concern := r.document("readConcern")
	if concern != nil {
		if err := onlyKnown(concern, "the field %s of a read concern", []string{"level", "afterClusterTime", "atClusterTime"}); err != nil {
			return err
		}
	}
	level, _ := concern.Lookup("level").StringValueOK()
	if t, i, ok := concern.Lookup("afterClusterTime").TimestampOK(); ok && (bson.Timestamp{T: t, I: i}).After(s.data.now) {
		return unknown("how to wait for afterClusterTime %d.%d: it is %v", t, i, s.data.now)
	}
	at := concern.Lookup("atClusterTime")
	switch {
	case isStream(r) && level != "" && level != "majority":
		return refuse(codeInvalidOptions, "$changeStream needs the read concern majority, not %s", level)
	case e == writes && level != "":
		return refuse(codeInvalidOptions, "Command %s does not support { readConcern: %s } :: caused by :: read concern not supported", r.name, concern)
	case e == goesOn && concern.Lookup("afterClusterTime").Type != 0:
		return refuse(codeInvalidOptions, "Command %s does not support afterClusterTime", r.name)
	case e == goesOn:
		return nil
	case level == "snapshot":
		return s.checkSnapshot(r, at)
	case at.Type != 0:
		return refuse(codeInvalidOptions, "readConcern.atClusterTime without level snapshot")
	case level != "" && level != "local" && level != "majority":
		return unknown("the read concern %s", level)
	case e == reads && level != "majority" && !s.options.Lax && !isStream(r):
		return refuse(codeInvalidOptions, "standin is strict: %s must bring the read concern majority or snapshot, not %q", r.name, level)
	}
	return nil
}

func (s *Server) checkSnapshot(r *request, at bson.RawValue) error {
	switch {
	case s.options.Standalone:
		return refuse(codeNotAReplicaSet, "node needs to be a replica set member to use readConcern: snapshot")
	case s.options.NoSnapshots || r.name == "count":
		return refuse(codeInvalidOptions, "read concern level snapshot is only valid in a transaction")
	}
	when := s.data.now
	if t, i, ok := at.TimestampOK(); ok {
		when = bson.Timestamp{T: t, I: i}
	}
	switch {
	case when.After(s.data.now):
		return unknown("how to wait for atClusterTime %v: it is %v", when, s.data.now)
	case when.Before(s.data.horizon):
		return refuse(codeSnapshotTooOld, "Read timestamp %v is older than the oldest available timestamp", when)
	case when.Before(s.data.dropped):
		return refuse(codeSnapshotUnavailable, "Unable to read from a snapshot due to pending collection catalog changes")
	}
	r.snapshot = &when
	return nil
}

// checkWriteConcern sees that a write asks to be safe before it is acknowledged.
func (s *Server) checkWriteConcern(r *request, e effect) error {
	concern := r.document("writeConcern")
	if concern != nil {
		if err := onlyKnown(concern, "the field %s of a write concern", []string{"w", "j", "wtimeout"}); err != nil {
			return err
		}
	}
	if e != writes && e != defines || s.options.Lax {
		return nil
	}
	w, _ := concern.Lookup("w").StringValueOK()
	if j, _ := concern.Lookup("j").BooleanOK(); w != "majority" || !j {
		return refuse(codeInvalidOptions, "standin is strict: %s must bring the write concern w: majority, j: true, not %s", r.name, concern)
	}
	return nil
}
