package standin

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// A cursor is read on in its own session, in its own collection and for as long as
// it takes; what read concern a getMore brings is nothing to it.
func TestACursorIsReadOnAsItWasOpened(t *testing.T) {
	c, s := things(t)
	insert(t, c, d("_id", 1), d("_id", 2), d("_id", 3))
	w := dialled(t, s)
	mine := d("id", bson.Binary{Subtype: 4, Data: make([]byte, 16)})
	opened := w.say(d("find", "things", "batchSize", 1, "readConcern", d("level", "majority"), "lsid", mine, "$db", "test"))
	id := opened.Lookup("cursor", "id").Int64()
	for _, row := range []struct {
		name string
		more bson.D
		code int64
	}{
		{"another session", d("lsid", d("id", bson.Binary{Subtype: 4, Data: make([]byte, 15)}), "collection", "things"), codeOtherSession},
		{"no session", d("collection", "things"), codeOtherSession},
		{"another collection", d("lsid", mine, "collection", "other"), codeCursorNotFound},
		{"a time limit", d("lsid", mine, "collection", "things", "maxTimeMS", 5), codeBadValue},
		{"a time to wait for", d("lsid", mine, "collection", "things", "readConcern", d("afterClusterTime", bson.Timestamp{T: 1})), codeInvalidOptions},
		{"a negative size", d("lsid", mine, "collection", "things", "batchSize", -1), codeBadValue},
		{"as it was opened", d("lsid", mine, "collection", "things", "batchSize", 1), 0},
		{"with a read concern", d("lsid", mine, "collection", "things", "readConcern", d("level", "snapshot")), 0},
		{"when it is done", d("lsid", mine, "collection", "things"), codeCursorNotFound},
	} {
		if reply := w.say(append(append(d("getMore", id), row.more...), d("$db", "test")...)); refused(reply) != row.code {
			t.Errorf("%s: %v", row.name, reply)
		}
	}
}

func TestNothingIsCountedAsNoGroup(t *testing.T) {
	w := dialled(t, running(t, Options{}))
	reply := w.say(d("aggregate", "things", "cursor", d(), "pipeline", bson.A{d("$group", d("_id", nil, "n", d("$sum", 1)))}, "readConcern", d("level", "majority"), "$db", "test"))
	if groups, _ := reply.Lookup("cursor", "firstBatch").Array().Values(); refused(reply) != 0 || len(groups) != 0 {
		t.Error(reply)
	}
}
