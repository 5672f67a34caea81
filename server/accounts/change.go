package accounts

import (
	"context"
	"errors"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/record"
	"sizhang/server/store"
)

// change is one thing that is done to an account.
type change struct {
	// kind and with are what the record says of it.
	kind record.Kind
	with map[string]string
	// own lets an account do it to itself, whatever it may else.
	own bool
	// do changes the account; it may run several times. errAsItWas says that there is
	// nothing to do.
	do func(*Account) error
	// undo takes it back, where that may be needed.
	undo func(*Account)
}

// apply makes a change that the caller must have the right to: to all that the
// account claims before it, and all that it claims after. The record has it before
// it is made; a change that then cannot be made is in the record a second time, as
// failed.
func (a *Accounts) apply(ctx context.Context, by Caller, city, id string, c change) (Account, error) {
	if !(c.own && by.City == city && by.Account == id) {
		if err := by.may(access.AccountManage, city); err != nil {
			return Account{}, err
		}
	}
	entry := a.entry(by, c.kind, id, c.with)
	recorded := false
	for range attempts {
		is, err := a.prepare(ctx, by, city, id, c)
		if err == nil && !recorded {
			err = a.record.Append(ctx, city, entry)
			recorded = err == nil
		}
		if err == nil {
			is.next, err = a.commit(ctx, is)
		}
		switch {
		case err == nil:
			return is.next, nil
		case errors.Is(err, errAsItWas):
			return is.was, nil
		case errors.Is(err, store.ErrStale):
			continue
		case recorded:
			a.failed(ctx, city, entry, err)
		}
		return Account{}, err
	}
	return Account{}, fault.New(fault.TooBusy, "", nil)
}

// errAsItWas says that an account is as it is wanted already.
var errAsItWas = errors.New("nothing to write")

// prepared is an account as it is and as it would be.
type prepared struct {
	change
	was, next Account
	// resigns says that the change takes the city's accounts out of its hands.
	resigns bool
}

// prepare reads the account, and refuses what must not be done to it.
func (a *Accounts) prepare(ctx context.Context, by Caller, city, id string, c change) (is prepared, err error) {
	is.change = c
	if is.was, err = a.read(ctx, city, id); err != nil {
		return is, err
	}
	is.next = is.was.clone()
	if c.own && by.is(is.was) {
		return is, c.do(&is.next)
	}
	if err = a.manages(ctx, by, is.was); err != nil {
		return is, err
	}
	if err = c.do(&is.next); err != nil {
		return is, err
	}
	claims, err := a.claims(ctx, is.next)
	if err != nil {
		return is, err
	}
	if err = by.gives(city, claims); err != nil {
		return is, err
	}
	if is.resigns, err = a.resigns(ctx, is.was, is.next); err == nil && is.resigns {
		err = a.hasAdmin(ctx, city, id)
	}
	return is, err
}

// manages refuses whoever may not give all that the account has. Where they may not
// read it either, it does not exist.
func (a *Accounts) manages(ctx context.Context, by Caller, account Account) error {
	hidden, err := a.hides(ctx, by, account)
	if err != nil {
		return err
	}
	if hidden {
		return notFound()
	}
	claims, err := a.claims(ctx, account)
	if err != nil {
		return err
	}
	err = by.gives(account.City, claims)
	if err != nil && !by.reads(account, claims) {
		return notFound()
	}
	return err
}

// commit writes the change, and takes it back where it left the city without an
// administrator.
func (a *Accounts) commit(ctx context.Context, is prepared) (Account, error) {
	next, err := a.replace(ctx, is.was, is.next)
	if err != nil || !is.resigns || is.undo == nil {
		return next, err
	}
	if err := a.hasAdmin(ctx, next.City, next.ID); err != nil {
		return Account{}, a.takeBack(ctx, next, is.undo, err)
	}
	return next, nil
}

// entry is what the record says of something done to an account.
func (a *Accounts) entry(by Caller, kind record.Kind, id string, with map[string]string) record.Entry {
	return record.Entry{
		At: a.now(), Kind: kind, Account: by.Account, Session: by.Session, Address: by.Address,
		Object: "account/" + id, With: with,
	}
}

// failed puts on record that what was recorded was not done; where that cannot be
// recorded the first entry stands alone, which says too much rather than too little.
func (a *Accounts) failed(ctx context.Context, city string, e record.Entry, why error) {
	with := map[string]string{"failed": string(fault.As(why).Code)}
	for name, value := range e.With {
		with[name] = value
	}
	e.At, e.With = a.now(), with
	_ = a.record.Append(context.WithoutCancel(ctx), city, e)
}
