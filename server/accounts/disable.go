package accounts

import (
	"context"

	"sizhang/server/record"
)

// Disable stops an account (停用): the next request of it is refused. It is refused
// itself, as fault.LastAdmin, for the last account that can manage all others.
func (a *Accounts) Disable(ctx context.Context, by Caller, city, id string) (Account, error) {
	return a.apply(ctx, by, city, id, change{
		kind: record.AccountDisabled,
		do:   disabled(true),
		undo: func(account *Account) { account.Disabled = false },
	})
}

// Enable lets a disabled account go on (启用), with all that it held.
func (a *Accounts) Enable(ctx context.Context, by Caller, city, id string) (Account, error) {
	return a.apply(ctx, by, city, id, change{
		kind: record.AccountEnabled,
		do:   disabled(false),
	})
}

func disabled(want bool) func(*Account) error {
	return func(account *Account) error {
		if account.Disabled == want {
			return errAsItWas
		}
		account.Disabled = want
		return nil
	}
}
