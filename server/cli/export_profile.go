package cli

import (
	"io"

	"sizhang/server/profile"
)

type exportProfile struct {
	citySettings
	outputSettings
	Draft string  `help:"导出草案生效后的样子：编号、编号的末几位或 last / as it would be with this draft: its id, the end of it, or last." placeholder:"ID"`
	At    instant `help:"某一时刻的样子 / as it stood at a time." placeholder:"TIME"`
}

// Help is shown by export profile --help.
func (exportProfile) Help() string {
	return "每个默认值都写出；改好后可再导入 / Every default is spelt out; edit it and import it again.\n\n" +
		"示例 / Example:\n\n  sizhang export profile --city 110101 --data data --output profile-now.yaml"
}

// Run exports the profile.
func (c *exportProfile) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		standing, err := w.standing(c.Draft, c.At)
		if err != nil {
			return err
		}
		yaml, err := profile.Format(standing.Profile)
		if err != nil {
			return err
		}
		return c.write(w, public, func(out io.Writer) error {
			_, err := out.Write(yaml)
			return err
		})
	})
}
