package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"sizhang/server/store"
)

func change(d store.Document, version int64) store.Change {
	return store.Change{Collection: d.Collection, City: d.City, ID: d.ID, Version: version}
}

var changing = []test{
	{"begin with nothing and a token", func(s *subject) {
		changes, token := s.follow("", 10)
		if len(changes) != 0 || token == "" {
			s.Errorf("got %v and the token %q", changes, token)
		}
		s.put(note("a", `{}`))
		s.changed(token, change(note("a", ""), 1))
	}},
	{"come in the order of the writes, over all collections and cities", func(s *subject) {
		s.put(unit("b", `{}`), note("a", `{}`), in("notes", shanghai, "c", `{}`), unit("a", `{}`))
		s.changed("", change(unit("b", ""), 1), change(note("a", ""), 1),
			change(in("notes", shanghai, "c", ""), 1), change(unit("a", ""), 1))
	}},
	{"hold a replaced document's latest version, in its new place", func(s *subject) {
		s.put(note("a", `{}`), note("b", `{}`))
		s.swap(note("a", ""), 1, `{"n":2}`)
		changes, _ := s.follow("", 10)
		if i := slices.Index(changes, change(note("a", ""), 2)); i < 0 || i < slices.Index(changes, change(note("b", ""), 1)) {
			s.Errorf("got %v", changes)
		}
	}},
	{"begin behind the token", func(s *subject) {
		s.put(note("a", `{}`))
		token := s.now()
		s.put(note("b", `{}`))
		s.changed(token, change(note("b", ""), 1))
		s.changed(token, change(note("b", ""), 1))
		s.changed(s.now())
	}},
	{"come in portions", func(s *subject) {
		for _, id := range many("n", 7) {
			s.put(note(id, `{}`))
		}
		for limit := 1; limit <= 8; limit++ {
			if changes, _ := s.follow("", limit); len(changes) != 7 {
				s.Errorf("portions of %d: got %v", limit, changes)
			}
		}
	}},
	{"say that a document is gone, and that it is back", func(s *subject) {
		s.put(note("a", `{}`))
		s.bury(note("a", ""), 1)
		token := s.now()
		gone := change(note("a", ""), 2)
		gone.Gone = true
		s.changed("", gone)
		s.swap(note("a", ""), 2, `{}`)
		s.changed(token, change(note("a", ""), 3))
	}},
	{"do not hold what was refused", func(s *subject) {
		s.put(unit("a", `{"code":"1"}`))
		token := s.now()
		s.refused(s.Insert(s.ctx, unit("a", `{}`)), store.ErrExists)
		s.refused(s.Insert(s.ctx, unit("b", `{"code":"1"}`)), store.ErrExists)
		s.stale(unit("a", `{}`), 9)
		s.changed(token)
	}},
	{"refuse a token that was tampered with", func(s *subject) {
		s.put(note("a", `{}`))
		for _, bad := range spoiled(string(s.now())) {
			_, _, err := s.Changes(s.ctx, store.Token(bad), 10)
			s.refused(err, store.ErrBadToken)
		}
	}},
	{"refuse a cursor for a token, and the other way round", func(s *subject) {
		s.put(note("a", `{}`), note("b", `{}`))
		q := store.Query{Collection: "notes", City: beijing, Limit: 1}
		_, _, err := s.Changes(s.ctx, store.Token(s.firstCursor(q)), 10)
		s.refused(err, store.ErrBadToken)
		q.After = store.Cursor(s.now())
		_, err = s.Query(s.ctx, q)
		s.refused(err, store.ErrBadQuery)
	}},
	{"refuse another store's token", func(s *subject) {
		s.put(note("a", `{}`))
		other := s.open(s.T)
		s.must(other.Insert(s.ctx, note("a", `{}`)))
		_, _, err := other.Changes(s.ctx, s.now(), 10)
		s.refused(err, store.ErrBadToken)
	}},
	{"hold a write as soon as it returned", func(s *subject) {
		together(8, func(writer int) {
			token := store.Token("")
			for n := range s.size.each {
				d := note(fmt.Sprintf("%d-%d", writer, n), `{}`)
				if err := s.Insert(s.ctx, d); err != nil {
					s.Error(err)
					return
				}
				changes, next, err := s.Changes(s.ctx, token, store.MaxLimit)
				if err != nil || !slices.Contains(changes, change(d, 1)) {
					s.Errorf("%s is not among %d changes, %v", d.ID, len(changes), err)
				}
				token = next
			}
		})
	}},
	{"go on from the newest token with what is written then", func(s *subject) {
		first, err := s.Newest(s.ctx)
		s.must(err)
		s.put(note("a", `{}`))
		s.changed(first, change(note("a", ""), 1))
		for n := range 40 {
			s.put(note(fmt.Sprint(n), `{}`))
		}
		newest, err := s.Newest(s.ctx)
		s.must(err)
		before, _ := s.follow(newest, 10)
		if len(before) > 20 {
			s.Errorf("%d of 41 changes still follow the newest token", len(before))
		}
		s.put(note("b", `{}`))
		if after, _ := s.follow(newest, 10); !slices.Contains(after, change(note("b", ""), 1)) {
			s.Errorf("what was written since is not among %v", after)
		}
	}},
	{"miss nothing after the newest token under 16 writers", func(s *subject) {
		together(16, func(writer int) {
			for n := range s.size.each {
				token, err := s.Newest(s.ctx)
				d := note(fmt.Sprintf("%d-%d", writer, n), `{}`)
				if err = errors.Join(err, s.Insert(s.ctx, d)); err != nil {
					s.Error(err)
					return
				}
				changes, _, err := s.Changes(s.ctx, token, store.MaxLimit)
				if err != nil || !slices.Contains(changes, change(d, 1)) {
					s.Errorf("%s is not among %d changes, %v", d.ID, len(changes), err)
				}
			}
		})
	}},
	{"miss nothing under 16 writers", func(s *subject) { s.followUnderLoad(1000) }},
	{"miss nothing under 16 writers, in small portions", func(s *subject) { s.followUnderLoad(3) }},
}

// changed fails the case unless exactly these changes follow the token.
func (s *subject) changed(since store.Token, want ...store.Change) {
	s.Helper()
	if got, _ := s.follow(since, 10); !slices.Equal(got, want) {
		s.Errorf("got %v, want %v", got, want)
	}
}

type key struct{ collection, city, id string }

// followUnderLoad follows the changes while 16 writers insert and replace, and
// then compares what it was told with what was written.
func (s *subject) followUnderLoad(limit int) {
	const writers = 16
	var left atomic.Int32
	left.Store(writers)
	told := map[key]int64{}
	together(writers+1, func(writer int) {
		if writer == writers {
			s.listen(limit, told, func() bool { return left.Load() == 0 })
			return
		}
		defer left.Add(-1)
		s.writeSpread(writer)
	})
	for k, want := range s.spread(writers) {
		if told[k] != want {
			s.Errorf("%v was told at version %d, want %d", k, told[k], want)
		}
		delete(told, k)
	}
	for k := range told {
		s.Errorf("%v was told but never written", k)
	}
}

// spreadKey is the n-th document of a writer; every other one is replaced once.
func spreadKey(writer, n int) key {
	return key{[]string{"notes", "units", "reports"}[n%3], []string{beijing, shanghai}[n%2], fmt.Sprintf("%d-%d", writer, n)}
}

func (s *subject) writeSpread(writer int) {
	for n := range s.size.spread {
		k := spreadKey(writer, n)
		d := in(k.collection, k.city, k.id, `{}`)
		err := s.Insert(s.ctx, d)
		if d.Version = 1; err == nil && n%2 == 0 {
			_, err = s.Replace(s.ctx, d)
		}
		if err != nil {
			s.Error(err)
		}
	}
}

// spread returns the versions at which so many writers leave their documents.
func (s *subject) spread(writers int) map[key]int64 {
	versions := map[key]int64{}
	for writer := range writers {
		for n := range s.size.spread {
			versions[spreadKey(writer, n)] = int64(2 - n%2)
		}
	}
	return versions
}

// listen notes every change until the writers are done and nothing is left.
func (s *subject) listen(limit int, told map[key]int64, done func() bool) {
	token := store.Token("")
	for {
		last := done()
		changes, next, err := s.Changes(s.ctx, token, limit)
		if err != nil {
			s.Error(errors.Join(errors.New("the listener fell"), err))
			return
		}
		for _, c := range changes {
			k := key{c.Collection, c.City, c.ID}
			if c.Version <= told[k] {
				s.Errorf("%v was told at version %d after %d", k, c.Version, told[k])
			}
			told[k] = c.Version
		}
		if last && len(changes) == 0 {
			return
		}
		if len(changes) > 0 && next == token {
			s.Error("the token stands still")
			return
		}
		token = next
	}
}
