package api

import (
	"context"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/accounts"
)

var aboutAccounts = about{
	id: "accounts", tag: tagAccounts, access: rightTo(access.AccountRead, somewhere),
	zh: "列出账号", en: "List accounts",
	note: "只列出管辖之内的账号，按编号排序，逐页给出：把上一页的 `next` 原样作为 `after`；`next` 为 null 即到末页。\n\n" +
		"Those within one's scope only, by id, page by page: pass `next` of the page before as `after`; `next` is null on the last page.",
}

var aboutAccount = about{
	id: "account", tag: tagAccounts, access: rightTo(access.AccountRead, somewhere),
	zh: "一个账号", en: "One account",
	note:     "从不含口令及其散列。\n\nNever with a password or its hash.",
	problems: []fault.Code{fault.AccountNotFound},
}

var aboutCreateAccount = about{
	id: "createAccount", tag: tagAccounts, access: rightTo(access.AccountManage, somewhere),
	zh: "新建账号", en: "Create an account",
	note: "应答附一次性口令，只给这一次，首次登录须改。只用统一身份认证的账号给出 `subject`。所授角色不得超过自己的权限。\n\n" +
		"The answer has a one-time password, this once, to be changed at the first sign-in. An account of the single sign-on has its `subject`. Nobody can give a role beyond their own rights.",
	json: map[string]any{"login": "zhangsan", "name": "张三", "person": "P0001", "grants": []any{map[string]any{"role": "cadre", "unit": "110101001001"}}},
	problems: []fault.Code{fault.RightInsufficient, fault.LoginInvalid, fault.LoginTaken, fault.PersonNotFound, fault.PersonTaken, fault.SubjectTaken,
		fault.RoleUnknown, fault.RolePlaceWrong, fault.UnitNotFound, fault.InstantInvalid, fault.ServerBusy},
}

// accountBody is an account as others see it: no secret of it is ever answered.
type accountBody struct {
	ID         string      `json:"id"`
	City       string      `json:"city" example:"110101"`
	Login      string      `json:"login" example:"zhangsan"`
	Name       string      `json:"name" example:"张三"`
	Person     string      `json:"person,omitempty" doc:"人员编号 · Id in the register" example:"P0001"`
	Subject    string      `json:"subject,omitempty" doc:"统一身份认证中的身份 · Who it is at the single sign-on"`
	Disabled   bool        `json:"disabled" doc:"已停用"`
	MustChange bool        `json:"must_change" doc:"下次登录须改口令 · A new password is demanded at the next sign-in"`
	Factor     bool        `json:"second_factor" doc:"已启用二次验证 · Has a second factor"`
	Created    *string     `json:"created" format:"date-time"`
	Password   *string     `json:"password_set" format:"date-time" doc:"口令何时设定；无口令为 null · When the password was set; null without one"`
	Grants     []grantBody `json:"grants" doc:"授予的角色；岗位所带的不在其中 · Roles that were given; those of posts are not among them"`
	Away       []awayBody  `json:"away" doc:"离岗时段 · Times away"`
}

// grantBody is a role that was given.
type grantBody struct {
	ID       string  `json:"id"`
	Role     string  `json:"role" example:"cadre"`
	Unit     string  `json:"unit,omitempty" example:"110101001001"`
	Body     string  `json:"body,omitempty"`
	From     *string `json:"from" format:"date-time"`
	Until    *string `json:"until" format:"date-time" doc:"至何时（不含）；未定为 null · First instant without it; null while none is known"`
	Document string  `json:"document,omitempty" doc:"文号 · The paper that orders it"`
	By       string  `json:"by,omitempty" doc:"授予者的账号；命令行授予的没有 · Account that gave it; none by command line"`
}

// GrantInput is a role to be given.
type GrantInput struct {
	Role     string `json:"role" minLength:"1" maxLength:"100" doc:"角色 · The role" example:"cadre"`
	Unit     string `json:"unit,omitempty" maxLength:"100" doc:"在哪个单元 · At which unit" example:"110101001001"`
	Body     string `json:"body,omitempty" maxLength:"100" doc:"在哪个机构 · At which body"`
	From     string `json:"from,omitempty" doc:"何时起：时刻，或日期（当日零时）；不给即现在 · From when: an instant (RFC 3339) or a date; now when not given" example:"2026-03-01"`
	Until    string `json:"until,omitempty" doc:"至何时（不含） · First instant without it" example:"2027-03-01"`
	Document string `json:"document,omitempty" maxLength:"500" doc:"文号 · The paper that orders it"`
}

func (s *Server) accountOf(a accounts.Account) accountBody {
	body := accountBody{
		ID: a.ID, City: a.City, Login: a.Login, Name: a.Name, Person: a.Person, Subject: a.Subject,
		Disabled: a.Disabled, MustChange: a.MustChange, Factor: a.Factor.Confirmed,
		Created: s.momentText(a.Created), Password: s.momentText(a.PasswordSet),
		Grants: make([]grantBody, len(a.Grants)), Away: s.awayOf(a.Away),
	}
	for i, g := range a.Grants {
		body.Grants[i] = grantBody{g.ID, g.Role, g.Unit, g.Body, s.momentText(g.From), s.momentText(g.Until), g.Document, g.By}
	}
	return body
}

// grantOf reads a role that is to be given.
func (s *Server) grantOf(in GrantInput) (accounts.Grant, error) {
	g := accounts.Grant{Role: in.Role, Unit: in.Unit, Body: in.Body, Document: in.Document}
	var err error
	if g.From, err = s.named("from", in.From); err != nil {
		return g, err
	}
	g.Until, err = s.named("until", in.Until)
	return g, err
}

type accountsInput struct {
	SignedIn
	CityInput
	After string `query:"after" maxLength:"100" doc:"上一页的 next · next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"100" doc:"每页个数 · Accounts a page"`
}

type accountsOutput struct {
	Body struct {
		Accounts []accountBody `json:"accounts"`
		Next     *string       `json:"next" doc:"下一页的标记 · Mark of the next page"`
	} `nameHint:"Accounts"`
}

// AccountInput names an account.
type AccountInput struct {
	SignedIn
	CityInput
	ID string `path:"id" maxLength:"100" doc:"账号编号 · The account's id" example:"01932d5e-8c00-7000-8000-000000000000"`
}

type accountOutput struct{ Body accountBody }

type createAccountInput struct {
	SignedIn
	CityInput
	Body struct {
		Login   string       `json:"login" minLength:"1" maxLength:"100" doc:"登录名 · Login" example:"zhangsan"`
		Name    string       `json:"name,omitempty" maxLength:"100" doc:"姓名；有人员编号时可不给 · Name; that of the person when not given" example:"张三"`
		Person  string       `json:"person,omitempty" maxLength:"100" doc:"人员编号 · Id in the register" example:"P0001"`
		Subject string       `json:"subject,omitempty" maxLength:"200" doc:"统一身份认证中的身份 · Who it is at the single sign-on"`
		Grants  []GrantInput `json:"grants,omitempty" maxItems:"50" doc:"授予的角色 · Roles to be given"`
	} `nameHint:"AccountRequest"`
}

type createdOutput struct {
	Body struct {
		Account  accountBody `json:"account"`
		Password string      `json:"password,omitempty" doc:"一次性口令，只给这一次 · One-time password, this once"`
	} `nameHint:"AccountCreated"`
}

func (s *Server) accounts(ctx context.Context, in *accountsInput) (*accountsOutput, error) {
	list, next, err := s.options.Accounts.List(ctx, in.caller(), in.City, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &accountsOutput{}
	out.Body.Accounts = make([]accountBody, len(list))
	for i, a := range list {
		out.Body.Accounts[i] = s.accountOf(a)
	}
	if next != "" {
		out.Body.Next = &next
	}
	return out, nil
}

func (s *Server) account(ctx context.Context, in *AccountInput) (*accountOutput, error) {
	return s.accountAfter(s.options.Accounts.Get(ctx, in.caller(), in.City, in.ID))
}

// accountAfter answers with an account as it stands.
func (s *Server) accountAfter(a accounts.Account, err error) (*accountOutput, error) {
	if err != nil {
		return nil, err
	}
	return &accountOutput{s.accountOf(a)}, nil
}

func (s *Server) createAccount(ctx context.Context, in *createAccountInput) (*createdOutput, error) {
	fresh := accounts.NewAccount{Login: in.Body.Login, Person: in.Body.Person, Name: in.Body.Name, Subject: in.Body.Subject}
	for _, given := range in.Body.Grants {
		g, err := s.grantOf(given)
		if err != nil {
			return nil, err
		}
		fresh.Grants = append(fresh.Grants, g)
	}
	a, password, err := s.options.Accounts.Create(ctx, in.caller(), in.City, fresh)
	if err != nil {
		return nil, err
	}
	out := &createdOutput{}
	out.Body.Account, out.Body.Password = s.accountOf(a), password
	return out, nil
}
