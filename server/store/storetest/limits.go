package storetest

import (
	"errors"
	"strings"

	"sizhang/server/store"
)

var limits = []test{
	{"a page's limit", func(s *subject) {
		s.put(note("a", `{}`))
		for _, limit := range []int{0, -1, store.MaxLimit + 1} {
			_, err := s.Query(s.ctx, store.Query{Collection: "notes", City: beijing, Limit: limit})
			s.refused(err, store.ErrBadQuery)
		}
		s.finds(store.Query{Collection: "notes", Limit: 1}, "a")
		s.finds(store.Query{Collection: "notes", Limit: store.MaxLimit}, "a")
	}},
	{"a portion of changes", func(s *subject) {
		for _, limit := range []int{0, -1, store.MaxLimit + 1} {
			_, _, err := s.Changes(s.ctx, "", limit)
			s.refused(err, store.ErrBadQuery)
		}
	}},
	{"a collection that is not declared", func(s *subject) {
		_, err := s.Query(s.ctx, store.Query{Collection: "strangers", City: beijing, Limit: 1})
		s.refused(err, store.ErrBadQuery)
	}},
	{"an index that is not declared", func(s *subject) {
		s.badQuery("strange")
		s.badQuery("id")
	}},
	{"more values than fields", func(s *subject) {
		s.badQuery("kind", "x", "y")
		s.badQuery("place", "x", 1, true, "y")
		s.badQuery("", "x")
	}},
	{"values of other types", func(s *subject) {
		s.badQuery("kind", 1.0)
		s.badQuery("kind", float32(1))
		s.badQuery("kind", nil)
		s.badQuery("kind", []byte("x"))
		s.badQuery("kind", []string{"x"})
		s.badQuery("kind", map[string]any{"$gt": ""})
		s.badQuery("kind", uint64(1<<63))
		s.badQuery("place", "x", 1.5)
	}},
	{"bodies that are no JSON object", func(s *subject) {
		for _, body := range []string{"", "{", "[]", "null", `"x"`, "1", "{} {}", "{a:1}", "{'a':1}", "\xff", "{\"a\":\"\xff\"}"} {
			s.badBody(body)
		}
	}},
	{"members that stores would read differently", func(s *subject) {
		for _, body := range []string{`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"x":{"a":1,"a":2}}`, `{"$set":{}}`, `{"a.b":1}`, `{"a\u0000":1}`} {
			s.badBody(body)
		}
	}},
	{"values that stores would read differently", func(s *subject) {
		for _, body := range []string{`{"n":9223372036854775808}`, `{"n":-9223372036854775809}`, `{"n":1e999}`,
			`{"t":"\ud800"}`, `{"kind":"a\u0000b"}`, `{"kind":"` + strings.Repeat("x", store.MaxKey+1) + `"}`} {
			s.badBody(body)
		}
	}},
	{"a body over the size", func(s *subject) {
		d := note("a", `{"t":"`+strings.Repeat("x", store.MaxBody)+`"}`)
		s.refused(s.Insert(s.ctx, d), store.ErrTooLarge)
		s.put(note("a", `{}`))
		d.Version = 1
		_, err := s.Replace(s.ctx, d)
		s.refused(err, store.ErrTooLarge)
		s.stands(note("a", `{}`), 1)
	}},
	{"a body of exactly the size", func(s *subject) {
		d := note("a", `{"t":"`+strings.Repeat("x", store.MaxBody-len(`{"t":""}`))+`"}`)
		s.put(d)
		s.stands(d, 1)
	}},
	{"how deep a body nests", func(s *subject) {
		deep := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
		s.badBody(deep(store.MaxDepth + 1))
		d := unit("deep", deep(store.MaxDepth))
		s.put(d)
		s.stands(d, 1)
	}},
	{"ids and cities", func(s *subject) {
		for _, id := range []string{"", "a\x00", "\xff", strings.Repeat("x", store.MaxKey+1)} {
			s.refused(s.Insert(s.ctx, note(id, `{}`)), store.ErrBadDocument)
			s.refused(s.Insert(s.ctx, in("notes", id, "a", `{}`)), store.ErrBadDocument)
		}
		d := note(strings.Repeat("东", store.MaxKey/3), `{}`)
		s.put(d)
		s.stands(d, 1)
	}},
}

// badQuery fails the case unless the query is refused.
func (s *subject) badQuery(index string, equal ...any) {
	s.Helper()
	_, err := s.Query(s.ctx, store.Query{Collection: "units", City: beijing, Index: index, Equal: equal, Limit: 1})
	s.refused(err, store.ErrBadQuery)
}

// badBody fails the case unless the body is refused, by Insert and by Replace.
func (s *subject) badBody(body string) {
	s.Helper()
	s.refused(s.Insert(s.ctx, unit("bad", body)), store.ErrBadDocument)
	s.missing(unit("bad", ""))
	good := unit("good", `{}`)
	if err := s.Insert(s.ctx, good); !errors.Is(err, store.ErrExists) {
		s.must(err)
	}
	_, err := s.Replace(s.ctx, store.Document{Collection: "units", City: beijing, ID: "good", Version: 1, Body: []byte(body)})
	s.refused(err, store.ErrBadDocument)
	s.stands(good, 1)
}
