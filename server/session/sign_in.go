package session

import (
	"context"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/record"
)

// SignIn signs in by password. Whatever is wrong with name and password, the
// refusal is fault.SignInFailed, after the same work (ASVS 5.0, 6.3.8): nobody
// learns which names there are. fault.TooManyAttempts says when to come again, for
// names that there are and others alike.
func (s *Sessions) SignIn(ctx context.Context, city, login, password string, from From) (Answer, error) {
	if err := s.admit(from); err != nil {
		return Answer{}, err
	}
	login, err := accounts.ParseLogin(login)
	if err != nil {
		login = "" // is nobody's, and one key for them all
	}
	if !isCity(city) {
		city, login = "", ""
	}
	var c checked
	right, err := s.attempt(tryLogin, city, login, func() (bool, error) {
		var err error
		c, err = s.check(ctx, city, login, password)
		return err == nil && c.reason == "", err
	})
	switch {
	case err != nil:
		return Answer{}, err
	case !right:
		return Answer{}, s.refuse(ctx, city, c, from)
	}
	if c.outdated {
		c.account = s.rehash(ctx, c.account, password)
	}
	p := progress{City: city, Account: c.account.ID, By: byPassword, Device: from.Device.tidy()}
	return s.proceed(ctx, c.account, p, from)
}

// checked is what came of a name and a password.
type checked struct {
	account  accounts.Account // the zero Account where nobody has the name
	outdated bool
	reason   string // empty where all is right; for the record, never for the answer
}

// check reads one account and verifies one hash, whatever is wrong.
func (s *Sessions) check(ctx context.Context, city, login, password string) (checked, error) {
	var c checked
	var found bool
	var err error
	if c.account, found, err = s.options.Accounts.Find(ctx, city, login); err != nil {
		return c, err
	}
	right, outdated, err := s.options.Hasher.Verify(ctx, password, string(c.account.Hash))
	c.outdated = outdated
	switch {
	case err != nil:
		return c, err
	case !found:
		c.account, c.reason = accounts.Account{}, "unknown"
	case c.account.Hash == "":
		c.reason = "no_password"
	case !right:
		c.reason = "password"
	case c.account.Disabled:
		c.reason = "disabled"
	}
	return c, nil
}

// refuse records that somebody could not sign in, see recordRefusal, and is fault.SignInFailed. A name
// that is nobody's is not recorded: it may be a password in the wrong field (OWASP
// Logging Cheat Sheet).
func (s *Sessions) refuse(ctx context.Context, city string, c checked, from From) error {
	there, err := s.hasCity(ctx, city)
	if err != nil {
		return err
	}
	if there {
		e := record.Entry{Address: from.Address, With: with("by", byPassword, "reason", c.reason)}
		if c.account.ID != "" {
			e.Object = "account/" + c.account.ID
		}
		if err := s.recordRefusal(ctx, city, e); err != nil {
			return err
		}
	}
	return fault.New(fault.SignInFailed, "", nil)
}

// rehash keeps the password by today's parameters, now that it is at hand. It
// returns the account as it is then: unless something else was done to it, in which
// case the one that was checked, which leads nowhere any more.
func (s *Sessions) rehash(ctx context.Context, account accounts.Account, password string) accounts.Account {
	hash, err := s.options.Hasher.Hash(ctx, password)
	if err == nil {
		var edited accounts.Account
		edited, err = s.options.Accounts.Edit(ctx, account.City, account.ID, func(a *accounts.Account) error {
			if a.Version != account.Version {
				return voided("the account has changed since")
			}
			a.Hash = accounts.Hash(hash)
			return nil
		})
		if err == nil {
			return edited
		}
	}
	s.log.Warn("a password is still kept by older parameters", "account", account.ID, "error", err)
	return account
}
