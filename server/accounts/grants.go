package accounts

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/intake"
	"sizhang/server/record"
)

// maxGrants is how many grants an account keeps, those that are over among them;
// of these the oldest make room for new ones. What was ever given is in the record.
const maxGrants = 200

// maxText is how long a name or the number of a document may be, in characters.
const maxText = 200

// Give gives a role (授权), from now on where g does not say from when. Its ID and By
// are set here. The caller must be one who may give it there, and all that the
// account has already.
func (a *Accounts) Give(ctx context.Context, by Caller, city, id string, g Grant) (Account, error) {
	p, err := a.duties.ProfileNow(ctx, city)
	if err != nil {
		return Account{}, err
	}
	g, bad := a.newGrant(p, city, by, g)
	return a.apply(ctx, by, city, id, change{
		kind: record.RoleGiven, with: g.told(),
		do: func(account *Account) error {
			if bad != nil { // said only to who may manage the account
				return bad
			}
			return account.give(g, a.now())
		},
	})
}

// Take ends a grant now (收回授权); one that has yet to begin never does.
// fault.GrantNotFound where the account has no such grant, or it is over;
// fault.LastAdmin where nobody else could manage accounts then.
func (a *Accounts) Take(ctx context.Context, by Caller, city, id, grant string) (Account, error) {
	now := kept(a.now())
	var was Grant
	with := map[string]string{"grant": grant}
	return a.apply(ctx, by, city, id, change{
		kind: record.RoleTaken, with: with,
		do: func(account *Account) error {
			i := slices.IndexFunc(account.Grants, func(g Grant) bool { return g.ID == grant && !g.over(now) })
			if i < 0 {
				return fault.New(fault.GrantNotFound, "", nil)
			}
			was = account.Grants[i]
			for name, value := range was.told() {
				with[name] = value
			}
			if was.From.After(now) || was.From.Equal(now) {
				account.Grants = slices.Delete(account.Grants, i, i+1)
			} else {
				account.Grants[i].Until = now
			}
			return nil
		},
		undo: func(account *Account) {
			account.Grants = append(slices.DeleteFunc(account.Grants, func(g Grant) bool { return g.ID == grant }), was)
		},
	})
}

// give adds a grant.
func (a *Account) give(g Grant, now time.Time) error {
	a.Grants = append(a.Grants, g)
	for len(a.Grants) > maxGrants {
		i := slices.IndexFunc(a.Grants, func(g Grant) bool { return g.over(now) })
		if i < 0 {
			return fault.New(fault.GrantsTooMany, "grants", fault.With{"max": maxGrants})
		}
		a.Grants = slices.Delete(a.Grants, i, i+1)
	}
	return nil
}

// newGrant returns the grant as it is kept, or what is wrong with it.
func (a *Accounts) newGrant(p *city.Profile, city string, by Caller, g Grant) (Grant, error) {
	g.ID, g.By = newID(), by.Account
	if g.From.IsZero() {
		g.From = a.now()
	}
	g.From, g.Until = kept(g.From), kept(g.Until)
	if !g.Until.IsZero() && !g.From.Before(g.Until) || g.over(a.now()) {
		return g, fault.New(fault.TermEmpty, "until", fault.With{"from": g.From.Format(time.RFC3339), "until": g.Until.Format(time.RFC3339)})
	}
	if len([]rune(g.Document)) > maxText {
		return g, fault.New(fault.TextTooLong, "document", fault.With{"limit": maxText})
	}
	if !intake.Tabular(g.Document) {
		return g, fault.New(fault.FieldInvalid, "document", nil)
	}
	return g, a.checkPlace(p, city, g)
}

// checkPlace wants a role that the city has, at a place of the kind that the role is
// held at: a unit, a body, or nowhere for the whole city; and the place to be there.
func (a *Accounts) checkPlace(p *city.Profile, city string, g Grant) error {
	role, known := p.Role(g.Role)
	if !known {
		return fault.New(fault.RoleUnknown, "role", fault.With{"role": g.Role, "known": p.RoleIDs()})
	}
	atUnit := role.Reach == access.Below || role.Reach == access.OwnUnit
	if atUnit != (g.Unit != "") || (role.Reach == access.Charged) != (g.Body != "") {
		return fault.New(fault.RolePlaceWrong, "role", fault.With{"role": g.Role, "place": places[role.Reach]})
	}
	if _, there := a.duties.Above(city, g.Unit); atUnit && !there {
		return fault.New(fault.UnitUnknown, "unit", fault.With{"unit": g.Unit})
	}
	if g.Body != "" && !a.duties.HasBody(city, g.Body) {
		return fault.New(fault.BodyUnknown, "body", fault.With{"body": g.Body})
	}
	return nil
}

// places says for people where a role of each reach is held.
var places = map[access.Reach]string{
	access.OwnUnit: "单元 unit", access.Below: "单元 unit", access.Charged: "机构 body", access.Whole: "全市 the whole city",
}

// told is what the record says of a grant.
func (g Grant) told() map[string]string {
	with := map[string]string{"grant": g.ID, "role": g.Role}
	for name, value := range map[string]string{"unit": g.Unit, "body": g.Body, "document": g.Document} {
		if value != "" {
			with[name] = value
		}
	}
	if !g.Until.IsZero() {
		with["until"] = g.Until.Format(time.RFC3339)
	}
	return with
}

// newID returns an id that sorts by the time it was made.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
