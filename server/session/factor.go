package session

import (
	"context"
	"strings"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/auth/totp"
	"sizhang/server/record"
)

// purposeFactor is what the secrets of second factors are sealed for, with the
// account that they belong to.
const purposeFactor = "second factor"

func (s *Sessions) sealFactor(a *accounts.Account, secret string) string {
	return s.options.Secret.Seal(purposeFactor, a.City+"/"+a.ID, []byte(secret))
}

// spend uses up a code of the account's second factor, or a recovery code, and says
// which it was. That no code counts twice, on any server, is due to the write that
// this is part of.
func (s *Sessions) spend(a *accounts.Account, code string) (string, error) {
	code = strings.TrimSpace(code)
	if !a.Factor.Confirmed {
		return "", fault.New(fault.FactorAbsent, "", nil)
	}
	if secret, err := s.options.Secret.Open(purposeFactor, a.City+"/"+a.ID, a.Factor.Sealed); err == nil {
		if step, right := totp.Check(string(secret), code, a.Factor.Step, s.now()); right {
			a.Factor.Step = step
			return withTOTP, nil
		}
	}
	if left, right := totp.SpendRecovery(a.Factor.Recovery, code); right {
		a.Factor.Recovery = left
		return withRecovery, nil
	}
	return "", fault.New(fault.FactorWrong, "code", nil)
}

// confirm puts a factor into force, with the first code of its secret.
func (s *Sessions) confirm(a *accounts.Account, secret, code string, hashes []string) error {
	if a.Factor.Confirmed {
		return fault.New(fault.FactorThere, "", nil)
	}
	step, right := totp.Check(secret, strings.TrimSpace(code), a.Factor.Step, s.now())
	if !right {
		return fault.New(fault.FactorWrong, "code", nil)
	}
	a.Factor = accounts.Factor{Sealed: s.sealFactor(a, secret), Confirmed: true, Step: step, Recovery: hashes}
	return nil
}

// change makes a change of an account that is to be on the record: it is tried on a
// copy, recorded and then made, so that what cannot be recorded is not done. Where it
// then cannot be made, the record has it a second time, as failed.
func (s *Sessions) change(ctx context.Context, account accounts.Account, e record.Entry, change func(*accounts.Account) error) (accounts.Account, error) {
	trial := account
	if err := change(&trial); err != nil {
		return account, err
	}
	if err := s.record(ctx, account.City, e); err != nil {
		return account, err
	}
	edited, err := s.options.Accounts.Edit(ctx, account.City, account.ID, change)
	if err != nil {
		e.With = with("failed", string(fault.As(err).Code))
		if err := s.record(context.WithoutCancel(ctx), account.City, e); err != nil {
			s.log.Error("the record says more than was done", "kind", e.Kind, "error", err)
		}
	}
	return edited, err
}

// enrol puts the factor of the ticket into force.
func (s *Sessions) enrol(ctx context.Context, p progress, account accounts.Account, code string, from From) (accounts.Account, []string, error) {
	codes, hashes := totp.RecoveryCodes()
	e := by(record.FactorSet, Signed{Account: account}, from, "account/"+account.ID)
	account, err := s.change(ctx, account, e, func(a *accounts.Account) error {
		if err := p.fits(*a); err != nil {
			return err
		}
		return s.confirm(a, p.Secret, code, hashes)
	})
	return account, codes, err
}

// refuseFactor records a wrong code and is fault.FactorWrong.
func (s *Sessions) refuseFactor(ctx context.Context, p progress, from From) error {
	err := s.record(ctx, p.City, record.Entry{
		Kind: record.SignInRefused, Address: from.Address, Object: "account/" + p.Account,
		With: with("by", p.By, "reason", "factor", "platform", p.Device.Platform),
	})
	if err != nil {
		return err
	}
	return fault.New(fault.FactorWrong, "code", nil)
}
