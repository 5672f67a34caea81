package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sizhang/domain/access"
	"sizhang/server/accounts"
	"sizhang/server/store"
)

// body is a sign-in as it is kept: all that is known of one device, so that to
// refresh it and to end it exclude each other.
type body struct {
	Account  string `json:"account"`
	Name     string `json:"name"`
	Platform string `json:"platform"`
	Created  string `json:"created"`
	Seen     string `json:"seen"`
	Expires  string `json:"expires"`
	Address  string `json:"address"`
	Revoked  string `json:"revoked,omitempty"`

	// Passwords are the stamps of the passwords under which the sign-in holds: one,
	// and while its owner changes the password both.
	Passwords []string `json:"passwords"`
	// Factor says that a second factor was shown.
	Factor bool `json:"factor,omitempty"`

	// Generation counts refresh tokens from 1. Current and Previous are SHA-256 of
	// the latest and the one before it, and Turned is when the latest was made.
	Generation int64  `json:"generation"`
	Current    string `json:"current"`
	Previous   string `json:"previous,omitempty"`
	Turned     string `json:"turned"`
}

// lasts says whether the sign-in is neither ended nor over.
func (b *body) lasts(now time.Time) bool {
	return b.Revoked == "" && store.FormatInstant(now) < b.Expires
}

// holds says whether the sign-in may go on for the account as it is now: under the
// same password, and with a second factor where a role demands one by now.
func (b *body) holds(account accounts.Account, actor access.Actor) bool {
	return slices.Contains(b.Passwords, stamp(account)) && (b.Factor || !demanding(actor))
}

// stamp tells the account's passwords apart: by when they were set, and a one-time
// password from the one before it even where both were set at one instant.
func stamp(a accounts.Account) string {
	text := store.FormatInstant(a.PasswordSet)
	if a.MustChange {
		text += " once"
	}
	return text
}

// demanding says whether a role that the actor holds demands a second factor.
func demanding(actor access.Actor) bool {
	return slices.ContainsFunc(actor.Holdings, func(h access.Holding) bool { return h.Role != nil && h.Role.SecondFactor })
}

// session returns the sign-in as its owner sees it.
func (b *body) session(city, id string) (Session, error) {
	var errs [3]error
	s := Session{City: city, ID: id, Account: b.Account, Device: Device{b.Name, b.Platform}, Address: b.Address}
	s.Created, errs[0] = store.ParseInstant(b.Created)
	s.Seen, errs[1] = store.ParseInstant(b.Seen)
	s.Revoked, errs[2] = store.ParseInstant(b.Revoked)
	if err := errors.Join(errs[:]...); err != nil {
		return s, fmt.Errorf("the sign-in %s/%s: %w", city, id, err)
	}
	return s, nil
}

// document returns the sign-in for the store.
func (b *body) document(city, id string, version int64) (store.Document, error) {
	text, err := json.Marshal(b)
	return store.Document{Collection: store.Sessions, City: city, ID: id, Version: version, Body: text}, err
}

func decode(d store.Document) (body, error) {
	var b body
	if err := json.Unmarshal(d.Body, &b); err != nil {
		return b, fmt.Errorf("the sign-in %s/%s: %w", d.City, d.ID, err)
	}
	return b, nil
}

// read returns a sign-in; store.ErrMissing where there is none.
func (s *Sessions) read(ctx context.Context, city, id string) (body, int64, error) {
	d, err := s.get(ctx, city, id)
	if err != nil {
		return body{}, 0, err
	}
	b, err := decode(d)
	return b, d.Version, err
}

func (s *Sessions) get(ctx context.Context, city, id string) (store.Document, error) {
	d, err := s.options.Store.Get(ctx, store.Sessions, city, id)
	if err != nil {
		err = fmt.Errorf("reading a sign-in: %w", err)
	}
	return d, err
}

// see returns a sign-in that is only looked at; store.ErrMissing where there is none.
func (s *Sessions) see(ctx context.Context, city, id string) (body, error) {
	d, err := s.get(ctx, city, id)
	if err != nil {
		return body{}, err
	}
	return s.signed.Read([2]string{city, id}, d.Body, func() (body, error) { return decode(d) })
}

// edit changes a sign-in by compare-and-set. change says whether there is anything
// to write; it may run several times, also after a write whose answer was lost.
func (s *Sessions) edit(ctx context.Context, city, id string, change func(*body) (bool, error)) (body, error) {
	for doubts := 0; ; {
		b, version, err := s.read(ctx, city, id)
		if err != nil {
			return b, err
		}
		if write, err := change(&b); err != nil || !write {
			return b, err
		}
		d, err := b.document(city, id, version)
		if err != nil {
			return b, err
		}
		_, err = s.options.Store.Replace(ctx, d)
		if errors.Is(err, store.ErrTransient) {
			doubts++
		}
		switch {
		case err == nil:
			return b, nil
		case !again(err, doubts):
			return b, fmt.Errorf("writing a sign-in: %w", err)
		}
		if err := pause(ctx, time.Duration(doubts)*20*time.Millisecond); err != nil {
			return b, err
		}
	}
}

// maxDoubts is how often a write is tried again whose effect is unknown.
const maxDoubts = 3

// again says whether to read and try once more: where another write came first, or
// where it is not known whether this one did.
func again(err error, doubts int) bool {
	return errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrTransient) && doubts <= maxDoubts
}

// each hands every sign-in of the account to visit, ended ones too.
func (s *Sessions) each(ctx context.Context, city, account string, visit func(id string, b body) error) error {
	q := store.Query{Collection: store.Sessions, City: city, Index: "account", Equal: []any{account}, Limit: 100}
	for d, err := range store.All(ctx, s.options.Store, q) {
		if err != nil {
			return fmt.Errorf("listing sign-ins: %w", err)
		}
		b, err := decode(d)
		if err != nil {
			return err
		}
		if err := visit(d.ID, b); err != nil {
			return err
		}
	}
	return nil
}
