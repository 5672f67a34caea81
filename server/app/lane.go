package app

import "context"

// lane lets as many pass at a time as it has room for. Nobody waits longer than
// their context.
type lane chan struct{}

func (l lane) enter(ctx context.Context) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l lane) leave() { <-l }

// taken says whether anybody is in it.
func (l lane) taken() bool { return len(l) > 0 }
