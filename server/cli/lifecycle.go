package cli

import (
	"io"
	"path/filepath"

	"sizhang/server/lifecycle"
)

type lifecycleCommand struct {
	outputSettings
	Format string `help:"格式，默认看文件名，再则 text / text, markdown, svg or json; by the file's name, else text." placeholder:"FORMAT"`
}

var lifecycleFormats = []string{"text", "markdown", "svg", "json"}

// Validate checks the settings before anything starts.
func (c *lifecycleCommand) Validate() error {
	if c.Format == "" && filepath.Ext(c.Output) == ".md" {
		c.Format = "markdown"
	}
	_, err := c.format(c.Format, lifecycleFormats...)
	return err
}

// Help is shown by lifecycle --help.
func (lifecycleCommand) Help() string {
	return "问题从上报到销号的全部动作：从哪个状态到哪个状态，谁可以做，需要什么，启停哪些计时（■ 停，▶ 起）/ " +
		"All that can be done to an issue: from where to where, who may, what it wants, which clocks it ends ■ and starts ▶.\n\n" +
		"示例 / Example:\n\n  sizhang lifecycle\n  sizhang lifecycle -o lifecycle.svg"
}

// Run writes the life of an issue.
func (c *lifecycleCommand) Run(r *run) error {
	format, err := c.format(c.Format, lifecycleFormats...)
	if err != nil {
		return err
	}
	return c.write(&working{run: r, citySettings: &citySettings{}}, public, func(out io.Writer) error {
		switch format {
		case "markdown":
			return lifecycle.Markdown(out, r.lang)
		case "svg":
			return lifecycle.Picture(out)
		case "json":
			return lifecycle.JSON(out)
		}
		return columns(out, append([][]string{lifecycle.Header(r.lang)}, lifecycle.Rows(r.lang)...))
	})
}
