package api

import (
	"context"

	"sizhang/domain/body"
	"sizhang/server/app"
	"sizhang/server/intake"
)

func (s *Server) importAppointments(ctx context.Context, in *TableInput) (*written, error) {
	return s.importRecords(ctx, "appointments", &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
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
	return s.importRecords(ctx, "people", &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
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
	return s.importRecords(ctx, "bodies", &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		bodies, report, err := intake.ReadBodies(ctx, i.reader(), i.options)
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddBodies(ctx, in.City, in.ID, bodies, i.source(), app.Silent)
		}}, err
	})
}

type importCategoriesInput struct {
	TableInput
	Prefix string `query:"prefix" maxLength:"20" doc:"加在文件所有代码之前，把部件与事件的 01 分开 · Put before every code of the file, to tell the 01 of components from that of events" example:"C"`
	Kind   string `query:"kind" enum:"component,event" doc:"文件没有写类型时：部件或事件 · Where the file does not say it: component or event" example:"component"`
}

func (s *Server) importCategories(ctx context.Context, in *importCategoriesInput) (*written, error) {
	return s.importRecords(ctx, "categories", &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
		categories, report, err := intake.ReadCategories(ctx, i.reader(), intake.CategoryOptions{Options: i.options, Prefix: in.Prefix, Kind: body.CategoryKind(in.Kind)})
		return fileRead{report, func() (app.Outcome, error) {
			return i.app.AddCategories(ctx, in.City, in.ID, categories, i.source(), app.Silent)
		}}, err
	})
}

func (s *Server) importCharges(ctx context.Context, in *TableInput) (*written, error) {
	return s.importRecords(ctx, "charges", &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
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
	return s.importRecords(ctx, "sponsorships", &in.RecordsInput, in.Sheet, func(i *importing) (fileRead, error) {
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
