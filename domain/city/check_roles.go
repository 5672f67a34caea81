package city

import (
	"fmt"
	"slices"

	"sizhang/domain/access"
	"sizhang/domain/fault"
)

// roles looks at the city's own roles, and at what posts and sponsorships carry:
// a role that is not there would leave a head without rights in silence.
func (c *checker) roles() {
	seen := map[string]string{}
	for i, r := range c.profile.Roles {
		at := fmt.Sprintf("roles[%d]", i)
		c.id(at+".id", r.ID, seen)
		c.names(at+".name", r.Names)
		if !slices.Contains(access.Reaches, r.Reach) {
			c.add(fault.ReachUnknown, at+".reach", fault.With{"reach": string(r.Reach), "known": listed(access.Reaches)})
		}
		if len(r.Rights) == 0 {
			c.add(fault.RoleRights, at+".rights", nil)
		}
		for j, right := range r.Rights {
			if !right.Known() {
				c.add(fault.RightUnknown, fmt.Sprintf("%s.rights[%d]", at, j), fault.With{"right": string(right), "known": listed(access.Rights)})
			}
		}
	}
	if _, there := c.profile.Administrator(); !there {
		c.add(fault.RoleNoAdmin, "roles", nil)
	}
	for i, post := range c.profile.Posts {
		c.role(fmt.Sprintf("posts[%d].role", i), post.RoleID())
	}
	for i, kind := range c.profile.Sponsorships {
		c.role(fmt.Sprintf("sponsorships[%d].role", i), kind.RoleID())
	}
}

func (c *checker) role(field, id string) {
	if _, known := c.profile.Role(id); !known {
		c.add(fault.RoleUnknown, field, fault.With{"role": id, "known": c.profile.RoleIDs()})
	}
}
