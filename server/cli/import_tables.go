package cli

import (
	"sizhang/server/app"
	"sizhang/server/intake"
)

type importAreas struct {
	recordSettings
	Levels map[string]string `help:"文件层级=本系统层级，'-' 为不要 / the file's levels and what they are here; - leaves one out." mapsep:"," placeholder:"district=county,street=subdistrict"`
}

// Help is shown by import areas --help.
func (importAreas) Help() string {
	return "示例 / Example:\n\n  sizhang import areas areas.csv --levels province=city,city=-,district=county,street=subdistrict --city 110101 --data data"
}

// Run imports a table of units.
func (c *importAreas) Run(r *run) error {
	return c.underProfile(r, func(i *importing) error {
		units, report, err := intake.ReadAreas(r.ctx, i.reader(), intake.AreaOptions{Options: i.options, Levels: c.Levels})
		return i.publish(report, err, func() (app.Outcome, error) {
			return i.app.PublishUnits(r.ctx, c.City, units, i.source(), i.progress)
		})
	})
}

type importAppointments struct{ recordSettings }

// Help is shown by import appointments --help.
func (importAppointments) Help() string {
	return "示例 / Example:\n\n  sizhang import appointments appointments.csv --city 110101 --data data"
}

// Run imports a table of appointments.
func (c *importAppointments) Run(r *run) error {
	return c.underProfile(r, func(i *importing) error {
		levels, err := i.app.Levels(r.ctx, c.City)
		if err != nil {
			return err
		}
		seats, report, err := intake.ReadAppointments(r.ctx, i.reader(), intake.AppointmentOptions{
			Options: i.options, Level: func(unit string) (string, bool) { level, ok := levels[unit]; return level, ok },
		})
		return i.publish(report, err, func() (app.Outcome, error) {
			return i.app.PublishSeats(r.ctx, c.City, seats, i.source(), i.progress)
		})
	})
}
