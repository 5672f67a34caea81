package session

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/auth/token"
	"sizhang/server/record"
	"sizhang/server/store"
)

// newID returns 128 random bits (ASVS 5.0, 7.2.3) in hex.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// begin makes the sign-in that the steps led to and returns its tokens. It is
// recorded before anybody has them; where it cannot be, it is ended.
func (s *Sessions) begin(ctx context.Context, account accounts.Account, p progress, from From) (*Tokens, error) {
	known, err := s.ring(ctx) // before anything is written: without a key there are no tokens
	if err != nil {
		return nil, err
	}
	if p.Session == "" {
		p.Session = newID()
	}
	now := s.now()
	first := refreshToken{account.City, p.Session, 1, randomText(32)}
	refresh := s.write(first)
	b := body{
		Account: account.ID, Name: p.Device.Name, Platform: p.Device.Platform, Address: from.Address,
		Created: store.FormatInstant(now), Seen: store.FormatInstant(now), Expires: store.FormatInstant(now.Add(s.options.RefreshLife)),
		Passwords: []string{stamp(account)}, Factor: p.Factor != "",
		Generation: first.generation, Current: sum(refresh), Turned: store.FormatInstant(now),
	}
	d, err := b.document(account.City, p.Session, 0)
	if err != nil {
		return nil, err
	}
	switch err := s.options.Store.Insert(ctx, d); {
	case errors.Is(err, store.ErrExists):
		return nil, fault.Wrap(fault.TicketInvalid, errors.New("the code was redeemed before"))
	case err != nil:
		return nil, fmt.Errorf("writing a sign-in: %w", err)
	}
	err = s.record(ctx, account.City, record.Entry{
		Kind: record.SignedIn, Account: account.ID, Session: p.Session, Address: from.Address, Object: "session/" + p.Session,
		With: with("by", p.By, "factor", p.Factor, "platform", p.Device.Platform),
	})
	if err != nil {
		s.undo(ctx, account.City, p.Session)
		return nil, err
	}
	return s.tokens(known, &b, refreshToken{account.City, p.Session, 1, first.secret})
}

// undo ends a sign-in that nobody was told of.
func (s *Sessions) undo(ctx context.Context, city, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := s.end(ctx, city, id); err != nil {
		s.log.Warn("a sign-in that could not be recorded stands in the list of devices", "error", err)
	}
}

// tokens makes the tokens of a sign-in.
func (s *Sessions) tokens(known *knownKeys, b *body, refresh refreshToken) (*Tokens, error) {
	now := s.now()
	claims := token.Claims{
		City: refresh.city, Account: b.Account, Session: refresh.session,
		ID: newID(), IssuedAt: now, Expires: now.Add(token.Life),
	}
	access, err := s.options.Maker.Make(known.ring, claims, now)
	if err != nil {
		return nil, fmt.Errorf("signing an access token: %w", err)
	}
	expires, err := store.ParseInstant(b.Expires)
	return &Tokens{
		Access: access, AccessExpires: claims.Expires,
		Refresh: s.write(refresh), RefreshExpires: expires, Session: refresh.session,
	}, err
}
