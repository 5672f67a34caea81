package api

import (
	"context"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/record"
)

var aboutDrafts = about{
	id: "drafts", tag: tagDrafts, access: rightTo(access.TerritoryRead, wholeCity),
	zh: "一个城市的草案", en: "A city's drafts",
	note: "先开的在前。\n\nThe oldest first.",
}

var aboutOpenDraft = about{
	id: "openDraft", tag: tagDrafts, access: rightTo(access.TerritoryEdit, wholeCity), json: map[string]any{"note": "2026 年网格调整"},
	zh: "新开一个草案", en: "Open a draft",
	note: "草案收集任意次导入，核查、比较之后一次发布。新城市也由草案开始：先导入配置。\n\n" +
		"A draft collects any number of imports, to be audited, compared and then published at once. A new city begins with a draft, too: import its profile first.",
}

var aboutDraft = about{
	id: "draft", tag: tagDrafts, access: rightTo(access.TerritoryRead, wholeCity),
	zh: "一个草案", en: "One draft",
	note:     "`base` 为草案所基于的版本；已有更新的版本时请先 rebase。\n\n`base` is the version that the draft is laid over; rebase it where there is a later one.",
	problems: []fault.Code{fault.DraftUnknown},
}

var aboutDropDraft = about{
	id: "dropDraft", tag: tagDrafts, access: rightTo(access.TerritoryEdit, wholeCity), heavy: true,
	zh: "作废一个草案", en: "Drop a draft",
	note:     "其中写入的内容一并清除；已发布的草案不能作废。可重复执行。\n\nWhat was written to it goes, too; a published draft cannot be dropped. It can be repeated.",
	problems: []fault.Code{fault.DraftUnknown, fault.DraftPublished},
}

var aboutRebaseDraft = about{
	id: "rebaseDraft", tag: tagDrafts, access: rightTo(access.TerritoryEdit, wholeCity), heavy: true,
	zh: "把草案移到最新版本之上", en: "Lay a draft over the latest version",
	note: "他人其间的变更保留，除非草案改动了同一处；`findings` 说明何处。其中若有拒绝（refused），须再导入改正后才能发布。\n\n" +
		"What others changed meanwhile is kept, unless the draft changes the same: `findings` say where. Where any of them is refused, another import must mend it before the draft can be published.",
	problems: []fault.Code{fault.DraftUnknown, fault.DraftPublished, fault.DraftDropped},
}

// CityInput names a city.
type CityInput struct {
	City string `path:"city" pattern:"^[0-9]{6}$" doc:"城市的 6 位区划代码 · The city's 6-digit division code" example:"110101"`
}

// DraftInput names a draft.
type DraftInput struct {
	CityInput
	ID string `path:"id" doc:"草案编号 · The draft's id" example:"01932d5e-8c00-7000-8000-000000000000"`
}

// changeDraftInput names a draft that is to be changed by somebody.
type changeDraftInput struct {
	SignedIn
	DraftInput
}

type draftOutput struct{ Body draftBody }

type draftsOutput struct {
	Body struct {
		Drafts []draftBody `json:"drafts"`
	} `nameHint:"Drafts"`
}

type openDraftInput struct {
	SignedIn
	CityInput
	Body *struct {
		Note string `json:"note,omitempty" maxLength:"500" doc:"草案的说明 · What the draft is for" example:"2026 年网格调整"`
	} `nameHint:"DraftRequest" required:"false"`
}

// draftBody is a draft.
type draftBody struct {
	ID        string      `json:"id"`
	City      string      `json:"city" example:"110101"`
	State     string      `json:"state" enum:"open,published,dropped" doc:"未发布、已发布、已作废"`
	Note      string      `json:"note,omitempty"`
	Created   *string     `json:"created" format:"date-time"`
	Changed   *string     `json:"changed" format:"date-time" doc:"上次导入 · When it was last added to"`
	Published *string     `json:"published" format:"date-time"`
	Effective *string     `json:"effective" format:"date-time" doc:"何时生效 · When it takes effect"`
	Version   int         `json:"version,omitempty" doc:"发布成为第几版 · The version that it became"`
	Base      int         `json:"base" doc:"基于第几版 · The version that it is laid over"`
	Parts     []draftPart `json:"parts" doc:"各次导入 · The imports"`
}

// ImportPart is one import, as it is known for good.
type ImportPart struct {
	Edition string  `json:"edition"`
	Kind    string  `json:"kind" enum:"profile,units,seats,people,bodies,categories,charges,sponsorships"`
	Count   int     `json:"count"`
	File    string  `json:"file,omitempty" doc:"文件名 · The file's name"`
	SHA256  string  `json:"sha256,omitempty" doc:"文件的 SHA-256 · SHA-256 of its bytes"`
	At      *string `json:"at" format:"date-time"`
}

// draftPart is one import of a draft, with what it changes.
type draftPart struct {
	ImportPart
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Ended     int `json:"ended"`
	Unchanged int `json:"unchanged"`
}

func (s *Server) draftOf(d app.Draft) draftBody {
	return draftBody{
		ID: d.ID, City: d.City, State: string(d.State), Note: d.Note,
		Created: s.momentText(d.Created), Changed: s.momentText(d.Changed),
		Published: s.momentText(d.Published), Effective: s.momentText(d.Effective),
		Version: d.Version, Base: d.Base, Parts: s.draftPartsOf(d.Parts),
	}
}

func (s *Server) partOf(p app.Part) ImportPart {
	return ImportPart{p.Edition, string(p.Kind), p.Count, p.Source.Name, p.Source.SHA256, s.momentText(p.At)}
}

func (s *Server) draftPartsOf(list []app.Part) []draftPart {
	parts := make([]draftPart, len(list))
	for i, p := range list {
		parts[i] = draftPart{s.partOf(p), p.Added, p.Changed, p.Ended, p.Unchanged}
	}
	return parts
}

func (s *Server) drafts(ctx context.Context, in *CityInput) (*draftsOutput, error) {
	drafts, err := s.app.Drafts(ctx, in.City)
	if err != nil {
		return nil, err
	}
	out := &draftsOutput{}
	out.Body.Drafts = make([]draftBody, len(drafts))
	for i, d := range drafts {
		out.Body.Drafts[i] = s.draftOf(d)
	}
	return out, nil
}

func (s *Server) openDraft(ctx context.Context, in *openDraftInput) (*draftOutput, error) {
	note := ""
	if in.Body != nil {
		note = in.Body.Note
	}
	d, err := doing(ctx, s, &in.SignedIn, record.DraftOpened, "drafts", map[string]string{"note": note}, func() (app.Draft, error) {
		return s.app.OpenDraft(ctx, in.City, note)
	})
	return &draftOutput{s.draftOf(d)}, err
}

func (s *Server) draft(ctx context.Context, in *DraftInput) (*draftOutput, error) {
	d, err := s.app.Draft(ctx, in.City, in.ID)
	return &draftOutput{s.draftOf(d)}, err
}

func (s *Server) dropDraft(ctx context.Context, in *changeDraftInput) (*draftOutput, error) {
	_, err := doing(ctx, s, &in.SignedIn, record.DraftDropped, "draft/"+in.ID, nil, func() (struct{}, error) {
		return struct{}{}, s.app.DropDraft(ctx, in.City, in.ID, app.Silent)
	})
	if err != nil {
		return nil, err
	}
	return s.draft(ctx, &in.DraftInput)
}

func (s *Server) rebaseDraft(ctx context.Context, in *changeDraftInput) (*outcomeOutput, error) {
	var outcome app.Outcome // what it refuses is to be mended in the draft, which is rebased all the same
	_, err := doing(ctx, s, &in.SignedIn, record.DraftRebased, "draft/"+in.ID, nil, func() (_ struct{}, err error) {
		outcome, err = s.app.RebaseDraft(ctx, in.City, in.ID)
		return struct{}{}, err
	})
	return &outcomeOutput{outcomeOf(outcome)}, err
}
