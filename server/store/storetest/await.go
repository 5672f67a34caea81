package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"sizhang/server/store"
)

var awaiting = []test{
	{"returns for what is there already", func(s *subject) {
		s.put(note("a", `{}`))
		s.must(s.comes("Await", func() error { return s.Await(s.ctx, "") }))
	}},
	{"returns for what was written since the token", func(s *subject) {
		token := s.now()
		s.put(note("a", `{}`))
		s.must(s.comes("Await", func() error { return s.Await(s.ctx, token) }))
	}},
	{"returns after an insert", func(s *subject) {
		s.wakes(s.Store, change(note("a", ""), 1), func() { s.put(note("a", `{}`)) })
	}},
	{"returns after a replacement", func(s *subject) {
		s.put(note("a", `{}`))
		s.wakes(s.Store, change(note("a", ""), 2), func() { s.swap(note("a", ""), 1, `{}`) })
	}},
	{"returns after a burial", func(s *subject) {
		s.put(note("a", `{}`))
		gone := change(note("a", ""), 2)
		gone.Gone = true
		s.wakes(s.Store, gone, func() { s.bury(note("a", ""), 1) })
	}},
	{"returns after an adoption", func(s *subject) {
		s.wakes(s.Store, change(note("a", ""), 7), func() { s.adopt(at(7, note("a", `{}`))) })
	}},
	{"returns for every collection and city", func(s *subject) {
		for _, d := range []store.Document{note("a", `{}`), unit("a", `{}`), report("a", `{}`), in("notes", shanghai, "a", `{}`)} {
			s.wakes(s.Store, change(d, 1), func() { s.put(d) })
		}
	}},
	{"returns after a write by another handle", func(s *subject) {
		other := s.another()
		s.wakes(s.Store, change(note("a", ""), 1), func() { s.must(other.Insert(s.ctx, note("a", `{}`))) })
	}},
	{"returns on another handle after a write by this one", func(s *subject) {
		other := s.another()
		s.wakes(other, change(note("a", ""), 1), func() { s.put(note("a", `{}`)) })
	}},
	{"takes a token that another handle gave", func(s *subject) {
		other := s.another()
		s.put(note("a", `{}`))
		_, token, err := other.Changes(s.ctx, "", 10)
		s.must(err)
		s.put(note("b", `{}`))
		s.must(s.comes("Await", func() error { return s.Await(s.ctx, token) }))
		s.changed(token, change(note("b", ""), 1))
	}},
	{"returns for everybody", func(s *subject) {
		token := s.now()
		together(17, func(i int) {
			var err error
			if i == 16 {
				err = s.Insert(s.ctx, note("a", `{}`))
			} else {
				err = s.tells(s.Store, token, change(note("a", ""), 1), func() {})
			}
			if err != nil {
				s.Error(err)
			}
		})
	}},
	{"ends with its context", func(s *subject) {
		s.put(note("a", `{}`))
		ctx, cancel := context.WithCancel(s.ctx)
		time.AfterFunc(20*time.Millisecond, cancel)
		s.refused(s.awaitsInVain(ctx), context.Canceled)
	}},
	{"ends with its deadline", func(s *subject) {
		s.put(note("a", `{}`))
		ctx, cancel := context.WithTimeout(s.ctx, 20*time.Millisecond)
		defer cancel()
		s.refused(s.awaitsInVain(ctx), context.DeadlineExceeded)
	}},
	{"refuses a token that was tampered with", func(s *subject) {
		s.put(note("a", `{}`))
		for _, bad := range spoiled(string(s.now())) {
			s.refused(s.comes("Await", func() error { return s.Await(s.ctx, store.Token(bad)) }), store.ErrBadToken)
		}
	}},
	{"refuses a cursor for a token", func(s *subject) {
		s.put(note("a", `{}`), note("b", `{}`))
		cursor := s.firstCursor(store.Query{Collection: "notes"})
		s.refused(s.comes("Await", func() error { return s.Await(s.ctx, store.Token(cursor)) }), store.ErrBadToken)
	}},
	{"refuses another store's token", func(s *subject) {
		s.put(note("a", `{}`))
		other := s.open(s.T)
		s.must(other.Insert(s.ctx, note("a", `{}`)))
		token := s.now()
		s.refused(s.comes("Await", func() error { return other.Await(s.ctx, token) }), store.ErrBadToken)
	}},
	{"leads past every write of 16", func(s *subject) { s.awaitUnderLoad(s.Store) }},
	{"leads another handle past every write of 16", func(s *subject) { s.awaitUnderLoad(s.another()) }},
}

// wakes fails the case unless somebody who awaits on the store from before the
// write hears of it.
func (s *subject) wakes(on store.Store, want store.Change, write func()) {
	s.Helper()
	token, awaits, heard := s.now(), make(chan struct{}), make(chan error, 1)
	go func() { heard <- s.tells(on, token, want, sync.OnceFunc(func() { close(awaits) })) }()
	select {
	case <-awaits:
	case err := <-heard:
		s.Fatalf("it was heard of before it was written, %v", err)
	}
	write()
	s.must(<-heard)
}

// tells awaits on the store until the change is among those after the token. It
// calls before each time that it awaits.
func (s *subject) tells(on store.Store, since store.Token, want store.Change, before func()) error {
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	for {
		changes, _, err := on.Changes(ctx, since, store.MaxLimit)
		if err == nil && slices.Contains(changes, want) {
			return nil
		}
		if err == nil {
			before()
			err = on.Await(ctx, since)
		}
		if err != nil {
			return errors.Join(errors.New("never heard of the change"), err)
		}
	}
}

// awaitsInVain awaits what does not come until the context ends.
func (s *subject) awaitsInVain(ctx context.Context) error {
	token := s.now()
	return s.comes("Await", func() error {
		for {
			if err := s.Await(ctx, token); err != nil {
				return err
			}
		}
	})
}

// awaitUnderLoad has a reader that looks for changes only when Await returns, and
// fails the case unless it hears of every last one.
func (s *subject) awaitUnderLoad(reader store.Store) {
	const writers = 16
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	together(writers+1, func(writer int) {
		if writer < writers {
			s.writeSpread(writer)
			return
		}
		token := store.Token("")
		for left := s.spread(writers); len(left) > 0; {
			changes, next, err := reader.Changes(ctx, token, 10)
			for _, c := range changes {
				if k := (key{c.Collection, c.City, c.ID}); c.Version >= left[k] {
					delete(left, k)
				}
			}
			if err == nil && len(changes) == 0 {
				err = reader.Await(ctx, next)
			}
			if err != nil {
				s.Errorf("%d writes were not heard of: %v", len(left), err)
				return
			}
			token = next
		}
	})
}
