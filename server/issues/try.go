package issues

import (
	"context"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// Try refuses a report that File would refuse, and keeps nothing: so that no photos are
// kept for it. Where more says that photos are still to come they are not missed, and a
// report whose id is taken already passes: whether it is that very report is told by its
// photos.
func (s *Issues) Try(ctx context.Context, f issue.Filing, more bool) error {
	if err := checkFiling(&f); err != nil {
		return err
	}
	refused := s.wouldRefuse(ctx, &f)
	if more {
		if refused == nil || fault.As(refused).Code == fault.PhotosTooFew {
			return nil
		}
		if _, err := s.read(ctx, f.City, f.ID); err == nil {
			return nil
		}
		return refused
	}
	if _, there, err := s.filedBefore(ctx, &f); there || err != nil {
		return err
	}
	return refused
}

// wouldRefuse says why the report is refused if it never came before.
func (s *Issues) wouldRefuse(ctx context.Context, f *issue.Filing) error {
	in, err := s.scene(ctx, f.City)
	if err != nil {
		return err
	}
	w, err := s.world(ctx, in, spot{place: f.Place.Point, accuracy: f.Place.AccuracyM, category: f.Category})
	if err != nil {
		return err
	}
	_, err = issue.New(*f, w)
	return err
}
