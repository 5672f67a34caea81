package city

import (
	"slices"
	"strings"

	"sizhang/domain/access"
)

// Role is what its holders may do, under the city's own name for them (角色).
type Role struct {
	access.Role
	Names Names
}

// The roles that posts and sponsorships carry where a profile names none.
const (
	HeadRole    = "head"
	LeaderRole  = "leader"
	SponsorRole = "sponsor"
	AdminRole   = "admin"
)

// DefaultRoles are the roles of a city whose profile names none of its own.
var DefaultRoles = []Role{
	role("grid_worker", "网格员", "Grid worker", access.Below,
		access.IssueRead, access.IssueReport, access.IssueComment, access.IssueHandle),
	role(HeadRole, "长", "Head", access.Below,
		access.PersonRead, access.IssueRead, access.IssueReport, access.IssueComment, access.IssueHandle, access.IssueVerify),
	role("cadre", "社区干部", "Cadre", access.Below,
		access.PersonRead, access.PersonUnmask, access.PostHandOver, access.AccountRead,
		access.IssueRead, access.IssueReport, access.IssueComment, access.IssueHandle, access.IssueDispatch, access.IssueVerify),
	role("dispatcher", "派遣员", "Dispatcher", access.Below,
		access.PersonRead, access.PersonUnmask, access.IssueRead, access.IssueReport, access.IssueComment,
		access.IssueDispatch, access.IssueApprove, access.IssueVerify, access.IssueClose),
	role("department", "职能部门", "Department", access.Charged,
		access.IssueRead, access.IssueComment, access.IssueHandle),
	role("supervisor", "督查员", "Supervisor", access.Below,
		access.PersonRead, access.AccountRead, access.IssueRead),
	role(LeaderRole, "领导", "Leader", access.Below,
		access.PersonRead, access.PersonUnmask, access.IssueRead),
	role(SponsorRole, "包保单位", "Sponsor", access.OwnUnit,
		access.IssueRead, access.IssueComment),
	role("hotline", "热线坐席", "Hotline", access.Whole,
		access.IssueOrder, access.IssueComment),
	role(AdminRole, "管理员", "Administrator", access.Whole, access.Rights...),
}

func role(id, zh, en string, reach access.Reach, rights ...access.Right) Role {
	return Role{access.Role{ID: id, Rights: rights, Reach: reach}, Names{ZH: zh, EN: en}}
}

// AllRoles returns the city's roles, or the default ones where it names none.
func (p *Profile) AllRoles() []Role {
	if len(p.Roles) == 0 {
		return DefaultRoles
	}
	return p.Roles
}

// Role returns the role with the id.
func (p *Profile) Role(id string) (*Role, bool) {
	roles := p.AllRoles()
	i := slices.IndexFunc(roles, func(r Role) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return &roles[i], true
}

// Administrator returns the role of who manages all accounts of the city, the
// first there is: what a first account is given.
func (p *Profile) Administrator() (*Role, bool) {
	roles := p.AllRoles()
	i := slices.IndexFunc(roles, func(r Role) bool { return r.Reach == access.Whole && r.Has(access.AccountManage) })
	if i < 0 {
		return nil, false
	}
	return &roles[i], true
}

// RoleIDs lists the roles' ids, for messages.
func (p *Profile) RoleIDs() string {
	var ids []string
	for _, r := range p.AllRoles() {
		ids = append(ids, r.ID)
	}
	return listed(ids)
}

// listed writes a list for messages.
func listed[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, text := range list {
		texts[i] = string(text)
	}
	return strings.Join(texts, ", ")
}

// RoleID is the role that holders of the post have: its own, or its kind's.
func (post Post) RoleID() string {
	switch {
	case post.Role != "":
		return post.Role
	case post.Kind == Leader:
		return LeaderRole
	}
	return HeadRole
}

// RoleID is the role that sponsors of the kind have at what they sponsor.
func (k SponsorKind) RoleID() string {
	if k.Role != "" {
		return k.Role
	}
	return SponsorRole
}
