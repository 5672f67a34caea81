package storetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"sizhang/server/store"
)

// cutCall is how long a call may try while its connection is cut.
const cutCall = 5 * time.Second

var connection = []test{
	{"that is cut fails every call for the time being", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		mend := s.cut()
		defer mend()
		var all sync.WaitGroup
		for name, call := range verbs(s.Store) {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(s.ctx, cutCall)
				defer cancel()
				err := call(ctx)
				if name == "Await" && err == nil { // which may return for nothing
					return
				}
				if !errors.Is(err, store.ErrTransient) {
					s.Errorf("%s: got %v", name, err)
				}
			})
		}
		s.must(s.comes("a call", func() error { all.Wait(); return nil }))
	}},
	{"that is mended carries every call again", func(s *subject) {
		s.put(note("a", `{"n":1}`))
		s.cut()()
		p := patient{s.Store}
		for name, call := range verbs(s.Store) {
			if err := p.lasting(s.ctx, call); err != nil {
				s.Errorf("%s: got %v", name, err)
			}
		}
	}},
	{"is not another handle's", func(s *subject) {
		other := s.another()
		s.put(note("a", `{"n":1}`))
		mend := s.cut()
		defer mend()
		for name, call := range verbs(other) {
			if err := call(s.ctx); err != nil {
				s.Errorf("%s: got %v", name, err)
			}
		}
	}},
	{"keeps what it acknowledged", func(s *subject) {
		s.put(note("a", `{"n":1}`), unit("b", `{"code":"1"}`))
		s.bury(unit("b", ""), 1)
		s.adopt(at(7, note("c", `{}`)))
		s.cut()()
		s = s.patiently(s.Store)
		s.stands(note("a", `{"n":1}`), 1)
		s.missing(unit("b", ""))
		s.stands(note("c", `{}`), 7)
	}},
	{"repeats an insert to one effect", func(s *subject) {
		s.flapping(func(s *subject, id string) {
			s.put(unit(id, `{"code":"`+id+`"}`))
			s.stands(unit(id, `{"code":"`+id+`"}`), 1)
		})
	}},
	{"repeats a replacement to one effect", func(s *subject) {
		s.put(note("count", `{}`))
		s.flapping(func(s *subject, id string) {
			s.sign(note("count", ""), id)
		})
		got, err := s.patiently(s.Store).Get(s.ctx, "notes", beijing, "count")
		s.must(err)
		if want := int64(1 + s.size.cuts*flappers*perFlap); got.Version != want {
			s.Errorf("it stands at version %d, want %d: %s", got.Version, want, got.Body)
		}
	}},
	{"repeats a burial to one effect", func(s *subject) {
		s.flapping(func(s *subject, id string) {
			s.put(note(id, `{}`))
			s.bury(note(id, ""), 1)
			s.stands(s.swap(note(id, ""), 2, `{}`), 3)
		})
	}},
	{"repeats an adoption to one effect", func(s *subject) {
		s.flapping(func(s *subject, id string) {
			s.adopt(at(7, note(id, `{"n":1}`)))
			s.stands(note(id, `{"n":1}`), 7)
		})
	}},
	{"tells the truth of every write", func(s *subject) {
		var mu sync.Mutex
		told := map[string]error{}
		s.flapping(func(p *subject, id string) {
			ctx, cancel := context.WithTimeout(s.ctx, cutCall)
			err := p.Store.(patient).Store.Insert(ctx, note(id, `{}`))
			cancel()
			mu.Lock()
			told[id] = err
			mu.Unlock()
		})
		s = s.patiently(s.Store)
		for id, err := range told {
			_, missing := s.Get(s.ctx, "notes", beijing, id)
			switch {
			case errors.Is(err, store.ErrTransient):
			case err != nil && !errors.Is(err, context.DeadlineExceeded):
				s.Errorf("%s: got %v", id, err)
			case (err == nil) != (missing == nil):
				s.Errorf("%s was said to be %v; Get: %v", id, err, missing)
			}
		}
	}},
	{"misses no change", func(s *subject) {
		told := map[key]int64{}
		token := s.now()
		s.flapping(func(s *subject, id string) {
			s.put(note(id, `{}`))
			s.swap(note(id, ""), 1, `{"n":2}`)
		}, func(s *subject) {
			var changes []store.Change
			changes, token = s.follow(token, 3)
			for _, c := range changes {
				told[key{c.Collection, c.City, c.ID}] = c.Version
			}
		})
		if want := s.size.cuts * flappers * perFlap; len(told) != want {
			s.Errorf("it told of %d documents, want %d", len(told), want)
		}
		for k, version := range told {
			if version != 2 {
				s.Errorf("%v was told at version %d", k, version)
			}
		}
	}},
	{"tells of what others wrote while it was cut", func(s *subject) {
		other := s.another()
		s.put(note("a", `{}`))
		token := s.now()
		mend := s.cut()
		s.must(other.Insert(s.ctx, note("b", `{}`)))
		mend()
		s.patiently(s.Store).changed(token, change(note("b", ""), 1))
	}},
	{"wakes an Await that it was cut under", func(s *subject) {
		s.canBeCut()
		other, p := s.another(), s.patiently(s.Store)
		p.wakes(p.Store, change(note("a", ""), 1), func() {
			mend := s.cut()
			s.must(other.Insert(s.ctx, note("a", `{}`)))
			mend()
		})
	}},
	{"leaves tokens and cursors good", func(s *subject) {
		s.put(note("a", `{}`), note("b", `{}`))
		token, q := s.now(), store.Query{Collection: "notes"}
		q.After = s.firstCursor(q)
		s.cut()()
		s = s.patiently(s.Store)
		s.finds(q, "b")
		s.put(note("c", `{}`))
		s.changed(token, change(note("c", ""), 1))
		s.finds(q, "b", "c")
	}},
	{"that breaks under a scan says so, or hands over everything", func(s *subject) {
		s.canBeCut()
		want := s.putMany()
		var got []store.Document
		mend := func() {}
		ctx, cancel := context.WithTimeout(s.ctx, cutCall)
		defer cancel()
		_, err := s.Scan(ctx, func(d store.Document) error {
			if got = append(got, d); len(got) == 1 {
				mend = s.cut()
			}
			return nil
		})
		mend()
		if err == nil && len(got) != len(want) {
			s.Errorf("it handed over %d documents of %d and said nothing", len(got), len(want))
		}
		if err != nil && !errors.Is(err, store.ErrTransient) {
			s.Errorf("got %v", err)
		}
		s.patiently(s.Store).scans(want...)
	}},
	{"is let go by Close while it is cut", func(s *subject) {
		s.put(note("a", `{}`))
		mend := s.cut()
		defer mend()
		if err := s.comes("Close", s.Close); err != nil && !errors.Is(err, store.ErrTransient) {
			s.Errorf("got %v", err)
		}
		_, err := s.Get(s.ctx, "notes", beijing, "a")
		s.refused(err, store.ErrClosed)
	}},
}
