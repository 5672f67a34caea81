package api

import (
	"context"
	"io"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/intake"
)

// importing one noun is an operation of its own, so that each takes its own
// parameters and no others.

const (
	csvType  = "text/csv"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	yamlType = "application/yaml"
	anyType  = "application/octet-stream"
)

var tableTypes = []string{csvType, xlsxType, anyType}

// aboutImport is what every import has in common.
func aboutImport(noun, zh, en, zhNote, enNote string, uploads []string) about {
	return about{
		id: "import" + strings.ToUpper(noun[:1]) + noun[1:], tag: tagDrafts, access: rightTo(access.TerritoryEdit, wholeCity), heavy: true, uploads: uploads,
		zh: "导入" + zh, en: "Import " + en,
		note: zhNote + "文件即请求正文，边收边读，最大 512 MB。被拒绝时答 422，附逐行的报告，什么都不写入。\n\n" +
			enNote + "The file is the request's body; it is read as it arrives, up to 512 MB. Where it is refused, the answer is 422 with the report row by row, and nothing is written.",
		problems: []fault.Code{fault.DraftUnknown, fault.DraftPublished, fault.DraftDropped, fault.CityWithoutProfile, fault.BodyMissing},
		answer:   jsonOf[importBody]("已进入草案 · It is in the draft"),
		refused:  func(r huma.Registry) *huma.Schema { return schemaOf[importBody](r) },
	}
}

var (
	aboutImportProfile = func() about {
		a := aboutImport("profile", "城市配置（YAML）", "a city's profile (YAML)",
			"层级、岗位与包保的种类。新城市由此开始。", "Levels, posts and kinds of sponsorship. A new city begins with it. ", []string{yamlType, anyType})
		a.problems = []fault.Code{fault.DraftUnknown, fault.DraftPublished, fault.DraftDropped, fault.BodyMissing}
		return a
	}()
	aboutImportAreas = aboutImport("areas", "单元名录（CSV、XLSX）", "a table of units (CSV, XLSX)",
		"`levels` 把文件的层级对应到本系统的，如 `street=subdistrict,city=-`；`whole` 列出文件完整包含的层级：其中未列出的单元即撤销。",
		"`levels` says what the file's levels are here, such as `street=subdistrict,city=-`; `whole` lists the levels that the file is the whole of: units of theirs that it does not name end. ", tableTypes)
	aboutImportAppointments = aboutImport("appointments", "任职（CSV、XLSX）", "appointments to posts (CSV, XLSX)",
		"结束等于开始的一行撤回已知的任期：视为从未任职。", "A row that ends when it begins withdraws a term that is known, as if it had never been. ", tableTypes)
	aboutImportPeople = aboutImport("people", "人员名册（CSV、XLSX）", "the register of people (CSV, XLSX)",
		"留空为不改；电话、机构写一个 `-` 为清除。", "Empty cells change nothing; a single `-` clears a phone or body. ", tableTypes)
	aboutImportBodies = aboutImport("bodies", "机构（CSV、XLSX）", "bodies: headquarters, task groups, departments (CSV, XLSX)",
		"留空为不改；上级写一个 `-` 为清除。", "Empty cells change nothing; a single `-` clears a parent. ", tableTypes)
	aboutImportCategories = aboutImport("categories", "问题类别：立案条件、时限（CSV、XLSX）", "categories of problems, with conditions and limits (CSV, XLSX)",
		"一行一个立案条件；也可用各市公布的大类、小类表。留空为不改；写一个 `-` 为清除。",
		"One row a condition; tables of classes and small classes as cities publish them will do. Empty cells change nothing; a single `-` clears. ", tableTypes)
	aboutImportCharges      = aboutImport("charges", "职责分工（CSV、XLSX）", "which body has which category in charge (CSV, XLSX)", "", "", tableTypes)
	aboutImportSponsorships = aboutImport("sponsorships", "包保（CSV、XLSX）", "who sponsors which unit (CSV, XLSX)", "", "", tableTypes)
)

// maxProfile is the most of a profile that is read; the parser has the exact
// limit.
const maxProfile = 2 << 20

func (s *Server) importProfile(ctx context.Context, in *ImportInput) (*written, error) {
	i, err := s.importing(ctx, in)
	if err != nil {
		return nil, err
	}
	yaml, err := io.ReadAll(io.LimitReader(i.reader(), maxProfile))
	if err != nil {
		return nil, unreadable(err)
	}
	outcome, err := takeIn(s, i, "profile", func() (app.Outcome, error) {
		_, err := s.app.AddProfile(ctx, in.City, in.ID, yaml, i.source())
		return app.Outcome{Changed: 1}, err
	})
	if err != nil {
		return nil, err
	}
	return importAnswer(outcome, nil)
}

type importAreasInput struct {
	TableInput
	Levels string   `query:"levels" maxLength:"1000" doc:"文件层级=本系统层级，'-' 为不要 · The file's levels and what they are here; - leaves one out" example:"district=county,street=subdistrict"`
	Whole  []string `query:"whole" doc:"文件完整包含的层级 · Levels that the file is the whole of" example:"[\"grid\"]"`
}

func (s *Server) importAreas(ctx context.Context, in *importAreasInput) (*written, error) {
	levels, err := pairs("levels", in.Levels)
	if err != nil {
		return nil, err
	}
	return s.importRecords(ctx, "areas", &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		units, report, err := intake.ReadAreas(ctx, i.reader(), intake.AreaOptions{Options: i.options, Levels: levels})
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddUnits(ctx, in.City, in.ID, units, app.UnitsOptions{Whole: in.Whole, LeftOut: report.LeftOut()}, i.source(), app.Silent)
		}}, err
	})
}

// pairs reads a list such as street=subdistrict,city=-.
func pairs(field, text string) (map[string]string, error) {
	if text == "" {
		return nil, nil
	}
	found := map[string]string{}
	for pair := range strings.SplitSeq(text, ",") {
		from, to, ok := strings.Cut(pair, "=")
		if from, to = strings.TrimSpace(from), strings.TrimSpace(to); !ok || from == "" || to == "" {
			return nil, invalid{fault.New(fault.FieldInvalid, field, nil)}
		}
		found[from] = to
	}
	return found, nil
}
