package api

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/export"
	"sizhang/server/record"
)

var aboutExport = about{
	id: "export", tag: tagState, access: rightTo(access.TerritoryExport, wholeCity), heavy: true,
	zh: "导出一类数据", en: "Export one kind of data",
	note: "与导入的表格同式，原样再导入即无变化；`geojson` 只用于单元。人员名册含联系电话，属个人信息。`draft` 给出假如草案生效的样子。\n\n" +
		"As tables that can be imported again unchanged; `geojson` is for units only. The register of people holds telephone numbers, which are personal data. `draft` gives the city as it would be with the draft.",
	produces: []string{csvType, xlsxType, geoJSONType},
	problems: []fault.Code{fault.CityWithoutProfile, fault.DraftUnknown, fault.DraftPublished, fault.DraftDropped, fault.InstantInvalid, fault.FormatUnfit, fault.TextNotTabular},
	answer: func(huma.Registry) map[string]*huma.Response {
		file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		return map[string]*huma.Response{"200": {
			Description: "文件 · The file",
			Content:     map[string]*huma.MediaType{csvText: file, xlsxType: file, geoJSONType: {Schema: &huma.Schema{Type: huma.TypeObject}}},
		}}
	},
}

type exportInput struct {
	SignedIn
	CityInput
	Noun string `path:"noun" enum:"units,appointments,people,bodies,categories,charges,sponsorships" doc:"哪一类 · Of what" example:"units"`
	AtInput
	Draft  string `query:"draft" doc:"草案编号 · A draft's id" example:"01932d5e-8c00-7000-8000-000000000000"`
	Format string `query:"format" enum:"csv,xlsx,geojson" default:"csv" doc:"格式 · Format"`
	Header string `query:"header" enum:"zh,en" default:"zh" doc:"表头的语言 · Language of the header"`
}

// exporting writes a file.
type exporting func(io.Writer, app.Standing, export.Options) error

var exports = map[string]exporting{
	"units": func(w io.Writer, s app.Standing, o export.Options) error { return export.Units(w, unitsOf(s), o) },
	"appointments": func(w io.Writer, s app.Standing, o export.Options) error {
		return export.Appointments(w, slices.Values(s.Seats), o)
	},
	"people": func(w io.Writer, s app.Standing, o export.Options) error {
		return export.People(w, slices.Values(s.People), o)
	},
	"bodies": func(w io.Writer, s app.Standing, o export.Options) error {
		return export.Bodies(w, slices.Values(s.Bodies), o)
	},
	"categories": func(w io.Writer, s app.Standing, o export.Options) error {
		return export.Categories(w, slices.Values(s.Categories), o)
	},
	"charges": func(w io.Writer, s app.Standing, o export.Options) error {
		return export.Charges(w, slices.Values(s.Charges), o)
	},
	"sponsorships": func(w io.Writer, s app.Standing, o export.Options) error {
		return export.Sponsorships(w, slices.Values(s.Sponsorships), o)
	},
}

func unitsOf(s app.Standing) func(func(*territory.Unit) bool) {
	return func(yield func(*territory.Unit) bool) {
		for i := range s.Units {
			if !yield(&s.Units[i]) {
				return
			}
		}
	}
}

// file is what a format is sent as.
type fileFormat struct{ media, suffix string }

var formats = map[string]fileFormat{"csv": {csvText, "csv"}, "xlsx": {xlsxType, "xlsx"}, "geojson": {geoJSONType, "geojson"}}

func (s *Server) export(ctx context.Context, in *exportInput) (*written, error) {
	at, err := s.instant(in.At)
	if err != nil {
		return nil, err
	}
	write := exports[in.Noun]
	if in.Format == "geojson" {
		if in.Noun != "units" {
			return nil, fault.New(fault.FormatUnfit, "format", fault.With{"format": in.Format, "noun": in.Noun})
		}
		write = func(w io.Writer, s app.Standing, _ export.Options) error { return export.GeoJSON(w, unitsOf(s)) }
	}
	standing, err := s.app.Standing(ctx, in.City, in.Draft, at.Time)
	if err != nil {
		return nil, err
	}
	with := map[string]string{"noun": in.Noun, "format": in.Format}
	if in.Draft != "" {
		with["draft"] = in.Draft
	}
	format := formats[in.Format]
	name := fmt.Sprintf("%s-%s.%s", in.City, in.Noun, format.suffix)
	file, err := spooled(format.media, func(w io.Writer) error {
		err := write(w, standing, export.Options{Format: export.Format(in.Format), Header: fault.Language(in.Header), Zone: s.options.Zone})
		if err != nil {
			return err
		}
		return s.recorded(ctx, &in.SignedIn, record.Exported, "city/"+in.City, with)
	})
	return file.named(name), err
}
