package api

import (
	"context"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/hook"
	"sizhang/server/record"
)

// Webhooks tell other systems what happens to issues; *hook.Hooks does.
type Webhooks interface {
	Check(city string, n hook.NewHook) error
	Create(ctx context.Context, city string, n hook.NewHook) (hook.Hook, string, error)
	List(ctx context.Context, city string) ([]hook.Hook, error)
	Get(ctx context.Context, city, id string) (hook.Hook, error)
	Delete(ctx context.Context, city, id string) error
	Test(ctx context.Context, city, id string) (hook.Tested, error)
	Deliveries(ctx context.Context, city, hook string, state hook.State, after string, limit int) ([]hook.Delivery, string, error)
	Again(ctx context.Context, city, hook, id string) (hook.Delivery, error)
}

// aboutWebhook is what every operation on webhooks has in common.
func aboutWebhook(id, zh, en, note string, problems ...fault.Code) about {
	return about{
		id: id, tag: tagWebhooks, access: rightTo(access.HookManage, wholeCity), zh: zh, en: en, note: note,
		problems: append(problems, fault.HooksAbsent),
	}
}

var (
	aboutWebhooks = aboutWebhook("webhooks", "列出回调", "List webhooks",
		"从不含密钥。\n\nNever with a secret.")
	aboutCreateWebhook = func() about {
		a := aboutWebhook("createWebhook", "新建回调", "Create a webhook",
			"此后发生的、符合条件的每件事，都以 POST 送到该地址，至少一次；应答附密钥，只给这一次，用来验证 `Sizhang-Signature`。格式与验证方法见 docs/webhooks.md。\n\n"+
				"Everything that happens from now on and fits is sent to the address by POST, at least once. The answer has the secret, this once, to check `Sizhang-Signature` with; see docs/webhooks.md.",
			fault.HookURLInvalid, fault.HookURLPlain, fault.HookNetwork, fault.HookFilter, fault.HooksTooMany)
		a.json = map[string]any{"url": "https://12345.example.gov.cn/callback", "note": "12345 热线", "sources": []string{"hotline"}, "actions": []string{"file", "finish", "strike"}}
		return a
	}()
	aboutWebhookOne = aboutWebhook("webhook", "一个回调", "One webhook",
		"久未能送达即自动停用，`disabled` 说明何时；此后的事项直接列入未能送达。\n\n"+
			"One that could not be reached for long is disabled, see `disabled`; what happens then goes straight to what could not be delivered.", fault.HookNotFound)
	aboutDeleteWebhook = aboutWebhook("deleteWebhook", "删除回调", "Delete a webhook",
		"未送出的不再送出。应答是它删除前的样子。\n\nWhat was not sent yet is not sent any more. The answer is the webhook as it was.", fault.HookNotFound)
	aboutTestWebhook = aboutWebhook("testWebhook", "测试回调", "Test a webhook",
		"立即送出一条测试（`test: true`）。送达即重新启用已停用的回调。\n\nSends a test at once (`test: true`). Where it arrives, a webhook that was disabled is enabled.", fault.HookNotFound)
	aboutDeliveries = aboutWebhook("deliveries", "列出投递", "List deliveries",
		"`state=dead` 只列未能送达的。逐页给出：把上一页的 `next` 原样作为 `after`。\n\n"+
			"With `state=dead` what could not be delivered. Page by page: pass `next` of the page before as `after`.", fault.HookNotFound)
	aboutAgain = aboutWebhook("deliverAgain", "重新投递", "Deliver again",
		"编号不变，接收方据此识别重复。\n\nUnder the same id, which tells the receiver what it had already.", fault.HookNotFound, fault.DeliveryNotFound, fault.DeliveryPending)
)

// webhookBody is a webhook as it is shown: never with its secret.
type webhookBody struct {
	ID       string  `json:"id" example:"01932d5e-8c00-7000-8000-000000000002"`
	URL      string  `json:"url" example:"https://12345.example.gov.cn/callback"`
	Note     string  `json:"note,omitempty"`
	Filter   wanted  `json:"filter"`
	Created  *string `json:"created" format:"date-time"`
	By       string  `json:"by,omitempty" doc:"建立者的账号 · Account that made it"`
	Failing  *string `json:"failing" format:"date-time" doc:"自何时起未能送达；正常为 null · Since when nothing could be delivered; null while all is well"`
	Disabled *string `json:"disabled" format:"date-time" doc:"何时停用；未停用为 null · When it was disabled; null where it is not"`
	Why      string  `json:"why,omitempty" doc:"为何停用 · Why it was disabled" example:"unreachable"`
}

// wanted is which events are sent: those that fit all of it.
type wanted struct {
	Actions    []issue.Action `json:"actions,omitempty" maxItems:"50" doc:"哪些动作；不给即全部 · Which actions; all when not given"`
	Categories []string       `json:"categories,omitempty" maxItems:"100" doc:"哪些类别，含其下各类 · Which categories, each with those below it"`
	Sources    []issue.Source `json:"sources,omitempty" maxItems:"20" doc:"哪些来源，如 hotline · Which sources, such as hotline"`
	Unit       string         `json:"unit,omitempty" maxLength:"100" doc:"哪个单元及其下辖 · Which unit, with all below it"`
}

func (s *Server) webhookOf(h hook.Hook) webhookBody {
	return webhookBody{
		ID: h.ID, URL: h.URL, Note: h.Note, Filter: wanted(h.Filter), Created: s.momentText(h.Created), By: h.By,
		Failing: s.momentText(h.Failing), Disabled: s.momentText(h.Disabled), Why: string(h.Why),
	}
}

type webhooksInput struct {
	SignedIn
	CityInput
}

type webhooksOutput struct {
	Body struct {
		Hooks []webhookBody `json:"hooks"`
	} `nameHint:"Webhooks"`
}

// WebhookInput names a webhook.
type WebhookInput struct {
	SignedIn
	CityInput
	ID string `path:"id" maxLength:"100" doc:"回调编号 · The webhook's id" example:"01932d5e-8c00-7000-8000-000000000002"`
}

type webhookOutput struct{ Body webhookBody }

type createWebhookInput struct {
	SignedIn
	CityInput
	Body struct {
		URL        string         `json:"url" minLength:"1" maxLength:"2048" doc:"https 地址 · An address of https" example:"https://12345.example.gov.cn/callback"`
		Note       string         `json:"note,omitempty" maxLength:"200" doc:"说明 · What it is for" example:"12345 热线"`
		Actions    []issue.Action `json:"actions,omitempty" maxItems:"50" doc:"哪些动作；不给即全部 · Which actions; all when not given"`
		Categories []string       `json:"categories,omitempty" maxItems:"100" doc:"哪些类别，含其下各类 · Which categories, each with those below it"`
		Sources    []issue.Source `json:"sources,omitempty" maxItems:"20" doc:"哪些来源，如 hotline · Which sources, such as hotline"`
		Unit       string         `json:"unit,omitempty" maxLength:"100" doc:"哪个单元及其下辖 · Which unit, with all below it"`
	} `nameHint:"WebhookRequest"`
}

type webhookCreatedOutput struct {
	Body struct {
		Hook   webhookBody `json:"hook"`
		Secret string      `json:"secret" doc:"密钥，只给这一次 · The secret, this once"`
	} `nameHint:"WebhookCreated"`
}

// webhooksHere are the webhooks of a server that has them.
func (s *Server) webhooksHere() (Webhooks, error) {
	if s.options.Webhooks == nil {
		return nil, fault.New(fault.HooksAbsent, "", nil)
	}
	return s.options.Webhooks, nil
}

func (s *Server) webhooks(ctx context.Context, in *webhooksInput) (*webhooksOutput, error) {
	hooks, err := s.webhooksHere()
	if err != nil {
		return nil, err
	}
	list, err := hooks.List(ctx, in.City)
	if err != nil {
		return nil, err
	}
	out := &webhooksOutput{}
	out.Body.Hooks = make([]webhookBody, len(list))
	for i, h := range list {
		out.Body.Hooks[i] = s.webhookOf(h)
	}
	return out, nil
}

func (s *Server) webhook(ctx context.Context, in *WebhookInput) (*webhookOutput, error) {
	hooks, err := s.webhooksHere()
	if err != nil {
		return nil, err
	}
	h, err := hooks.Get(ctx, in.City, in.ID)
	if err != nil {
		return nil, err
	}
	return &webhookOutput{s.webhookOf(h)}, nil
}

func (s *Server) createWebhook(ctx context.Context, in *createWebhookInput) (*webhookCreatedOutput, error) {
	hooks, err := s.webhooksHere()
	if err != nil {
		return nil, err
	}
	b := in.Body
	fresh := hook.NewHook{URL: b.URL, Note: b.Note, Filter: hook.Filter{Actions: b.Actions, Categories: b.Categories, Sources: b.Sources, Unit: b.Unit}, By: in.who.Actor.Account}
	if err := hooks.Check(in.City, fresh); err != nil {
		return nil, err
	}
	// Of the address only where it leads: its path may hold a token of the receiver.
	with := map[string]string{"host": hook.Host(b.URL)}
	out := &webhookCreatedOutput{}
	_, err = doing(ctx, s, &in.SignedIn, record.HookCreated, "hooks", with, func() (struct{}, error) {
		made, secret, err := hooks.Create(ctx, in.City, fresh)
		out.Body.Hook, out.Body.Secret = s.webhookOf(made), secret
		return struct{}{}, err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
