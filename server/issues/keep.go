package issues

import (
	"context"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

// Recorded makes an issue of what another system kept, at its own times, routed as the
// city stands now; see issue.Recorded. It keeps nothing: an import looks at all of a
// file before it writes any of it.
func (s *Issues) Recorded(ctx context.Context, f issue.Filing, story []issue.Past, due time.Time) (issue.Issue, error) {
	if err := checkFiling(&f); err != nil {
		return issue.Issue{}, err
	}
	in, err := s.scene(ctx, f.City)
	if err != nil {
		return issue.Issue{}, err
	}
	w, err := s.world(ctx, in, spot{place: f.Place.Point, accuracy: f.Place.AccuracyM, category: f.Category})
	if err != nil {
		return issue.Issue{}, err
	}
	return issue.Recorded(f, story, due, w)
}

// Keep puts an issue that was made elsewhere into the store as it is; false where it is
// there already, by its id or by its number in the system that it came from, and then
// nothing changes; fault.IssueExists where another issue has its id. One without a receipt number gets one of the day it was reported.
func (s *Issues) Keep(ctx context.Context, i issue.Issue) (bool, error) {
	in, err := s.scene(ctx, i.City)
	if err != nil {
		return false, err
	}
	numbered := i.Number != ""
	for range attempts {
		if !numbered {
			i = i.Numbered(newNumber(i.Reported()))
		}
		k := kept{}
		k.set(i, in.of(i.Category, &i.Routing))
		err := s.write(ctx, &k)
		if err == nil || !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrTransient) {
			return err == nil, err
		}
		if there, failed := s.there(ctx, &i); there || failed != nil {
			return false, failed
		}
		if numbered && errors.Is(err, store.ErrExists) {
			return false, fault.New(fault.OutsideTaken, "number", fault.With{"outside": i.Number})
		}
	}
	return false, fault.New(fault.TooBusy, "", nil)
}

// there says whether the issue is kept already.
func (s *Issues) there(ctx context.Context, i *issue.Issue) (bool, error) {
	k, err := s.read(ctx, i.City, i.ID)
	if err == nil && (k.Source != i.Source || k.Outside != i.Outside) {
		return false, fault.New(fault.IssueExists, "id", fault.With{"id": i.ID})
	}
	if missing(err) && i.Outside != "" {
		_, err = s.ByOutside(ctx, i.City, i.Source, i.Outside)
	}
	if missing(err) {
		return false, nil
	}
	return err == nil, err
}
