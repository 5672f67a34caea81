package accounts

import (
	"context"
	"strconv"
	"strings"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/auth/password"
	"sizhang/server/intake"
	"sizhang/server/record"
)

// maxSubject is how long a subject at the single sign-on may be, in bytes (OpenID
// Connect Core 1.0, 2: at most 255 ASCII characters).
const maxSubject = 255

// CreateAdmin makes an account with the city's role of an administrator and returns
// its one-time password: the first account of a city, and the way back in where
// nobody can manage accounts any more. It is for the command line alone.
// fault.LoginTaken where the name is taken.
func (a *Accounts) CreateAdmin(ctx context.Context, city, login, name string) (Account, string, error) {
	p, err := a.duties.ProfileNow(ctx, city)
	if err != nil {
		return Account{}, "", err
	}
	n := NewAccount{Login: login, Name: name, Grants: []Grant{{Role: adminRole(p)}}}
	return a.Create(ctx, Caller{Local: true}, city, n)
}

// adminRole returns the role of an administrator: the one that is called so, else
// the first that manages accounts in the whole city.
func adminRole(p *city.Profile) string {
	manages := func(r *city.Role) bool { return r.Reach == access.Whole && r.Has(access.AccountManage) }
	if r, known := p.Role(city.AdminRole); known && manages(r) {
		return r.ID
	}
	roles := p.AllRoles()
	for i := range roles {
		if manages(&roles[i]) {
			return roles[i].ID
		}
	}
	return city.AdminRole // which is refused, and the refusal names what there is
}

// Create makes an account and returns its one-time password, empty where one was
// set. The caller must be one who may give all that it will have, by its grants and
// by the posts of its person. fault.LoginTaken, PersonTaken or SubjectTaken where
// another account of the city has what only one can.
func (a *Accounts) Create(ctx context.Context, by Caller, city string, n NewAccount) (Account, string, error) {
	if err := by.may(access.AccountManage, city); err != nil {
		return Account{}, "", err
	}
	fresh, err := a.draft(ctx, by, city, n)
	if err != nil {
		return Account{}, "", err
	}
	if err := a.binds(ctx, by, fresh); err != nil {
		return Account{}, "", err
	}
	if err := a.taken(ctx, fresh, nil); err != nil {
		return Account{}, "", err
	}
	return a.open(ctx, by, fresh, n.Password)
}

// draft returns the account as it would be, without a password.
func (a *Accounts) draft(ctx context.Context, by Caller, city string, n NewAccount) (Account, error) {
	fresh := Account{City: city, ID: newID(), Person: n.Person, Name: strings.TrimSpace(n.Name), Subject: n.Subject, Created: kept(a.now())}
	var err error
	if fresh.Login, err = ParseLogin(n.Login); err != nil {
		return fresh, err
	}
	if err := a.identify(ctx, &fresh); err != nil {
		return fresh, err
	}
	p, err := a.duties.ProfileNow(ctx, city)
	if err != nil {
		return fresh, err
	}
	for _, g := range n.Grants {
		if g, err = a.newGrant(p, city, by, g); err != nil {
			return fresh, err
		}
		if err := fresh.give(g, a.now()); err != nil {
			return fresh, err
		}
	}
	return fresh, nil
}

// identify checks who the account is said to be, and gives it the name that the
// register has where it has none. Whoever holds a post may stand in no register.
func (a *Accounts) identify(ctx context.Context, account *Account) error {
	if len([]rune(account.Name)) > maxText {
		return fault.New(fault.TextTooLong, "name", fault.With{"limit": maxText})
	}
	if len(account.Subject) > maxSubject {
		return fault.New(fault.TextTooLong, "subject", fault.With{"limit": maxSubject})
	}
	if !intake.Tabular(account.Name) {
		return fault.New(fault.FieldInvalid, "name", nil)
	}
	if !intake.Tabular(account.Subject) {
		return fault.New(fault.FieldInvalid, "subject", nil)
	}
	if account.Person == "" {
		return nil
	}
	p, there, err := a.duties.Person(ctx, account.City, account.Person)
	if err != nil {
		return err
	}
	if !there && len(a.duties.UnitsOf(account.City, account.Person)) == 0 {
		return personNotFound()
	}
	if account.Name == "" {
		account.Name = p.Name
	}
	return nil
}

// open gives a new account its password, records it and writes it.
func (a *Accounts) open(ctx context.Context, by Caller, fresh Account, secret string) (Account, string, error) {
	var told string
	var err error
	if secret == "" {
		fresh.MustChange = true
		told, fresh.Hash, err = a.oneTime(ctx)
	} else {
		fresh.Hash, err = a.chosen(ctx, fresh, secret)
	}
	if err != nil {
		return Account{}, "", err
	}
	fresh.PasswordSet = fresh.Created
	entries := []record.Entry{a.entry(by, record.AccountCreated, fresh.ID, fresh.told())}
	for _, g := range fresh.Grants {
		entries = append(entries, a.entry(by, record.RoleGiven, fresh.ID, g.told()))
	}
	for i, e := range entries {
		if err := a.record.Append(ctx, fresh.City, e); err != nil {
			if i > 0 {
				a.failed(ctx, fresh.City, entries[0], err)
			}
			return Account{}, "", err
		}
	}
	made, err := a.insert(ctx, fresh)
	if err != nil {
		a.failed(ctx, fresh.City, entries[0], err)
		return Account{}, "", err
	}
	return made, told, nil
}

// chosen hashes a password that somebody chose.
func (a *Accounts) chosen(ctx context.Context, of Account, secret string) (Hash, error) {
	if bad := password.Check(secret, of.Login, of.Name, of.Person); bad != nil {
		return "", bad
	}
	hash, err := a.hasher.Hash(ctx, secret)
	return Hash(hash), err
}

// told is what the record says of a new account. A login may be a telephone number,
// so it is not told.
func (a Account) told() map[string]string {
	with := map[string]string{"grants": strconv.Itoa(len(a.Grants))}
	if a.Person != "" {
		with["person"] = a.Person
	}
	return with
}
