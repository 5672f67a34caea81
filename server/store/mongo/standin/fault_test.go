package standin

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Each fault does what it says, with and without the driver's retries.
func TestFaults(t *testing.T) {
	for _, row := range []struct {
		name    string
		fault   Fault
		retries bool
		fails   func(error) bool // nil: the write succeeds
		applied int64            // version that stands
		sent    int              // how often
	}{
		{"refused", Fault{Kind: Refuse, Code: 11601}, true, func(err error) bool { return code(err) == 11601 }, 1, 1},
		{"refused, and may be retried", Fault{Kind: Refuse, Code: 10107, Labels: []string{"RetryableWriteError"}}, true, nil, 2, 2},
		{"refused, and would be retried", Fault{Kind: Refuse, Code: 91}, false, func(err error) bool { return code(err) == 91 }, 1, 1},
		{"dropped before", Fault{Kind: DropBefore}, false, mongo.IsNetworkError, 1, 1},
		{"dropped before, retried", Fault{Kind: DropBefore}, true, nil, 2, 2},
		{"dropped after", Fault{Kind: DropAfter}, false, mongo.IsNetworkError, 2, 1},
		{"dropped after, retried", Fault{Kind: DropAfter}, true, nil, 2, 2},
		{"concern not met", Fault{Kind: ConcernFails}, true, concernFailed(64), 2, 1},
		{"concern not met, for another reason", Fault{Kind: ConcernFails, Code: 100}, true, concernFailed(100), 2, 1},
		{"concern not met, retried", Fault{Kind: ConcernFails, Code: 91, Labels: []string{"RetryableWriteError"}}, true, nil, 2, 2},
	} {
		adjust := func(o *options.ClientOptions) { o.SetRetryWrites(row.retries) }
		c, s := things(t, adjust)
		insert(t, c, d("_id", 1, "v", int64(1)))
		row.fault.Command, row.fault.Collection = "update", "things"
		struck := s.Fault(row.fault)
		r, err := c.ReplaceOne(t.Context(), d("_id", 1, "v", int64(1)), d("v", int64(2)))
		<-struck
		if row.fails == nil && (err != nil || r.MatchedCount != 1 || r.ModifiedCount != 1) || row.fails != nil && !row.fails(err) {
			t.Errorf("%s: %+v, %v", row.name, r, err)
		}
		stands := s.Documents("test", "things")[0]
		if v := stands.Lookup("v").Int64(); v != row.applied || s.Seen()["update"] != row.sent {
			t.Errorf("%s: version %d stands after %d commands", row.name, v, s.Seen()["update"])
		}
		if n := len(s.data.changes); n != int(row.applied) {
			t.Errorf("%s: %d changes", row.name, n)
		}
	}
}

func concernFailed(code int) func(error) bool {
	return func(err error) bool {
		var write mongo.WriteException
		return errors.As(err, &write) && write.WriteConcernError != nil && write.WriteConcernError.Code == code
	}
}

func TestFaultsStrikeWhomTheyAreMeantFor(t *testing.T) {
	c, s := things(t)
	s.Fault(Fault{Kind: Refuse, Code: 1, Command: "insert", Collection: "things", Nth: 3})
	s.Fault(Fault{Kind: Refuse, Code: 2, Command: "insert", Collection: "other"})
	s.Fault(Fault{Kind: Refuse, Code: 3, Command: "insert"})
	var got []int
	for i, name := range []string{"things", "things", "other", "things", "things"} {
		_, err := c.Database().Collection(name).InsertOne(t.Context(), d("_id", i))
		got = append(got, code(err))
	}
	if fmt.Sprint(got) != "[3 0 2 1 0]" {
		t.Error(got)
	}
}

// A command that is held before it is applied is seen by nobody; one that is held
// after it is, though its sender does not know.
func TestHeldCommands(t *testing.T) {
	for _, row := range []struct {
		kind Kind
		seen string
	}{{HoldBefore, ""}, {HoldAfter, "1 "}} {
		c, s := things(t)
		until := make(chan struct{})
		struck := s.Fault(Fault{Kind: row.kind, Command: "insert", Until: until})
		done := make(chan error)
		go func() {
			_, err := c.InsertOne(context.Background(), d("_id", 1))
			done <- err
		}()
		<-struck
		if row.kind == HoldAfter { // it has struck when it has been applied
			if n := len(s.Documents("test", "things")); n != 1 {
				t.Errorf("%d documents", n)
			}
		}
		if got := ids(t, c, d()); got != row.seen {
			t.Errorf("kind %d: %q is seen", row.kind, got)
		}
		select {
		case err := <-done:
			t.Errorf("kind %d: the answer came: %v", row.kind, err)
		default:
		}
		close(until)
		if err := <-done; err != nil || ids(t, c, d()) != "1 " {
			t.Errorf("kind %d: %v", row.kind, err)
		}
	}
}

// Close does not wait for what is held, nor for those who await changes.
func TestCloseEndsWhatIsHeld(t *testing.T) {
	c, s := things(t, withoutRetries)
	insert(t, c, d("_id", 0))
	held := s.Fault(Fault{Kind: HoldBefore, Command: "insert"})
	failed := make(chan error, 1)
	go func() {
		_, err := c.InsertOne(context.Background(), d("_id", 1))
		failed <- err
	}()
	w := dialled(t, s)
	opened := w.say(d("aggregate", "things", "cursor", d(), "pipeline", bson.A{d("$changeStream", d())}, "$db", "test"))
	awaited := make(chan struct{})
	go func() {
		defer close(awaited)
		w.say(d("getMore", opened.Lookup("cursor", "id").Int64(), "collection", "things", "maxTimeMS", 600_000, "$db", "test"))
	}()
	<-held
	for s.Seen()["getMore"] == 0 {
		runtime.Gosched()
	}
	s.Close()
	<-awaited
	if err := <-failed; !mongo.IsNetworkError(err) {
		t.Error(err)
	}
	if n := len(s.Documents("test", "things")); n != 1 {
		t.Errorf("%d documents stand", n)
	}
}
