package cli

import (
	"sizhang/server/app"
	"sizhang/server/intake"
)

// wholeSettings say that a file is the whole of some levels.
type wholeSettings struct {
	Whole []string `help:"文件是这些层级的全部：没有列出的单元视为撤销 / the file is the whole of these levels: units that it does not name end." placeholder:"LEVEL"`
}

// options are those for what the reader of the file reports.
func (s wholeSettings) options(report *intake.Report) app.UnitsOptions {
	return app.UnitsOptions{Whole: s.Whole, LeftOut: report.LeftOut()}
}

type importAreas struct {
	tableSettings
	wholeSettings
	Levels map[string]string `help:"文件层级=本系统层级，'-' 为不要 / the file's levels and what they are here; - leaves one out." mapsep:"," placeholder:"district=county,street=subdistrict"`
}

// Help is shown by import areas --help.
func (importAreas) Help() string {
	return "列 / Columns: code 编码, name 名称, level 层级, parent 上级, name_en 英文名, grid_code 单元网格编码, predecessors 前身, ended 撤销\n\n" +
		"示例 / Example:\n\n  sizhang import areas areas.csv --levels province=city,city=-,district=county,street=subdistrict --city 110101 --data data"
}

// Run imports a table of units.
func (c *importAreas) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		units, report, err := intake.ReadAreas(r.ctx, i.reader(), intake.AreaOptions{Options: i.options, Levels: c.Levels})
		return i.take(report, err, func(draft string) (app.Outcome, error) {
			return i.app.AddUnits(r.ctx, c.City, draft, units, c.wholeSettings.options(report), i.source(), i.progress)
		})
	})
}

type importAppointments struct{ tableSettings }

// Help is shown by import appointments --help.
func (importAppointments) Help() string {
	return "列 / Columns: unit 单元, post 岗位, person 人员编号, name 姓名, from 任职日期, until 离任日期, document 任命文号, deputy 副职\n" +
		"结束等于开始的一行撤回已知的任期 / A row that ends when it begins withdraws a term that is known.\n\n" +
		"示例 / Example:\n\n  sizhang import appointments appointments.csv --city 110101 --data data --draft last"
}

// Run imports a table of appointments.
func (c *importAppointments) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		levels, err := i.app.Levels(r.ctx, c.City, i.draft)
		if err != nil {
			return err
		}
		seats, report, err := intake.ReadAppointments(r.ctx, i.reader(), intake.AppointmentOptions{
			Options: i.options, Level: func(unit string) (string, bool) { level, ok := levels[unit]; return level, ok },
		})
		return i.take(report, err, func(draft string) (app.Outcome, error) {
			return i.app.AddSeats(r.ctx, c.City, draft, seats, i.source(), i.progress)
		})
	})
}
