package issues

import (
	"context"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/app"
	"sizhang/server/issues/board"
)

// checkEvery is how often everything open is looked at anyway.
const checkEvery = time.Hour

// tendBatch is how many of them are tended before what is due has its turn again.
const tendBatch = 500

// keepRouted looks whether anything in the city changed that open issues depend on, and
// tends those that it concerns (责任变更): at the start, when rules or calendar change
// and every hour all of them, each read from the store; when the territory, a post or a
// category changes, or a term begins or ends by its date, those that would be routed
// otherwise now, which memory tells. It says whether some are left for the next round.
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
	all := f.profile != r.profile || f.calendar != version || now.Sub(f.checked) >= checkEvery || now.Before(f.checked)
	if turned := f.city != c || !f.next.IsZero() && !now.Before(f.next); !all && !turned {
		return s.runner.misrouted(&r, f, heard), nil
	}
	f.city, f.profile, f.calendar, f.next = c, r.profile, version, nextTurn(c, now)
	open := s.open(&r)
	if all {
		f.checked = now
		return open, nil
	}
	return s.runner.misrouted(&r, f, open), nil
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
// store does. One that fails alone is tried again by the hour, or when it is due.
func (s *Issues) tendSome(ctx context.Context, code string, ids []string) (int, error) {
	for n, id := range ids {
		k, err := s.read(ctx, code, id)
		if err == nil {
			k, err = s.tend(ctx, k)
		}
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		if err != nil && storeDown(err) {
			return n, err
		}
		s.failed(code, id, err)
		if err == nil {
			s.runner.tended(&k.Issue)
		}
	}
	return len(ids), nil
}
