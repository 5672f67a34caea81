package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"

	"sizhang/server/store"
)

var replacing = []test{
	{"gives the next version", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		if d := s.swap(note("a", ""), 1, `{"n":2}`); d.Version != 2 {
			s.Errorf("got version %d", d.Version)
		}
		s.stands(note("a", `{"n":2}`), 2)
	}},
	{"refuses a version that was replaced", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.swap(note("a", ""), 1, `{"n":2}`)
		s.stale(note("a", `{"n":3}`), 1)
		s.stands(note("a", `{"n":2}`), 2)
	}},
	{"refuses a version that is not yet", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.stale(note("a", `{"n":3}`), 2)
		s.stands(note("a", `{"n":1}`), 1)
	}},
	{"refuses versions that never are", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.stale(note("a", `{}`), 0)
		s.stale(note("a", `{}`), -1)
	}},
	{"misses what never was", func(s *subject) {
		d := note("a", `{}`)
		d.Version = 1
		_, err := s.Replace(s.ctx, d)
		s.refused(err, store.ErrMissing)
		s.missing(d)
	}},
	{"refuses a collection that is not declared", func(s *subject) {
		_, err := s.Replace(s.ctx, in("strangers", beijing, "a", `{}`))
		s.refused(err, store.ErrBadDocument)
	}},
	{"replaces the whole body", func(s *subject) {
		s.put(note("a", `{"n":1,"m":{"x":1,"y":2}}`))
		d := s.swap(note("a", ""), 1, `{"m":{"x":3}}`)
		s.stands(d, 2)
	}},
	{"counts a replacement by the same body", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.stands(s.swap(note("a", ""), 1, `{"n":1}`), 2)
	}},
	{"keeps the last of a hundred", func(s *subject) {
		s.put(note("a", `{"n":0}`))
		for n := int64(1); n <= 100; n++ {
			s.swap(note("a", ""), n, fmt.Sprintf(`{"n":%d}`, n))
		}
		s.stands(note("a", `{"n":100}`), 101)
	}},
	{"leaves the namesake in another collection alone", func(s *subject) {
		s.put(note("a", `{"n":1}`), unit("a", `{"n":1}`))
		s.swap(note("a", ""), 1, `{"n":2}`)
		s.stands(unit("a", `{"n":1}`), 1)
	}},
	{"lets one of 16 have a version", func(s *subject) {
		s.put(note("a", `{"by":-1}`))
		var winner atomic.Int32
		winner.Store(-1)
		together(16, func(i int) {
			d := note("a", fmt.Sprintf(`{"by":%d}`, i))
			d.Version = 1
			version, err := s.Replace(s.ctx, d)
			if err == nil && (version != 2 || !winner.CompareAndSwap(-1, int32(i))) {
				s.Errorf("%d was given version %d", i, version)
			} else if err != nil && !errors.Is(err, store.ErrStale) {
				s.Errorf("got %v", err)
			}
		})
		s.stands(note("a", fmt.Sprintf(`{"by":%d}`, winner.Load())), 2)
	}},
}

// stale fails the case unless the store says that the version is not the one.
func (s *subject) stale(d store.Document, version int64) {
	s.Helper()
	d.Version = version
	_, err := s.Replace(s.ctx, d)
	s.refused(err, store.ErrStale)
}
