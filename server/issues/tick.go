package issues

import (
	"context"
	"time"
)

// Tend does what is due of one issue now, as Run does of all, and returns when the next
// thing is; the zero time where nothing is. It is for whoever keeps the time by
// themselves, such as a simulation.
func (s *Issues) Tend(ctx context.Context, city, id string) (time.Time, error) {
	k, err := s.read(ctx, city, id)
	if err != nil {
		return time.Time{}, err
	}
	k, err = s.tend(ctx, k)
	return k.due, err
}

// CatchUp does once what is due now, of every issue, as Run does all the time; for
// whoever keeps the time by themselves. It returns when the next thing is due, the zero
// time where nothing is.
func (s *Issues) CatchUp(ctx context.Context) time.Time { return s.round(ctx) }
