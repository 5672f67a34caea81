package api

import (
	"context"

	"sizhang/server/record"
)

// recorded puts what is about to be done on the record. Where it cannot be, it
// must not be done.
func (s *Server) recorded(ctx context.Context, by *SignedIn, kind record.Kind, object string, with map[string]string) error {
	return s.options.Record.Append(ctx, by.who.City, record.Entry{
		At: s.app.Now(), Kind: kind, Account: by.who.Actor.Account, Session: by.who.Actor.Session, Address: by.address,
		Object: object, With: with,
	})
}

// doing puts an act on the record before it is done, so that none is ever done
// without, and once more where it came to nothing: with the code of the refusal
// under "failed", or "refused" where its findings say why.
func doing[T any](ctx context.Context, s *Server, by *SignedIn, kind record.Kind, object string, with map[string]string, act func() (T, error)) (T, error) {
	if err := s.recorded(ctx, by, kind, object, with); err != nil {
		return *new(T), err
	}
	done, err := act()
	if why := record.Failed(done, err); why != "" {
		failed := map[string]string{"failed": why}
		if err := s.recorded(context.WithoutCancel(ctx), by, kind, object, failed); err != nil {
			s.log.Error("a failure could not be recorded", "kind", kind, "error", err)
		}
	}
	return done, err
}
