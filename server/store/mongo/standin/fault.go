package standin

import (
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Kind is what goes wrong with a command.
type Kind int

const (
	// Refuse answers with the fault's Code and Labels; nothing is applied.
	Refuse Kind = iota
	// DropBefore drops the connection; nothing is applied.
	DropBefore
	// DropAfter applies the command and drops the connection without an answer.
	DropAfter
	// HoldBefore waits for Until, then goes on. Others see nothing of the command
	// meanwhile.
	HoldBefore
	// HoldAfter applies the command and waits for Until before it answers.
	HoldAfter
	// ConcernFails applies the command and answers that its write concern was not
	// met: the fault's Code, else 64 WriteConcernFailed.
	ConcernFails
)

// Fault says what goes wrong, and with which command.
type Fault struct {
	Kind       Kind
	Command    string // such as "update"
	Collection string // empty: any
	// Nth is which of the commands that match, from now on; 0 is the first.
	Nth    int
	Code   int32
	Labels []string // errorLabels, such as RetryableWriteError
	// Until ends a hold; Close does too, and then nothing more is applied.
	Until <-chan struct{}
}

// fault is a Fault that waits for its command.
type fault struct {
	Fault
	struck chan struct{}
}

// Fault queues a fault. Of several that match a command the oldest strikes, the
// others wait for the next. The channel is closed once it has struck: a command
// is refused, dropped or held.
func (s *Server) Fault(f Fault) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	queued := &fault{f, make(chan struct{})}
	s.faults = append(s.faults, queued)
	return queued.struck
}

// strike counts a command and takes the fault that is meant for it; nil when none
// is.
func (s *Server) strike(r *request) *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[r.name]++
	for i, f := range s.faults {
		if f.Command != r.name || f.Collection != "" && f.Collection != r.collection {
			continue
		}
		if f.Nth--; f.Nth > 0 {
			continue
		}
		s.faults = slices.Delete(s.faults, i, i+1)
		return f
	}
	return nil
}

// refusal is the reply of a fault that refuses.
func (s *Server) refusal(f *fault) bson.D {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &problem{code: f.Code, message: "a fault that was asked for", labels: f.Labels}
	return s.stamped(p.failure())
}

// concern is the writeConcernError of a fault, with its labels.
func (f *fault) concern() bson.D {
	code := f.Code
	if code == 0 {
		code = codeWriteConcernFailed
	}
	said := bson.D{{Key: "writeConcernError", Value: bson.D{
		{Key: "code", Value: code}, {Key: "codeName", Value: codeName(code)}, {Key: "errmsg", Value: "waiting for replication timed out"},
		{Key: "errInfo", Value: bson.D{{Key: "wtimeout", Value: true}}},
	}}}
	if len(f.Labels) > 0 {
		said = append(said, bson.E{Key: "errorLabels", Value: f.Labels})
	}
	return said
}
