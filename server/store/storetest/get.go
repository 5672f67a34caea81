package storetest

import (
	"strings"

	"sizhang/server/store"
)

var getting = []test{
	{"returns the whole envelope", func(s *subject) {
		s.put(unit("110101001", `{"kind":"grid"}`))
		got, err := s.Get(s.ctx, "units", beijing, "110101001")
		s.must(err)
		if got.Collection != "units" || got.City != beijing || got.ID != "110101001" || got.Version != 1 || got.Gone {
			s.Errorf("got %+v", got)
		}
	}},
	{"misses what never was", func(s *subject) {
		s.put(note("a", `{}`))
		s.missing(note("b", ""))
		s.missing(unit("a", ""))
	}},
	{"misses an id that no document can have", func(s *subject) {
		for _, id := range []string{"", "a\x00", "\xff\xfe", strings.Repeat("x", store.MaxKey+1)} {
			s.missing(note(id, ""))
		}
	}},
	{"refuses a collection that is not declared", func(s *subject) {
		_, err := s.Get(s.ctx, "strangers", beijing, "a")
		s.refused(err, store.ErrBadQuery)
	}},
	{"tells ids apart by their bytes", func(s *subject) {
		// Case, space at the end, composed and decomposed é, full and half width.
		ids := []string{"a", "A", "a ", " a", "\u00e9", "e\u0301", "１", "1", "01"}
		for _, id := range ids {
			s.put(note(id, `{"id":"`+id+`"}`))
		}
		for _, id := range ids {
			s.stands(note(id, `{"id":"`+id+`"}`), 1)
		}
	}},
	{"takes odd ids", func(s *subject) {
		for _, id := range []string{"$set", "a.b", "a/b", `a"b`, "a'b", `\`, "%", "*", "null", "东华门街道", "😀", "\t\n", "\u200b", "-1"} {
			s.put(note(id, `{"n":1}`))
			s.stands(note(id, `{"n":1}`), 1)
		}
	}},
	{"gives every caller a body of its own", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		got, err := s.Get(s.ctx, "notes", beijing, "a")
		s.must(err)
		clear(got.Body)
		s.stands(note("a", `{"n":1}`), 1)
	}},
	{"keeps no hold on the body it was given", func(s *subject) {
		d := note("a", `{"n":1}`)
		s.put(d)
		clear(d.Body)
		s.stands(note("a", `{"n":1}`), 1)
	}},
}
