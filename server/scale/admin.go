package main

import (
	"context"
	"sync"
	"time"

	"sizhang/server/accounts"
	"sizhang/server/app"
	"sizhang/server/auth/password"
	"sizhang/server/auth/secret"
	"sizhang/server/auth/token"
	"sizhang/server/record"
	"sizhang/server/session"
)

// admin is an administrator who is signed in, with what it takes to be.
type admin struct {
	accounts *accounts.Accounts
	sessions *session.Sessions
	record   *record.Log

	city, password string

	mu     sync.Mutex
	tokens session.Tokens
}

func newAdmin(ctx context.Context, a *app.App, city string) (*admin, error) {
	st, s, hasher := a.Store(), secret.New(), password.NewHasher(password.Options{})
	c := &admin{record: record.New(st, s, time.Now), city: city, password: password.OneTime()}
	c.accounts = accounts.New(accounts.Options{Store: st, Duties: a, Hasher: hasher, Record: c.record})
	c.sessions = session.New(session.Options{
		Store: st, Accounts: c.accounts, Secret: s, Hasher: hasher, Record: c.record, Maker: token.Maker{Issuer: "scale", Audience: "scale"},
	})
	_, _, err := c.accounts.Create(ctx, accounts.Caller{Local: true}, city, accounts.NewAccount{
		Login: "scale", Grants: []accounts.Grant{{Role: "admin"}}, Password: c.password,
	})
	return c, err
}

// token returns an access token that lasts a while yet.
func (c *admin) token(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Until(c.tokens.AccessExpires) < time.Minute {
		answer, err := c.sessions.SignIn(ctx, c.city, "scale", c.password, session.From{Address: "127.0.0.1"})
		if err != nil {
			return "", err
		}
		c.tokens = *answer.Tokens
	}
	return c.tokens.Access, nil
}
