package session

import (
	"context"
	"errors"
	"slices"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/record"
	"sizhang/server/store"
)

// Devices lists the account's sign-ins that last, the latest seen first.
func (s *Sessions) Devices(ctx context.Context, who Signed) ([]Session, error) {
	list := []Session{}
	err := s.each(ctx, who.Account.City, who.Account.ID, func(id string, b body) error {
		if !b.lasts(s.now()) || !b.holds(who.Account, who.Actor) {
			return nil
		}
		one, err := b.session(who.Account.City, id)
		list = append(list, one)
		return err
	})
	slices.SortStableFunc(list, func(a, b Session) int { return b.Seen.Compare(a.Seen) })
	return list, err
}

// Rename names a device. fault.DeviceNotFound where it is none of the account's.
func (s *Sessions) Rename(ctx context.Context, who Signed, id, name string) (Session, error) {
	name = Device{Name: name}.tidy().Name
	if name == "" {
		return Session{}, fault.New(fault.InvalidRequest, "name", nil)
	}
	b, err := s.editOwn(ctx, who, id, func(b *body) { b.Name = name })
	if err != nil {
		return Session{}, err
	}
	return b.session(who.Account.City, id)
}

// Revoke ends a sign-in of one's own; with the one asked from, it signs out.
// fault.DeviceNotFound where it is none of the account's.
func (s *Sessions) Revoke(ctx context.Context, who Signed, id string, from From) error {
	if err := s.isOwn(ctx, who, id); err != nil {
		return err
	}
	kind := record.DeviceRevoked
	if id == who.Session.ID {
		kind = record.SignedOut
	}
	if err := s.record(ctx, who.Account.City, by(kind, who, from, "session/"+id)); err != nil {
		return err
	}
	_, err := s.end(ctx, who.Account.City, id)
	return err
}

// RevokeAll ends all of one's sign-ins but the one asked from, which keep may be,
// and returns how many that were.
func (s *Sessions) RevokeAll(ctx context.Context, who Signed, keep string, from From) (int, error) {
	e := by(record.DeviceRevoked, who, from, "account/"+who.Account.ID)
	e.With = with("devices", "all", "kept", keep)
	if err := s.record(ctx, who.Account.City, e); err != nil {
		return 0, err
	}
	return s.revokeAll(ctx, who.Account.City, who.Account.ID, keep)
}

// RevokeAccount ends every sign-in of an account, as a reset password does. Whoever
// does it has it on the record.
func (s *Sessions) RevokeAccount(ctx context.Context, city, account string) (int, error) {
	return s.revokeAll(ctx, city, account, "")
}

func (s *Sessions) revokeAll(ctx context.Context, city, account, keep string) (int, error) {
	ended := 0
	err := s.each(ctx, city, account, func(id string, b body) error {
		if id == keep || b.Revoked != "" {
			return nil
		}
		lasted, err := s.end(ctx, city, id)
		if lasted {
			ended++
		}
		return err
	})
	return ended, err
}

// end ends a sign-in and says whether it lasted until then.
func (s *Sessions) end(ctx context.Context, city, id string) (lasted bool, err error) {
	_, err = s.edit(ctx, city, id, func(b *body) (bool, error) {
		if b.Revoked != "" {
			return false, nil
		}
		lasted = b.lasts(s.now())
		b.Revoked = store.FormatInstant(s.now())
		return true, nil
	})
	if errors.Is(err, store.ErrMissing) {
		err = nil // swept meanwhile
	}
	return lasted, err
}

// isOwn says whether the sign-in is one of the caller's that lasts.
func (s *Sessions) isOwn(ctx context.Context, who Signed, id string) error {
	if len(id) > 64 {
		return fault.New(fault.DeviceNotFound, "", nil)
	}
	b, _, err := s.read(ctx, who.Account.City, id)
	if err != nil && !errors.Is(err, store.ErrMissing) {
		return err
	}
	return own(who, &b, err, s.now())
}

// own is fault.DeviceNotFound unless the sign-in was found, lasts and is theirs.
func own(who Signed, b *body, found error, now time.Time) error {
	if found != nil || b.Account != who.Account.ID || !b.lasts(now) {
		return fault.New(fault.DeviceNotFound, "", nil)
	}
	return nil
}

func (s *Sessions) editOwn(ctx context.Context, who Signed, id string, change func(*body)) (body, error) {
	if err := s.isOwn(ctx, who, id); err != nil {
		return body{}, err
	}
	return s.edit(ctx, who.Account.City, id, func(b *body) (bool, error) {
		if err := own(who, b, nil, s.now()); err != nil {
			return false, err
		}
		change(b)
		return true, nil
	})
}
