package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/export"
	"sizhang/server/issues/board"
	"sizhang/server/record"
)

var aboutExportIssues = about{
	id: "exportIssues", tag: tagIssues, access: rightTo(access.IssueRead, somewhere), heavy: true,
	zh: "导出问题", en: "Export issues",
	note: "管辖之内、符合条件的全部问题，最近上报的在前；CSV、XLSX 或 GeoJSON。没有群众的姓名与联系方式。导出先写入操作记录。\n\n" +
		"All issues within one's scope that fit, the latest first, as CSV, XLSX or GeoJSON. No citizen's name or contact is in it. The export is put on the record first.",
	produces: []string{csvType, xlsxType, geoJSONType},
	problems: append([]fault.Code{fault.TableTooLong}, filterProblems...),
	answer: func(huma.Registry) map[string]*huma.Response {
		file := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		return map[string]*huma.Response{"200": {
			Description: "文件 · The file",
			Content:     map[string]*huma.MediaType{csvText: file, xlsxType: file, geoJSONType: {Schema: &huma.Schema{Type: huma.TypeObject}}},
		}}
	},
}

type exportIssuesInput struct {
	IssueFilter
	Format string `query:"format" enum:"csv,xlsx,geojson" default:"csv" doc:"格式 · Format"`
	Header string `query:"header" enum:"zh,en" default:"zh" doc:"表头的语言 · Language of the header"`
}

func (s *Server) exportIssues(ctx context.Context, in *exportIssuesInput) (*written, error) {
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	f, err := s.filterOf(&in.IssueFilter)
	if err != nil {
		return nil, err
	}
	c, err := s.cityNamed(in.City)
	if err != nil {
		return nil, err
	}
	n, format := s.namingOf(c), formats[in.Format]
	var trouble error
	rows := s.exported(ctx, &n, desk.Board(in.City), f, fault.Language(in.Header), &trouble)
	file, err := spooled(format.media, func(w io.Writer) error {
		write := func() error {
			return export.Issues(w, rows, export.Options{Format: export.Format(in.Format), Header: fault.Language(in.Header), Zone: s.options.Zone})
		}
		if in.Format == "geojson" {
			write = func() error { return export.IssuesGeoJSON(w, rows, s.options.Zone) }
		}
		if err := errors.Join(write(), trouble); err != nil {
			return err
		}
		return s.recorded(ctx, &in.SignedIn, record.Exported, "city/"+in.City, map[string]string{"noun": "issues", "format": in.Format})
	})
	return file.named(fmt.Sprintf("%s-issues.%s", in.City, format.suffix)), err
}

// exported goes through all cards that fit, page by page; what goes wrong is left in
// trouble.
func (s *Server) exported(ctx context.Context, n *naming, b *board.Board, f board.Filter, language fault.Language, trouble *error) iter.Seq[export.Issue] {
	return func(yield func(export.Issue) bool) {
		now := s.app.Now()
		for after, more := board.Cursor(""), true; more; {
			if *trouble = ctx.Err(); *trouble != nil {
				return
			}
			var page []issue.Card
			page, after, *trouble = b.Query(f, false, after, s.exportPage, now)
			if *trouble != nil {
				return
			}
			for i := range page {
				if !yield(exportedIssue(n, &page[i], language, board.ClockOf(&page[i], now))) {
					return
				}
			}
			more = after != ""
		}
	}
}

func exportedIssue(n *naming, c *issue.Card, language fault.Language, clock board.Clock) export.Issue {
	state, hands := c.State.Info(), n.hands(c.Hands)
	row := export.Issue{Card: *c, CategoryName: n.category(c.Category), SourceName: c.Source.Names().ZH, StateName: state.ZH, Clock: string(clock), Overdue: clock == board.Overdue}
	if language == fault.English {
		row.StateName, row.SourceName = state.EN, string(c.Source)
	}
	if len(c.Units) > 0 {
		row.UnitName = n.unit(c.Units[0])
	}
	if row.HandsName = hands.UnitName + hands.PostName; row.HandsName == "" {
		row.HandsName = hands.BodyName
	}
	return row
}
