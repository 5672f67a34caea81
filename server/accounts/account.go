package accounts

import (
	"slices"
	"time"

	"sizhang/domain/access"
)

// Account is one account (账号). Secrets are never printed.
type Account struct {
	City, ID string
	Login    string // lower case; unique in the city
	Person   string // id in the city's register; unique, or empty for an account of nobody
	Name     string
	// Subject is who the account is at the city's single sign-on; unique, or empty.
	Subject  string
	Disabled bool
	// MustChange demands a new password at the next sign-in.
	MustChange bool
	Grants     []Grant
	Away       []Away
	Created    time.Time
	// PasswordSet is when the password was last set, zero where there is none.
	PasswordSet time.Time
	Version     int64

	Hash   Hash // of the password; empty where only the single sign-on is used
	Factor Factor
}

// Hash is a password's hash. However it is printed, it says nothing.
type Hash string

func (Hash) String() string               { return hidden }
func (Hash) GoString() string             { return hidden }
func (Hash) MarshalText() ([]byte, error) { return []byte(hidden), nil }

const hidden = "•"

// Factor is the second factor; the zero Factor is none. However it is printed, it
// says nothing.
type Factor struct {
	Sealed    string   // the TOTP secret, sealed for the account
	Confirmed bool     // a code was shown; before that it demands nothing
	Step      int64    // the last step that was used
	Recovery  []string // hashes of the recovery codes that are left
}

func (Factor) String() string               { return hidden }
func (Factor) GoString() string             { return hidden }
func (Factor) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Grant is a role that was given to an account (授权). It holds from From until
// Until, which is the first instant without it, or the zero time while no end is
// known.
type Grant struct {
	ID          string
	Role        string
	Unit, Body  string // where; both empty for a role of the whole city
	From, Until time.Time
	Document    string
	By          string // account that gave it; empty by command line
}

// InForce says whether the grant holds at the instant.
func (g Grant) InForce(at time.Time) bool { return !at.Before(g.From) && !g.over(at) }

func (g Grant) over(at time.Time) bool { return !g.Until.IsZero() && !at.Before(g.Until) }

// Away is a time in which a principal does not act, and their deputies do (离岗).
type Away struct{ From, Until time.Time }

// away says whether the account's person is away at the instant.
func (a *Account) away(at time.Time) bool {
	return slices.ContainsFunc(a.Away, func(w Away) bool { return !at.Before(w.From) && at.Before(w.Until) })
}

// clone returns an account that shares nothing with this one.
func (a Account) clone() Account {
	a.Grants, a.Away = slices.Clone(a.Grants), slices.Clone(a.Away)
	a.Factor.Recovery = slices.Clone(a.Factor.Recovery)
	return a
}

// NewAccount is what an account begins as.
type NewAccount struct {
	Login, Person, Name, Subject string
	Grants                       []Grant
	// Password is set where nobody is to be told one; else a one-time password is made.
	Password string
}

// Caller is who asks: an actor and where from, for the record. The zero Actor with
// Local is the command line on the server's own machine, which may everything.
type Caller struct {
	access.Actor
	Address string
	Local   bool
}
