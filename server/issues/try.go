package issues

import (
	"context"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// Try refuses a report that File would refuse whatever photos come with it, and keeps
// nothing: so that no photos are taken in for it. Photos that are still to come are not
// missed.
func (s *Issues) Try(ctx context.Context, f issue.Filing) error {
	if err := checkFiling(&f); err != nil {
		return err
	}
	in, err := s.scene(ctx, f.City)
	if err != nil {
		return err
	}
	w, err := s.world(ctx, in, spot{place: f.Place.Point, accuracy: f.Place.AccuracyM, category: f.Category})
	if err != nil {
		return err
	}
	if _, err = issue.New(f, w); err != nil && fault.As(err).Code == fault.PhotosTooFew {
		return nil
	}
	return err
}
