package api

import (
	"context"
	"strings"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/record"
)

var aboutShowPhone = about{
	id: "showPhone", tag: tagPeople, access: rightTo(access.PersonUnmask, somewhere),
	zh: "查看完整电话", en: "See a telephone number whole",
	note: "先写入操作记录，再给出电话；`reason` 随记录保存。\n\n" +
		"It is put on the record before it is shown; the `reason` is kept there.",
	json:     map[string]any{"reason": "核实 3 月 2 日的来电"},
	problems: []fault.Code{fault.PersonNotFound, fault.PhoneUnknown},
}

type showPhoneInput struct {
	PersonInput
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"事由 · Why" example:"核实 3 月 2 日的来电"`
	} `nameHint:"PhoneRequest"`
}

type phoneOutput struct {
	Body struct {
		ID    string `json:"id" example:"P0001"`
		Name  string `json:"name" example:"张三"`
		Phone string `json:"phone" example:"13800000000"`
	} `nameHint:"Phone"`
}

func (s *Server) showPhone(ctx context.Context, in *showPhoneInput) (*phoneOutput, error) {
	if strings.TrimSpace(in.Body.Reason) == "" {
		return nil, invalid{fault.New(fault.FieldInvalid, "reason", nil)}
	}
	p, held, err := s.personWithin(ctx, &in.PersonInput, access.PersonUnmask)
	if err != nil {
		return nil, err
	}
	if p.Phone == "" {
		return nil, fault.New(fault.PhoneUnknown, "", nil)
	}
	with := map[string]string{"reason": in.Body.Reason}
	if len(held) > 0 {
		with["unit"] = held[0].Unit
	}
	if err := s.recorded(ctx, &in.SignedIn, record.PhoneShown, "person/"+p.ID, with); err != nil {
		return nil, err
	}
	out := &phoneOutput{}
	out.Body.ID, out.Body.Name, out.Body.Phone = p.ID, p.Name, p.Phone
	return out, nil
}

// maskPhone hides the middle of a telephone number: of a mobile number the first
// three and the last four digits stay, of any other fewer, and never more than
// half of them. What is not a digit tells how a number is written, and goes too.
func maskPhone(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	if phone == "" {
		return ""
	}
	first, last := 3, 4
	if len(digits) != 11 || digits[0] != '1' {
		last = min(4, len(digits)/4)
		first = min(3, len(digits)/2-last)
	}
	return digits[:first] + "****" + digits[len(digits)-last:]
}

func compareOffices(a, b territory.Office) int {
	return strings.Compare(a.Unit+"\x00"+a.Post.ID, b.Unit+"\x00"+b.Post.ID)
}
