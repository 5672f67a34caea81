package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"

	"sizhang/server/store"
)

var closed = []test{
	{"refuses every call", func(s *subject) {
		s.put(note("a", `{}`))
		s.must(s.Close())
		for name, err := range calls(s, s.ctx) {
			if !errors.Is(err, store.ErrClosed) {
				s.Errorf("%s: got %v", name, err)
			}
		}
	}},
	{"refuses to close again", func(s *subject) {
		s.must(s.Close())
		s.refused(s.Close(), store.ErrClosed)
	}},
	{"ends an Await that is under way", func(s *subject) {
		s.put(note("a", `{}`))
		token, began := s.now(), make(chan struct{})
		var await error
		together(2, func(i int) {
			if i == 1 {
				<-began
				if err := s.Close(); err != nil {
					s.Error(err)
				}
				return
			}
			close(began)
			ctx, cancel := context.WithTimeout(s.ctx, patience)
			defer cancel()
			for await == nil {
				await = s.Await(ctx, token)
			}
		})
		s.refused(await, store.ErrClosed)
	}},
	{"closes unused", func(s *subject) {
		s.must(s.Close())
	}},
	{"answers every call that was under way", func(s *subject) {
		var kept, refused atomic.Int32
		together(17, func(i int) {
			if i == 16 {
				for kept.Load() < 30 && !s.Failed() {
					runtime.Gosched()
				}
				if err := s.Close(); err != nil {
					s.Error(err)
				}
				return
			}
			for n := 0; ; n++ {
				err := s.Insert(s.ctx, note(fmt.Sprintf("%d-%d", i, n), `{}`))
				if err == nil {
					_, err = s.Get(s.ctx, "notes", beijing, fmt.Sprintf("%d-%d", i, n))
					kept.Add(1)
				}
				if errors.Is(err, store.ErrClosed) {
					refused.Add(1)
					return
				} else if err != nil {
					s.Error(err)
					return
				}
			}
		})
		if refused.Load() != 16 {
			s.Errorf("%d of 16 were told that the store is closed", refused.Load())
		}
	}},
}
