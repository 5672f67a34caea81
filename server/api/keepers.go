package api

import (
	"context"
	"io"

	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/intake"
	"sizhang/server/record"
	"sizhang/server/session"
)

// Accounts are what the handlers ask about accounts; *accounts.Accounts answers.
// It decides by itself what its caller may.
type Accounts interface {
	Create(ctx context.Context, by accounts.Caller, city string, n accounts.NewAccount) (accounts.Account, string, error)
	Get(ctx context.Context, by accounts.Caller, city, id string) (accounts.Account, error)
	Managed(ctx context.Context, by accounts.Caller, city, id string) (accounts.Account, error)
	List(ctx context.Context, by accounts.Caller, city, after string, limit int) ([]accounts.Account, string, error)
	PlanImport(ctx context.Context, by accounts.Caller, city string, r io.Reader, o intake.AccountOptions) (accounts.Imported, error)
	Import(ctx context.Context, by accounts.Caller, city string, r io.Reader, o intake.AccountOptions) (accounts.Imported, error)
	Disable(ctx context.Context, by accounts.Caller, city, id string) (accounts.Account, error)
	Enable(ctx context.Context, by accounts.Caller, city, id string) (accounts.Account, error)
	ResetPassword(ctx context.Context, by accounts.Caller, city, id string) (string, error)
	ResetFactor(ctx context.Context, by accounts.Caller, city, id string) error
	Give(ctx context.Context, by accounts.Caller, city, id string, g accounts.Grant) (accounts.Account, error)
	Take(ctx context.Context, by accounts.Caller, city, id, grant string) (accounts.Account, error)
	SetAway(ctx context.Context, by accounts.Caller, city, id string, away []accounts.Away) (accounts.Account, error)
}

// Sessions sign people in and say who asks; *session.Sessions answers.
type Sessions interface {
	Identify(ctx context.Context, token string) (session.Signed, error)

	SignIn(ctx context.Context, city, login, password string, from session.From) (session.Answer, error)
	Password(ctx context.Context, ticket, newPassword string, from session.From) (session.Answer, error)
	Factor(ctx context.Context, ticket, code string, from session.From) (session.Answer, error)
	Enrol(ctx context.Context, ticket, code string, from session.From) (session.Answer, error)
	BeginSSO(ctx context.Context, city, redirect, challenge, state string) (string, error)
	FinishSSO(ctx context.Context, state, code, refused string, from session.From) (string, error)
	RedeemSSO(ctx context.Context, code, verifier string, from session.From) (session.Answer, error)
	Refresh(ctx context.Context, refresh string, from session.From) (session.Tokens, error)
	JWKS(ctx context.Context) ([]byte, error)

	Devices(ctx context.Context, who session.Signed) ([]session.Session, error)
	Rename(ctx context.Context, who session.Signed, id, name string) (session.Session, error)
	Revoke(ctx context.Context, who session.Signed, id string, from session.From) error
	RevokeAll(ctx context.Context, who session.Signed, keep string, from session.From) (int, error)
	RevokeAccount(ctx context.Context, city, account string) (int, error)
	ChangePassword(ctx context.Context, who session.Signed, old, new string, from session.From) error
	BeginFactor(ctx context.Context, who session.Signed, password string, from session.From) (string, error)
	ConfirmFactor(ctx context.Context, who session.Signed, code string, from session.From) ([]string, error)
	DropFactor(ctx context.Context, who session.Signed, password string, from session.From) error
}

// Records are the record of what was done; *record.Log answers.
type Records interface {
	Append(ctx context.Context, city string, e record.Entry) error
	Read(ctx context.Context, city string, q record.Query) ([]record.Numbered, int64, error)
	Each(ctx context.Context, city string, visit func(record.Numbered) error) error
}

// Register is what the handlers ask about people; *app.App answers.
type Register interface {
	// Person returns somebody of the city's register as it was last published,
	// false where nobody has the id.
	Person(ctx context.Context, city, id string) (person.Person, bool, error)
	// PostsOf returns what the person holds now.
	PostsOf(ctx context.Context, city, person string) ([]territory.Office, error)
}
