package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"sizhang/server/store"
)

var byCode = store.Query{Collection: "units", Index: "code"}

var unique = []test{
	{"refuses a second document with the key", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`))
		s.refused(s.Insert(s.ctx, unit("b", `{"code":"1"}`)), store.ErrExists)
		s.missing(unit("b", ""))
		s.finds(byCode, "a")
	}},
	{"refuses to move onto a taken key", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`), unit("b", `{"code":"2"}`))
		s.taken(unit("b", `{"code":"1"}`), 1)
		s.stands(unit("b", `{"code":"2"}`), 1)
		s.finds(byCode, "a", "b")
	}},
	{"lets a document keep its key", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`))
		s.swap(unit("a", ""), 1, `{"code":"1","n":2}`)
		s.finds(byCode, "a")
	}},
	{"frees a key that was moved away from", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`))
		s.swap(unit("a", ""), 1, `{"code":"2"}`)
		s.put(unit("b", `{"code":"1"}`))
		s.finds(byCode, "b", "a")
	}},
	{"frees the key of a tombstone", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`))
		s.bury(unit("a", ""), 1)
		s.put(unit("b", `{"code":"1"}`))
		s.finds(byCode, "b")
	}},
	{"refuses to bring back a key that was taken since", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`))
		s.bury(unit("a", ""), 1)
		s.put(unit("b", `{"code":"1"}`))
		s.taken(unit("a", `{"code":"1"}`), 2)
		s.missing(unit("a", ""))
	}},
	{"compares all fields of a compound key", func(s *subject) {
		s.put(unit("a", `{"post":"street_head","number":1}`), unit("b", `{"post":"street_head","number":2}`),
			unit("c", `{"post":"grid_head","number":1}`))
		s.refused(s.Insert(s.ctx, unit("d", `{"post":"street_head","number":2}`)), store.ErrExists)
	}},
	{"does not guard documents without the field", func(s *subject) {
		s.put(unit("a", `{}`), unit("b", `{}`), unit("c", `{"post":"grid_head"}`), unit("d", `{"post":"grid_head"}`))
	}},
	{"does not guard what no index takes", func(s *subject) {
		for _, value := range []string{"null", "1.5", "1.0", "[]", "[1]", "{}"} {
			s.put(unit("a "+value, `{"code":`+value+`}`), unit("b "+value, `{"code":`+value+`}`))
		}
		s.finds(byCode)
	}},
	{"tells true from 1 from text", func(s *subject) {
		for _, value := range []string{"1", "true", `"1"`, `"true"`, "0", "false", `""`} {
			s.put(unit(value, `{"code":`+value+`}`))
			s.refused(s.Insert(s.ctx, unit("again "+value, `{"code":`+value+`}`)), store.ErrExists)
		}
	}},
	{"tells texts apart by their bytes", func(s *subject) {
		s.put(unit("a", `{"code":"a"}`), unit("b", `{"code":"A"}`), unit("c", `{"code":"a "}`),
			unit("d", `{"code":"\u00e9"}`), unit("e", `{"code":"e\u0301"}`))
	}},
	{"sees through escapes", func(s *subject) {
		s.put(unit("a", `{"code":"东/1"}`))
		s.refused(s.Insert(s.ctx, unit("b", `{"code":"\u4e1c\/1"}`)), store.ErrExists)
	}},
	{"guards both keys of a document", func(s *subject) {
		s.put(unit("a", `{"code":"1","post":"p","number":1}`))
		s.refused(s.Insert(s.ctx, unit("b", `{"code":"2","post":"p","number":1}`)), store.ErrExists)
		s.refused(s.Insert(s.ctx, unit("c", `{"code":"1","post":"p","number":2}`)), store.ErrExists)
		s.put(unit("d", `{"code":"2","post":"p","number":2}`))
	}},
	{"says stale before taken", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`), unit("b", `{"code":"2"}`))
		s.stale(unit("b", `{"code":"1"}`), 5)
	}},
	{"lets one of 16 have a key", func(s *subject) {
		var kept atomic.Int32
		together(16, func(i int) {
			err := s.Insert(s.ctx, unit(fmt.Sprint(i), `{"code":"1"}`))
			if err == nil {
				kept.Add(1)
			} else if !errors.Is(err, store.ErrExists) {
				s.Errorf("got %v", err)
			}
		})
		if n := len(s.walk(store.Query{Collection: "units", City: beijing})); n != 1 || kept.Load() != 1 {
			s.Errorf("%d were told that they had the key, %d have it", kept.Load(), n)
		}
	}},
}

// taken fails the case unless the store says that a unique key is another's.
func (s *subject) taken(d store.Document, version int64) {
	s.Helper()
	d.Version = version
	_, err := s.Replace(s.ctx, d)
	s.refused(err, store.ErrExists)
}
