package standin

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// A numbered write is applied once however often it is sent; what it met, or was
// refused for, is tried anew.
func TestNumberedWritesAreAppliedOnce(t *testing.T) {
	s := running(t, Options{})
	w := dialled(t, s)
	numbered := func(session byte, number int64, command bson.D) bson.Raw {
		t.Helper()
		lsid := d("id", bson.Binary{Subtype: 4, Data: append(make([]byte, 15), session)})
		return w.say(append(command, d("lsid", lsid, "txnNumber", number, "writeConcern", safe, "$db", "test")...))
	}
	put := func(session byte, number int64, ids ...int) bson.Raw {
		var documents bson.A
		for _, id := range ids {
			documents = append(documents, d("_id", id, "v", 1))
		}
		return numbered(session, number, d("insert", "things", "documents", documents))
	}
	step := func(number int64, from, to int) bson.Raw {
		return numbered(1, number, d("update", "things", "updates", bson.A{d("q", d("_id", 1, "v", from), "u", d("v", to))}))
	}
	for _, row := range []struct {
		name  string
		reply bson.Raw
		code  int64
		n     int64
	}{
		{"an insert", put(1, 1, 1, 2), 0, 2},
		{"the same", put(1, 1, 1, 2), 0, 2},
		{"another session's", put(2, 1, 3), 0, 1},
		{"an update", step(2, 1, 2), 0, 1},
		{"the same", step(2, 1, 2), 0, 1},
		{"an update that meets nothing", step(3, 9, 10), 0, 0},
		{"a later one", step(4, 2, 9), 0, 1},
		{"an older one", step(3, 9, 10), codeTransactionTooOld, 0},
		{"one that is refused", put(1, 5, 2, 4), 0, 0},
		{"one that meets nothing", step(6, 10, 11), 0, 0},
		{"the way is made", put(2, 2, 5), 0, 1},
		{"half of one", put(1, 7, 6, 5, 7), 0, 1},
		{"half of one again", put(1, 7, 6, 5, 7), 0, 1},
	} {
		if refused(row.reply) != row.code || row.code == 0 && row.reply.Lookup("n").AsInt64() != row.n {
			t.Errorf("%s: %v", row.name, row.reply)
		}
	}
	if n := len(s.data.changes); n != 7 {
		t.Errorf("%d changes", n)
	}
	before := step(8, 10, 11)
	numbered(2, 3, d("update", "things", "updates", bson.A{d("q", d("_id", 1), "u", d("v", 10))}))
	if again := step(8, 10, 11); before.Lookup("n").AsInt64() != 0 || again.Lookup("n").AsInt64() != 1 || again.Lookup("retriedStmtIds").Type != 0 {
		t.Error("a write that met nothing is not tried anew:", before, again)
	}
	if again := step(8, 10, 11); again.Lookup("retriedStmtIds").Type != bson.TypeArray {
		t.Error(again)
	}
	w.say(d("endSessions", bson.A{d("id", bson.Binary{Subtype: 4, Data: append(make([]byte, 15), 1)})}, "$db", "admin"))
	if reply := put(1, 1, 8); refused(reply) != 0 {
		t.Error("an ended session is remembered:", reply)
	}
	if reply := w.say(d("insert", "things", "documents", bson.A{d("_id", 9)}, "txnNumber", int64(1), "writeConcern", safe, "$db", "test")); refused(reply) != codeInvalidOptions {
		t.Error("a number without a session:", reply)
	}
}

// Replies bring the time of the last write, and it never stands still over one.
func TestRepliesBringTheTime(t *testing.T) {
	w := dialled(t, running(t, Options{}))
	var before bson.Timestamp
	for i := range 5 {
		reply := w.say(d("insert", "things", "documents", bson.A{d("_id", i)}, "writeConcern", safe, "$db", "test"))
		at, n := reply.Lookup("operationTime").Timestamp()
		gossip, m := reply.Lookup("$clusterTime", "clusterTime").Timestamp()
		now := bson.Timestamp{T: at, I: n}
		if !now.After(before) || at != gossip || n != m {
			t.Error(reply)
		}
		before = now
		after := w.say(d("find", "things", "readConcern", d("level", "majority", "afterClusterTime", now), "$db", "test"))
		if refused(after) != 0 {
			t.Error(after)
		}
	}
	if reply := w.say(d("find", "things", "readConcern", d("level", "majority", "afterClusterTime", bson.Timestamp{T: 1 << 31}), "$db", "test")); refused(reply) != codeNotSupported {
		t.Error("a time to come:", reply)
	}
}
