package session

import (
	"context"
	"errors"

	"sizhang/domain/fault"
	"sizhang/server/auth/token"
	"sizhang/server/store"
)

// Identify says who an access token belongs to and what they may do now. Nothing
// of that is taken from the token but the name of the sign-in: that and the account
// are read anew, so that what ended a moment ago, on any server, is over.
// fault.SignInRequired where it is none of ours, is over, or its session or
// account is; fault.TokenExpired where it is only too old.
func (s *Sessions) Identify(ctx context.Context, access string) (Signed, error) {
	claims, err := s.verify(ctx, access)
	if err != nil {
		return Signed{}, err
	}
	b, err := s.see(ctx, claims.City, claims.Session)
	switch {
	case errors.Is(err, store.ErrMissing):
		return Signed{}, signIn("there is no such sign-in")
	case err != nil:
		return Signed{}, err
	case b.Account != claims.Account || !b.lasts(s.now()):
		return Signed{}, signIn("the sign-in is over")
	}
	actor, account, err := s.options.Accounts.Actor(ctx, claims.City, b.Account)
	if err != nil {
		return Signed{}, err
	}
	if !b.holds(account, actor) {
		return Signed{}, signIn("the password has changed since, or a role demands a second factor")
	}
	actor.Session = claims.Session
	session, err := b.session(claims.City, claims.Session)
	return Signed{Actor: actor, Account: account, Session: session, Expires: claims.Expires}, err
}

// verify reads an access token. One whose key is not known may be of another
// server that has just made it.
func (s *Sessions) verify(ctx context.Context, access string) (token.Claims, error) {
	known, err := s.ring(ctx)
	if err != nil {
		return token.Claims{}, err
	}
	claims, err := s.seen.Read(s.options.Maker, known.ring, access, s.now())
	if err != nil {
		if id := kid(access); id != "" && !known.ids[id] {
			if known, err = s.seek(ctx, id); err != nil {
				return token.Claims{}, err
			}
			claims, err = s.seen.Read(s.options.Maker, known.ring, access, s.now())
		}
	}
	switch {
	case errors.Is(err, token.ErrExpired):
		return claims, fault.Wrap(fault.TokenExpired, err)
	case err != nil:
		return claims, fault.Wrap(fault.SignInRequired, err)
	}
	return claims, nil
}
