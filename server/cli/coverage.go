package cli

import (
	"io"

	"sizhang/domain/coverage"
	"sizhang/server/report"
)

type coverageCommand struct {
	citySettings
	outputSettings
	Draft  string  `help:"看草案生效后的样子：编号、编号的末几位或 last / as it would be with this draft: its id, the end of it, or last." placeholder:"ID"`
	At     instant `help:"看某一时刻，默认现在 / as it stood at a time; now by default." placeholder:"TIME"`
	Format string  `help:"格式，默认看文件名，再则 text / text, html, json, csv or svg; by the file's name, else text." placeholder:"FORMAT"`
}

var coverageFormats = []string{"text", "html", "json", "csv", "svg"}

// Validate checks the settings before anything starts.
func (c *coverageCommand) Validate() error {
	if _, err := c.format(c.Format, coverageFormats...); err != nil {
		return err
	}
	return c.citySettings.Validate()
}

// Help is shown by coverage --help.
func (coverageCommand) Help() string {
	return "横向到边、纵向到底：各级有多少单元，多少有长、有领导、有包保、有图形，缺什么。csv 是全部缺项的清单 / " +
		"How many units each level has, how many have heads, leaders, sponsors and shapes, and what is missing; csv lists all of that.\n\n" +
		"示例 / Example:\n\n  sizhang coverage --city 110101 --data data --output coverage.html"
}

// Run writes how far a city's responsibility reaches.
func (c *coverageCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		s, err := w.standing(c.Draft, c.At)
		if err != nil {
			return err
		}
		reach := coverage.Of(coverage.City{Profile: s.Profile, Units: s.Units, Seats: s.Seats, Sponsorships: s.Sponsorships, At: s.At})
		format, err := c.format(c.Format, coverageFormats...)
		if err != nil {
			return err
		}
		return c.write(w, public, func(out io.Writer) error {
			switch format {
			case "html":
				return report.CoverageHTML(out, reach)
			case "json":
				return report.CoverageJSON(out, reach)
			case "csv":
				return report.CoverageCSV(out, reach)
			case "svg":
				return report.CoverageSVG(out, reach)
			}
			return report.PrintCoverage(out, reach, r.lang)
		})
	})
}
