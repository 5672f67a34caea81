package cli

import (
	"io"
	"slices"
	"strings"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/indicator"
	"sizhang/server/export"
	"sizhang/server/figures"
	"sizhang/server/issues"
	"sizhang/server/report"
)

type indicatorsCommand struct {
	citySettings
	secretSettings
	outputSettings
	From    instant `help:"自何日起，默认当月一日 / from which day; the first of the month by default." placeholder:"TIME"`
	Until   instant `help:"至何日止（不含），默认现在 / until which day, not including it; now by default." placeholder:"TIME"`
	By      string  `help:"分组 / groups: unit, head, person, department, category, source." placeholder:"GROUP"`
	Every   string  `help:"逐时段 / periods: day, week, half_month, month, quarter, year." placeholder:"PERIOD"`
	Level   string  `help:"按辖区分组时的层级 / level of the units." placeholder:"LEVEL"`
	Unit    string  `help:"限于该单元及其下辖 / keep to a unit and all below it." placeholder:"CODE"`
	Compare string  `help:"同比 year，环比 previous / compare with a year or a period before." placeholder:"WITH"`
	Format  string  `help:"格式，默认看文件名，再则 text / text, json, csv, xlsx or svg; by the file's name, else text." placeholder:"FORMAT"`
}

var indicatorFormats = []string{"text", "json", "csv", "xlsx", "svg"}

// Validate checks the settings before anything starts.
func (c *indicatorsCommand) Validate() error {
	if _, err := c.format(c.Format, indicatorFormats...); err != nil {
		return err
	}
	for _, err := range []error{
		oneOf("--by", indicator.By(c.By), indicator.Bys), oneOf("--every", indicator.Every(c.Every), indicator.Everies),
		oneOf("--compare", indicator.Compare(c.Compare), indicator.Compares),
	} {
		if err != nil {
			return err
		}
	}
	return c.citySettings.Validate()
}

// oneOf refuses what is neither empty nor one of all.
func oneOf[T ~string](flag string, given T, all []T) error {
	if given == "" || slices.Contains(all, given) {
		return nil
	}
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = string(one)
	}
	return usageError(flag + ": " + string(given) + "；只能是其中之一 / must be one of: " + strings.Join(texts, ", "))
}

// Help is shown by indicators --help.
func (indicatorsCommand) Help() string {
	return "立案、派遣、处置、核查、结案各率，12345 三率，五个第一时间，综合得分；json 附公式，xlsx 另附公式页，svg 是一张图 / " +
		"Rates of filing, dispatch, handling, checks and closing, those of 12345, the five first moments and composite scores; json has the formulas, xlsx a sheet of them, svg is a picture.\n\n" +
		"示例 / Example:\n\n  sizhang indicators --city 110101 --from 2026-03-01 --until 2026-04-01 --by unit --compare previous --output march.svg"
}

// Run writes the indicators of a city.
func (c *indicatorsCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		if err := w.app.Load(r.ctx, w.progress); err != nil {
			return err
		}
		of, there := w.app.City(c.City)
		if !there {
			return fault.New(fault.CityNotFound, "city", fault.With{"city": c.City})
		}
		kept := issues.New(issues.Options{Store: w.app.Store(), Cities: w.app, Log: r.log})
		if err := kept.Load(r.ctx, w.progress); err != nil {
			return err
		}
		whole := access.Actor{City: c.City, Holdings: []access.Holding{{Role: &access.Role{Rights: []access.Right{access.IssueRead}, Reach: access.Whole}}}}
		found, err := figures.Of(of, kept.Board(c.City), figures.Question{
			Scope: whole.Scope(access.IssueRead), Now: time.Now(), From: c.From.Time, Until: c.Until.Time, By: indicator.By(c.By),
			Every: indicator.Every(c.Every), Level: c.Level, Unit: c.Unit, Compare: indicator.Compare(c.Compare),
		})
		if err != nil {
			return err
		}
		format, err := c.format(c.Format, indicatorFormats...)
		if err != nil {
			return err
		}
		mode := public
		if found.By == indicator.ByHead || found.By == indicator.ByPerson {
			mode = private // how somebody did is not for whoever the folder is for
			if err := c.onRecord(w, format, found.By); err != nil {
				return err
			}
		}
		return c.write(w, mode, func(out io.Writer) error {
			switch format {
			case "json":
				return report.IndicatorsJSON(out, found)
			case "csv", "xlsx":
				return export.Figures(out, found.Report, found.Labels, export.Options{Format: export.Format(format), Header: r.lang})
			case "svg":
				return report.IndicatorsSVG(out, found)
			}
			return report.PrintIndicators(out, found, r.lang)
		})
	})
}

// onRecord puts figures of people by name on the record where they go out as a file;
// what is read off the screen is not.
func (c *indicatorsCommand) onRecord(w *working, format string, by indicator.By) error {
	if c.Output == "-" && (format == "text" || format == "json") {
		return nil
	}
	if _, err := w.onRecord(c.secretSettings); err != nil {
		return err
	}
	return w.exporting(map[string]string{"format": format, "group": string(by)})
}
