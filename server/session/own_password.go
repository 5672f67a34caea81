package session

import (
	"context"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/auth/password"
	"sizhang/server/record"
)

// prove demands the password of somebody who is signed in, since their telephone
// may be in other hands (ASVS 5.0, 7.5.1): fault.PasswordWrong. Hashing is dear and
// few are hashed at a time, so a right one counts against the address as well: nobody
// who is signed in keeps others from signing in.
func (s *Sessions) prove(ctx context.Context, who Signed, password string, from From) error {
	if err := s.admit(from); err != nil {
		return err
	}
	right, err := s.attempt(tryPassword, who.Account.City, who.Account.ID, func() (bool, error) {
		right, _, err := s.options.Hasher.Verify(ctx, password, string(who.Account.Hash))
		return right, err
	})
	if err != nil || right {
		return err
	}
	return fault.New(fault.PasswordWrong, "password", nil)
}

// ChangePassword changes one's own password and ends all other sign-ins.
//
// A sign-in holds under one password. That of the caller is made to hold under the
// new one first, then the password is changed, which ends all others in the same
// write; if the server dies between, nothing is lost.
func (s *Sessions) ChangePassword(ctx context.Context, who Signed, old, new string, from From) error {
	if err := s.prove(ctx, who, old, from); err != nil {
		if is(err, fault.PasswordWrong) {
			return fault.New(fault.PasswordWrong, "old", nil)
		}
		return err
	}
	hash, err := s.newHash(ctx, who.Account, new)
	if err != nil {
		return err
	}
	set := s.newStamp(who.Account)
	if err := s.holdUnder(ctx, who, stamp(who.Account), stamp(accounts.Account{PasswordSet: set})); err != nil {
		return err
	}
	account, err := s.setPassword(ctx, who, hash, set, from)
	if err != nil {
		return err
	}
	if err := s.holdUnder(ctx, who, stamp(account)); err != nil {
		return err
	}
	_, err = s.revokeAll(ctx, who.Account.City, who.Account.ID, who.Session.ID)
	return err
}

// holdUnder lets the caller's own sign-in hold under these passwords.
func (s *Sessions) holdUnder(ctx context.Context, who Signed, stamps ...string) error {
	_, err := s.edit(ctx, who.Session.City, who.Session.ID, func(b *body) (bool, error) {
		if !b.lasts(s.now()) {
			return false, signIn("the sign-in is over")
		}
		b.Passwords = stamps
		return true, nil
	})
	return err
}

// newStamp is when the password is set that comes now: after the one before, by
// whatever clock that was.
func (s *Sessions) newStamp(account accounts.Account) time.Time {
	now := s.now().UTC().Truncate(time.Millisecond)
	if least := account.PasswordSet.Add(time.Millisecond); now.Before(least) {
		return least.UTC().Truncate(time.Millisecond)
	}
	return now
}

// newHash is the hash of a password that its owner chose; a fault of the password
// where it will not do.
func (s *Sessions) newHash(ctx context.Context, account accounts.Account, new string) (accounts.Hash, error) {
	if f := password.Check(new, account.Login, account.Name, account.Person); f != nil {
		return "", f
	}
	same, _, err := s.options.Hasher.Verify(ctx, new, string(account.Hash))
	if err != nil {
		return "", err
	}
	if same {
		return "", fault.New(fault.PasswordSame, "password", nil)
	}
	hash, err := s.options.Hasher.Hash(ctx, new)
	return accounts.Hash(hash), err
}

// setPassword puts a password into force that its owner chose. fault.SignInRequired
// where somebody set another meanwhile.
func (s *Sessions) setPassword(ctx context.Context, who Signed, hash accounts.Hash, set time.Time, from From) (accounts.Account, error) {
	e := by(record.PasswordChanged, who, from, "account/"+who.Account.ID)
	return s.change(ctx, who.Account, e, func(a *accounts.Account) error {
		if stamp(*a) != stamp(who.Account) || a.Hash != who.Account.Hash || a.Disabled {
			return signIn("the password has changed since")
		}
		a.Hash, a.PasswordSet, a.MustChange = hash, set, false
		return nil
	})
}
