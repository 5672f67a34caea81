package api

import (
	"context"

	"sizhang/server/hook"
	"sizhang/server/record"
)

// deliveryBody is one event on its way to a webhook.
type deliveryBody struct {
	ID      string  `json:"id" doc:"投递编号，即 Sizhang-Id · Its id, which is sent as Sizhang-Id"`
	Issue   string  `json:"issue" doc:"问题编号 · The issue's id"`
	Seq     int     `json:"seq" doc:"第几件事 · Number of the event in the issue"`
	State   string  `json:"state" enum:"pending,done,dead" doc:"待投递、已送达、未能送达 · Waiting, delivered, given up"`
	Tries   int     `json:"tries" doc:"已试几次 · Attempts so far"`
	Created *string `json:"created" format:"date-time"`
	Tried   *string `json:"tried" format:"date-time" doc:"最近一次 · The latest attempt"`
	Due     *string `json:"due" format:"date-time" doc:"下一次；不再试为 null · The next attempt; null where none follows"`
	Status  int     `json:"status,omitempty" doc:"应答的 HTTP 状态码 · HTTP status of the answer"`
	Why     string  `json:"why,omitempty" doc:"为何未送达 · Why it was not delivered" example:"timed_out"`
}

func (s *Server) deliveryOf(d hook.Delivery) deliveryBody {
	return deliveryBody{
		d.ID, d.Issue, d.Seq, string(d.State), d.Tries, s.momentText(d.Created), s.momentText(d.Tried), s.momentText(d.Due), d.Status, string(d.Why),
	}
}

type deliveriesInput struct {
	WebhookInput
	State string `query:"state" enum:"pending,done,dead" doc:"只要哪种 · Only those in this state" example:"dead"`
	After string `query:"after" maxLength:"4096" doc:"上一页的 next · next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"100" doc:"每页个数 · Deliveries a page"`
}

type deliveriesOutput struct {
	Body struct {
		Deliveries []deliveryBody `json:"deliveries"`
		Next       *string        `json:"next" doc:"下一页的标记；末页为 null · Mark of the next page; null on the last"`
	} `nameHint:"Deliveries"`
}

type againInput struct {
	WebhookInput
	Delivery string `path:"delivery" maxLength:"400" doc:"投递编号 · The delivery's id" example:"01932d5e-8c00-7000-8000-000000000002.01932d5e-8c00-7000-8000-000000000000.00000004"`
}

type againOutput struct{ Body deliveryBody }

type testedOutput struct {
	Body struct {
		Delivered bool   `json:"delivered"`
		Status    int    `json:"status,omitempty" doc:"应答的 HTTP 状态码 · HTTP status of the answer"`
		Why       string `json:"why,omitempty" doc:"为何未送达 · Why it was not delivered" example:"unreachable"`
		TookMS    int64  `json:"took_ms"`
	} `nameHint:"WebhookTested"`
}

func (s *Server) deleteWebhook(ctx context.Context, in *WebhookInput) (*webhookOutput, error) {
	hooks, err := s.webhooksHere()
	if err != nil {
		return nil, err
	}
	was, err := hooks.Get(ctx, in.City, in.ID)
	if err != nil {
		return nil, err
	}
	return doing(ctx, s, &in.SignedIn, record.HookDeleted, "hook/"+in.ID, nil, func() (*webhookOutput, error) {
		return &webhookOutput{s.webhookOf(was)}, hooks.Delete(ctx, in.City, in.ID)
	})
}

func (s *Server) testWebhook(ctx context.Context, in *WebhookInput) (*testedOutput, error) {
	hooks, err := s.webhooksHere()
	if err != nil {
		return nil, err
	}
	if _, err := hooks.Get(ctx, in.City, in.ID); err != nil {
		return nil, err
	}
	return doing(ctx, s, &in.SignedIn, record.HookTested, "hook/"+in.ID, nil, func() (*testedOutput, error) {
		tested, err := hooks.Test(ctx, in.City, in.ID)
		out := &testedOutput{}
		out.Body.Delivered, out.Body.Status, out.Body.Why, out.Body.TookMS = tested.Why == "", tested.Status, string(tested.Why), tested.Took.Milliseconds()
		return out, err
	})
}

func (s *Server) deliveries(ctx context.Context, in *deliveriesInput) (*deliveriesOutput, error) {
	hooks, err := s.webhooksHere()
	if err != nil {
		return nil, err
	}
	list, next, err := hooks.Deliveries(ctx, in.City, in.ID, hook.State(in.State), in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &deliveriesOutput{}
	out.Body.Deliveries = make([]deliveryBody, len(list))
	for i, d := range list {
		out.Body.Deliveries[i] = s.deliveryOf(d)
	}
	if next != "" {
		out.Body.Next = &next
	}
	return out, nil
}

func (s *Server) deliverAgain(ctx context.Context, in *againInput) (*againOutput, error) {
	hooks, err := s.webhooksHere()
	if err != nil {
		return nil, err
	}
	if _, err := hooks.Get(ctx, in.City, in.ID); err != nil {
		return nil, err
	}
	with := map[string]string{"delivery": in.Delivery}
	return doing(ctx, s, &in.SignedIn, record.DeliveredAgain, "hook/"+in.ID, with, func() (*againOutput, error) {
		d, err := hooks.Again(ctx, in.City, in.ID, in.Delivery)
		return &againOutput{s.deliveryOf(d)}, err
	})
}
