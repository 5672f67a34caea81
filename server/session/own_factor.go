package session

import (
	"context"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/auth/totp"
	"sizhang/server/record"
)

// BeginFactor makes a second factor (二次验证) and returns its otpauth URI. It demands
// nothing before ConfirmFactor; to begin again replaces it. fault.PasswordWrong
// where the password is not theirs, fault.FactorThere where there is one already.
// Who has no password sets one up when a role demands it, as they sign in.
func (s *Sessions) BeginFactor(ctx context.Context, who Signed, password string, from From) (string, error) {
	if err := s.prove(ctx, who, password, from); err != nil {
		return "", err
	}
	secret := totp.NewSecret()
	_, err := s.options.Accounts.Edit(ctx, who.Account.City, who.Account.ID, func(a *accounts.Account) error {
		if a.Factor.Confirmed {
			return fault.New(fault.FactorThere, "", nil)
		}
		a.Factor = accounts.Factor{Sealed: s.sealFactor(a, secret)}
		return nil
	})
	if err != nil {
		return "", err
	}
	return totp.URI(s.options.Title, who.Account.Login, secret), nil
}

// ConfirmFactor puts it into force with its first code, ends all other sign-ins (ASVS
// 5.0, 7.4.3), which did without, and returns the recovery codes. fault.FactorAbsent
// where none was begun.
func (s *Sessions) ConfirmFactor(ctx context.Context, who Signed, code string, from From) ([]string, error) {
	codes, hashes := totp.RecoveryCodes()
	e := by(record.FactorSet, who, from, "account/"+who.Account.ID)
	right, err := s.tryCode(who.Account.City, who.Account.ID, func() error {
		_, err := s.change(ctx, who.Account, e, func(a *accounts.Account) error {
			secret, err := s.options.Secret.Open(purposeFactor, a.City+"/"+a.ID, a.Factor.Sealed)
			if err != nil {
				return fault.New(fault.FactorAbsent, "", nil)
			}
			return s.confirm(a, string(secret), code, hashes)
		})
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case !right:
		return nil, fault.New(fault.FactorWrong, "code", nil)
	}
	_, err = s.edit(ctx, who.Session.City, who.Session.ID, func(b *body) (bool, error) {
		changed := !b.Factor
		b.Factor = true
		return changed, nil
	})
	if err != nil {
		return nil, err
	}
	_, err = s.revokeAll(ctx, who.Account.City, who.Account.ID, who.Session.ID)
	return codes, err
}

// DropFactor ends the second factor, where no role of the account demands one, with
// the password, and all other sign-ins.
func (s *Sessions) DropFactor(ctx context.Context, who Signed, password string, from From) error {
	if demanding(who.Actor) {
		return fault.New(fault.FactorDemanded, "", nil)
	}
	if err := s.prove(ctx, who, password, from); err != nil {
		return err
	}
	e := by(record.FactorReset, who, from, "account/"+who.Account.ID)
	_, err := s.change(ctx, who.Account, e, func(a *accounts.Account) error {
		if a.Factor.Sealed == "" {
			return fault.New(fault.FactorAbsent, "", nil)
		}
		a.Factor = accounts.Factor{}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = s.revokeAll(ctx, who.Account.City, who.Account.ID, who.Session.ID)
	return err
}
