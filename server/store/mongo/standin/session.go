package standin

import "go.mongodb.org/mongo-driver/v2/bson"

// session remembers what the last numbered write of a session did, so that its
// repetition does it no second time.
type session struct {
	number int64
	done   map[int]outcome // statements that changed something, with their outcome
}

// checkSession finds the session of a write that has a number.
func (s *Server) checkSession(r *request) error {
	number, numbered := r.field("txnNumber").Int64OK()
	if !numbered {
		return nil
	}
	if s.options.Standalone {
		return refuse(codeIllegalOperation, "Transaction numbers are only allowed on a replica set member or mongos")
	}
	id := r.document("lsid")
	if id == nil {
		return refuse(codeInvalidOptions, "Transaction number requires a session ID")
	}
	known, ok := s.sessions[string(id)]
	switch {
	case !ok || number > known.number:
		known = &session{number: number, done: map[int]outcome{}}
		s.sessions[string(id)] = known
	case number < known.number:
		return refuse(codeTransactionTooOld, "Retryable write with txnNumber %d is prohibited on session %s because a newer retryable write with txnNumber %d has already started on this session.", number, id, known.number)
	}
	r.repeat = known
	return nil
}

// once carries a statement of a write out, unless the same one was before: then
// it returns the same outcome. Only what changed something is remembered: the
// repetition of a statement that met nothing, or was refused, is a new try, as it
// is in MongoDB.
func (r *request) once(statement int, carryOut func() (outcome, error)) (did outcome, again bool, err error) {
	if r.repeat == nil {
		did, err = carryOut()
		return did, false, err
	}
	if did, again = r.repeat.done[statement]; again {
		return did, true, nil
	}
	did, err = carryOut()
	if err == nil && did.modified > 0 {
		r.repeat.done[statement] = did
	}
	return did, false, err
}

func (s *Server) endSessions(r *request) (bson.D, error) {
	ids, err := r.list("endSessions")
	for _, id := range ids {
		delete(s.sessions, string(id))
	}
	return nil, err
}
