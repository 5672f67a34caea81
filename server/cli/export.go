package cli

import (
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/fault"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/export"
	"sizhang/server/record"
)

type exportCommands struct {
	Profile      exportProfile      `cmd:"" help:"城市配置（YAML）/ the city's profile."`
	Units        exportUnits        `cmd:"" help:"单元 / units."`
	Appointments exportAppointments `cmd:"" help:"任职 / appointments."`
	People       exportPeople       `cmd:"" help:"人员名册，含电话 / the register of people, with their telephone numbers."`
	Bodies       exportBodies       `cmd:"" help:"机构 / bodies."`
	Categories   exportCategories   `cmd:"" help:"问题类别 / categories of problems."`
	Charges      exportCharges      `cmd:"" help:"职责分工 / which body has which category in charge."`
	Sponsorships exportSponsorships `cmd:"" help:"包保 / who sponsors which unit."`
}

// exportSettings are common to every export.
type exportSettings struct {
	citySettings
	outputSettings
	Draft      string  `help:"导出草案生效后的样子：编号、编号的末几位或 last / as it would be with this draft: its id, the end of it, or last." placeholder:"ID"`
	At         instant `help:"某一时刻的样子 / as it stood at a time." placeholder:"TIME"`
	Format     string  `help:"格式，默认看文件名，再则 csv / csv or xlsx, and geojson for units; by the file's name, else csv." placeholder:"FORMAT"`
	LangHeader string  `help:"表头的语言 / language of the header: zh, en." enum:"zh,en" default:"zh"`
}

// Validate checks the settings before anything starts.
func (s *exportSettings) Validate() error { return s.check("csv", "xlsx") }

func (s *exportSettings) check(formats ...string) error {
	if _, err := s.format(s.Format, formats...); err != nil {
		return err
	}
	return s.citySettings.Validate()
}

// table writes what stands as a table.
type table func(io.Writer, app.Standing, export.Options) error

// run writes the table, for whoever the folder is for.
func (s *exportSettings) run(r *run, write table) error {
	return s.begin(r, func(w *working) error { return s.export(w, public, write) })
}

// peopleSettings are common to exports that name people: they go on the record.
type peopleSettings struct {
	exportSettings
	secretSettings
}

// run writes the table for its owner's eyes, once it is on the record.
func (s *peopleSettings) run(r *run, write table) error {
	return s.begin(r, func(w *working) error {
		if _, err := w.onRecord(s.secretSettings); err != nil {
			return err
		}
		draft, err := w.draftID(s.Draft)
		if err != nil {
			return err
		}
		format, err := s.format(s.Format, "csv", "xlsx")
		if err != nil {
			return err
		}
		if err := w.exporting(map[string]string{"format": format, "draft": draft, "at": recordedTime(s.At)}); err != nil {
			return err
		}
		return s.export(w, private, write)
	})
}

// export writes the table of what stands, for the eyes that mode says.
func (s *exportSettings) export(w *working, mode os.FileMode, write table) error {
	standing, err := w.standing(s.Draft, s.At)
	if err != nil {
		return err
	}
	format, err := s.format(s.Format, "csv", "xlsx", "geojson")
	if err != nil {
		return err
	}
	if file, ok := w.stdout.(*os.File); ok && format == "xlsx" && s.Output == "-" && isTerminal(file) {
		return usageError("XLSX 不能显示在屏幕上；请用 --output 指定文件 / a workbook cannot be shown on a screen; name a file with --output")
	}
	return s.write(w, mode, func(out io.Writer) error {
		return write(out, standing, export.Options{Format: export.Format(format), Header: fault.Language(s.LangHeader)})
	})
}

// exporting puts an export on the record, as over HTTP.
func (w *working) exporting(with map[string]string) error {
	with["noun"] = strings.TrimPrefix(w.command, "export ")
	return w.recorded(record.Exported, "city/"+w.City, with)
}

// during keeps what holds at the instant that was asked for; all where none was.
func during[T any](s *exportSettings, list []T, holds func(T, time.Time) bool) []T {
	if s.At.IsZero() {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(thing T) bool { return !holds(thing, s.At.Time) })
}

type exportUnits struct{ exportSettings }

// Validate checks the settings before anything starts.
func (c *exportUnits) Validate() error { return c.check("csv", "xlsx", "geojson") }

// Help is shown by export units --help.
func (exportUnits) Help() string {
	return "表格没有图形；图形用 geojson / Tables have no shapes; geojson has.\n\n" +
		"示例 / Example:\n\n  sizhang export units --city 110101 --data data --output units.xlsx"
}

// Run exports units.
func (c *exportUnits) Run(r *run) error {
	return c.run(r, func(out io.Writer, s app.Standing, o export.Options) error {
		units := func(yield func(*territory.Unit) bool) {
			for i := range s.Units {
				if !yield(&s.Units[i]) {
					return
				}
			}
		}
		if o.Format == "geojson" {
			return export.GeoJSON(out, units)
		}
		return export.Units(out, units, o)
	})
}

type exportAppointments struct{ peopleSettings }

// Help is shown by export appointments --help.
func (exportAppointments) Help() string {
	return "不写 --at 时，包括所有前任和已定的后任 / Without --at it has everybody who ever held, or is to hold, a post.\n\n" +
		"示例 / Example:\n\n  sizhang export appointments --city 110101 --data data --output appointments-now.csv"
}

// Run exports appointments.
func (c *exportAppointments) Run(r *run) error {
	return c.run(r, func(out io.Writer, s app.Standing, o export.Options) error {
		seats := slices.Clone(s.Seats)
		for i := range seats {
			seats[i].Terms = during(&c.exportSettings, seats[i].Terms, territory.Term.InOffice)
		}
		return export.Appointments(out, slices.Values(seats), o)
	})
}

type exportPeople struct{ peopleSettings }

// Help is shown by export people --help.
func (exportPeople) Help() string {
	return "文件里有电话，只有本人可读 / The file has telephone numbers; only its owner may read it.\n\n" +
		"示例 / Example:\n\n  sizhang export people --city 110101 --data data --output people-now.xlsx"
}

// Run exports people.
func (c *exportPeople) Run(r *run) error {
	return c.run(r, func(out io.Writer, s app.Standing, o export.Options) error {
		return export.People(out, slices.Values(s.People), o)
	})
}

type exportBodies struct{ exportSettings }

// Help is shown by export bodies --help.
func (exportBodies) Help() string {
	return "示例 / Example:\n\n  sizhang export bodies --city 110101 --data data --output bodies-now.csv --lang-header en"
}

// Run exports bodies.
func (c *exportBodies) Run(r *run) error {
	return c.run(r, func(out io.Writer, s app.Standing, o export.Options) error {
		return export.Bodies(out, slices.Values(s.Bodies), o)
	})
}

type exportCategories struct{ exportSettings }

// Help is shown by export categories --help.
func (exportCategories) Help() string {
	return "示例 / Example:\n\n  sizhang export categories --city 110101 --data data --output categories-now.csv"
}

// Run exports categories.
func (c *exportCategories) Run(r *run) error {
	return c.run(r, func(out io.Writer, s app.Standing, o export.Options) error {
		return export.Categories(out, slices.Values(s.Categories), o)
	})
}

type exportCharges struct{ exportSettings }

// Help is shown by export charges --help.
func (exportCharges) Help() string {
	return "示例 / Example:\n\n  sizhang export charges --city 110101 --data data --output charges-now.csv"
}

// Run exports charges.
func (c *exportCharges) Run(r *run) error {
	return c.run(r, func(out io.Writer, s app.Standing, o export.Options) error {
		return export.Charges(out, slices.Values(during(&c.exportSettings, s.Charges, body.Charge.InForce)), o)
	})
}

type exportSponsorships struct{ peopleSettings }

// Help is shown by export sponsorships --help.
func (exportSponsorships) Help() string {
	return "示例 / Example:\n\n  sizhang export sponsorships --city 110101 --data data --at 2026-01-01 --format csv"
}

// Run exports sponsorships.
func (c *exportSponsorships) Run(r *run) error {
	return c.run(r, func(out io.Writer, s app.Standing, o export.Options) error {
		return export.Sponsorships(out, slices.Values(during(&c.exportSettings, s.Sponsorships, sponsor.Sponsorship.InForce)), o)
	})
}
