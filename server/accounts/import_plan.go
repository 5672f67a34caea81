package accounts

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/intake"
)

// importPlan is what a table of accounts is to do.
type importPlan struct {
	profile *city.Profile
	file    *intake.Report
	rows    []*plannedRow  // in the order of the file
	logins  []*loginImport // in the order in which the file names them
}

// plannedRow is a row with what it says.
type plannedRow struct {
	ImportedRow
	says  intake.AccountRow
	grant Grant // as it would be given; its Role is empty where the row gives none
	at    int   // its place among the account's grants, where that has it; else -1
}

// loginImport is all that the file says of one login.
type loginImport struct {
	rows []*plannedRow
	was  Account // Version 0 where there is none
	next Account
}

// plan reads the table and looks at each login of it.
func (a *Accounts) plan(ctx context.Context, by Caller, city string, r io.Reader, o intake.AccountOptions) (*importPlan, error) {
	p := &importPlan{file: &intake.Report{}}
	if err := by.may(access.AccountManage, city); err != nil {
		return p, err
	}
	var err error
	if p.profile, err = a.duties.ProfileNow(ctx, city); err != nil {
		return p, err
	}
	o.Profile = p.profile
	var rows []intake.AccountRow
	if rows, p.file, err = intake.ReadAccounts(ctx, r, o); err != nil {
		return p, err
	}
	p.add(rows)
	people, subjects := map[string]string{}, map[string]string{}
	for _, g := range p.logins {
		err := a.planLogin(ctx, by, city, p.profile, g)
		if err == nil {
			err = errors.Join(once(people, "person", g.next.Person, g.next.Login, fault.PersonTaken),
				once(subjects, "subject", g.next.Subject, g.next.Login, fault.SubjectTaken))
		}
		if err := g.refuse(err); err != nil {
			return p, err
		}
	}
	return p, nil
}

// add sorts the rows by login, and puts those between them that could not be read.
func (p *importPlan) add(rows []intake.AccountRow) {
	byLogin := map[string]*loginImport{}
	for _, says := range rows {
		r := &plannedRow{ImportedRow: ImportedRow{Row: says.Row, Login: says.Login}, says: says, at: -1}
		p.rows = append(p.rows, r)
		login, err := ParseLogin(says.Login)
		if err != nil {
			r.refuse(fault.As(err))
			continue
		}
		r.Login, r.says.Login = login, login
		g := byLogin[login]
		if g == nil {
			g = &loginImport{}
			byLogin[login] = g
			p.logins = append(p.logins, g)
		}
		g.rows = append(g.rows, r)
	}
	for _, f := range p.file.Findings {
		if f.Index > 0 && (f.Severity == territory.Refusal || f.Severity == territory.Omission) {
			r := &plannedRow{ImportedRow: ImportedRow{Row: f.Index, Login: f.Unit}}
			r.refuse(fault.New(f.Code, f.Field, f.With))
			p.rows = append(p.rows, r)
		}
	}
	slices.SortStableFunc(p.rows, func(a, b *plannedRow) int { return cmp.Compare(a.Row, b.Row) })
}

func (r *plannedRow) refuse(why *fault.Fault) { r.Outcome, r.Why = RowRefused, why }

// once refuses what another login of the file has that only one can have.
func once(taken map[string]string, field, value, login string, code fault.Code) error {
	if value == "" {
		return nil
	}
	if first, known := taken[value]; known && first != login {
		return fault.New(code, field, fault.With{field: value})
	}
	taken[value] = login
	return nil
}

// refuse refuses every row of the login for a reason; what is no fault is returned, and
// what is none of the rows', such as a record that cannot be written.
func (g *loginImport) refuse(err error) error {
	if err == nil {
		return nil
	}
	var why *fault.Fault
	if !errors.As(err, &why) || why.Kind() == fault.Internal || why.Kind() == fault.Unavailable {
		return err
	}
	for _, r := range g.rows {
		if r.Outcome != RowRefused {
			r.refuse(why)
		}
	}
	return nil
}

// planLogin finds out what the rows of a login do. Its error is what speaks against
// all of them, or that the store cannot be read.
func (a *Accounts) planLogin(ctx context.Context, by Caller, city string, p *city.Profile, g *loginImport) error {
	was, found, err := a.findBy(ctx, city, "login", g.rows[0].Login)
	if err != nil {
		return err
	}
	if found {
		if err := a.manages(ctx, by, was); err != nil {
			if fault.As(err).Code == fault.AccountNotFound { // the login is taken, and that is all that they may know
				err = fault.New(fault.LoginTaken, "login", fault.With{"login": was.Login})
			}
			return err
		}
		g.was, g.next = was, was.clone()
	} else {
		g.next = Account{City: city, ID: newID(), Login: g.rows[0].Login, Created: kept(a.now())}
	}
	if err := g.identify(); err != nil {
		return err
	}
	if err := a.identify(ctx, &g.next); err != nil {
		return err
	}
	if err := a.planGrants(by, city, p, g); err != nil {
		return err
	}
	if err := a.binds(ctx, by, g.next); err != nil {
		return err
	}
	return a.taken(ctx, g.next, nil)
}

// planGrants lays the roles of the rows over those that the account has.
func (a *Accounts) planGrants(by Caller, city string, p *city.Profile, g *loginImport) error {
	now := a.now()
	identified := g.next.Person != g.was.Person || g.next.Name != g.was.Name || g.next.Subject != g.was.Subject
	for i, r := range g.rows {
		r.Outcome = RowUnchanged
		switch {
		case g.was.Version == 0:
			r.Outcome = RowCreated
		case i == 0 && identified:
			r.Outcome = RowChanged
		}
		if g.was.Version > 0 {
			r.Account = g.was.ID
		}
		if r.says.Role == "" {
			continue
		}
		wants := Grant{Role: r.says.Role, Unit: r.says.Unit, Body: r.says.Body, From: kept(r.says.From), Until: kept(r.says.Until)}
		if r.at = g.next.has(wants, now); r.at >= 0 && g.next.Grants[r.at].Until.Equal(wants.Until) {
			continue
		}
		fresh, err := a.newGrant(p, city, by, wants)
		if err != nil {
			r.refuse(fault.As(err))
			continue
		}
		if r.grant = fresh; r.at >= 0 {
			g.next.Grants[r.at].Until = fresh.Until
		} else if err := g.next.give(fresh, now); err != nil {
			return err
		}
		if r.Outcome == RowUnchanged {
			r.Outcome = RowChanged
		}
	}
	return nil
}

// has returns the place of the grant that a row means: of the role at the place, from
// the same instant on or, where the row does not say, in force; -1 where there is none.
func (a *Account) has(wants Grant, now time.Time) int {
	return slices.IndexFunc(a.Grants, func(g Grant) bool {
		same := g.Role == wants.Role && g.Unit == wants.Unit && g.Body == wants.Body
		if wants.From.IsZero() {
			return same && g.InForce(now)
		}
		return same && g.From.Equal(wants.From)
	})
}

// identify gives the account what the rows say of whose it is.
func (g *loginImport) identify() error {
	for _, what := range []struct {
		field string
		of    func(intake.AccountRow) string
		into  *string
	}{
		{"person", func(r intake.AccountRow) string { return r.Person }, &g.next.Person},
		{"name", func(r intake.AccountRow) string { return r.Name }, &g.next.Name},
		{"subject", func(r intake.AccountRow) string { return r.Subject }, &g.next.Subject},
	} {
		said := ""
		for _, r := range g.rows {
			value := what.of(r.says)
			if said != "" && value != "" && value != said {
				return fault.New(fault.RowsDisagree, what.field, fault.With{"login": g.next.Login, "first": said, "other": value})
			}
			said = cmp.Or(said, value)
		}
		if said != "" {
			*what.into = said
		}
	}
	if g.was.Person != "" && g.next.Person != g.was.Person {
		return fault.New(fault.AccountOfOther, "person", fault.With{"login": g.next.Login})
	}
	return nil
}
