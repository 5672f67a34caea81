package accounts

import (
	"context"
	"errors"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/record"
)

// write does what was planned for one login. Each step is recorded and written by
// itself, with everybody's rights looked at again. What is refused by now is noted in
// the rows; any other error is returned.
func (a *Accounts) write(ctx context.Context, by Caller, g *loginImport) error {
	if g.refused() {
		return nil
	}
	if g.was.Version == 0 {
		return g.refuse(a.writeNew(ctx, by, g))
	}
	if err := a.writeIdentity(ctx, by, g); err != nil {
		return g.refuse(err)
	}
	for _, r := range g.rows {
		if r.Outcome != RowChanged || r.grant.Role == "" {
			continue
		}
		if err := a.writeGrant(ctx, by, g, r); err != nil {
			return g.refuse(err)
		}
	}
	return nil
}

// refused says whether nothing is left to write of the login.
func (g *loginImport) refused() bool {
	for _, r := range g.rows {
		if r.Outcome != RowRefused {
			return false
		}
	}
	return true
}

// writeNew makes the account. Where too many passwords are being hashed it waits: an
// import has time.
func (a *Accounts) writeNew(ctx context.Context, by Caller, g *loginImport) error {
	for {
		made, told, err := a.open(ctx, by, g.next, "")
		var busy *fault.Fault
		if errors.As(err, &busy) && busy.Code == fault.ServerBusy {
			select {
			case <-time.After(hashPause):
				continue
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err != nil {
			return err
		}
		first := true
		for _, r := range g.rows {
			if r.Outcome == RowRefused {
				continue
			}
			if r.Account = made.ID; first {
				r.Password, first = told, false
			}
		}
		return nil
	}
}

const hashPause = 50 * time.Millisecond

// writeIdentity writes whose account it is, where that is news.
func (a *Accounts) writeIdentity(ctx context.Context, by Caller, g *loginImport) error {
	with := map[string]string{}
	if g.next.Person != g.was.Person {
		with["person"] = g.next.Person
	}
	if g.next.Name != g.was.Name {
		with["name"] = "changed"
	}
	if g.next.Subject != g.was.Subject {
		with["subject"] = "changed"
	}
	if len(with) == 0 {
		return nil
	}
	_, err := a.apply(ctx, by, g.was.City, g.was.ID, change{
		kind: record.AccountChanged, with: with,
		do: func(account *Account) error {
			if account.Person != g.was.Person {
				return fault.New(fault.AccountOfOther, "person", fault.With{"login": account.Login})
			}
			account.Person, account.Name, account.Subject = g.next.Person, g.next.Name, g.next.Subject
			return nil
		},
	})
	return err
}

// writeGrant gives the role that a row has, or moves its end.
func (a *Accounts) writeGrant(ctx context.Context, by Caller, g *loginImport, r *plannedRow) error {
	_, err := a.apply(ctx, by, g.was.City, g.was.ID, change{
		kind: record.RoleGiven, with: r.grant.told(),
		do: func(account *Account) error {
			wants := r.grant
			wants.From = kept(r.says.From)
			if at := account.has(wants, a.now()); at >= 0 {
				account.Grants[at].Until = r.grant.Until
				return nil
			}
			return account.give(r.grant, a.now())
		},
	})
	return err
}
