package accounts

import (
	"context"
	"slices"

	"sizhang/domain/access"
)

// hides says of most accounts that the caller may neither read nor manage that this
// is so, without asking the store. It is what makes lists cheap; and an account that
// is hidden is refused after as much work as one that is not there, so that the time
// does not tell them apart.
func (a *Accounts) hides(ctx context.Context, by Caller, account Account) (bool, error) {
	if by.Local || by.is(account) {
		return false, nil
	}
	near, err := a.near(ctx, by, account)
	if err != nil || near {
		return false, err
	}
	account.Person = "" // what they hold, if anything, lies out of reach
	claims, err := a.claims(ctx, account)
	return err == nil && !by.reads(account, claims) && by.gives(account.City, claims) != nil, err
}

// near says whether what the account's person holds may lie where the caller reads
// or manages accounts.
func (a *Accounts) near(ctx context.Context, by Caller, account Account) (bool, error) {
	if account.Person == "" {
		return false, nil
	}
	units := a.duties.UnitsOf(account.City, account.Person)
	sponsored, err := a.duties.SponsoredBy(ctx, account.City, account.Person)
	for _, s := range sponsored {
		units = append(units, s.Unit)
	}
	reads, manages := by.Scope(access.AccountRead), by.Scope(access.AccountManage)
	return slices.ContainsFunc(units, func(unit string) bool {
		at := access.Object{City: account.City, Units: a.above(account.City, unit)}
		return reads.Holds(at) || manages.Holds(at)
	}), err
}
