package city_test

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
)

func TestCheckLooksAtRoles(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(p *city.Profile)
		want  string
	}{
		{"nothing", func(*city.Profile) {}, ""},
		{"none of its own", func(p *city.Profile) { p.Roles = nil }, ""},
		{"id twice", func(p *city.Profile) { p.Roles[1].ID = p.Roles[0].ID }, "id_doubled roles[1].id; role_unknown posts[0].role"},
		{"no name", func(p *city.Profile) { p.Roles[0].Names.ZH = " " }, "name_missing roles[0].name.zh"},
		{"reach unknown", func(p *city.Profile) { p.Roles[2].Reach = "world" }, "reach_unknown roles[2].reach"},
		{"no rights", func(p *city.Profile) { p.Roles[2].Rights = nil }, "role_rights roles[2].rights"},
		{"right unknown", func(p *city.Profile) { p.Roles[2].Rights = []access.Right{"issue.eat"} }, "right_unknown roles[2].rights[0]"},
		{"no administrator", func(p *city.Profile) { p.Roles[len(p.Roles)-1].Reach = access.Below }, "role_no_admin roles"},
		{"post of no role", func(p *city.Profile) { p.Posts[0].Role = "king" }, "role_unknown posts[0].role"},
		{"post of another role", func(p *city.Profile) { p.Posts[0].Role = "cadre" }, ""},
		{"sponsor of no role", func(p *city.Profile) { p.Sponsorships[1].Role = "friend" }, "role_unknown sponsorships[1].role"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := sponsored()
			p.Roles = nil
			for _, r := range city.DefaultRoles {
				r.Rights = append([]access.Right(nil), r.Rights...)
				p.Roles = append(p.Roles, r)
			}
			test.spoil(p)
			var found []string
			for _, f := range fault.All(p.Check()) {
				found = append(found, fmt.Sprint(f.Code, " ", f.Field))
				if text := f.Text(fault.Chinese) + f.Text(fault.English); strings.ContainsAny(text, "{}") {
					t.Errorf("text %q", text)
				}
			}
			if got := strings.Join(found, "; "); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestPostsAndSponsorsCarryARole(t *testing.T) {
	for id, post := range map[string]city.Post{"head": {Kind: city.Head}, "leader": {Kind: city.Leader}, "cadre": {Kind: city.Leader, Role: "cadre"}} {
		if got := post.RoleID(); got != id {
			t.Errorf("%+v carries %s", post, got)
		}
	}
	if (city.SponsorKind{}).RoleID() != "sponsor" || (city.SponsorKind{Role: "friend"}).RoleID() != "friend" {
		t.Error("the role of a sponsor")
	}
}

// What the issue of rights demands of the roles that are shipped.
func TestDefaultRoles(t *testing.T) {
	p := &city.Profile{}
	acts := []access.Right{access.IssueReport, access.IssueHandle, access.IssueDispatch, access.IssueApprove, access.IssueVerify, access.IssueClose, access.AccountManage, access.TerritoryEdit, access.PostHandOver}
	for _, reading := range []string{"supervisor", "leader"} {
		for _, act := range acts {
			if r, ok := p.Role(reading); !ok || r.Has(act) {
				t.Errorf("a %s has %s", reading, act)
			}
		}
	}
	for id, reach := range map[string]access.Reach{"department": access.Charged, "admin": access.Whole, "sponsor": access.OwnUnit, "head": access.Below} {
		if r, ok := p.Role(id); !ok || r.Reach != reach {
			t.Errorf("the reach of a %s", id)
		}
	}
	if admin, ok := p.Administrator(); !ok || admin.ID != city.AdminRole || len(admin.Rights) != len(access.Rights) {
		t.Errorf("administrator %+v", admin)
	}
}
