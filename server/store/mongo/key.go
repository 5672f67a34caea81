package mongo

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"sizhang/server/store"
)

// Every declared index becomes one text of each document, under keys: the values
// of its fields, and behind them the id unless they are unique, written so that
// the texts sort bytewise as the contract orders the index. An index is then a
// range of texts behind the city: no compound filter, no partial or sparse index,
// no collation, nothing that a server with MongoDB's protocol might lack, and a
// unique index that may stand on a cluster sharded by city.

// path is where the index's text stands within keys. It says what the text is
// made of: an index that is declared otherwise later has another path.
func path(x store.Index) string {
	fields := strings.Join(x.Fields, "+")
	if !x.Unique {
		fields += "+id"
	}
	return fields
}

// Texts of what is in an index begin with one of these; all lie within
// firstKey and lastKey.
const (
	integerKey = '1'
	textKey    = '2'
	booleanKey = '3'

	firstKey = "1"
	lastKey  = "4"
)

// outside is the text of a document that the index does not take: behind all
// others, and no two alike, so that a unique index does not mind.
func outside(id string) string { return "~" + id }

// appendKey appends a value, a string, int64 or bool, so that values sort as
// their texts do and no value's text begins another's.
func appendKey(key []byte, value any) []byte {
	switch value := value.(type) {
	case int64:
		return fmt.Appendf(append(key, integerKey), "%016x", uint64(value)^1<<63)
	case string:
		key = append(key, textKey)
		for i := range len(value) {
			if value[i] <= escapeKey {
				key = append(key, escapeKey)
			}
			key = append(key, value[i])
		}
		return append(key, endKey)
	case bool:
		if value {
			return append(key, booleanKey, '1')
		}
		return append(key, booleanKey, '0')
	}
	panic(fmt.Sprintf("a %T has no key", value))
}

const (
	endKey    = '\x01' // ends a text; sorts before whatever goes on
	escapeKey = '\x02' // stands before an endKey or escapeKey of the text itself
)

// prefix is the text that those with the values equal begin with.
func prefix(equal []any) string {
	var key []byte
	for _, value := range equal {
		key = appendKey(key, value)
	}
	return string(key)
}

// span returns the range, from and up to but without to, of the texts with the
// prefix. A prefix ends in ASCII, so that its last byte can be raised.
func span(prefix string) (from, to string) {
	if prefix == "" {
		return firstKey, lastKey
	}
	last := len(prefix) - 1
	return prefix, prefix[:last] + string(rune(prefix[last]+1))
}

// keysOf returns each index's text for a document, by path.
func keysOf(c store.Collection, d store.Document) (map[string]string, error) {
	keys := map[string]string{}
	if len(c.Indexes) == 0 {
		return keys, nil
	}
	var members map[string]json.RawMessage
	if !d.Gone {
		if err := json.Unmarshal(d.Body, &members); err != nil {
			return nil, err
		}
	}
	for _, x := range c.Indexes {
		key, ok := keyOf(x, members)
		switch {
		case !ok:
			keys[path(x)] = outside(d.ID)
		case x.Unique:
			keys[path(x)] = string(key)
		default:
			keys[path(x)] = string(key) + d.ID
		}
	}
	return keys, nil
}

// keyOf returns the text of the index's fields, and whether the index takes them.
func keyOf(x store.Index, members map[string]json.RawMessage) ([]byte, bool) {
	var key []byte
	for _, field := range x.Fields {
		value, ok := indexed(members[field])
		if !ok {
			return nil, false
		}
		key = appendKey(key, value)
	}
	return key, true
}

// indexed reads a member that an index takes: a text, an integer or a boolean.
func indexed(member json.RawMessage) (any, bool) {
	if len(member) == 0 {
		return nil, false
	}
	switch member[0] {
	case '"':
		var text string
		err := json.Unmarshal(member, &text)
		return text, err == nil
	case 't', 'f':
		return member[0] == 't', true
	case 'n', '[', '{':
		return nil, false
	}
	n, err := strconv.ParseInt(string(member), 10, 64)
	return n, err == nil
}
