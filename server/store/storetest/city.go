package storetest

import "sizhang/server/store"

var cities = []test{
	{"have an id each", func(s *subject) {
		s.put(in("notes", beijing, "a", `{"n":1}`), in("notes", shanghai, "a", `{"n":2}`))
		s.stands(in("notes", beijing, "a", `{"n":1}`), 1)
		s.stands(in("notes", shanghai, "a", `{"n":2}`), 1)
	}},
	{"do not see each other's documents", func(s *subject) {
		s.put(in("notes", shanghai, "a", `{}`))
		s.missing(in("notes", beijing, "a", ""))
		s.missing(in("notes", "31010", "a", ""))
		s.missing(in("notes", "3101011", "a", ""))
		s.missing(in("notes", "", "a", ""))
	}},
	{"do not find each other's documents", func(s *subject) {
		body := `{"kind":"x","rank":1,"done":true,"code":"1"}`
		s.put(in("units", shanghai, "a", body), in("units", beijing, "b", body), in("units", "500101", "c", body))
		for _, q := range []store.Query{byKind("x"), byPlace(), byCode, {Collection: "units"}} {
			s.finds(q, "b")
			q.City = shanghai
			s.finds(q, "a")
			q.City = "999999"
			s.finds(q)
		}
	}},
	{"have a unique key each", func(s *subject) {
		s.put(in("units", beijing, "a", `{"code":"1"}`), in("units", shanghai, "a", `{"code":"1"}`))
		s.refused(s.Insert(s.ctx, in("units", shanghai, "b", `{"code":"1"}`)), store.ErrExists)
	}},
	{"do not replace each other's documents", func(s *subject) {
		s.put(in("notes", beijing, "a", `{"n":1}`), in("notes", shanghai, "a", `{"n":1}`))
		s.swap(in("notes", beijing, "a", ""), 1, `{"n":2}`)
		s.stands(in("notes", shanghai, "a", `{"n":1}`), 1)
		d := in("notes", "500101", "a", `{}`)
		d.Version = 1
		_, err := s.Replace(s.ctx, d)
		s.refused(err, store.ErrMissing)
	}},
	{"do not bury each other's documents", func(s *subject) {
		s.put(in("notes", beijing, "a", `{}`), in("notes", shanghai, "a", `{}`))
		s.bury(in("notes", beijing, "a", ""), 1)
		s.stands(in("notes", shanghai, "a", `{}`), 1)
	}},
	{"page through their own documents only", func(s *subject) {
		for _, id := range many("n", 6) {
			s.put(in("notes", beijing, id, `{}`), in("notes", shanghai, id, `{}`), in("notes", "500101", id, `{}`))
		}
		s.finds(store.Query{Collection: "notes", City: shanghai, Limit: 2}, many("n", 6)...)
	}},
	{"do not run into each other where city and id meet", func(s *subject) {
		s.put(in("notes", "11", "0101/a", `{"n":1}`), in("notes", "110101", "/a", `{"n":2}`), in("notes", "110101/", "a", `{"n":3}`))
		s.stands(in("notes", "11", "0101/a", `{"n":1}`), 1)
		s.stands(in("notes", "110101", "/a", `{"n":2}`), 1)
		s.finds(store.Query{Collection: "notes", City: "110101"}, "/a")
	}},
}
