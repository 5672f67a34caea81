package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/record"
)

var aboutPublish = about{
	id: "publish", tag: tagDrafts, access: rightTo(access.TerritoryEdit, wholeCity), heavy: true, json: map[string]any{"effective": "2026-01-01"},
	zh: "发布草案", en: "Publish a draft",
	note: "`effective` 为何时生效，不给即现在，不得早于上一版。读者不必等待；已发布的版本可由后来的版本取代，不能修改。有拒绝时答 422 并列出 `findings`，什么都不发布。可重复执行。\n\n" +
		"`effective` says when it takes effect, now when not given, and not before the last version does. Readers never wait; a published version can be superseded, not edited. Where anything refuses it, the answer is 422 with the `findings`, and nothing is published. It can be repeated.",
	problems: []fault.Code{fault.DraftUnknown, fault.DraftPublished, fault.DraftDropped, fault.DraftEmpty, fault.DraftOutdated,
		fault.EffectiveTooEarly, fault.EffectiveUnused, fault.InstantInvalid},
	refused: func(r huma.Registry) *huma.Schema { return schemaOf[publishedBody](r) },
}

type publishInput struct {
	SignedIn
	DraftInput
	Body *struct {
		Effective string `json:"effective,omitempty" doc:"何时生效：时刻，或日期（当日零时）；不给即现在 · When it takes effect: an instant (RFC 3339) or a date; now when not given" example:"2026-01-01"`
	} `nameHint:"PublishRequest" required:"false"`
}

type publishOutput struct {
	Status int
	Body   publishedBody
}

// publishedBody is what a publication did.
type publishedBody struct {
	Published bool    `json:"published" doc:"已发布；false 为被拒绝 · Done; false where it was refused"`
	Version   int     `json:"version,omitempty" doc:"成为第几版；不含单元和配置的草案没有 · The version that it became; none without units and profile"`
	Effective *string `json:"effective" format:"date-time"`
	OutcomeCounts
	Findings []found `json:"findings"`
}

func (s *Server) publish(ctx context.Context, in *publishInput) (*publishOutput, error) {
	var effective time.Time
	if in.Body != nil && in.Body.Effective != "" {
		at, err := s.instant(in.Body.Effective)
		if err != nil {
			return nil, fault.New(fault.InstantInvalid, "effective", nil)
		}
		effective = at.Time
	}
	with := map[string]string{}
	if in.Body != nil && in.Body.Effective != "" {
		with["effective"] = in.Body.Effective
	}
	d, err := s.app.Draft(ctx, in.City, in.ID)
	if err != nil {
		return nil, err
	}
	with["parts"] = d.Kinds()
	p, err := doing(ctx, s, &in.SignedIn, record.Published, "draft/"+in.ID, with, func() (app.Published, error) {
		return s.app.Publish(ctx, in.City, in.ID, effective)
	})
	if err != nil {
		return nil, err
	}
	outcome := outcomeOf(p.Outcome)
	out := &publishOutput{http.StatusOK, publishedBody{OutcomeCounts: outcome.OutcomeCounts, Findings: outcome.Findings}}
	if p.Refused() {
		out.Status = http.StatusUnprocessableEntity
		return out, nil
	}
	out.Body.Published, out.Body.Version, out.Body.Effective = true, p.Version, s.momentText(p.Effective)
	s.refreshed(ctx, in.City)
	return out, nil
}
