package cli

import (
	"fmt"
	"io"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

type importProfile struct{ importSettings }

// Help is shown by import profile --help.
func (importProfile) Help() string {
	return "示例 / Example:\n\n  sizhang import profile profile.yaml --city 110101 --data data"
}

// Run puts a profile into force.
func (c *importProfile) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		yaml, err := io.ReadAll(io.LimitReader(i.reader(), 2<<20)) // the parser has the exact limit
		if err != nil {
			return err
		}
		p, err := i.app.PublishProfile(r.ctx, c.City, yaml, i.source())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(r.stdout, profileLine(r.lang, p))
		return err
	})
}

func profileLine(in fault.Language, p *city.Profile) string {
	if in == fault.Chinese {
		return fmt.Sprintf("%s（%s）的配置已生效：%d 个层级，%d 个岗位。", p.Names.ZH, p.Code, len(p.Levels), len(p.Posts))
	}
	return fmt.Sprintf("The profile of %s (%s) is in force: %d levels, %d posts.", p.Names.In(true), p.Code, len(p.Levels), len(p.Posts))
}
