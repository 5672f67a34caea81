package storetest

import (
	"encoding/json"
	"errors"
	"fmt"

	"sizhang/server/store"
)

var concurrency = []test{
	{"16 count on one document and lose nothing", func(s *subject) {
		const writers = 16
		each := s.size.each
		s.put(note("count", `{"n":0}`))
		together(writers, func(int) {
			for range each {
				s.update(note("count", ""), func(n map[string]int) { n["n"]++ })
			}
		})
		s.stands(note("count", fmt.Sprintf(`{"n":%d}`, writers*each)), int64(writers*each+1))
	}},
	{"16 sign one list and all stand on it", func(s *subject) {
		const writers = 16
		s.put(note("list", `{}`))
		together(writers, func(i int) {
			s.update(note("list", ""), func(n map[string]int) { n[fmt.Sprint(i)] = i })
		})
		got, err := s.Get(s.ctx, "notes", beijing, "list")
		s.must(err)
		var list map[string]int
		s.must(json.Unmarshal(got.Body, &list))
		if len(list) != writers || got.Version != writers+1 {
			s.Errorf("%d stand on the list at version %d", len(list), got.Version)
		}
	}},
	{"readers see whole documents only", func(s *subject) {
		s.put(note("a", `{"n":0,"m":0}`))
		together(4, func(i int) {
			for range 3 * s.size.each {
				if i == 0 {
					s.update(note("a", ""), func(n map[string]int) { n["n"]++; n["m"]++ })
					continue
				}
				got, err := s.Get(s.ctx, "notes", beijing, "a")
				var body struct{ N, M int64 }
				if err == nil {
					err = json.Unmarshal(got.Body, &body)
				}
				if err != nil || body.N != body.M || body.N+1 != got.Version {
					s.Errorf("got %s at version %d, %v", got.Body, got.Version, err)
				}
			}
		})
	}},
	{"a key goes from hand to hand and is never in two", func(s *subject) {
		together(8, func(i int) {
			d := unit(fmt.Sprint(i), `{}`)
			if err := s.Insert(s.ctx, d); err != nil {
				s.Error(err)
				return
			}
			d.Version = 1
			for n := range s.size.calls {
				d.Body = []byte(`{"code":"the key"}`)
				if n%2 == 1 {
					d.Body = []byte(`{}`)
				}
				version, err := s.Replace(s.ctx, d)
				if err == nil {
					d.Version = version
				} else if !errors.Is(err, store.ErrExists) {
					s.Error(err)
				}
				page, err := s.Query(s.ctx, store.Query{Collection: "units", City: beijing, Index: "code", Limit: 10})
				if err != nil || len(page.Documents) > 1 {
					s.Errorf("%d have the key, %v", len(page.Documents), err)
				}
			}
		})
	}},
	{"writes to many documents do not disturb each other", func(s *subject) {
		together(16, func(i int) {
			for n := range 10 {
				d := note(fmt.Sprintf("%d-%d", i, n), fmt.Sprintf(`{"n":%d}`, n))
				if err := s.Insert(s.ctx, d); err != nil {
					s.Error(err)
				}
			}
		})
		for i := range 16 {
			for n := range 10 {
				s.stands(note(fmt.Sprintf("%d-%d", i, n), fmt.Sprintf(`{"n":%d}`, n)), 1)
			}
		}
	}},
}

// update reads, changes and replaces a document until nobody came between.
func (s *subject) update(d store.Document, change func(map[string]int)) {
	for {
		got, err := s.Get(s.ctx, d.Collection, d.City, d.ID)
		body := map[string]int{}
		if err == nil {
			err = json.Unmarshal(got.Body, &body)
		}
		if change(body); err == nil {
			got.Body, err = json.Marshal(body)
		}
		if err == nil {
			_, err = s.Replace(s.ctx, got)
		}
		if err == nil {
			return
		}
		if !errors.Is(err, store.ErrStale) {
			s.Error(err)
			return
		}
	}
}
