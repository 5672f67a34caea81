package issues

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/issues/board"
)

// tendBatch is how many issues are tended before what is due has its turn again, and
// tendAtOnce how many at the same time: their writes share the way to the disk.
const (
	tendBatch  = 500
	tendAtOnce = 16
)

// keepRouted looks whether anything in the city changed that open issues depend on, and
// tends those that it concerns (责任变更): at the start, and when rules or calendar
// change, all of them; when the territory, a post or a category changes, or a term begins
// or ends by its date, those that would be routed otherwise now, which memory tells; and
// in the course of a week all of them anyway, see pass. It says whether some are left for
// the next round.
func (s *Issues) keepRouted(ctx context.Context, code string, c *app.City) (more bool, err error) {
	if s.Ready() != nil {
		return false, nil // which are open is not known yet
	}
	f := s.runner.follows(code)
	if len(f.pending) == 0 {
		if f.pending, err = s.concerned(ctx, f, code, c); err != nil {
			return false, err
		}
	}
	n, err := s.tendSome(ctx, code, f.pending[:min(len(f.pending), tendBatch)])
	f.pending = f.pending[n:]
	return len(f.pending) > 0, err
}

// concerned returns the issues that what changed since it was last called may concern.
func (s *Issues) concerned(ctx context.Context, f *followed, code string, c *app.City) ([]string, error) {
	_, version, err := s.cities.Calendar(ctx, code)
	if err != nil {
		return nil, err
	}
	now := s.now()
	r := routerAt(code, c, round(now))
	heard := s.runner.hearing(f)
	if f.profile != r.profile || f.calendar != version {
		f.city, f.profile, f.calendar, f.next = c, r.profile, version, nextTurn(c, now)
		open := s.open(&r)
		f.pass.begin(open, now)
		return open, nil
	}
	if f.city != c || !f.next.IsZero() && !now.Before(f.next) {
		f.city, f.next = c, nextTurn(c, now)
		heard = s.open(&r)
	}
	turn, over := f.pass.take(now)
	if over {
		f.pass.begin(s.open(&r), now)
	}
	return slices.Concat(s.runner.misrouted(&r, f, heard), s.toRetry(f, code, now), turn), nil
}

// toRetry returns the issues that could not be tended and have rested.
func (s *Issues) toRetry(f *followed, code string, now time.Time) []string {
	var ids []string
	for id := range f.failed {
		if !s.runner.rests(code, id, now) {
			ids = append(ids, id)
		}
	}
	return ids
}

// open returns the city's open issues, by id.
func (s *Issues) open(r *router) []string {
	var ids []string
	s.Board(r.code).Each(board.Filter{Scope: whole(r.code), Open: true}, r.now.Instant(), func(c *issue.Card) bool {
		ids = append(ids, c.ID)
		return true
	})
	return ids
}

// tendSome tends the issues and returns how many it is done with; it fails where the
// store does. One that fails alone is tried again when it has rested, or when it is due.
func (s *Issues) tendSome(ctx context.Context, code string, ids []string) (int, error) {
	f := s.runner.follows(code)
	for done := 0; done < len(ids); done += tendAtOnce {
		some := ids[done:min(done+tendAtOnce, len(ids))]
		errs := make([]error, len(some))
		var work sync.WaitGroup
		for k, id := range some {
			work.Go(func() { errs[k] = s.tendOne(ctx, code, id) })
		}
		work.Wait()
		for k, id := range some {
			if err := errs[k]; ctx.Err() != nil || err != nil && storeDown(err) {
				return done, errors.Join(ctx.Err(), err)
			}
			if f.failed[id] = errs[k] != nil; !f.failed[id] {
				delete(f.failed, id)
			}
		}
	}
	return len(ids), nil
}

// tendOne reads an issue and tends it.
func (s *Issues) tendOne(ctx context.Context, code, id string) error {
	k, err := s.read(ctx, code, id)
	if err == nil {
		k, err = s.tend(ctx, k)
	}
	s.failed(code, id, err)
	if err == nil {
		s.runner.tended(&k.Issue)
	}
	return err
}
