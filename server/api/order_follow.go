package api

import (
	"context"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// OrderInput names an order.
type OrderInput struct {
	SignedIn
	CityInput
	Outside string `path:"outside" maxLength:"100" doc:"工单号 · Number of the order" example:"12345-20260301-0001"`
}

var aboutOrder = about{
	id: "order", tag: tagOrders, access: rightTo(access.IssueOrder, somewhere),
	zh: "工单的进展", en: "How a work order stands",
	note:     "只有提交它的账号，或可以查看该问题的人；其他人所见与没有一样。\n\nFor the account that handed it over and for who may read the issue; for others there is none.",
	problems: []fault.Code{fault.OrderNotFound},
}

// orderWithin returns the issue of an order to who handed it over or may read it.
func (s *Server) orderWithin(ctx context.Context, in *OrderInput) (issue.Issue, error) {
	desk, err := s.desk()
	if err != nil {
		return issue.Issue{}, err
	}
	i, err := desk.ByOutside(ctx, in.City, issue.FromHotline, in.Outside)
	if err == nil && !handedOver(&i, in.who.Actor) && !in.who.Can(access.IssueRead, i.Object()) {
		err = noIssue()
	}
	if err != nil && fault.As(err).Code == fault.IssueNotFound {
		err = fault.New(fault.OrderNotFound, "", nil)
	}
	if err != nil {
		return issue.Issue{}, err
	}
	return i, nil
}

// handedOver says whether it was this account that filed the order, not one that became
// part of it later.
func handedOver(i *issue.Issue, who access.Actor) bool {
	for _, r := range i.Reporters {
		if r.Kind == issue.Partner && (r.Issue == "" || r.Issue == i.ID) && r.By.Account == who.Account {
			return true
		}
	}
	return false
}

func (s *Server) order(ctx context.Context, in *OrderInput) (*orderOutput, error) {
	i, err := s.orderWithin(ctx, in)
	if err != nil {
		return nil, err
	}
	c, err := s.cityNamed(in.City)
	if err != nil {
		return nil, err
	}
	return &orderOutput{200, s.orderOf(c, &i)}, nil
}

var aboutAnswerOrder = about{
	id: "answerOrder", tag: tagOrders, access: rightTo(access.IssueOrder, somewhere),
	zh: "转来来电人的评价", en: "Pass on what the caller says",
	note: "热线回访的结果：`approved` 认可，`objected` 不认可（须说明理由，返工）。只有提交工单的账号。\n\n" +
		"What the caller said when the hotline asked: `approved`, or `objected` with a reason, which sends it back. By the account that handed the order over.",
	json:     map[string]any{"command": "01932d5e-8c00-7000-8000-000000000005", "answer": "approved"},
	problems: []fault.Code{fault.OrderNotFound, fault.ActionImpossible, fault.ReasonMissing, fault.ReporterUnknown, fault.CommandInvalid, fault.CommandReused, fault.TextTooLong, fault.TextUnprintable},
	maxBody:  maxReport,
}

type answerOrderInput struct {
	OrderInput
	Body struct {
		Command string `json:"command" maxLength:"100" doc:"请求方生成的 UUID · UUID made by whoever asks" example:"01932d5e-8c00-7000-8000-000000000005"`
		Answer  string `json:"answer" enum:"approved,objected" doc:"认可或不认可 · Whether it is done" example:"approved"`
		Reason  string `json:"reason,omitempty" maxLength:"4000" doc:"不认可的理由 · Why it is not" example:"垃圾还在"`
	} `nameHint:"OrderAnswer"`
}

func (s *Server) answerOrder(ctx context.Context, in *answerOrderInput) (*orderOutput, error) {
	i, err := s.orderWithin(ctx, &in.OrderInput)
	if err != nil {
		return nil, err
	}
	c, err := s.cityNamed(in.City)
	if err != nil {
		return nil, err
	}
	if err := ownID(in.Body.Command, fault.CommandInvalid, "command"); err != nil {
		return nil, err
	}
	if err := printable("reason", in.Body.Reason); err != nil {
		return nil, err
	}
	by := s.actingAs(in.who, access.IssueOrder, i.Object(), issue.Hands{}, "")
	by.Kind = issue.ByPartner
	command := issue.Command{ID: in.Body.Command, Action: issue.Approve, Actor: in.who.Actor, By: by, Reason: in.Body.Reason, Order: i.ID}
	if in.Body.Answer == string(issue.Objected) {
		command.Action = issue.Object
	}
	if i, err = whereItWent(ctx, s.options.Issues, i); err != nil { // the caller speaks there
		return nil, err
	}
	done, err := s.options.Issues.Do(ctx, in.City, i.ID, command)
	if err != nil {
		return nil, err
	}
	done.Outside = in.Outside
	return &orderOutput{200, s.orderOf(c, &done)}, nil
}
