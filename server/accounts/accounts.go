// Package accounts keeps who may sign in (账号) and says what each of them may do now.
// An account belongs to a person of the city's register; what it may do comes
// from the posts that the person holds today, from what the person or their body
// sponsors, and from roles that were given to the account.
//
// An account is one document, so that a change of it is whole or it is nothing,
// with any number of servers on one store. What is true of several accounts at
// once is either a unique index, as that no two have one login, or it is looked at
// before and after the change, as that a city has an administrator.
package accounts

import (
	"context"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/latest"
	"sizhang/server/record"
	"sizhang/server/store"
)

// Accounts are the accounts of every city of a store. Its methods are safe for
// concurrent use, in several processes at once.
type Accounts struct {
	store  store.Store
	duties Duties
	hasher Hasher
	record Recorder
	now    func() time.Time
	acting *latest.Said[[2]string, Account]
}

// acting is of how many accounts at least is known what their documents say.
const acting = 10_000

// Options of Accounts; all but Now are needed.
type Options struct {
	Store  store.Store
	Duties Duties
	Hasher Hasher
	Record Recorder
	Now    func() time.Time // time.Now where nil
}

// New makes the accounts over a store.
func New(o Options) *Accounts {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Accounts{o.Store, o.Duties, o.Hasher, o.Record, o.Now, latest.NewSaid[[2]string, Account](acting)}
}

// Duties is what accounts ask of the territory; *app.App answers.
type Duties interface {
	// ProfileNow returns the city's profile in force; one that says nothing where
	// the city has none yet.
	ProfileNow(ctx context.Context, city string) (*city.Profile, error)
	// Above returns the codes of the unit and of all above it as they are now, the
	// nearest first; false where there is no such unit.
	Above(city, unit string) ([]string, bool)
	// Knows says whether the city's territory is at hand: without it the answers
	// below say too little.
	Knows(city string) bool
	// HasBody says whether the city has the body.
	HasBody(city, body string) bool
	// Person returns somebody of the city's register.
	Person(ctx context.Context, city, id string) (person.Person, bool, error)
	// UnitsOf returns the units where the person may hold a post, without asking
	// the store: perhaps more than they do.
	UnitsOf(city, person string) []string
	// PostsOf returns the posts that the person holds now, as the store has them:
	// one that has ended is never among them, whichever server ended it.
	PostsOf(ctx context.Context, city, person string) ([]territory.Office, error)
	// SponsoredBy returns what the person, and the body that the person belongs to,
	// sponsor now.
	SponsoredBy(ctx context.Context, city, person string) ([]sponsor.Sponsored, error)
}

// Hasher hashes passwords; *password.Hasher does.
type Hasher interface {
	Hash(ctx context.Context, password string) (string, error)
}

// Recorder keeps what was done; *record.Log does.
type Recorder interface {
	Append(ctx context.Context, city string, e record.Entry) error
}
