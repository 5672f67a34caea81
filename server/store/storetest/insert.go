package storetest

import (
	"errors"
	"sync/atomic"

	"sizhang/server/store"
)

var inserting = []test{
	{"keeps a document as version 1", func(s *subject) {
		s.put(note("a", `{"text":"路灯不亮"}`))
		s.stands(note("a", `{"text":"路灯不亮"}`), 1)
	}},
	{"ignores the version it is given", func(s *subject) {
		d := note("a", `{}`)
		d.Version = 7
		s.put(d)
		s.stands(d, 1)
	}},
	{"refuses a taken id and keeps what stands", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.refused(s.Insert(s.ctx, note("a", `{"n":2}`)), store.ErrExists)
		s.stands(note("a", `{"n":1}`), 1)
	}},
	{"refuses a taken id with the very same body", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.refused(s.Insert(s.ctx, note("a", `{"n":1}`)), store.ErrExists)
	}},
	{"refuses the id of a tombstone", func(s *subject) {
		s.put(note("a", `{}`))
		s.bury(note("a", ""), 1)
		s.refused(s.Insert(s.ctx, note("a", `{}`)), store.ErrExists)
		s.missing(note("a", ""))
	}},
	{"takes one id in two collections", func(s *subject) {
		s.put(note("a", `{"n":1}`), unit("a", `{"n":2}`))
		s.stands(note("a", `{"n":1}`), 1)
		s.stands(unit("a", `{"n":2}`), 1)
	}},
	{"refuses to begin as a tombstone", func(s *subject) {
		d := note("a", `{}`)
		d.Gone = true
		s.refused(s.Insert(s.ctx, d), store.ErrBadDocument)
		s.put(note("a", `{}`))
	}},
	{"refuses a collection that is not declared", func(s *subject) {
		s.refused(s.Insert(s.ctx, in("strangers", beijing, "a", `{}`)), store.ErrBadDocument)
	}},
	{"goes on after a refusal", func(s *subject) {
		s.put(note("a", `{}`))
		s.refused(s.Insert(s.ctx, note("a", `{}`)), store.ErrExists)
		s.put(note("b", `{}`))
		s.stands(note("b", `{}`), 1)
	}},
	{"lets one of 16 have an id", func(s *subject) {
		var kept atomic.Int32
		together(16, func(i int) {
			err := s.Insert(s.ctx, note("a", `{}`))
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
}
