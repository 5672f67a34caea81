package accounts

import (
	"context"

	"sizhang/domain/access"
)

// Managed returns the account where the caller may manage it, for what is done to
// an account elsewhere, such as ending its sign-ins. Otherwise it refuses as every
// change of an account does.
func (a *Accounts) Managed(ctx context.Context, by Caller, city, id string) (Account, error) {
	if err := by.may(access.AccountManage, city); err != nil {
		return Account{}, err
	}
	account, err := a.read(ctx, city, id)
	if err != nil {
		return Account{}, err
	}
	if err := a.manages(ctx, by, account); err != nil {
		return Account{}, err
	}
	return account, nil
}
