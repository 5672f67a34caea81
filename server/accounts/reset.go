package accounts

import (
	"context"

	"sizhang/server/auth/password"
	"sizhang/server/record"
)

// ResetPassword makes a one-time password (重置口令), to be changed at the next
// sign-in. Who may reset an account can become it, so the caller must be one who
// may give all that the account has.
func (a *Accounts) ResetPassword(ctx context.Context, by Caller, city, id string) (string, error) {
	var text string
	var hash Hash
	_, err := a.apply(ctx, by, city, id, change{
		kind: record.PasswordReset,
		do: func(account *Account) (err error) {
			if hash == "" { // once, however often the change begins anew
				if text, hash, err = a.oneTime(ctx); err != nil {
					return err
				}
			}
			account.Hash, account.MustChange, account.PasswordSet = hash, true, kept(a.now())
			return nil
		},
	})
	if err != nil {
		return "", err
	}
	return text, nil
}

// ResetFactor takes the second factor away (重置二次验证), so that a new one can be
// set, for whoever lost their phone and the recovery codes.
func (a *Accounts) ResetFactor(ctx context.Context, by Caller, city, id string) error {
	_, err := a.apply(ctx, by, city, id, change{
		kind: record.FactorReset,
		do:   func(account *Account) error { account.Factor = Factor{}; return nil },
	})
	return err
}

// oneTime makes a password to be told once, and its hash.
func (a *Accounts) oneTime(ctx context.Context) (string, Hash, error) {
	text := password.OneTime()
	hash, err := a.hasher.Hash(ctx, text)
	return text, Hash(hash), err
}
