package accounts

import (
	"context"
	"errors"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/store"
)

// A city keeps one account at least that can manage all its accounts. That is a
// statement about many documents, and one document is all that a write can guard.
// So it is looked at before a change and again after it, and a change that leaves
// nobody is taken back: of two that each end one of the last two administrators at
// the same time, one sees what the other did, and at worst both are taken back. A
// server that dies between the change and the second look leaves the city without
// one, and so can a profile, a term that ends or a grant that runs out. The way back
// is the command line on the server's machine: user create-admin.

// resigns says whether the change takes the city's accounts out of somebody's hands.
func (a *Accounts) resigns(ctx context.Context, was, next Account) (bool, error) {
	before, err := a.isAdmin(ctx, was)
	if err != nil || !before {
		return false, err
	}
	after, err := a.isAdmin(ctx, next)
	return !after, err
}

// isAdmin says whether the account can manage every account of its city now.
func (a *Accounts) isAdmin(ctx context.Context, account Account) (bool, error) {
	if account.Disabled {
		return false, nil
	}
	holdings, err := a.holdings(ctx, account)
	actor := access.Actor{City: account.City, Account: account.ID, Holdings: holdings}
	return actor.Can(access.AccountManage, access.Object{City: account.City}), err
}

var errEnough = errors.New("no need to look further")

// hasAdmin is fault.LastAdmin unless another account than the one can manage all
// accounts of the city. Those are looked at first that can by a grant, which costs
// nothing to see.
func (a *Accounts) hasAdmin(ctx context.Context, city, but string) error {
	for _, byPost := range []bool{false, true} {
		err := a.each(ctx, city, func(account Account) error {
			if account.ID == but || byPost == (account.Person == "") {
				return nil
			}
			if !byPost {
				account.Person = ""
			}
			if is, err := a.isAdmin(ctx, account); err != nil || !is {
				return err
			}
			return errEnough
		})
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return fault.New(fault.LastAdmin, "", nil)
}

// takeBack undoes a change that left the city without an administrator, and returns
// why. It does so even if the request has ended by then.
func (a *Accounts) takeBack(ctx context.Context, changed Account, undo func(*Account), why error) error {
	_, err := a.Edit(context.WithoutCancel(ctx), changed.City, changed.ID, func(account *Account) error {
		undo(account)
		return nil
	})
	return errors.Join(why, err)
}

// each hands every account of the city to visit, by id, until visit fails.
func (a *Accounts) each(ctx context.Context, city string, visit func(Account) error) error {
	for d, err := range store.All(ctx, a.store, store.Query{Collection: store.Accounts, City: city}) {
		if err != nil {
			return err
		}
		account, err := accountOf(d)
		if err != nil {
			return err
		}
		if err := visit(account); err != nil {
			return err
		}
	}
	return nil
}
