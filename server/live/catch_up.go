package live

import (
	"context"
	"errors"

	"sizhang/server/store"
)

// catchUp reads from the store what the feed does not hold any more, or never held: from
// the stream's place to the end. Where that is too much, or the place is none of this
// store's, the listener is told to read lists anew.
func (s *Stream) catchUp(ctx context.Context) error {
	for behind := 0; behind <= s.live.options.MostBehind; {
		number, _, epoch := s.live.feed.head()
		found, next, err := s.missed(ctx)
		switch {
		case errors.Is(err, store.ErrBadToken):
			return s.reset("unknown")
		case err != nil:
			return err
		case len(found) == 0:
			s.number, s.epoch = number, epoch // all before it was read just now
			return nil
		}
		behind += len(found)
		if err := s.deliver(ctx, s.own(found, s.place, next)); err != nil {
			return err
		}
		s.place = next
	}
	return s.reset("far_behind")
}

// own returns the changes of a page that are of the stream's city.
func (s *Stream) own(found []store.Change, from, place store.Token) []change {
	var own []store.Change
	for _, c := range found {
		if c.City == s.caller.Actor.City {
			own = append(own, c)
		}
	}
	return issuesOf(own, from, place)
}

// missed reads a page of changes, few streams at a time: after a stop all come at once.
func (s *Stream) missed(ctx context.Context) ([]store.Change, store.Token, error) {
	select {
	case s.live.catching <- struct{}{}:
		defer func() { <-s.live.catching }()
	case <-s.done:
		return nil, "", errStopped
	case <-ctx.Done():
		return nil, "", ctx.Err()
	}
	return s.live.options.Store.Changes(ctx, s.place, page)
}
