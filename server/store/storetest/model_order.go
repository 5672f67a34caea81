package storetest

import (
	"cmp"
	"fmt"

	"sizhang/server/store"
)

func (r *record) matches(x store.Index, equal []any) bool {
	for i, field := range x.Fields {
		value, ok := indexed(r.body[field])
		if !ok || i < len(equal) && value != equal[i] {
			return false
		}
	}
	return !r.gone
}

// compare orders two documents of an index as it does.
func (m *model) compare(x store.Index, a, b string) int {
	for _, field := range x.Fields {
		u, v := m.documents[a].body[field], m.documents[b].body[field]
		if c := compareValues(u, v); c != 0 {
			return c
		}
	}
	return cmp.Compare(a, b)
}

func compareValues(u, v any) int {
	if rank(u) != rank(v) {
		return cmp.Compare(rank(u), rank(v))
	}
	switch u := u.(type) {
	case int:
		return cmp.Compare(u, v.(int))
	case string:
		return cmp.Compare(u, v.(string))
	}
	return cmp.Compare(fmt.Sprint(u), fmt.Sprint(v)) // "false" before "true"
}

// rank says where values of a type stand in an index; 0 for what it leaves out.
func rank(value any) int {
	switch value.(type) {
	case int:
		return 1
	case string:
		return 2
	case bool:
		return 3
	}
	return 0
}

func indexed(value any) (any, bool) { return value, rank(value) > 0 }
