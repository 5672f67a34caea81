package api

import (
	"context"
	"io"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/body"
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
		id: "import" + strings.ToUpper(noun[:1]) + noun[1:], tag: tagDrafts, operator: true, heavy: true, uploads: uploads,
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
	aboutImportAppointments = aboutImport("appointments", "任职（CSV、XLSX）", "appointments to posts (CSV, XLSX)", "", "", tableTypes)
	aboutImportPeople       = aboutImport("people", "人员名册（CSV、XLSX）", "the register of people (CSV, XLSX)", "", "", tableTypes)
	aboutImportBodies       = aboutImport("bodies", "机构（CSV、XLSX）", "bodies: headquarters, task groups, departments (CSV, XLSX)", "", "", tableTypes)
	aboutImportCategories   = aboutImport("categories", "问题类别（CSV、XLSX）", "categories of problems (CSV, XLSX)", "", "", tableTypes)
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
	if _, err := s.app.AddProfile(ctx, in.City, in.ID, yaml, i.source()); err != nil {
		return nil, err
	}
	return importAnswer(app.Outcome{Changed: 1}, nil)
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
	return s.importRecords(ctx, &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		units, report, err := intake.ReadAreas(ctx, i.reader(), intake.AreaOptions{Options: i.options, Levels: levels})
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddUnits(ctx, in.City, in.ID, units, app.UnitsOptions{Whole: in.Whole}, i.source(), app.Silent)
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

func (s *Server) importAppointments(ctx context.Context, in *TableInput) (*written, error) {
	return s.importRecords(ctx, &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		levels, err := i.levels()
		if err != nil {
			return fileRead{}, err
		}
		seats, report, err := intake.ReadAppointments(ctx, i.reader(), intake.AppointmentOptions{Options: i.options, Zone: s.options.Zone, Level: levels})
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddSeats(ctx, in.City, in.ID, seats, i.source(), app.Silent)
		}}, err
	})
}

func (s *Server) importPeople(ctx context.Context, in *TableInput) (*written, error) {
	return s.importRecords(ctx, &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		standing, err := i.standing()
		if err != nil {
			return fileRead{}, err
		}
		people, report, err := intake.ReadPeople(ctx, i.reader(), intake.PeopleOptions{Options: i.options, Bodies: bodiesOf(standing)})
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddPeople(ctx, in.City, in.ID, people, i.source(), app.Silent)
		}}, err
	})
}

func (s *Server) importBodies(ctx context.Context, in *TableInput) (*written, error) {
	return s.importRecords(ctx, &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		bodies, report, err := intake.ReadBodies(ctx, i.reader(), i.options)
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddBodies(ctx, in.City, in.ID, bodies, i.source(), app.Silent)
		}}, err
	})
}

func (s *Server) importCategories(ctx context.Context, in *TableInput) (*written, error) {
	return s.importRecords(ctx, &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		categories, report, err := intake.ReadCategories(ctx, i.reader(), i.options)
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddCategories(ctx, in.City, in.ID, categories, i.source(), app.Silent)
		}}, err
	})
}

func (s *Server) importCharges(ctx context.Context, in *TableInput) (*written, error) {
	return s.importRecords(ctx, &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		standing, err := i.standing()
		if err != nil {
			return fileRead{}, err
		}
		levels, err := i.levels()
		if err != nil {
			return fileRead{}, err
		}
		ground := body.ChargeGround{
			Categories: codesOf(standing.Categories, func(c body.Category) string { return c.Code }), Bodies: bodiesOf(standing),
			Units: func(code string) bool { _, known := levels(code); return known },
		}
		charges, report, err := intake.ReadCharges(ctx, i.reader(), intake.ChargeOptions{Options: i.options, Zone: s.options.Zone, Ground: ground})
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddCharges(ctx, in.City, in.ID, charges, i.source(), app.Silent)
		}}, err
	})
}

func (s *Server) importSponsorships(ctx context.Context, in *TableInput) (*written, error) {
	return s.importRecords(ctx, &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		standing, err := i.standing()
		if err != nil {
			return fileRead{}, err
		}
		levels, err := i.levels()
		if err != nil {
			return fileRead{}, err
		}
		sponsorships, report, err := intake.ReadSponsorships(ctx, i.reader(), intake.SponsorshipOptions{
			Options: i.options, Zone: s.options.Zone, Level: levels, Bodies: bodiesOf(standing),
		})
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddSponsorships(ctx, in.City, in.ID, sponsorships, i.source(), app.Silent)
		}}, err
	})
}

// levels tells the level of every unit that is, was or is to be with the draft.
func (i *importing) levels() (func(unit string) (string, bool), error) {
	levels, err := i.app.Levels(i.ctx, i.City, i.ID)
	return func(unit string) (string, bool) { level, known := levels[unit]; return level, known }, err
}

// standing is what would be in force with the draft; nothing where there is no
// version yet.
func (i *importing) standing() (app.Standing, error) {
	return i.app.Standing(i.ctx, i.City, i.ID, i.app.Now())
}

func bodiesOf(s app.Standing) func(code string) bool {
	return codesOf(s.Bodies, func(b body.Body) string { return b.Code })
}

func codesOf[T any](list []T, code func(T) string) func(string) bool {
	known := make(map[string]bool, len(list))
	for _, thing := range list {
		known[code(thing)] = true
	}
	return func(code string) bool { return known[code] }
}
