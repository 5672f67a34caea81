package api

import (
	"context"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
)

var aboutMe = about{
	id: "me", tag: tagMe, access: signedIn,
	zh: "本人、岗位与权限", en: "Oneself, one's posts and rights",
	note: "每次请求都按当下的任职重算：岗位一旦交出，权限随即没有。\n\n" +
		"Read from what is held at this moment: with a post, its rights end at once.",
}

type meOutput struct{ Body meBody }

// meBody is who is signed in.
type meBody struct {
	City     string        `json:"city" example:"110101"`
	Account  string        `json:"account" doc:"账号编号 · The account's id"`
	Login    string        `json:"login" example:"zhangsan"`
	Name     string        `json:"name" example:"张三"`
	Person   string        `json:"person,omitempty" doc:"人员编号 · Id in the register" example:"P0001"`
	Session  string        `json:"session" doc:"这次登录的编号 · The sign-in's id"`
	Posts    []officeBody  `json:"posts" doc:"现任岗位 · Posts held now"`
	Holdings []holdingBody `json:"holdings" doc:"角色及其所在 · Roles and where they are held"`
	Rights   []rightBody   `json:"rights" doc:"权限及其范围 · Rights and how far they reach"`
	Factor   factorBody    `json:"second_factor"`
	Password *string       `json:"password_set" format:"date-time" doc:"口令何时设定；无口令为 null · When the password was set; null without one"`
	Away     []awayBody    `json:"away" doc:"离岗时段 · Times away"`
}

// officeBody is a post that somebody holds.
type officeBody struct {
	Unit     string  `json:"unit" example:"110101001001"`
	UnitName string  `json:"unit_name" example:"多福巷社区"`
	Post     string  `json:"post" example:"grid_head"`
	PostName string  `json:"post_name" example:"网格长"`
	From     string  `json:"from" format:"date" example:"2024-03-01"`
	Until    *string `json:"until" format:"date" doc:"已不在任的首日；未定为 null · First day no longer in office; null while none is known"`
	Deputy   bool    `json:"deputy" doc:"副职或代理 · Stands in for the principal"`
}

// holdingBody is a role held at a place.
type holdingBody struct {
	Role     string `json:"role" example:"head"`
	Name     string `json:"name" example:"长"`
	NameEN   string `json:"name_en,omitempty" example:"Head"`
	Reach    string `json:"reach" enum:"unit,below,charge,city" doc:"本单元、本单元及下辖、职能、全市 · How far it goes"`
	Unit     string `json:"unit,omitempty" doc:"所在单元 · The unit that it is held at"`
	UnitName string `json:"unit_name,omitempty"`
	Body     string `json:"body,omitempty" doc:"所在机构 · The body that it is held at"`
	Standby  bool   `json:"standby,omitempty" doc:"副职待命：正职在岗时只看不办 · A deputy whose principal is there: reads, does not act"`
}

// rightBody is a right and its scope.
type rightBody struct {
	Right  string   `json:"right" example:"person.read"`
	Whole  bool     `json:"whole" doc:"全市 · The whole city"`
	Below  []string `json:"below" doc:"这些单元及其下辖 · These units and all below them"`
	Units  []string `json:"units" doc:"仅这些单元 · These units alone"`
	Bodies []string `json:"bodies" doc:"这些机构的职能 · What is in the charge of these bodies"`
}

type factorBody struct {
	On       bool `json:"on" doc:"已启用 · In force"`
	Demanded bool `json:"demanded" doc:"角色要求启用 · A role demands it"`
	Recovery int  `json:"recovery" doc:"剩余恢复码 · Recovery codes left"`
}

func (s *Server) me(ctx context.Context, in *SignedIn) (*meOutput, error) {
	who := in.who
	a := who.Account
	body := meBody{
		City: who.City, Account: a.ID, Login: a.Login, Name: a.Name, Person: a.Person, Session: who.Session.ID,
		Posts: []officeBody{}, Holdings: []holdingBody{}, Rights: []rightBody{},
		Factor:   factorBody{On: a.Factor.Confirmed, Recovery: len(a.Factor.Recovery)},
		Password: s.momentText(a.PasswordSet), Away: s.awayOf(a.Away),
	}
	name := s.unitNames(who.City)
	for _, h := range who.Holdings {
		body.Holdings = append(body.Holdings, s.holdingOf(who.City, h, name))
		body.Factor.Demanded = body.Factor.Demanded || h.Role.SecondFactor
	}
	for _, right := range access.Rights {
		if scope := who.Scope(right); !scope.Empty() {
			body.Rights = append(body.Rights, rightBody{
				string(right), scope.Whole(), listed(scope.Trees()), listed(scope.Alone()), listed(scope.Bodies()),
			})
		}
	}
	if a.Person != "" {
		held, err := s.app.PostsOf(ctx, who.City, a.Person)
		if err != nil {
			return nil, err
		}
		body.Posts = s.officesOf(held, name)
	}
	return &meOutput{body}, nil
}

// listed is a list as JSON has it, never null.
func listed(list []string) []string { return append([]string{}, list...) }

func (s *Server) officesOf(held []territory.Office, name func(string) string) []officeBody {
	list := make([]officeBody, len(held))
	for i, o := range held {
		list[i] = officeBody{Unit: o.Unit, UnitName: name(o.Unit), Post: o.Post.ID, PostName: o.Post.Names.ZH, From: s.day(o.From), Deputy: o.Deputy}
		if !o.Until.IsZero() {
			until := s.day(o.Until)
			list[i].Until = &until
		}
	}
	return list
}

func (s *Server) holdingOf(code string, h access.Holding, name func(string) string) holdingBody {
	body := holdingBody{
		Role: h.Role.ID, Name: h.Role.ID, Reach: string(h.Role.Reach),
		Unit: h.Unit, UnitName: name(h.Unit), Body: h.Body, Standby: h.Standby,
	}
	profile := &city.Profile{}
	if c, ok := s.app.City(code); ok {
		profile = c.At(s.app.Now()).Profile()
	}
	if role, ok := profile.Role(h.Role.ID); ok {
		body.Name, body.NameEN = role.Names.ZH, role.Names.EN
	}
	return body
}

// unitNames returns what tells the names of a city's units.
func (s *Server) unitNames(code string) func(string) string {
	c, ok := s.app.City(code)
	if !ok {
		return func(string) string { return "" }
	}
	now := c.At(s.app.Now())
	return func(unit string) string {
		if u, ok := now.Unit(unit); ok {
			return u.Names.ZH
		}
		return ""
	}
}

// awayBody is a time in which somebody does not act.
type awayBody struct {
	From  string `json:"from" doc:"何时起：时刻，或日期（当日零时） · From when: an instant (RFC 3339) or a date" example:"2026-02-01"`
	Until string `json:"until" doc:"至何时（不含） · First instant back" example:"2026-02-08"`
}

func (s *Server) awayOf(list []accounts.Away) []awayBody {
	away := make([]awayBody, len(list))
	for i, a := range list {
		away[i] = awayBody{a.From.In(s.options.Zone).Format(time.RFC3339), a.Until.In(s.options.Zone).Format(time.RFC3339)}
	}
	return away
}
