package cli

import (
	"errors"
	"io"
	"iter"

	"sizhang/domain/diff"
	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/issues"
	"sizhang/server/report"
)

type diffCommand struct {
	citySettings
	outputSettings
	Draft  string  `help:"草案与现行相比：编号、编号的末几位或 last / compare this draft with what is in force: its id, the end of it, or last." placeholder:"ID"`
	From   instant `help:"从哪一时刻 / the earlier time." placeholder:"TIME"`
	To     instant `help:"到哪一时刻，默认现在 / the later time; now by default." placeholder:"TIME"`
	Format string  `help:"格式，默认看文件名，再则 text / text, json or geojson; by the file's name, else text." placeholder:"FORMAT"`
}

var diffFormats = []string{"text", "json", "geojson"}

// Validate checks the settings before anything starts.
func (c *diffCommand) Validate() error {
	if (c.Draft == "") == c.From.IsZero() {
		return usageError("请用 --draft 指定草案，或用 --from（和 --to）指定时刻 / name a draft with --draft, or a time with --from (and --to)")
	}
	if c.Draft != "" && !c.To.IsZero() {
		return usageError("--to 要与 --from 同用 / --to goes with --from")
	}
	if _, err := c.format(c.Format, diffFormats...); err != nil {
		return err
	}
	return c.citySettings.Validate()
}

// Help is shown by diff --help.
func (diffCommand) Help() string {
	return "示例 / Example:\n\n  sizhang diff --city 110101 --data data --draft last"
}

// Run compares two states of a city.
func (c *diffCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		before, after, err := c.states(w)
		if err != nil {
			return err
		}
		open, err := c.openIssues(w)
		if err != nil {
			return err
		}
		changes, err := diff.Compare(before, after, diff.Options{Issues: open})
		if err != nil {
			return err
		}
		format, err := c.format(c.Format, diffFormats...)
		if err != nil {
			return err
		}
		mode := public
		if changes.Issues.Moved > 0 {
			mode = private // where something is wrong is not for whoever the folder is for
		}
		return c.write(w, mode, func(out io.Writer) error {
			var body []byte
			switch format {
			case "json":
				body, err = report.DiffJSON(changes)
			case "geojson":
				body, err = report.DiffGeoJSON(changes)
			default:
				return report.PrintDiff(out, changes, r.lang)
			}
			if err != nil {
				return err
			}
			_, err = out.Write(append(body, '\n'))
			return err
		})
	})
}

// openIssues are the city's as they stand now, for the comparison to follow.
func (c *diffCommand) openIssues(w *working) (iter.Seq[diff.Issue], error) {
	kept := issues.New(issues.Options{Store: w.app.Store(), Cities: w.app, Log: w.log})
	if err := kept.Load(w.ctx, w.progress); err != nil {
		return nil, err
	}
	return kept.Board(c.City).OpenPoints(w.everything()), nil
}

// states returns what is compared. A draft is held against what is in force when
// it could take effect.
func (c *diffCommand) states(w *working) (before, after diff.State, err error) {
	then, err := w.standing(c.Draft, c.To)
	if err != nil {
		return before, after, err
	}
	after = stateOf(then)
	from := c.From.Time
	if c.Draft != "" {
		from = then.At
	}
	first, err := w.app.Standing(w.ctx, c.City, "", from)
	if f := (*fault.Fault)(nil); errors.As(err, &f) && f.Code == fault.CityWithoutProfile {
		return diff.State{At: from}, after, nil // the draft is the city's first
	}
	return stateOf(first), after, err
}

func stateOf(s app.Standing) diff.State {
	return diff.State{Profile: s.Profile, Units: s.Units, Seats: s.Seats, At: s.At}
}
