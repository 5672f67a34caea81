package accounts

import (
	"context"
	"errors"

	"sizhang/domain/fault"
	"sizhang/server/store"
)

// Find returns the account with the login, in whatever case it is typed. For
// signing in only: it asks nobody's right.
func (a *Accounts) Find(ctx context.Context, city, login string) (Account, bool, error) {
	login, err := ParseLogin(login)
	if err != nil {
		return Account{}, false, nil // nobody can have it
	}
	return a.findBy(ctx, city, "login", login)
}

// FindSubject returns the account with the subject at the city's single sign-on.
// For signing in only: it asks nobody's right.
func (a *Accounts) FindSubject(ctx context.Context, city, subject string) (Account, bool, error) {
	return a.findBy(ctx, city, "subject", subject)
}

// findBy finds an account by a unique index.
func (a *Accounts) findBy(ctx context.Context, city, index, value string) (Account, bool, error) {
	if value == "" || len(value) > store.MaxKey {
		return Account{}, false, nil
	}
	page, err := a.store.Query(ctx, store.Query{Collection: store.Accounts, City: city, Index: index, Equal: []any{value}, Limit: 1})
	if err != nil || len(page.Documents) == 0 {
		return Account{}, false, err
	}
	found, err := accountOf(page.Documents[0])
	return found, err == nil, err
}

// read returns the account; fault.AccountNotFound where there is none.
func (a *Accounts) read(ctx context.Context, city, id string) (Account, error) {
	d, err := a.get(ctx, city, id)
	if err != nil {
		return Account{}, err
	}
	return accountOf(d)
}

// get returns the account's document; fault.AccountNotFound where there is none.
func (a *Accounts) get(ctx context.Context, city, id string) (store.Document, error) {
	if id == "" || len(id) > store.MaxKey {
		return store.Document{}, notFound()
	}
	d, err := a.store.Get(ctx, store.Accounts, city, id)
	if errors.Is(err, store.ErrMissing) {
		return store.Document{}, notFound()
	}
	return d, err
}

func notFound() error { return fault.New(fault.AccountNotFound, "", nil) }

// attempts is how often a change begins anew because another write came first.
const attempts = 100

// Edit changes an account by itself, as signing in does: it reads it, lets change
// do its work and writes it unless another write came first, in which case it
// begins anew. change may run several times; where it fails nothing is written and
// its error is returned. It asks nobody's right and records nothing.
func (a *Accounts) Edit(ctx context.Context, city, id string, change func(*Account) error) (Account, error) {
	for range attempts {
		was, err := a.read(ctx, city, id)
		if err != nil {
			return Account{}, err
		}
		next := was.clone()
		if err := change(&next); err != nil {
			return Account{}, err
		}
		next, err = a.replace(ctx, was, next)
		if !errors.Is(err, store.ErrStale) {
			return next, err
		}
	}
	return Account{}, fault.New(fault.TooBusy, "", nil)
}

// replace writes an account in the place of what it was read as; store.ErrStale
// where another write came first. What identifies it cannot be changed.
func (a *Accounts) replace(ctx context.Context, was, next Account) (Account, error) {
	next.City, next.ID, next.Version, next.Created = was.City, was.ID, was.Version, was.Created
	d, err := next.document()
	if err != nil {
		return Account{}, err
	}
	version, err := a.store.Replace(ctx, d)
	if errors.Is(err, store.ErrExists) {
		err = a.taken(ctx, next, err)
	}
	if err != nil {
		return Account{}, err
	}
	d.Version = version
	return accountOf(d)
}

// insert writes a new account and returns it as it is kept.
func (a *Accounts) insert(ctx context.Context, fresh Account) (Account, error) {
	d, err := fresh.document()
	if err != nil {
		return Account{}, err
	}
	err = a.store.Insert(ctx, d)
	if errors.Is(err, store.ErrExists) {
		err = a.taken(ctx, fresh, err)
	}
	if err != nil {
		return Account{}, err
	}
	d.Version = 1
	return accountOf(d)
}

// taken says what of an account another one has; otherwise where none has, any
// longer.
func (a *Accounts) taken(ctx context.Context, of Account, otherwise error) error {
	for _, unique := range []struct {
		index, value string
		code         fault.Code
	}{
		{"login", of.Login, fault.LoginTaken},
		{"person", of.Person, fault.PersonTaken},
		{"subject", of.Subject, fault.SubjectTaken},
	} {
		other, found, err := a.findBy(ctx, of.City, unique.index, unique.value)
		if err != nil {
			return err
		}
		if found && other.ID != of.ID {
			return fault.New(unique.code, unique.index, fault.With{unique.index: unique.value})
		}
	}
	return otherwise
}
