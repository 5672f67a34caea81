package api

import (
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/coverage"
	"sizhang/domain/fault"
	"sizhang/server/report"
)

const (
	pageType = "text/html"
	htmlType = pageType + "; charset=utf-8"
	csvText  = csvType + "; charset=utf-8"
)

// coverageTypes are what a coverage report is answered in: JSON for machines, a
// page to print, the list of what is missing, and text for a terminal.
var coverageTypes = []string{jsonType, pageType, csvType, plainType}

var aboutCoverage = about{
	id: "coverage", tag: tagState, access: openToAll, heavy: true,
	zh: "覆盖情况：横向到边、纵向到底", en: "How far responsibility reaches",
	note: "逐级：单元数，有长、领导齐、有包保、有图形的各多少，缺什么逐一列出。`format=html` 给出可打印的一页，`format=csv` 给出缺项清单；也可用 `Accept`。\n\n" +
		"Level by level: how many units, how many of them with heads, all leaders, sponsors and shapes, and what is missing, listed. `format=html` gives a page to print, `format=csv` the list of what is missing; so does the Accept header.",
	produces: coverageTypes,
	problems: []fault.Code{fault.CityNotFound, fault.InstantInvalid},
	answer: func(r huma.Registry) map[string]*huma.Response {
		text := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
		return map[string]*huma.Response{"200": {
			Description: "覆盖情况 · The coverage",
			Content:     map[string]*huma.MediaType{jsonType: {Schema: schemaOf[report.CoverageBody](r)}, htmlType: text, csvText: text, textType: text},
		}}
	},
}

var aboutCoveragePicture = about{
	id: "coveragePicture", tag: tagState, access: openToAll, heavy: true,
	zh: "覆盖情况的图", en: "A picture of how far responsibility reaches",
	note: "SVG：逐级的条形图。\n\nSVG: bars, level by level.", produces: []string{svgType},
	problems: []fault.Code{fault.CityNotFound, fault.InstantInvalid},
	answer: func(huma.Registry) map[string]*huma.Response {
		return map[string]*huma.Response{"200": {
			Description: "图 · The picture",
			Content:     map[string]*huma.MediaType{svgType: {Schema: &huma.Schema{Type: huma.TypeString}}},
		}}
	},
}

func (s *Server) coverage(ctx context.Context, in *struct {
	CityAtInput
	Format   string `query:"format" enum:"json,html,csv,text" doc:"格式；不给则按 Accept · Form of the answer; by the Accept header when not given" example:"html"`
	Accept   string `header:"Accept" hidden:"true"`
	Language string `header:"Accept-Language" hidden:"true"`
}) (*written, error) {
	found, err := s.coverageOf(ctx, in.City, in.At)
	if err != nil {
		return nil, err
	}
	switch form(in.Format, in.Accept, coverageTypes) {
	case pageType:
		page, err := spooled(htmlType, func(w io.Writer) error { return report.CoverageHTML(w, found) })
		if err != nil {
			return nil, err
		}
		return page.under(report.CoveragePolicy), nil
	case csvType:
		return spooled(csvText, func(w io.Writer) error { return report.CoverageCSV(w, found) })
	case plainType:
		return spooled(textType, func(w io.Writer) error { return report.PrintCoverage(w, found, languageOf(in.Language)) })
	}
	return spooled(jsonType, func(w io.Writer) error { return report.CoverageJSON(w, found) })
}

func (s *Server) coveragePicture(ctx context.Context, in *CityAtInput) (*written, error) {
	found, err := s.coverageOf(ctx, in.City, in.At)
	if err != nil {
		return nil, err
	}
	return spooled(svgType, func(w io.Writer) error { return report.CoverageSVG(w, found) })
}

func (s *Server) coverageOf(ctx context.Context, city, at string) (*coverage.Report, error) {
	if _, err := s.cityNamed(city); err != nil {
		return nil, err
	}
	when, err := s.instant(at)
	if err != nil {
		return nil, err
	}
	standing, err := s.app.Standing(ctx, city, "", when.Time)
	if err != nil {
		return nil, err
	}
	return coverage.Of(coverage.City{
		Profile: standing.Profile, Units: standing.Units, Seats: standing.Seats, Sponsorships: standing.Sponsorships, At: standing.At,
	}), nil
}

// under answers under another policy than that of answers that no page may run.
func (w *written) under(policy string) *written {
	return &written{func(ctx huma.Context) {
		humagin.Unwrap(ctx).Header("Content-Security-Policy", policy)
		w.Body(ctx)
	}}
}
