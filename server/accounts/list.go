package accounts

import (
	"context"
	"errors"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/store"
)

// MaxPage is the most accounts on a page.
const MaxPage = 200

// Get returns the account where the caller may read it; everybody may read their
// own. fault.AccountNotFound where there is none or the caller may not.
func (a *Accounts) Get(ctx context.Context, by Caller, city, id string) (Account, error) {
	own := by.City == city && by.Account == id && id != ""
	if err := by.may(access.AccountRead, city); err != nil && !own {
		return Account{}, err
	}
	account, err := a.read(ctx, city, id)
	if err != nil {
		return Account{}, err
	}
	reads, err := a.readable(ctx, by, account)
	if err == nil && !reads {
		err = notFound()
	}
	if err != nil {
		return Account{}, err
	}
	return account, nil
}

// List returns up to limit accounts that the caller may read, by id, which is the
// order in which they were made, and the mark to go on after; empty where no more
// follow that the caller may read. fault.CursorInvalid where after is no such mark.
//
// Who reads the whole city has each page from one query. Who reads a part of it
// makes the server look at every account, most of them without asking the store.
func (a *Accounts) List(ctx context.Context, by Caller, city, after string, limit int) ([]Account, string, error) {
	if err := by.may(access.AccountRead, city); err != nil {
		return nil, "", err
	}
	limit = min(max(limit, 1), MaxPage)
	q := store.Query{Collection: store.Accounts, City: city, After: store.Cursor(after), Limit: limit}
	if by.Local || by.Scope(access.AccountRead).Whole() {
		page, err := a.page(ctx, q)
		if err != nil {
			return nil, "", err
		}
		list, err := accountsOf(page.Documents)
		return list, string(page.Next), err
	}
	return a.listed(ctx, by, q, limit)
}

// listed returns a page of those accounts that the caller may read. Its mark comes
// of the last of them, and says nothing of those that were passed over.
func (a *Accounts) listed(ctx context.Context, by Caller, q store.Query, limit int) (list []Account, next string, err error) {
	for q.Limit = store.MaxLimit; ; {
		page, err := a.page(ctx, q)
		if err != nil {
			return nil, "", err
		}
		all, err := accountsOf(page.Documents)
		if err != nil {
			return nil, "", err
		}
		for i, account := range all {
			reads, err := a.readable(ctx, by, account)
			if err != nil {
				return nil, "", err
			}
			if !reads {
				continue
			}
			if len(list) == limit { // there is one more, so next is worth having
				return list, next, nil
			}
			if list = append(list, account); len(list) == limit {
				if next, err = a.mark(ctx, q, i+1, account.ID); err != nil {
					return nil, "", err
				}
			}
		}
		if page.Next == "" {
			return list, "", nil
		}
		q.After = page.Next
	}
}

// page is one page of accounts; fault.CursorInvalid where it cannot begin there.
func (a *Accounts) page(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := a.store.Query(ctx, q)
	if errors.Is(err, store.ErrBadQuery) && q.After != "" {
		err = fault.New(fault.CursorInvalid, "after", nil)
	}
	return page, err
}

// mark returns where to go on after the account with the id, which is the nth that
// the query finds, or a later one by now.
func (a *Accounts) mark(ctx context.Context, q store.Query, n int, id string) (string, error) {
	for q.Limit = n; ; q.Limit = 1 {
		page, err := a.store.Query(ctx, q)
		if err != nil {
			return "", err
		}
		last := len(page.Documents) - 1
		if page.Next == "" || last < 0 || page.Documents[last].ID >= id {
			return string(page.Next), nil
		}
		q.After = page.Next
	}
}

// readable says whether the caller may read the account.
func (a *Accounts) readable(ctx context.Context, by Caller, account Account) (bool, error) {
	hidden, err := a.hides(ctx, by, account)
	if err != nil || hidden {
		return false, err
	}
	claims, err := a.claims(ctx, account)
	return err == nil && by.reads(account, claims), err
}

func accountsOf(documents []store.Document) ([]Account, error) {
	list := make([]Account, len(documents))
	for i, d := range documents {
		var err error
		if list[i], err = accountOf(d); err != nil {
			return nil, err
		}
	}
	return list, nil
}
