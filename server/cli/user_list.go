package cli

import (
	"time"

	"sizhang/server/accounts"
)

type userListCommand struct {
	keeperSettings
	JSON bool `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by user list --help.
func (userListCommand) Help() string {
	return "示例 / Example:\n\n  sizhang user list --city 110101 --data data"
}

// Run lists the accounts of the city with the roles that were given to them. What
// comes with a post is not among those: a post is held by a person.
func (c *userListCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping) error {
		var list []accounts.Account
		for after := ""; ; {
			page, next, err := k.accounts.List(r.ctx, local, c.City, after, 200)
			if err != nil {
				return err
			}
			list = append(list, page...)
			if after = next; after == "" {
				break
			}
		}
		if c.JSON {
			out := make([]accountJSON, len(list))
			for i, a := range list {
				out[i] = accountJSONOf(a)
			}
			return r.printDocument(out)
		}
		if len(list) == 0 {
			return r.say("还没有账号；先建一个管理员：sizhang user create-admin %s --login NAME", "There is no account yet; make an administrator: sizhang user create-admin %s --login NAME", c.flags())
		}
		return k.printAccounts(list...)
	})
}

func (k *keeping) printAccount(a accounts.Account) error { return k.printAccounts(a) }

// printAccounts prints a line for each account and each of its grants.
func (k *keeping) printAccounts(list ...accounts.Account) error {
	rows := [][]string{{
		pick(k.lang, "登录名", "login"), pick(k.lang, "姓名", "name"), pick(k.lang, "人员编号", "person"), pick(k.lang, "状态", "state"),
		pick(k.lang, "二次验证", "second factor"), pick(k.lang, "角色", "role"), pick(k.lang, "何处", "where"), pick(k.lang, "止", "until"), pick(k.lang, "授权编号", "grant"),
	}}
	now := time.Now()
	for _, a := range list {
		state := pick(k.lang, "正常", "active")
		switch {
		case a.Disabled:
			state = pick(k.lang, "停用", "disabled")
		case a.MustChange:
			state = pick(k.lang, "待改口令", "to change password")
		}
		factor := ""
		if a.Factor.Confirmed {
			factor = pick(k.lang, "有", "yes")
		}
		row := []string{a.Login, a.Name, a.Person, state, factor}
		for _, g := range a.Grants {
			if !g.Until.IsZero() && !g.Until.After(now) {
				continue
			}
			rows = append(rows, append(row, g.Role, k.placeOf(g), untilText(g.Until), g.ID))
			row = []string{"", "", "", "", ""}
		}
		if row[0] != "" {
			rows = append(rows, row)
		}
	}
	return columns(k.stdout, rows)
}

// placeOf says where a role is held.
func (k *keeping) placeOf(g accounts.Grant) string {
	if g.Unit == "" && g.Body == "" {
		return pick(k.lang, "全市", "whole city")
	}
	return g.Unit + g.Body
}

func untilText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return dateText(at)
}

// roles lists the roles of the city in force.
func (k *keeping) roles() string {
	p, err := k.app.ProfileNow(k.ctx, k.City)
	if err != nil {
		return ""
	}
	return p.RoleIDs()
}

// accountJSON is an account for machines; it has no secrets.
type accountJSON struct {
	Login    string      `json:"login"`
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Person   string      `json:"person,omitempty"`
	Subject  string      `json:"subject,omitempty"`
	Disabled bool        `json:"disabled"`
	Change   bool        `json:"must_change"`
	Factor   bool        `json:"second_factor"`
	Created  *string     `json:"created"`
	Grants   []grantJSON `json:"grants"`
}

type grantJSON struct {
	ID       string  `json:"id"`
	Role     string  `json:"role"`
	Unit     string  `json:"unit,omitempty"`
	Body     string  `json:"body,omitempty"`
	From     *string `json:"from"`
	Until    *string `json:"until"`
	Document string  `json:"document,omitempty"`
	By       string  `json:"by,omitempty"`
}

func accountJSONOf(a accounts.Account) accountJSON {
	out := accountJSON{
		Login: a.Login, ID: a.ID, Name: a.Name, Person: a.Person, Subject: a.Subject, Disabled: a.Disabled,
		Change: a.MustChange, Factor: a.Factor.Confirmed, Created: instantJSON(a.Created), Grants: []grantJSON{},
	}
	for _, g := range a.Grants {
		out.Grants = append(out.Grants, grantJSON{g.ID, g.Role, g.Unit, g.Body, instantJSON(g.From), instantJSON(g.Until), g.Document, g.By})
	}
	return out
}
