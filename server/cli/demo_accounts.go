package cli

import (
	"context"
	"fmt"
	"time"

	"sizhang/server/accounts"
	"sizhang/server/auth/password"
	"sizhang/server/demo"
	"sizhang/server/record"
)

// guest is an account of the demonstration with the password of this start.
type guest struct {
	demo.Account
	Password string
}

// admit makes the accounts of the demonstration. Nothing ships with a password:
// each start makes new ones, for the accounts of a city that was kept as well.
func (k *keepers) admit(ctx context.Context, list []demo.Account) ([]guest, error) {
	var guests []guest
	for _, d := range list {
		g := guest{d, password.OneTime()}
		account, found, err := k.accounts.Find(ctx, demo.Code, d.Login)
		switch {
		case err != nil:
		case found:
			err = k.renew(ctx, account, g.Password)
		default:
			n := accounts.NewAccount{Login: d.Login, Name: d.Name, Person: d.Person, Password: g.Password}
			if d.Role != "" {
				n.Grants = []accounts.Grant{{Role: d.Role, Unit: d.Unit, Body: d.Body}}
			}
			_, _, err = k.accounts.Create(ctx, local, demo.Code, n)
		}
		if err != nil {
			return nil, fmt.Errorf("the account %s of the demonstration: %w", d.Login, err)
		}
		guests = append(guests, g)
	}
	return guests, nil
}

// renew gives an account of a kept demonstration another password.
func (k *keepers) renew(ctx context.Context, account accounts.Account, secret string) error {
	hash, err := k.hasher.Hash(ctx, secret)
	if err != nil {
		return err
	}
	entry := record.Entry{Kind: record.PasswordReset, Object: "account/" + account.ID, With: map[string]string{"by": "demo"}}
	if err := k.record.Append(ctx, account.City, entry); err != nil {
		return err
	}
	_, err = k.accounts.Edit(ctx, account.City, account.ID, func(a *accounts.Account) error {
		a.Hash, a.MustChange, a.PasswordSet = accounts.Hash(hash), false, time.Now()
		return nil
	})
	return err
}
