package cli

import (
	"io"

	"sizhang/domain/audit"
	"sizhang/server/app"
	"sizhang/server/report"
)

type auditCommand struct {
	citySettings
	outputSettings
	Draft  string  `help:"核查草案生效后的样子：编号、编号的末几位或 last / audit what would be with this draft: its id, the end of it, or last." placeholder:"ID"`
	At     instant `help:"核查某一时刻，默认现在 / audit how things stand at a time; now by default." placeholder:"TIME"`
	Format string  `help:"格式，默认看文件名，再则 text / text, json or geojson; by the file's name, else text." placeholder:"FORMAT"`
}

var auditFormats = []string{"text", "json", "geojson"}

// Validate checks the settings before anything starts.
func (c *auditCommand) Validate() error {
	if _, err := c.format(c.Format, auditFormats...); err != nil {
		return err
	}
	return c.citySettings.Validate()
}

// Help is shown by audit --help.
func (auditCommand) Help() string {
	return "没有问题时退出码为 0，有问题为 1 / The exit code is 0 where nothing is wrong and 1 where something is.\n\n" +
		"示例 / Example:\n\n  sizhang audit --city 110101 --data data --draft last"
}

// Run audits a city.
func (c *auditCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		s, err := w.standing(c.Draft, c.At)
		if err != nil {
			return err
		}
		found, err := w.audit(s)
		if err != nil {
			return err
		}
		format, err := c.format(c.Format, auditFormats...)
		if err != nil {
			return err
		}
		err = c.write(w, public, func(out io.Writer) error {
			switch format {
			case "json":
				return report.AuditJSON(out, found)
			case "geojson":
				return report.AuditGeoJSON(out, found)
			}
			return report.AuditText(out, found, r.lang)
		})
		if err != nil {
			return err
		}
		if faults, _ := found.Count(); faults > 0 {
			return &toldError{}
		}
		return nil
	})
}

// standing returns the city at the instant, or as it would be with the draft.
func (w *working) standing(draft string, at instant) (app.Standing, error) {
	id, err := w.draftID(draft)
	if err != nil {
		return app.Standing{}, err
	}
	return w.app.Standing(w.ctx, w.City, id, at.Time)
}

func (w *working) audit(s app.Standing) (*audit.Audit, error) {
	found, ok := audit.Run(audit.City{
		Profile: s.Profile, Units: s.Units, Seats: s.Seats, Sponsorships: s.Sponsorships, At: s.At,
	}, func(stage audit.Stage, done, total int) bool {
		w.progress("audit "+string(stage), done, total)
		return w.ctx.Err() == nil
	})
	if !ok {
		return nil, w.ctx.Err()
	}
	return found, nil
}
