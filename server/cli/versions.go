package cli

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/app"
)

type versionsCommand struct {
	citySettings
	JSON bool `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by versions --help.
func (versionsCommand) Help() string {
	return "示例 / Example:\n\n  sizhang versions --city 110101 --data data"
}

// Run lists the versions of a city's territory, in order.
func (c *versionsCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		versions, err := w.app.Versions(r.ctx, c.City)
		if err != nil {
			return err
		}
		if c.JSON {
			list := make([]versionJSON, len(versions))
			for i, v := range versions {
				list[i] = versionJSON{v.Number, instantJSON(v.Effective), instantJSON(v.Published), v.Draft, partsJSON(v.Parts)}
			}
			return r.printDocument(list)
		}
		if len(versions) == 0 {
			return fault.New(fault.CityWithoutProfile, "--city", fault.With{"city": c.City})
		}
		return columns(r.stdout, versionRows(r.lang, versions, w.app.Now()))
	})
}

// versionJSON is a version for machines; a null effective is since ever.
type versionJSON struct {
	Number    int        `json:"number"`
	Effective *string    `json:"effective"`
	Published *string    `json:"published"`
	Draft     string     `json:"draft,omitempty"`
	Parts     []partJSON `json:"parts"`
}

func versionRows(in fault.Language, versions []app.VersionInfo, now time.Time) [][]string {
	rows := [][]string{{
		pick(in, "版本", "version"), pick(in, "生效", "effective"), pick(in, "发布", "published"), "",
		pick(in, "变更", "changes"), pick(in, "来自", "from"),
	}}
	served := -1
	for i, v := range versions {
		if !v.Effective.After(now) {
			served = i
		}
	}
	for i, v := range versions {
		state := ""
		switch {
		case i == served:
			state = pick(in, "现行", "in force")
		case i > served:
			state = pick(in, "尚未到时", "to come")
		}
		var sources []string
		for _, p := range v.Parts {
			if !slices.Contains(sources, p.Source.Name) {
				sources = append(sources, p.Source.Name)
			}
		}
		rows = append(rows, []string{
			strconv.Itoa(v.Number), sinceText(v.Effective, in), sinceText(v.Published, in), state,
			holdsText(in, v.Parts), strings.Join(sources, ", "),
		})
	}
	return rows
}
