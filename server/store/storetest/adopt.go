package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"sizhang/server/store"
)

var adopting = []test{
	{"keeps the version", func(s *subject) {
		s.adopt(at(7, note("a", `{"text":"路灯不亮"}`)))
		s.stands(note("a", `{"text":"路灯不亮"}`), 7)
	}},
	{"keeps version 1", func(s *subject) {
		s.adopt(at(1, note("a", `{}`)))
		s.stands(note("a", `{}`), 1)
	}},
	{"refuses versions that never are", func(s *subject) {
		for _, version := range []int64{0, -1} {
			s.refused(s.Adopt(s.ctx, at(version, note("a", `{}`))), store.ErrBadDocument)
			s.refused(s.Adopt(s.ctx, grave(version, "a")), store.ErrBadDocument)
		}
		s.missing(note("a", ""))
		s.put(note("a", `{}`))
	}},
	{"is found by its indexes", func(s *subject) {
		s.adopt(at(4, unit("a", `{"kind":"x","rank":1,"done":true,"code":"1"}`)))
		for _, q := range []store.Query{byKind("x"), byPlace("x", 1, true), byCode, {Collection: "units"}} {
			s.finds(q, "a")
		}
	}},
	{"goes on from its version", func(s *subject) {
		s.adopt(at(7, note("a", `{"n":7}`)))
		s.stale(note("a", `{}`), 1)
		s.stale(note("a", `{}`), 6)
		s.stands(s.swap(note("a", ""), 7, `{"n":8}`), 8)
		s.bury(note("a", ""), 8)
		s.stands(s.swap(note("a", ""), 9, `{"n":10}`), 10)
	}},
	{"stands among the changes", func(s *subject) {
		s.put(note("b", `{}`))
		token := s.now()
		s.adopt(at(7, note("a", `{}`)))
		s.changed(token, change(note("a", ""), 7))
		s.swap(note("a", ""), 7, `{}`)
		s.changed(token, change(note("a", ""), 8))
	}},
	{"keeps a tombstone as one", func(s *subject) {
		s.adopt(grave(3, "a"))
		s.missing(note("a", ""))
		s.finds(store.Query{Collection: "notes"})
		gone := change(note("a", ""), 3)
		gone.Gone = true
		s.changed("", gone)
	}},
	{"lets a tombstone have its id", func(s *subject) {
		s.adopt(grave(3, "a"))
		s.refused(s.Insert(s.ctx, note("a", `{}`)), store.ErrExists)
		s.stale(note("a", `{}`), 1)
		s.stands(s.swap(note("a", ""), 3, `{"n":1}`), 4)
	}},
	{"lets a tombstone have no key", func(s *subject) {
		d := unit("a", `{"code":"1"}`)
		d.Version, d.Gone = 3, true
		s.adopt(d)
		s.put(unit("b", `{"code":"1"}`))
		s.finds(byCode, "b")
	}},
	{"refuses a taken key", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`))
		s.refused(s.Adopt(s.ctx, at(7, unit("b", `{"code":"1"}`))), store.ErrExists)
		s.missing(unit("b", ""))
		s.finds(byCode, "a")
	}},
	{"guards its key", func(s *subject) {
		s.adopt(at(7, unit("a", `{"code":"1","post":"p","number":1}`)))
		s.refused(s.Insert(s.ctx, unit("b", `{"code":"1"}`)), store.ErrExists)
		s.refused(s.Adopt(s.ctx, at(2, unit("b", `{"post":"p","number":1}`))), store.ErrExists)
		s.put(unit("b", `{"code":"2","post":"p","number":2}`))
	}},
	{"guards its key from a replacement", func(s *subject) {
		s.adopt(at(7, unit("a", `{"code":"1"}`)))
		s.put(unit("b", `{}`))
		s.taken(unit("b", `{"code":"1"}`), 1)
	}},
	{"takes the very same again", func(s *subject) {
		d := at(7, unit("a", `{"code":"1","n":[1,2.5,"x"]}`))
		s.adopt(d, grave(3, "b"))
		token := s.now()
		s.adopt(d, grave(3, "b"))
		s.stands(d, 7)
		s.changed(token)
	}},
	{"takes the very same again, written otherwise", func(s *subject) {
		s.adopt(at(7, note("a", `{"名":"东/1","n":[1,-0.5,100.0,1.0]}`)))
		s.adopt(at(7, note("a", " {\n\"\\u540d\" : \"\\u4e1c\\/1\" , \"n\":[1 , -5e-1, 1e2,1.00]}")))
	}},
	{"takes what was inserted and replaced here as the very same", func(s *subject) {
		s.put(note("a", `{"n":1}`), note("b", `{}`))
		s.adopt(at(1, note("a", `{"n":1}`)))
		s.adopt(s.swap(note("a", ""), 1, `{"n":2}`))
		s.bury(note("b", ""), 1)
		s.adopt(grave(2, "b"))
	}},
	{"refuses another body for its id", func(s *subject) {
		stands := at(7, note("a", `{"n":1,"m":[1,2]}`))
		s.adopt(stands)
		for _, body := range []string{`{"n":2,"m":[1,2]}`, `{"n":1}`, `{"n":1.0,"m":[1,2]}`, `{"n":"1","m":[1,2]}`, `{"m":[1,2],"n":1}`, `{"n":1,"m":[2,1]}`, `{}`} {
			s.refused(s.Adopt(s.ctx, at(7, note("a", body))), store.ErrExists)
		}
		s.stands(stands, 7)
	}},
	{"refuses another version of its id", func(s *subject) {
		stands := at(7, note("a", `{"n":1}`))
		s.adopt(stands)
		for _, version := range []int64{1, 6, 8} {
			s.refused(s.Adopt(s.ctx, at(version, note("a", `{"n":1}`))), store.ErrExists)
		}
		s.stands(stands, 7)
	}},
	{"refuses a tombstone for what stands, and the other way round", func(s *subject) {
		s.adopt(at(7, note("a", `{}`)), grave(3, "b"))
		s.refused(s.Adopt(s.ctx, grave(7, "a")), store.ErrExists)
		s.refused(s.Adopt(s.ctx, at(3, note("b", `{}`))), store.ErrExists)
		s.refused(s.Adopt(s.ctx, grave(4, "b")), store.ErrExists)
		s.stands(note("a", `{}`), 7)
		s.missing(note("b", ""))
	}},
	{"refuses what no store can keep", func(s *subject) {
		for _, d := range []store.Document{
			in("strangers", beijing, "a", `{}`), note("", `{}`), in("notes", "\xff", "a", `{}`),
			note("a", `[]`), note("a", `{"$set":1}`), note("a", `{"a":1,"a":2}`), note("a", `{"n":9223372036854775808}`),
		} {
			s.refused(s.Adopt(s.ctx, at(7, d)), store.ErrBadDocument)
		}
		s.refused(s.Adopt(s.ctx, at(7, note("a", `{"t":"`+strings.Repeat("x", store.MaxBody)+`"}`))), store.ErrTooLarge)
		s.missing(note("a", ""))
	}},
	{"is one in each city and collection", func(s *subject) {
		s.adopt(at(7, note("a", `{"n":1}`)), at(8, in("notes", shanghai, "a", `{"n":2}`)), at(9, unit("a", `{"n":3}`)))
		s.stands(note("a", `{"n":1}`), 7)
		s.stands(in("notes", shanghai, "a", `{"n":2}`), 8)
		s.stands(unit("a", `{"n":3}`), 9)
	}},
	{"lets one of 16 have an id", func(s *subject) {
		var kept atomic.Int32
		together(16, func(i int) {
			err := s.Adopt(s.ctx, at(7, note("a", fmt.Sprintf(`{"n":%d}`, i))))
			if err == nil {
				kept.Add(1)
			} else if !errors.Is(err, store.ErrExists) {
				s.Errorf("got %v", err)
			}
		})
		if kept.Load() != 1 {
			s.Errorf("%d were told that they had the id", kept.Load())
		}
	}},
	{"lets 16 bring the very same", func(s *subject) {
		together(16, func(int) {
			if err := s.Adopt(s.ctx, at(7, note("a", `{"n":1}`))); err != nil {
				s.Error(err)
			}
		})
		s.changed("", change(note("a", ""), 7))
	}},
	{"moves a store whole, in two attempts", func(s *subject) {
		everything(s)
		all, _ := s.scan()
		other := *s
		other.Sibling = s.open(s.T)
		other.adopt(all[:len(all)/2]...)
		other.adopt(all...)
		other.scans(all...)
		for _, q := range []store.Query{byKind(), byPlace(), byCode, {Collection: "units"}, {Collection: "notes"}} {
			var want []string
			q.City = beijing
			for _, d := range s.walk(q) {
				want = append(want, d.ID)
			}
			other.finds(q, want...)
		}
	}},
}

// at is the document at a version.
func at(version int64, d store.Document) store.Document {
	d.Version = version
	return d
}

// grave is the tombstone of a note.
func grave(version int64, id string) store.Document {
	return store.Document{Collection: "notes", City: beijing, ID: id, Version: version, Gone: true}
}

// adopt adopts documents.
func (s *subject) adopt(documents ...store.Document) {
	s.Helper()
	for _, d := range documents {
		s.must(s.Adopt(s.ctx, d))
	}
}
