package accounts

import (
	"context"
	"slices"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Actor returns what the account may do now, read anew each time: a post that has
// ended, by whichever server, gives nothing any more. A disabled account, or none,
// is fault.SignInRequired. Other requests see the same account: it must not be changed.
func (a *Accounts) Actor(ctx context.Context, city, id string) (access.Actor, Account, error) {
	d, err := a.get(ctx, city, id)
	var account Account
	if err == nil {
		account, err = a.acting.Read([2]string{city, id}, d.Body, func() (Account, error) { return accountOf(d) })
		account.Version = d.Version
	}
	switch {
	case err == nil && account.Disabled, err != nil && fault.As(err).Code == fault.AccountNotFound:
		return access.Actor{}, Account{}, fault.New(fault.SignInRequired, "", nil)
	case err != nil:
		return access.Actor{}, Account{}, err
	}
	holdings, err := a.holdings(ctx, account)
	if err != nil {
		return access.Actor{}, Account{}, err
	}
	return access.Actor{City: city, Account: id, Person: account.Person, Holdings: holdings}, account, nil
}

// holdings returns what the account holds at this moment, enabled or not.
func (a *Accounts) holdings(ctx context.Context, account Account) ([]access.Holding, error) {
	p, err := a.duties.ProfileNow(ctx, account.City)
	if err != nil {
		return nil, err
	}
	now := a.now()
	held, err := a.held(ctx, p, account.City, account.Person, now)
	if err != nil {
		return nil, err
	}
	for _, g := range account.Grants {
		if g.InForce(now) {
			held = hold(held, p, g.Role, access.Holding{Unit: g.Unit, Body: g.Body})
		}
	}
	return held, nil
}

// held returns what the person holds by posts and sponsorships.
func (a *Accounts) held(ctx context.Context, p *city.Profile, city, person string, now time.Time) ([]access.Holding, error) {
	if person == "" {
		return nil, nil
	}
	var held []access.Holding
	posts, err := a.duties.PostsOf(ctx, city, person)
	if err != nil {
		return nil, err
	}
	for _, post := range posts {
		standby, err := a.standsBy(ctx, city, post, now)
		if err != nil {
			return nil, err
		}
		held = hold(held, p, post.Post.RoleID(), access.Holding{Unit: post.Unit, Standby: standby})
	}
	sponsored, err := a.duties.SponsoredBy(ctx, city, person)
	if err != nil {
		return nil, err
	}
	for _, s := range sponsored {
		held = hold(held, p, s.Kind.RoleID(), access.Holding{Unit: s.Unit})
	}
	return held, nil
}

// hold adds a holding of the role; none where the city has no such role.
func hold(held []access.Holding, p *city.Profile, role string, h access.Holding) []access.Holding {
	r, known := p.Role(role)
	if !known {
		return held
	}
	h.Role = &r.Role
	return append(held, h)
}

// standsBy says whether the post is that of a deputy whose principal is there. A
// principal is absent while the seat has none, or while all that it has said that
// they are away (离岗); one without an account never said so.
func (a *Accounts) standsBy(ctx context.Context, city string, post territory.Office, now time.Time) (bool, error) {
	if !post.Deputy {
		return false, nil
	}
	for _, principal := range slices.Compact(slices.Sorted(slices.Values(post.Principals))) {
		account, found, err := a.findBy(ctx, city, "person", principal)
		if err != nil {
			return true, err
		}
		if !found || !account.away(now) {
			return true, nil
		}
	}
	return false, nil
}
