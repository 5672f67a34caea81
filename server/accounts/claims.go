package accounts

import (
	"context"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// claim is a role at a place, that an account has or will have.
type claim struct {
	role *access.Role
	at   access.Object
}

// lost stands for a role that was given and that the city has no longer. A later
// profile may bring it back with any rights, so nobody manages its holders who has
// not all of them.
var lost = access.Role{Rights: access.Rights, Reach: access.Whole}

// claims returns all that an account holds, or will hold by a grant that has yet
// to begin: who can become the account can have it. Deputies count as if their
// principal were away, and disabled accounts as if they were not.
func (a *Accounts) claims(ctx context.Context, of Account) ([]claim, error) {
	p, err := a.duties.ProfileNow(ctx, of.City)
	if err != nil {
		return nil, err
	}
	all, err := a.personal(ctx, p, of.City, of.Person)
	if err != nil {
		return nil, err
	}
	now := a.now()
	for _, g := range of.Grants {
		if !g.over(now) {
			all = append(all, a.claim(p, of.City, g.Role, g.Unit, g.Body))
		}
	}
	return all, nil
}

// personal returns what the person's posts and sponsorships claim. While the city
// is not at hand, as at a start, nobody knows: then it is as much as can be.
func (a *Accounts) personal(ctx context.Context, p *city.Profile, city, person string) ([]claim, error) {
	if person == "" {
		return nil, nil
	}
	if len(p.Levels) > 0 && !a.duties.Knows(city) {
		return []claim{{&lost, access.Object{City: city}}}, nil
	}
	posts, err := a.duties.PostsOf(ctx, city, person)
	if err != nil {
		return nil, err
	}
	sponsored, err := a.duties.SponsoredBy(ctx, city, person)
	if err != nil {
		return nil, err
	}
	var all []claim
	for _, post := range posts {
		all = append(all, a.claim(p, city, post.Post.RoleID(), post.Unit, ""))
	}
	for _, s := range sponsored {
		all = append(all, a.claim(p, city, s.Kind.RoleID(), s.Unit, ""))
	}
	return all, nil
}

// claim returns the role at the place that its reach goes by. A place that a later
// profile took the meaning from is the whole city, which is most to ask for.
func (a *Accounts) claim(p *city.Profile, city, role, unit, body string) claim {
	r, known := p.Role(role)
	if !known {
		return claim{&lost, access.Object{City: city}}
	}
	c := claim{&r.Role, access.Object{City: city}}
	switch {
	case r.Reach == access.Charged && body != "":
		c.at.Bodies = []string{body}
	case (r.Reach == access.Below || r.Reach == access.OwnUnit) && unit != "":
		c.at.Units = a.above(city, unit)
	}
	return c
}

// above returns the unit with those above it; one that is no more stands alone.
func (a *Accounts) above(city, unit string) []string {
	if codes, there := a.duties.Above(city, unit); there {
		return codes
	}
	return []string{unit}
}

// may refuses whoever has the right nowhere in the city, whatever they ask about;
// and whoever comes from another city, for whom there is nothing here.
func (by Caller) may(right access.Right, city string) error {
	switch {
	case by.Local:
		return nil
	case by.City != city:
		return notFound()
	case !by.Anywhere(right):
		return fault.New(fault.RightMissing, "", fault.With{"right": right})
	}
	return nil
}

// reads says whether the caller may read an account that claims so much. One that
// claims nothing is an affair of the whole city.
func (by Caller) reads(account Account, claims []claim) bool {
	if by.Local || by.is(account) {
		return true
	}
	scope := by.Scope(access.AccountRead)
	if len(claims) == 0 {
		return scope.Holds(access.Object{City: account.City})
	}
	for _, c := range claims {
		if scope.Holds(c.at) {
			return true
		}
	}
	return false
}

// is says whether the account is the caller's own.
func (by Caller) is(account Account) bool {
	return !by.Local && by.Account != "" && by.City == account.City && by.Account == account.ID
}

// gives returns a fault unless the caller may give all that is claimed: whoever
// manages an account can become it.
func (by Caller) gives(city string, claims []claim) error {
	if by.Local {
		return nil
	}
	if len(claims) == 0 && !by.Can(access.AccountManage, access.Object{City: city}) {
		return insufficient(access.AccountManage)
	}
	for _, c := range claims {
		if !by.MayGive(c.role, c.at) {
			return insufficient(by.lacks(c))
		}
	}
	return nil
}

// binds refuses a caller who may not give all that an account will have. Somebody
// whom the caller may not know of does not exist: that is who holds posts elsewhere,
// and for all but who manages the whole city who holds none. An account made for
// them today would have whatever they are appointed to tomorrow.
func (a *Accounts) binds(ctx context.Context, by Caller, account Account) error {
	claims, err := a.claims(ctx, account)
	if err != nil || by.Local {
		return err
	}
	if account.Person != "" {
		alone := Account{City: account.City, Person: account.Person}
		personal, err := a.claims(ctx, alone)
		if err != nil {
			return err
		}
		if err := by.gives(account.City, personal); err != nil {
			if !by.reads(alone, personal) {
				err = personNotFound()
			}
			return err
		}
	}
	return by.gives(account.City, claims)
}

func personNotFound() error { return fault.New(fault.PersonNotFound, "person", nil) }

// lacks returns the first right for which the caller may not give what is claimed.
func (by Caller) lacks(c claim) access.Right {
	if right, lacks := by.Lacks(c.role, c.at); lacks && by.Can(access.AccountManage, c.at) {
		return right
	}
	return access.AccountManage
}

func insufficient(right access.Right) error {
	return fault.New(fault.RightInsufficient, "", fault.With{"right": right})
}
