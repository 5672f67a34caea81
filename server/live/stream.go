package live

import (
	"context"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Stream is one that is open.
type Stream struct {
	live   *Live
	caller Caller
	send   func(Message) error
	done   <-chan struct{}
	watch  *watch

	number  int64       // of the change to come, in the feed
	place   store.Token // to go on from
	epoch   int
	changes int // of the scope
}

var errStopped = errors.New("the server stops")

// Open takes a place for a stream; Run must follow. fault.NotReady while Live does not
// run, fault.StreamsTooMany where there are too many.
func (l *Live) Open(c Caller) (*Stream, error) {
	of := c.Actor.City + "/" + c.Actor.Account
	done, err := l.enter(of)
	if err != nil {
		return nil, err
	}
	return &Stream{live: l, caller: c, done: done}, nil
}

// Run tells what happens until ctx ends, Live stops, send fails or the listener may not
// listen any more. send is called by one at a time; it may block, and then nothing is
// kept for it.
func (s *Stream) Run(ctx context.Context, send func(Message) error) error {
	defer s.live.leave(s.caller.Actor.City + "/" + s.caller.Actor.Account)
	s.send = send
	s.watch = s.live.watches.join(s.caller)
	defer s.live.watches.leave(s.caller, s.watch)
	if !s.caller.Until.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, s.caller.Until.Sub(s.live.options.Now()), fault.New(fault.TokenExpired, "", nil))
		defer cancel()
	}
	err := s.tell(ctx)
	if cause := context.Cause(ctx); ctx.Err() != nil {
		err = cause
	}
	var refused *fault.Fault
	if errors.As(err, &refused) {
		_ = send(Message{Event: End, Place: string(s.place), Data: []byte(`{"code":"` + string(refused.Code) + `"}`)})
	}
	return err
}

func (s *Stream) tell(ctx context.Context) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	beat := time.NewTimer(s.live.options.Heartbeat)
	defer beat.Stop()
	for {
		t := s.live.feed.after(s.number, s.caller.Actor.City)
		var err error
		switch {
		case t.epoch != s.epoch:
			err = s.reset("restored")
		case t.lost:
			err = s.catchUp(ctx)
		default:
			if err = s.deliver(ctx, t.changes); err == nil {
				s.number = t.next
			}
		}
		if err != nil {
			return err
		}
		if t.news == nil || t.epoch != s.epoch {
			continue
		}
		s.place = t.place
		if err := s.wait(ctx, t.news, beat); err != nil {
			return err
		}
	}
}

// wait returns when there may be something to tell.
func (s *Stream) wait(ctx context.Context, news <-chan struct{}, beat *time.Timer) error {
	for {
		turned, ended := s.watch.ending()
		if ended != nil {
			return ended
		}
		if _, err := s.follow(ctx); err != nil {
			return err
		}
		select {
		case <-news:
			return nil
		case <-turned:
		case <-beat.C:
			beat.Reset(s.live.options.Heartbeat)
			_, place, _ := s.live.feed.head()
			select {
			case <-news: // what came in is before that place
				return nil
			default:
			}
			s.place = place
			if err := s.send(Message{Place: string(place)}); err != nil {
				return err
			}
		case <-s.done:
			return errStopped
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// begin goes on where the listener was, or begins with now.
func (s *Stream) begin(ctx context.Context) error {
	seen, err := s.watch.see(ctx, s.done)
	if err != nil {
		return err
	}
	s.changes = seen.changes
	s.place, s.epoch = s.live.feed.start(s.live.options.Now())
	if s.caller.Since != "" {
		s.place = store.Token(s.caller.Since)
	} else if err := s.send(Message{Place: string(s.place)}); err != nil {
		return err
	}
	return s.catchUp(ctx)
}

// reset tells to read lists anew and goes on from now.
func (s *Stream) reset(reason string) error {
	s.number, s.place, s.epoch = s.live.feed.head()
	return s.send(Message{Event: Reset, Place: string(s.place), Data: []byte(`{"reason":"` + reason + `"}`)})
}

// follow returns what may be seen, and tells where that is another than before.
func (s *Stream) follow(ctx context.Context) (sight, error) {
	seen, err := s.watch.see(ctx, s.done)
	if err != nil || seen.changes == s.changes {
		return seen, err
	}
	s.changes = seen.changes
	return seen, s.send(Message{Event: Reset, Place: string(s.place), Data: []byte(`{"reason":"rights"}`)})
}

// deliver tells what of the changes concerns the listener, in order.
func (s *Stream) deliver(ctx context.Context, changes []change) error {
	for _, c := range changes {
		card, err := s.card(ctx, c)
		if err != nil {
			return err
		}
		seen, err := s.follow(ctx)
		if err != nil {
			return err
		}
		if card == nil { // it cannot be read; the others can
			s.place = c.place
			continue
		}
		if message := s.message(card, seen); message.Event != Beat {
			message.Place = string(c.place)
			if err := s.send(message); err != nil {
				return err
			}
		}
		s.place = c.place
	}
	return nil
}

// message says what is told of an issue; a Beat where nothing is.
func (s *Stream) message(c *card, seen sight) Message {
	switch {
	case c.now.holds(seen.actor), !s.caller.Mine && seen.scope.Holds(c.object):
		return Message{Event: Issue, Data: c.data}
	case c.before.holds(seen.actor), !s.caller.Mine && seen.scope.Holds(c.left):
		return Message{Event: Gone, Data: c.gone}
	}
	return Message{}
}

// card reads an issue's card, again and again where the store fails; nil where it cannot
// be read and is left out.
func (s *Stream) card(ctx context.Context, c change) (*card, error) {
	for {
		card, err := s.live.cards.of(ctx, c)
		if err == nil || ctx.Err() != nil {
			return card, err
		}
		s.live.log.Error("live: an issue cannot be read", "city", c.city, "issue", c.id, "error", err)
		select {
		case <-s.done:
			return nil, errStopped
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}
