package standin

import (
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// What the server does not know it refuses by name, in every part of a command.
func TestWhatIsUnknownIsRefusedByName(t *testing.T) {
	s := running(t, Options{})
	w := dialled(t, s)
	majority := d("level", "majority")
	write := func(pairs ...any) bson.D { return append(d(pairs...), d("writeConcern", safe, "$db", "test")...) }
	read := func(pairs ...any) bson.D { return append(d(pairs...), d("readConcern", majority, "$db", "test")...) }
	find := func(name string, v any) bson.D { return read("find", "things", name, v) }
	watch := func(options any, more ...any) bson.D {
		return read("aggregate", 1, "cursor", d(), "pipeline", append(bson.A{d("$changeStream", options)}, more...))
	}
	if reply := w.say(write("insert", "things", "documents", bson.A{d("_id", 1, "l", bson.A{d("x", 1)})})); refused(reply) != 0 {
		t.Fatal(reply)
	}
	for named, command := range map[string]bson.D{
		"the command delete":             write("delete", "things", "deletes", bson.A{}),
		"findAndModify":                  write("findAndModify", "things"),
		"field collation of find":        find("collation", d("locale", "zh")),
		"field skip of find":             find("skip", 1),
		"field startTransaction":         read("find", "things", "startTransaction", true),
		"field bypass of insert":         write("insert", "things", "documents", bson.A{d("_id", 2)}, "bypass", true),
		"field validator of create":      write("create", "things2", "validator", d()),
		"filter $expr":                   find("filter", d("$expr", true)),
		"filter $nor":                    find("filter", d("$nor", bson.A{d("a", 1)})),
		"operator $regex":                find("filter", d("a", d("$regex", "x"))),
		"operator $nin":                  find("filter", d("a", d("$nin", bson.A{1}))),
		"operator $elemMatch":            find("filter", d("a", d("$gt", 1, "$elemMatch", d()))),
		"operator x":                     find("filter", d("a", d("$gt", 1, "x", 1))),
		"$type minKey":                   find("filter", d("a", d("$type", "minKey"))),
		"$gte with null":                 find("filter", d("a", d("$gte", nil))),
		"path through an array":          find("filter", d("l.x", 1)),
		"sort or index an array":         find("sort", d("l", 1)),
		"project within an array":        find("projection", d("l.x", 1)),
		"order":                          find("sort", d("a", d("$meta", "textScore"))),
		"projection":                     find("projection", d("a", d("$slice", 1))),
		"read concern linearizable":      read("find", "things")[:1:1],
		"multi and upsert":               write("update", "things", "updates", bson.A{d("q", d(), "u", d("a", 1), "upsert", true)}),
		"upsert in an update":            write("update", "things", "updates", bson.A{d("q", d(), "u", d("$set", d("a", 1)), "multi", true)}),
		"field collation of an update":   write("update", "things", "updates", bson.A{d("q", d(), "u", d("a", 1), "collation", d())}),
		"update by a pipeline":           write("update", "things", "updates", bson.A{d("q", d(), "u", bson.A{d("$set", d("a", 1))})}),
		"$inc":                           write("update", "things", "updates", bson.A{d("q", d(), "u", d("$inc", d("a", 1)))}),
		"$unset":                         write("update", "things", "updates", bson.A{d("q", d(), "u", d("$set", d("a", 1), "$unset", d("b", 1)))}),
		"option sparse of an index":      write("createIndexes", "things", "indexes", bson.A{d("key", d("a", 1), "name", "a", "sparse", true)}),
		"option partialFilterExpression": write("createIndexes", "things", "indexes", bson.A{d("key", d("a", 1), "name", "a", "partialFilterExpression", d())}),
		"hashed":                         write("createIndexes", "things", "indexes", bson.A{d("key", d("a", "hashed"), "name", "a")}),
		"pipeline":                       read("aggregate", "things", "cursor", d(), "pipeline", bson.A{d("$match", d()), d("$sort", d("a", 1)), d("$limit", 1)}),
		"stage $sort":                    read("aggregate", "things", "cursor", d(), "pipeline", bson.A{d("$sort", d("a", 1))}),
		"$group":                         read("aggregate", "things", "cursor", d(), "pipeline", bson.A{d("$group", d("_id", "$a", "n", d("$sum", 1)))}),
		"option allChangesForCluster":    watch(d("allChangesForCluster", true)),
		"option showExpandedEvents":      watch(d("showExpandedEvents", true)),
		"fullDocument":                   watch(d("fullDocument", "required")),
		"stage $addFields":               watch(d(), d("$addFields", d("a", 1))),
		"operator $regex there":          watch(d(), d("$match", d("a", d("$regex", "x")))),
	} {
		if named == "read concern linearizable" {
			command = append(command, d("readConcern", d("level", "linearizable"), "$db", "test")...)
		}
		reply := w.say(command)
		code, text := refused(reply), reply.Lookup("errmsg").String()
		if errs, ok := reply.Lookup("writeErrors").ArrayOK(); ok {
			code, text = errs.Index(0).Document().Lookup("code").AsInt64(), errs.Index(0).Document().Lookup("errmsg").String()
		}
		said := strings.TrimSuffix(named, " there")
		if code != codeNotSupported || !strings.Contains(strings.ReplaceAll(text, `\"`, ""), strings.TrimPrefix(said, "the ")) {
			t.Errorf("%s: %v", named, reply)
		}
	}
	if stands := s.Documents("test", "things"); len(stands) != 1 || len(stands[0]) != len(raw(t, d("_id", 1, "l", bson.A{d("x", 1)}))) {
		t.Error(stands)
	}
}

// Commands that do not ask to be safe are refused, unless the server is lax.
func TestCommandsMustAskToBeSafe(t *testing.T) {
	strict, lax := dialled(t, running(t, Options{})), dialled(t, running(t, Options{Lax: true}))
	insert := d("insert", "things", "documents", bson.A{d("_id", 1)})
	update := d("update", "things", "updates", bson.A{d("q", d("_id", 1), "u", d("a", 1))})
	index := d("createIndexes", "things", "indexes", bson.A{d("key", d("a", 1), "name", "a")})
	count := d("aggregate", "things", "cursor", d(), "pipeline", bson.A{d("$group", d("_id", 1, "n", d("$sum", 1)))})
	for _, row := range []struct {
		name    string
		command bson.D
		with    bson.D
		refused bool
	}{
		{"safe", insert, d("writeConcern", safe), false},
		{"no write concern", insert, nil, true},
		{"one member", insert, d("writeConcern", d("w", 1, "j", true)), true},
		{"no journal", insert, d("writeConcern", d("w", "majority")), true},
		{"an unsafe update", update, d("writeConcern", d("w", "majority", "j", false)), true},
		{"an unsafe index", index, nil, true},
		{"an unsafe collection", d("create", "other"), nil, true},
		{"a majority read", d("find", "things"), d("readConcern", d("level", "majority")), false},
		{"a snapshot", d("find", "things"), d("readConcern", d("level", "snapshot")), false},
		{"no read concern", d("find", "things"), nil, true},
		{"a local read", d("find", "things"), d("readConcern", d("level", "local")), true},
		{"an unsafe count", count, nil, true},
		{"another unsafe count", d("count", "things"), nil, true},
		{"a change stream, which is always safe", d("aggregate", 1, "cursor", d(), "pipeline", bson.A{d("$changeStream", d())}), nil, false},
	} {
		command := append(append(row.command[:len(row.command):len(row.command)], row.with...), d("$db", "test")...)
		if reply := strict.say(command); (refused(reply) == codeInvalidOptions) != row.refused {
			t.Errorf("%s: %v", row.name, reply)
		}
		if reply := lax.say(command); refused(reply) != 0 {
			t.Errorf("%s, to a lax server: %v", row.name, reply)
		}
	}
	if reply := strict.say(append(insert[:2:2], d("writeConcern", append(safe, d("fsync", true)...), "$db", "test")...)); refused(reply) != codeNotSupported {
		t.Error(reply)
	}
}

func TestHarmlessFieldsAreLetThrough(t *testing.T) {
	w := dialled(t, running(t, Options{}))
	reply := w.say(d("find", "things", "readConcern", d("level", "majority"), "comment", "c", "maxTimeMS", 5, "apiVersion", "1", "$readPreference", d("mode", "primary"), "lsid", d("id", bson.Binary{Subtype: 4, Data: make([]byte, 16)}), "$db", "test"))
	if refused(reply) != 0 {
		t.Error(reply)
	}
}
