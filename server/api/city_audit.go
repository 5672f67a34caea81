package api

import (
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/audit"
	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/report"
)

const (
	plainType = "text/plain"
	textType  = plainType + "; charset=utf-8"
)

// reportTypes are what audits and comparisons are answered in.
var reportTypes = []string{jsonType, geoJSONType, plainType}

// maxFindings is how many findings of one kind an audit lists; the rest are
// counted. The command line lists all.
const maxFindings = 1000

const auditNote = "空隙、重叠、无人负责、过窄、越出上级、下级留空、岗位空缺、不合包保规则，各附真实面积；关于地块的附网格，整个单元的网格见其 `/cells`。" +
	"每类最多列出 1,000 处（有地块的取最大者），`kinds` 给出总数，未列全时 `truncated` 为真。" +
	"`format=geojson`（或 `Accept: application/geo+json`）给出所在位置，`format=text` 供阅读。`faults` 为问题数，`notes` 为提示数。\n\n" +
	"Gaps, overlaps, units with nobody, thin ones, children outside their parents, holes between children, vacant posts and sponsors beyond the rules, with true areas, and cells where a piece of ground is meant; those of a whole unit are at its `/cells`. " +
	"At most 1,000 of a kind are listed, of ground the largest; `kinds` has the totals, and `truncated` is true where not all are listed. " +
	"`format=geojson` (or `Accept: application/geo+json`) gives the places, `format=text` is for people. `faults` and `notes` count what was found."

var aboutAudit = about{
	id: "audit", tag: tagState, access: openToAll, heavy: true,
	zh: "核查现状", en: "Audit what is in force", note: auditNote,
	produces: reportTypes,
	problems: []fault.Code{fault.CityNotFound, fault.InstantInvalid},
	answer:   auditAnswer,
}

var aboutDraftAudit = about{
	id: "draftAudit", tag: tagDrafts, access: rightTo(access.TerritoryRead, wholeCity), heavy: true,
	zh: "核查草案", en: "Audit a draft",
	note:     "假如草案生效，现状会怎样：" + auditNote,
	produces: reportTypes,
	problems: []fault.Code{fault.DraftUnknown, fault.DraftPublished, fault.DraftDropped, fault.CityWithoutProfile, fault.InstantInvalid},
	answer:   auditAnswer,
}

func auditAnswer(r huma.Registry) map[string]*huma.Response {
	return reported("核查结果 · The audit", schemaOf[auditBody](r))
}

// reported describes a report in every form.
func reported(description string, body *huma.Schema) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: description,
		Content: map[string]*huma.MediaType{
			jsonType:    {Schema: body},
			geoJSONType: {Schema: &huma.Schema{Type: huma.TypeObject}},
			textType:    {Schema: &huma.Schema{Type: huma.TypeString}},
		},
	}}
}

type CityAtInput struct {
	CityInput
	AtInput
}

type DraftAtInput struct {
	DraftInput
	AtInput
}

// auditBody is the contract of report.AuditJSON.
type auditBody struct {
	City      string         `json:"city" example:"110101"`
	Name      bothNames      `json:"name"`
	At        string         `json:"at" format:"date-time"`
	Units     int            `json:"units" doc:"查看的单元数 · How many units were looked at"`
	Faults    int            `json:"faults"`
	Notes     int            `json:"notes"`
	Truncated bool           `json:"truncated" doc:"未列出全部 · Not all are listed"`
	Kinds     []auditKind    `json:"kinds" doc:"各类总数 · Totals by kind"`
	Findings  []auditFinding `json:"findings"`
}

type auditKind struct {
	Kind   fault.Code `json:"kind"`
	Total  int        `json:"total" doc:"共有 · How many there are"`
	Listed int        `json:"listed" doc:"列出 · How many are listed"`
	M2     float64    `json:"m2,omitempty" doc:"真实面积合计，平方米 · True area of all, in square metres"`
}

// bothNames is a name in both languages.
type bothNames struct {
	ZH string `json:"zh"`
	EN string `json:"en,omitempty"`
}

type auditFinding struct {
	Kind       fault.Code    `json:"kind"`
	Note       bool          `json:"note" doc:"只是提示 · Only a note"`
	Unit       string        `json:"unit,omitempty"`
	Name       *bothNames    `json:"name,omitempty"`
	Level      string        `json:"level,omitempty"`
	Other      string        `json:"other,omitempty" doc:"另一单元 · The other unit"`
	M2         float64       `json:"m2,omitempty" doc:"真实面积，平方米 · True area in square metres"`
	At         []float64     `json:"at,omitempty" minItems:"2" maxItems:"2" doc:"[经度, 纬度] · [longitude, latitude]"`
	Resolution int           `json:"resolution,omitempty"`
	Cells      []string      `json:"cells,omitempty"`
	Vacant     bool          `json:"vacant,omitempty"`
	Instead    *auditInstead `json:"instead,omitempty" doc:"谁代为负责 · Who answers instead"`
	ZH         string        `json:"zh"`
	EN         string        `json:"en"`
}

type auditInstead struct {
	Unit   string    `json:"unit"`
	Name   bothNames `json:"name"`
	Post   string    `json:"post"`
	Person string    `json:"person"`
}

// ReportInput decides how a report is written.
type ReportInput struct {
	Format   string `query:"format" enum:"json,geojson,text" doc:"格式；不给则按 Accept · Form of the answer; by the Accept header when not given" example:"text"`
	Accept   string `header:"Accept" hidden:"true"`
	Language string `header:"Accept-Language" hidden:"true"`
}

// form returns the media type to answer in, of those that an operation produces.
func form(format, accept string, produces []string) string {
	if format != "" {
		return formTypes[format]
	}
	return negotiate(accept, produces...)
}

// formTypes are the media types of the format parameter's values.
var formTypes = map[string]string{"json": jsonType, "geojson": geoJSONType, "text": plainType, "html": pageType, "csv": csvType}

func (s *Server) audit(ctx context.Context, in *struct {
	CityAtInput
	ReportInput
}) (*written, error) {
	if _, err := s.cityNamed(in.City); err != nil {
		return nil, err
	}
	return s.auditOf(ctx, in.City, "", in.At, in.ReportInput)
}

func (s *Server) draftAudit(ctx context.Context, in *struct {
	DraftAtInput
	ReportInput
}) (*written, error) {
	return s.auditOf(ctx, in.City, in.ID, in.At, in.ReportInput)
}

func (s *Server) auditOf(ctx context.Context, city, draft, at string, in ReportInput) (*written, error) {
	when, err := s.instant(at)
	if err != nil {
		return nil, err
	}
	standing, err := s.app.Standing(ctx, city, draft, when.Time)
	if err != nil {
		return nil, err
	}
	asked := audited(standing)
	asked.Limit = s.findings
	found, ok := audit.Run(asked, func(audit.Stage, int, int) bool { return ctx.Err() == nil })
	if !ok {
		return nil, ctx.Err()
	}
	switch form(in.Format, in.Accept, reportTypes) {
	case geoJSONType:
		return spooled(geoJSONType, func(w io.Writer) error { return report.AuditGeoJSON(w, found) })
	case plainType:
		return spooled(textType, func(w io.Writer) error { return report.AuditText(w, found, languageOf(in.Language)) })
	}
	return spooled(jsonType, func(w io.Writer) error { return report.AuditJSON(w, found) })
}

func audited(s app.Standing) audit.City {
	return audit.City{Profile: s.Profile, Units: s.Units, Seats: s.Seats, Sponsorships: s.Sponsorships, At: s.At}
}

// whole answers with a body.
func whole(mediaType string, body []byte) *written {
	return &written{func(ctx huma.Context) { writeBody(ctx, mediaType, body) }}
}
