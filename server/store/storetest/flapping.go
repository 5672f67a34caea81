package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sizhang/server/store"
)

// cut takes the connection away until mend is called, once or more often; the
// case is skipped where there is none.
func (s *subject) cut() (mend func()) {
	s.Helper()
	s.canBeCut()
	mend = sync.OnceFunc(s.Cut())
	s.Cleanup(mend)
	return mend
}

func (s *subject) canBeCut() {
	s.Helper()
	if s.Cut == nil {
		s.Skip("the sibling has no connection that could be cut")
	}
}

const (
	flappers = 4 // at once
	perFlap  = 3 // ids each, for every time that the connection is cut
)

// flapping has some repeat a piece of work, each time with an id of its own, while
// the connection is cut about one of their writes and mended again, over and over.
// The work goes through a patient store. Those who look on do so beside the work,
// and once more at the end.
func (s *subject) flapping(work func(s *subject, id string), look ...func(s *subject)) {
	s.Helper()
	s.canBeCut()
	for n := range s.size.cuts {
		var writes, left atomic.Int32
		left.Store(flappers)
		mend, begun := func() {}, make(chan struct{})
		p := s.patiently(cutting{s.Store, func() {
			if int(writes.Add(1)) != 1+n%5 {
				return
			}
			if n%2 == 0 { // the write begins on a connection that is cut; else it is cut under the write
				mend = s.cut()
			}
			close(begun)
		}})
		together(flappers+1+len(look), func(i int) {
			switch {
			case i < flappers:
				defer left.Add(-1)
				for k := range perFlap {
					work(p, fmt.Sprintf("%d-%d-%d", n, i, k))
				}
			case i == flappers:
				<-begun
				if n%2 == 1 {
					time.Sleep(time.Duration(n) * 50 * time.Microsecond)
					mend = s.cut()
				}
				time.Sleep(time.Duration(1+n%3) * time.Millisecond)
				mend()
			default:
				for left.Load() > 0 && !s.Failed() {
					look[i-flappers-1](p)
				}
			}
		})
	}
	for _, look := range look {
		look(s.patiently(s.Store))
	}
}

// cutting calls before each write.
type cutting struct {
	store.Store
	before func()
}

func (c cutting) Insert(ctx context.Context, d store.Document) error {
	c.before()
	return c.Store.Insert(ctx, d)
}

func (c cutting) Replace(ctx context.Context, d store.Document) (int64, error) {
	c.before()
	return c.Store.Replace(ctx, d)
}

func (c cutting) Adopt(ctx context.Context, d store.Document) error {
	c.before()
	return c.Store.Adopt(ctx, d)
}

// sign puts an id on a document's list, unless it stands there already.
func (s *subject) sign(d store.Document, id string) {
	for {
		got, err := s.Get(s.ctx, d.Collection, d.City, d.ID)
		list := map[string]int{}
		if err == nil {
			err = json.Unmarshal(got.Body, &list)
		}
		if err == nil && list[id] > 0 {
			return
		}
		if list[id] = 1; err == nil {
			got.Body, err = json.Marshal(list)
		}
		if err == nil {
			_, err = s.Replace(s.ctx, got)
		}
		if err != nil && !errors.Is(err, store.ErrStale) {
			s.Error(err)
			return
		}
	}
}
