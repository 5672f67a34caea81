package api

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
)

var aboutUnitAppointments = about{
	id: "unitAppointments", tag: tagUnits, access: openToAll,
	zh: "单元历任", en: "Everyone who ever held a post at a unit",
	note: "每个岗位的每段任期，先按岗位、再按开始；已撤销的单元也可查询。`lineage=true` 时连同其前身的任期。最多 10,000 段。\n\n" +
		"Every term of every post, by post, then by when it begins; units that have ended can be asked about, too. With `lineage=true`, the terms at its predecessors as well. At most 10,000.",
	problems: []fault.Code{fault.UnitNotFound, fault.CityNotFound, fault.CityAmbiguous},
}

const maxAppointments = 10_000

type unitAppointmentsInput struct {
	UnitInput
	Lineage bool `query:"lineage" doc:"连同前身的任期 · With the terms at its predecessors"`
}

type unitAppointmentsOutput struct {
	Body struct {
		Code         string        `json:"code"`
		City         string        `json:"city" example:"110101"`
		Appointments []appointment `json:"appointments"`
		Truncated    bool          `json:"truncated,omitempty" doc:"任期过多，未全部列出 · Not all terms are listed"`
	} `nameHint:"Appointments"`
}

// appointment is one person's time in a post.
type appointment struct {
	Unit      string  `json:"unit" doc:"单元代码；前身的任期为其代码 · The unit's code, or its predecessor's" example:"110101001001"`
	UnitName  string  `json:"unit_name" example:"多福巷社区"`
	Post      string  `json:"post" example:"grid_head"`
	PostName  string  `json:"post_name" example:"网格长"`
	Name      string  `json:"name" doc:"姓名 · The person's name" example:"张三"`
	From      string  `json:"from" format:"date" doc:"任职首日 · First day in office" example:"2024-03-01"`
	Until     *string `json:"until" format:"date" doc:"已不在任的首日；未定为 null · First day no longer in office; null while none is known"`
	Document  string  `json:"document" doc:"任命文号 · The paper that appointed them" example:"东政发〔2024〕3号"`
	Deputy    bool    `json:"deputy" doc:"副职或代理 · Stands in for the principal"`
	Current   bool    `json:"current" doc:"现在任 · In office now"`
	Generated bool    `json:"generated,omitempty" doc:"演示用的虚构数据 · Made up for a demonstration"`
}

func (s *Server) unitAppointments(_ context.Context, in *unitAppointmentsInput) (*unitAppointmentsOutput, error) {
	m, err := s.unitEver(in.Code, in.City)
	if err != nil {
		return nil, err
	}
	codes := []string{in.Code}
	if in.Lineage {
		for _, r := range s.lineageOf(m.city).Predecessors(in.Code) {
			codes = append(codes, r.Unit.Code)
		}
	}
	terms := termsOf(m.city, codes)
	out := &unitAppointmentsOutput{}
	out.Body.Code, out.Body.City = in.Code, m.Profile().Code
	if len(terms) > maxAppointments {
		terms, out.Body.Truncated = terms[:maxAppointments], true
	}
	out.Body.Appointments = make([]appointment, len(terms))
	for i, t := range terms {
		out.Body.Appointments[i] = s.appointmentOf(m, t)
	}
	return out, nil
}

// heldTerm is a term with where it was.
type heldTerm struct {
	*territory.Term
	unit *territory.Unit // as it last stood
	post city.Post
	rank int // of the post
}

// termsOf returns every term at the units, by post, beginning and unit.
func termsOf(c *app.City, codes []string) []heldTerm {
	posts := postsEver(c)
	var terms []heldTerm
	for _, code := range codes {
		past := c.Past(code)
		if len(past) == 0 {
			continue
		}
		unit := past[len(past)-1].Unit
		for _, seat := range c.Seats(code) {
			rank := slices.IndexFunc(posts, func(p city.Post) bool { return p.ID == seat.Post })
			for i := range seat.Terms {
				terms = append(terms, heldTerm{&seat.Terms[i], unit, posts[rank], rank})
			}
		}
	}
	slices.SortStableFunc(terms, func(a, b heldTerm) int {
		return cmp.Or(a.rank-b.rank, territory.CompareTerms(*a.Term, *b.Term), cmp.Compare(a.unit.Code, b.unit.Code))
	})
	return terms
}

// postsEver returns every post that the city ever had: those of the served
// profile in its order, then those that only others have, the latest first.
func postsEver(c *app.City) []city.Post {
	posts := slices.Clone(c.Profile().Posts)
	for _, v := range slices.Backward(c.Versions()) {
		for _, p := range v.Profile.Posts {
			if !slices.ContainsFunc(posts, func(known city.Post) bool { return known.ID == p.ID }) {
				posts = append(posts, p)
			}
		}
	}
	return posts
}

func (s *Server) appointmentOf(now moment, t heldTerm) appointment {
	a := appointment{
		Unit: t.unit.Code, UnitName: t.unit.Names.ZH, Post: t.post.ID, PostName: t.post.Names.ZH, Name: t.Name,
		From: s.day(t.From), Document: t.Document, Deputy: t.Deputy, Generated: t.Generated,
	}
	if !t.Until.IsZero() {
		until := t.Until.In(s.options.Zone).Format(time.DateOnly)
		a.Until = &until
	}
	_, stands := now.Unit(t.unit.Code)
	a.Current = stands && t.InOffice(now.Instant())
	return a
}
