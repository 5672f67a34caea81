package api

import (
	"context"
	"fmt"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/indicator"
	"sizhang/server/export"
	"sizhang/server/figures"
	"sizhang/server/record"
	"sizhang/server/report"
)

// indicatorTypes are what figures are answered in.
var indicatorTypes = []string{jsonType, csvType, xlsxType, svgType, plainType}

// indicatorFormats are the media types of the format parameter's values.
var indicatorFormats = map[string]string{"json": jsonType, "csv": csvType, "xlsx": xlsxType, "svg": svgType, "text": plainType}

var aboutIndicators = about{
	id: "indicators", tag: tagIssues, access: rightTo(access.IssueRead, somewhere), heavy: true,
	zh: "绩效指标", en: "Performance indicators",
	note: "立案率、按期处置率、结案率、返工率、12345 三率、五个第一时间等，公式随答案给出；只统计管辖之内的问题。分母为零即无数据，不给 `value`；挂账的不计入分母。" +
		"`by` 分组，`every` 分时段，`compare` 同比（`year`）或环比（`previous`）。不给 `from` 为当月一日，不给 `until` 为现在。按岗位或人员分组的 CSV、XLSX、SVG 先写入操作记录。\n\n" +
		"Filing, handling and closing rates, rework, the three rates of 12345, the five first moments and more, with their formulas; only issues within one's scope count. A rate of nothing is no data and has no `value`; suspended issues are in no denominator. " +
		"`by` makes groups, `every` periods, `compare` holds them against a year (`year`) or a period (`previous`) before. From the first of the month, until now, where they are not given. CSV, XLSX and SVG of heads or people are put on the record first.",
	produces: indicatorTypes,
	problems: []fault.Code{fault.InstantInvalid, fault.PeriodInvalid, fault.UnitNotFound, fault.LevelUnknown, fault.IndicatorsTooMany},
	answer: func(r huma.Registry) map[string]*huma.Response {
		text := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
		file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		return map[string]*huma.Response{"200": {
			Description: "指标 · The indicators",
			Content:     map[string]*huma.MediaType{jsonType: {Schema: schemaOf[report.IndicatorsBody](r)}, csvText: text, xlsxType: file, svgType: text, textType: text},
		}}
	},
}

type indicatorsInput struct {
	SignedIn
	CityInput
	From     string `query:"from" doc:"起：时刻或日期 · From: an instant (RFC 3339) or a date" example:"2026-03-01"`
	Until    string `query:"until" doc:"止（不含） · First instant that is not asked about" example:"2026-04-01"`
	By       string `query:"by" enum:"unit,head,person,department,category,source" doc:"分组：辖区、承办岗位、人员（按各指标的岗位角色）、部门、类别、来源 · Groups: units, posts with who works there, people by their part in the issue, departments, categories, sources" example:"unit"`
	Every    string `query:"every" enum:"day,week,half_month,month,quarter,year" doc:"逐时段；首尾补足整个时段 · Periods, whole ones" example:"month"`
	Level    string `query:"level" maxLength:"100" doc:"按辖区分组时的层级；不给即其下最宽的一级 · With by=unit: the level of the rows; the widest below when not given" example:"community"`
	Unit     string `query:"unit" maxLength:"100" doc:"限于该单元及其下辖 · Keep to a unit and all below it" example:"110101001000"`
	Compare  string `query:"compare" enum:"year,previous" doc:"同比或环比 · Compare with a year before, or with the time before" example:"previous"`
	Format   string `query:"format" enum:"json,csv,xlsx,svg,text" doc:"格式；不给则按 Accept · Form of the answer; by the Accept header when not given" example:"json"`
	Header   string `query:"header" enum:"zh,en" default:"zh" doc:"表头的语言 · Language of the header"`
	Accept   string `header:"Accept" hidden:"true"`
	Language string `header:"Accept-Language" hidden:"true"`
}

func (s *Server) indicators(ctx context.Context, in *indicatorsInput) (*written, error) {
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	c, err := s.cityNamed(in.City)
	if err != nil {
		return nil, err
	}
	q := figures.Question{
		Scope: in.who.Scope(access.IssueRead), Now: s.app.Now(), By: indicator.By(in.By), Every: indicator.Every(in.Every),
		Level: in.Level, Unit: in.Unit, Compare: indicator.Compare(in.Compare),
	}
	if q.From, err = s.named("from", in.From); err != nil {
		return nil, err
	}
	if q.Until, err = s.named("until", in.Until); err != nil {
		return nil, err
	}
	found, err := figures.Of(c, desk.Board(in.City), q)
	if err != nil {
		return nil, err
	}
	media := indicatorFormats[in.Format]
	if media == "" {
		media = negotiate(in.Accept, indicatorTypes...)
	}
	if err := s.recordFigures(ctx, in, media, found.By); err != nil {
		return nil, err
	}
	return indicatorsAs(media, found, in)
}

// recordFigures puts figures of people by name on the record where they go out as a
// file, before they do; what is read off a screen is not, as with issues.
func (s *Server) recordFigures(ctx context.Context, in *indicatorsInput, media string, by indicator.By) error {
	named := by == indicator.ByHead || by == indicator.ByPerson
	if !named || media != csvType && media != xlsxType && media != svgType {
		return nil
	}
	format := map[string]string{csvType: "csv", xlsxType: "xlsx", svgType: "svg"}[media]
	return s.recorded(ctx, &in.SignedIn, record.Exported, "city/"+in.City, map[string]string{"noun": "indicators", "format": format, "group": string(by)})
}

// indicatorsAs writes figures in a media type.
func indicatorsAs(media string, found *report.Indicators, in *indicatorsInput) (*written, error) {
	table := func(format export.Format, media, suffix string) (*written, error) {
		file, err := spooled(media, func(w io.Writer) error {
			return export.Figures(w, found.Report, found.Labels, export.Options{Format: format, Header: fault.Language(in.Header)})
		})
		return file.named(fmt.Sprintf("%s-indicators.%s", in.City, suffix)), err
	}
	switch media {
	case csvType:
		return table(export.CSV, csvText, "csv")
	case xlsxType:
		return table(export.XLSX, xlsxType, "xlsx")
	case svgType:
		return spooled(svgType, func(w io.Writer) error { return report.IndicatorsSVG(w, found) })
	case plainType:
		return spooled(textType, func(w io.Writer) error { return report.PrintIndicators(w, found, languageOf(in.Language)) })
	}
	return spooled(jsonType, func(w io.Writer) error { return report.IndicatorsJSON(w, found) })
}
