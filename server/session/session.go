// Package session signs people in and keeps them signed in (登录与会话): by password or
// by the city's single sign-on, with a second factor where the city demands one.
// An access token lasts minutes; the refresh token behind it is replaced each time
// it is used, and using one twice ends the sign-in (RFC 9700, 4.14).
//
// A sign-in holds under the password that its account had when it began. Whatever
// sets another password ends it in that same write, on every server, and so does
// whatever disables the account.
package session

import (
	"context"
	"log/slog"
	"time"

	"sizhang/domain/access"
	"sizhang/server/accounts"
	"sizhang/server/auth/limit"
	"sizhang/server/auth/secret"
	"sizhang/server/auth/sso"
	"sizhang/server/auth/token"
	"sizhang/server/latest"
	"sizhang/server/record"
	"sizhang/server/store"
)

// Sessions are the sign-ins of every city of a store. Its methods are safe for
// concurrent use, in several processes at once.
type Sessions struct {
	options  Options
	log      *slog.Logger
	keys     keys
	seen     *token.Seen
	signed   *latest.Said[[2]string, body]
	failures *limit.Failures
	rate     *limit.Rate
	noted    *noted
	cities   cities
}

// Options of Sessions; SSO, Now, Log and what follows may be left out.
type Options struct {
	Store    store.Store
	Accounts Accounts
	Secret   *secret.Secret
	Hasher   Hasher
	Record   Recorder
	Maker    token.Maker
	SSO      Provider
	Now      func() time.Time
	Log      *slog.Logger

	Title       string        // 四长制 where empty: what authenticators call the product
	RefreshLife time.Duration // 30 days where zero: how long a device may be silent
	Grace       time.Duration // 30 s where zero: how long a lost answer can be asked for again
	KeyLife     time.Duration // 30 days where zero: how long a key signs

	// Of one address AddressBurst attempts to sign in may come at once, 120 where
	// zero, and then one every AddressEvery, half a second where zero: all of an
	// office comes from one address.
	AddressBurst int
	AddressEvery time.Duration
}

// Accounts is what sessions ask of the accounts; *accounts.Accounts answers.
type Accounts interface {
	Find(ctx context.Context, city, login string) (accounts.Account, bool, error)
	FindSubject(ctx context.Context, city, subject string) (accounts.Account, bool, error)
	Edit(ctx context.Context, city, id string, change func(*accounts.Account) error) (accounts.Account, error)
	Actor(ctx context.Context, city, id string) (access.Actor, accounts.Account, error)
}

// Hasher makes and checks passwords; *password.Hasher is one.
type Hasher interface {
	Hash(ctx context.Context, password string) (string, error)
	Verify(ctx context.Context, password, hash string) (right, outdated bool, err error)
}

// Recorder keeps what was done; *record.Log is one.
type Recorder interface {
	Append(ctx context.Context, city string, e record.Entry) error
}

// Provider is a city's single sign-on; *sso.Provider is one.
type Provider interface {
	City() string
	MayReturnTo(redirect string) bool
	Leave(ctx context.Context, state, nonce, verifier string) (string, error)
	Arrive(ctx context.Context, code, nonce, verifier string) (subject string, err error)
}

// What is allowed of one account (OWASP ASVS 5.0, 6.3.1), and of how many keys of
// the counters is kept. Each server counts for itself.
const (
	signedKept      = 10_000 // sign-ins of which is known what their documents say
	failuresAllowed = 5
	failuresWindow  = 15 * time.Minute
	keysCounted     = 100_000
)

// New makes the sessions over a store.
func New(o Options) *Sessions {
	if p, ours := o.SSO.(*sso.Provider); ours && p == nil {
		o.SSO = nil
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	defaultTo(&o.Title, "四长制")
	defaultTo(&o.RefreshLife, 30*24*time.Hour)
	defaultTo(&o.Grace, 30*time.Second)
	defaultTo(&o.KeyLife, 30*24*time.Hour)
	defaultTo(&o.AddressBurst, 120)
	defaultTo(&o.AddressEvery, 500*time.Millisecond)
	return &Sessions{
		options:  o,
		log:      o.Log,
		failures: limit.NewFailures(failuresAllowed, failuresWindow, keysCounted),
		rate:     limit.NewRate(o.AddressEvery, o.AddressBurst, keysCounted),
		noted:    newNoted(),
		seen:     token.NewSeen(),
		signed:   latest.NewSaid[[2]string, body](signedKept),
	}
}

func defaultTo[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// now is the time by this server's clock.
func (s *Sessions) now() time.Time { return s.options.Now() }
