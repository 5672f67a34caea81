package session

import (
	"context"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/record"
	"sizhang/server/store"
)

// Refresh gives new tokens for a refresh token. The one before the latest gives
// the same successor again within the grace, for an answer that was lost; any
// other that was used ends the sign-in. fault.SignInRequired where it is refused.
//
// A phone sends one refresh at a time, and on no answer the same token again. What
// is not ours to the letter is counted by address and has no effect.
func (s *Sessions) Refresh(ctx context.Context, refresh string, from From) (Tokens, error) {
	old, ours := s.parse(refresh)
	if !ours {
		if err := s.admit(from); err != nil {
			return Tokens{}, err
		}
		return Tokens{}, signIn("the refresh token is none of ours")
	}
	known, err := s.ring(ctx)
	if err != nil {
		return Tokens{}, err
	}
	next, replayed := s.heir(old), false
	b, err := s.edit(ctx, old.city, old.session, func(b *body) (bool, error) {
		now := s.now()
		replayed = false
		if !b.lasts(now) {
			return false, signIn("the sign-in is over")
		}
		if err := s.holds(ctx, old.city, b); err != nil {
			return false, err
		}
		switch s.place(b, old, next, now) {
		case current:
			b.Previous, b.Current, b.Generation = b.Current, sum(s.write(next)), next.generation
			b.Turned, b.Seen = store.FormatInstant(now), store.FormatInstant(now)
			b.Expires, b.Address = store.FormatInstant(now.Add(s.options.RefreshLife)), from.Address
			return true, nil
		case lost:
			return false, nil
		}
		replayed = true
		b.Revoked = store.FormatInstant(now)
		s.recordReplay(ctx, old, b, from)
		return true, nil
	})
	switch {
	case errors.Is(err, store.ErrMissing):
		return Tokens{}, signIn("there is no such sign-in")
	case err != nil:
		return Tokens{}, err
	case replayed:
		return Tokens{}, signIn("the refresh token was used before")
	}
	t, err := s.tokens(known, &b, next)
	if err != nil {
		return Tokens{}, err
	}
	return *t, nil
}

// place is where a token of ours stands among those of its sign-in.
type place int

const (
	replay  place = iota // used, and its successor given: whoever has it should not
	current              // the one to use next
	lost                 // the one before, whose successor may not have arrived
)

// place says where the token stands. A successor that was given a moment ago by
// another server, whose clock is ahead, was given now.
func (s *Sessions) place(b *body, t, next refreshToken, now time.Time) place {
	turned, err := store.ParseInstant(b.Turned)
	switch presented := sum(s.write(t)); {
	case presented == b.Current && t.generation == b.Generation:
		return current
	case presented == b.Previous && sum(s.write(next)) == b.Current && err == nil && now.Sub(turned) <= s.options.Grace:
		return lost
	}
	return replay
}

// holds says why the sign-in may not go on, nil where it may.
func (s *Sessions) holds(ctx context.Context, city string, b *body) error {
	actor, account, err := s.options.Accounts.Actor(ctx, city, b.Account)
	if err != nil {
		return err
	}
	if !b.holds(account, actor) {
		return signIn("the password has changed since, or a role demands a second factor")
	}
	return nil
}

// recordReplay records that a token was used twice. To end its sign-in protects its
// owner, so that is done though it may not be on the record.
func (s *Sessions) recordReplay(ctx context.Context, t refreshToken, b *body, from From) {
	err := s.record(ctx, t.city, record.Entry{
		Kind: record.TokenReplayed, Account: b.Account, Session: t.session, Address: from.Address, Object: "session/" + t.session,
	})
	if err != nil {
		s.log.Error("a refresh token that was used twice is not on the record", "city", t.city, "session", t.session, "error", err)
	}
}

// signIn is fault.SignInRequired, with the reason for the log.
func signIn(reason string) error {
	return fault.Wrap(fault.SignInRequired, errors.New(reason))
}
