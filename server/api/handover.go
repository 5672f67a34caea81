package api

import (
	"context"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/intake"
	"sizhang/server/record"
	"sizhang/server/session"
)

var aboutHandOver = about{
	id: "handOver", tag: tagUnits, access: rightTo(access.PostHandOver, atUnit),
	zh: "岗位交接", en: "Hand a post over",
	note: "一次写入：结束现任、开始新任，既无空档也不重叠。`deputy` 为副职或代理，须写明 `until`；`vacate` 只终止现任，岗位空缺，责任上移。可重复执行。\n\n" +
		"In one write, one term ends and the next begins, with no gap and no overlap. A `deputy` acts for a stated time, so `until` is needed; `vacate` ends the running term and leaves the post empty, so that duty falls back upward. It can be repeated.",
	json: map[string]any{"person": "P0001", "name": "张三", "from": "2026-03-01", "document": "东政发〔2026〕3号"},
	problems: []fault.Code{fault.UnitNotFound, fault.RightInsufficient, fault.CityNotFound, fault.InstantInvalid, fault.ValueMissing, fault.ValueUnexpected,
		fault.HandoverOpenDeputy, fault.HandoverTooEarly, fault.HandoverLater, fault.HandoverSamePerson, fault.HandoverVacant, fault.UnitEnded, fault.UnitUnborn, fault.PostUnknown},
}

type handOverInput struct {
	SignedIn
	UnitInput
	Post string `path:"post" doc:"岗位 · The post" example:"grid_head"`
	Body struct {
		Person   string `json:"person,omitempty" doc:"人员编号 · The person's id" example:"P0001"`
		Name     string `json:"name,omitempty" doc:"姓名 · The person's name" example:"张三"`
		From     string `json:"from" doc:"何时起：时刻，或日期（当日零时） · From when: an instant (RFC 3339) or a date" example:"2026-03-01"`
		Until    string `json:"until,omitempty" doc:"至何时（不含） · First instant after the term" example:"2027-03-01"`
		Document string `json:"document,omitempty" maxLength:"500" doc:"文号 · The paper that orders it" example:"东政发〔2026〕3号"`
		Deputy   bool   `json:"deputy,omitempty" doc:"副职或代理 · A deputy"`
		Vacate   bool   `json:"vacate,omitempty" doc:"只终止，不接任 · End the term only"`
	} `nameHint:"HandOverRequest"`
}

type handOverOutput struct {
	Body struct {
		Code         string        `json:"code"`
		City         string        `json:"city" example:"110101"`
		Post         string        `json:"post" example:"grid_head"`
		Appointments []appointment `json:"appointments" doc:"此岗位的全部任期 · Every term of the post"`
	} `nameHint:"HandOver"`
}

func (s *Server) handOver(ctx context.Context, in *handOverInput) (*handOverOutput, error) {
	m, err := s.unitEver(in.Code, in.who.City)
	if err != nil {
		return nil, err
	}
	for field, text := range map[string]string{"person": in.Body.Person, "name": in.Body.Name, "document": in.Body.Document} {
		if !intake.Tabular(text) { // it must come out again in a table
			return nil, invalid{fault.New(fault.FieldInvalid, field, nil)}
		}
	}
	h := territory.HandOver{
		Unit: in.Code, Post: in.Post, Person: in.Body.Person, Name: in.Body.Name,
		Document: in.Body.Document, Deputy: in.Body.Deputy, Vacate: in.Body.Vacate,
	}
	if h.From, err = s.named("from", in.Body.From); err != nil {
		return nil, err
	}
	if h.Until, err = s.named("until", in.Body.Until); err != nil {
		return nil, err
	}
	if err := s.mayAppoint(in.who, m, h); err != nil {
		return nil, err
	}
	code := m.Profile().Code
	seat, err := doing(ctx, s, &in.SignedIn, record.PostHandedOver, "unit/"+in.Code, handOverRecord(h, in.Body.From, in.Body.Until), func() (territory.Seat, error) {
		return s.app.HandOver(ctx, code, h)
	})
	if err != nil {
		return nil, err
	}
	out := &handOverOutput{}
	out.Body.Code, out.Body.City, out.Body.Post = in.Code, code, in.Post
	out.Body.Appointments = s.appointmentsOf(m, seat)
	return out, nil
}

// mayAppoint refuses whoever has not, at the unit, all that the post brings: else
// they would hand it to themselves. A post that is not there is refused later.
func (s *Server) mayAppoint(who session.Signed, m moment, h territory.HandOver) error {
	p := m.Profile()
	post, _, known := p.Post(h.Post)
	if h.Vacate || !known {
		return nil
	}
	units, err := s.placeEver(who.City, h.Unit)
	if err != nil {
		return err
	}
	role, known := p.Role(post.RoleID())
	if !known {
		return nil
	}
	if right, lacks := who.Lacks(&role.Role, access.Object{City: who.City, Units: units}); lacks {
		return fault.New(fault.RightInsufficient, "post", fault.With{"right": right})
	}
	return nil
}

// handOverRecord is what the record keeps of a handover.
func handOverRecord(h territory.HandOver, from, until string) map[string]string {
	with := map[string]string{"post": h.Post, "from": from}
	for name, value := range map[string]string{"person": h.Person, "until": until, "document": h.Document} {
		if value != "" {
			with[name] = value
		}
	}
	if h.Deputy {
		with["deputy"] = "true"
	}
	if h.Vacate {
		with["vacate"] = "true"
	}
	return with
}

// named reads an instant in a body; the zero time where there is none.
func (s *Server) named(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := s.instant(text)
	if err != nil {
		return time.Time{}, fault.New(fault.InstantInvalid, field, nil)
	}
	return at.Time, nil
}

// appointmentsOf returns the terms of a seat as it was written, which the moment
// may not know yet.
func (s *Server) appointmentsOf(m moment, seat territory.Seat) []appointment {
	past := m.city.Past(seat.Unit)
	post := city.Post{ID: seat.Post}
	for _, p := range postsEver(m.city) {
		if p.ID == seat.Post {
			post = p
		}
	}
	list := make([]appointment, len(seat.Terms))
	for i := range seat.Terms {
		list[i] = s.appointmentOf(m, heldTerm{Term: &seat.Terms[i], unit: past[len(past)-1].Unit, post: post})
	}
	return list
}
