package storetest

import "sizhang/server/store"

var tombstones = []test{
	{"are missed by Get", func(s *subject) {
		s.put(note("a", `{}`))
		s.bury(note("a", ""), 1)
		s.missing(note("a", ""))
	}},
	{"are missed by every query", func(s *subject) {
		body := `{"kind":"x","rank":1,"done":true,"code":"1"}`
		s.put(unit("a", body), unit("b", `{"kind":"x","rank":1,"done":true,"code":"2"}`))
		s.bury(unit("a", ""), 1)
		for _, q := range []store.Query{byKind("x"), byPlace("x", 1), byPlace(), byCode, {Collection: "units"}} {
			s.finds(q, "b")
		}
	}},
	{"need no body and keep none", func(s *subject) {
		s.put(note("a", `{"name":"张三"}`))
		d := note("a", `not even JSON`)
		d.Version, d.Gone = 1, true
		version, err := s.Replace(s.ctx, d)
		s.must(err)
		if version != 2 {
			s.Errorf("got version %d", version)
		}
	}},
	{"are not left on a version that was replaced", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.swap(note("a", ""), 1, `{"n":2}`)
		d := note("a", ``)
		d.Gone = true
		s.stale(d, 1)
		s.stands(note("a", `{"n":2}`), 2)
	}},
	{"are not left where nothing was", func(s *subject) {
		d := note("a", ``)
		d.Version, d.Gone = 1, true
		_, err := s.Replace(s.ctx, d)
		s.refused(err, store.ErrMissing)
		s.put(note("a", `{}`))
	}},
	{"can be replaced at their version", func(s *subject) {
		s.put(unit("a", `{"kind":"x"}`))
		s.bury(unit("a", ""), 1)
		s.stands(s.swap(unit("a", ""), 2, `{"kind":"y"}`), 3)
		s.finds(byKind("x"))
		s.finds(byKind("y"), "a")
	}},
	{"are stale at any other version", func(s *subject) {
		s.put(note("a", `{}`))
		s.bury(note("a", ""), 1)
		s.stale(note("a", `{}`), 1)
		s.stale(note("a", `{}`), 3)
		s.missing(note("a", ""))
	}},
	{"can be left on a tombstone", func(s *subject) {
		s.put(note("a", `{}`))
		s.bury(note("a", ""), 1)
		s.bury(note("a", ""), 2)
		s.stands(s.swap(note("a", ""), 3, `{}`), 4)
	}},
}
